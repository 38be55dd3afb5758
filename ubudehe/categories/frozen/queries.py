"""Reading a round's decisions out of the record, and what is stored beside it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.categories.appeals.tables import Appeal
from ubudehe.categories.frozen.rules import Alteration, SaidOfHousehold, alterations, replay
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.messages import N_
from ubudehe.people.queries import names_of
from ubudehe.record.checking import Fault
from ubudehe.record.rules.commitments import commit
from ubudehe.record.tables import Act, LogLeaf, Opening
from ubudehe.storage.reading import pick

_DECIDING = ("category.decide", "appeal.hear", "appeal.decide")
_ERASING = "data.erase"
NOT_AS_REGISTERED = N_("The number or the head of household %(number)s is not as registered.")


@dataclass(frozen=True)
class Change:
    """A household's category after posting: from what, to what, by whom, when, and why."""

    number: int
    before: str | None
    after: str
    by: str
    at: datetime
    why: str
    """«appeal», «late» or «event»."""


@dataclass(frozen=True)
class AlteredLine:
    """A household whose stored category is not the recorded one."""

    number: int | None
    recorded: str | None
    stored: str | None


@dataclass(frozen=True)
class ListAudit:
    """A posted list today: its commitment, lawful changes since, and alterations behind it."""

    round: UUID
    posted_at: datetime | None
    commitment: str | None
    day: datetime | None
    changes: tuple[Change, ...]
    altered: tuple[AlteredLine, ...]
    damaged: int
    """Openings that do not fit their commitment: somebody rewrote what acts had said."""
    renamed: tuple[int, ...]
    """Numbers of households whose number or head is not the one that was registered."""

    @property
    def sound(self) -> bool:
        """Tell whether all that is stored is what the record says."""
        return not self.altered and not self.damaged and not self.renamed


@dataclass(frozen=True)
class _Recorded:
    decisions: tuple[SaidOfHousehold, ...]
    posted: dict[str, str]
    """Category by household."""
    posted_at: int
    """Index of the act that posted the list."""
    commitment: str | None
    damaged: int
    erased: frozenset[str]


def audit_list(session: Session, village: str, round_: CategoryRound) -> ListAudit:
    """Compare a round's stored decisions with its acts, each checked against its commitment."""
    record = _read(session, village, round_.id)
    said = replay(record.decisions)
    stored = _stored(session, round_.id)
    numbers = _numbers(session, village)
    altered = alterations(said, stored, record.posted, record.erased)
    return ListAudit(
        round=round_.id,
        posted_at=round_.posted_at,
        commitment=record.commitment,
        day=round_.posted_at,
        changes=_changes(session, record, numbers),
        altered=tuple(_line(one, numbers) for one in altered),
        damaged=record.damaged,
        renamed=renamed_households(session, village),
    )


def renamed_households(session: Session, village: str) -> tuple[int, ...]:
    """Return the numbers of households whose number or head no act explains.

    Who swaps two names in the database swaps two categories without touching a decision. Erased
    households have no openings any more and are passed over.
    """
    rows = session.execute(
        pick(Opening.value)
        .join(Act, (col(Act.log) == Opening.log) & (col(Act.id) == Opening.act))
        .where(
            Act.log == village,
            col(Act.type).in_(("household.register", "household.change")),
            Opening.field == "household",
        )
        .order_by(col(Act.idx))
    ).all()
    said = {}
    for (text,) in rows:
        value = json.loads(text)
        said[value["id"]] = (value["number"], value["form"]["head"])
    stored = session.execute(
        pick(Household.id, Household.number, HouseholdIdentity.head)
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .where(Household.village == village, func.coalesce(Household.ended, "") != "erased")
        .order_by(col(Household.number))
    ).all()
    return tuple(number for id_, number, head in stored if said.get(str(id_)) != (number, head))


def faults_of_rounds(
    session: Session, but: Collection[str] = (), only: str | None = None
) -> list[Fault]:
    """Return what was altered in any round of any village `but` some, or of one `only`."""
    faults = []
    asked = select(CategoryRound).order_by(col(CategoryRound.village))
    if only is not None:
        asked = asked.where(CategoryRound.village == only)
    every = session.exec(asked).all()
    rounds = [round_ for round_ in every if round_.village not in but]
    for village in sorted({round_.village for round_ in rounds}):
        faults += [
            Fault(village, NOT_AS_REGISTERED, {"number": number})
            for number in renamed_households(session, village)
        ]
    for round_ in rounds:
        audit = audit_list(session, round_.village, round_)
        for one in audit.altered:
            words = {
                "number": one.number or "?",
                "recorded": one.recorded or "–",
                "stored": one.stored or "–",
            }
            said = N_(
                "Household %(number)s: the record says category %(recorded)s, but %(stored)s is "
                "stored. No act explains the difference."
            )
            faults.append(Fault(round_.village, said, words))
    return faults


def audit_household(session: Session, village: str, round_: UUID, household: UUID) -> str | None:
    """Return the category the record holds for a household if another one is stored; else None.

    «?» where the record's own words about it were rewritten or taken away.
    """
    record = _read(session, village, round_)
    found = alterations(
        replay(record.decisions), _stored(session, round_), record.posted, record.erased
    )
    mine = [one for one in found if one.household == str(household)]
    return (mine[0].recorded or "?") if mine else None


def _read(session: Session, village: str, round_: UUID) -> _Recorded:
    """Return a round's decisions and posted list from the openings that fit their commitments."""
    rows = session.execute(
        pick(
            Act.idx,
            Act.type,
            Act.account,
            Act.at,
            Opening.field,
            Opening.salt,
            Opening.value,
            LogLeaf.entry,
        )
        .join(Opening, (col(Opening.log) == Act.log) & (col(Opening.act) == Act.id))
        .join(LogLeaf, (col(LogLeaf.log) == Act.log) & (col(LogLeaf.idx) == Act.idx))
        .where(Act.log == village, col(Act.type).in_((*_DECIDING, "round.post", _ERASING)))
        .order_by(col(Act.idx))
    ).all()
    decisions: list[SaidOfHousehold] = []
    posted: dict[str, str] = {}
    commitment, posted_at, damaged, erased = None, 2**62, 0, set[str]()
    for index, type_, account, at, field, salt, text, entry in rows:
        value, leaf = json.loads(text), json.loads(entry)
        kept = leaf.get("priv", {}).get(field)
        if kept != commit(value, salt).hex():
            damaged += 1
        elif type_ == _ERASING and field == "household":
            erased.add(value)
        elif type_ == "appeal.decide" and "appeal" in leaf and "level" not in leaf:
            erased |= _of_appeal(session, leaf["appeal"])
        elif (
            field.startswith("decision")
            and value
            and (leaf.get("round") or value["round"]) == str(round_)
        ):
            decisions.append(
                SaidOfHousehold(
                    index,
                    type_,
                    value["household"],
                    value["category"],
                    value["criterion"],
                    account,
                    at,
                )
            )
        elif type_ == "round.post" and leaf["round"] == str(round_) and field == "list":
            commitment, posted_at = kept, index
            posted = {household: category for household, category, *_ in value}
    return _Recorded(tuple(decisions), posted, posted_at, commitment, damaged, frozenset(erased))


def _of_appeal(session: Session, appeal: str) -> set[str]:
    """Return the household of an appeal whose act is too old to say what was decided."""
    found = session.get(Appeal, UUID(appeal))
    return {str(found.household)} if found else set()


def _stored(session: Session, round_: UUID) -> dict[str, tuple[str, str]]:
    rows = session.exec(
        select(
            CategoryDecision.household, CategoryDecision.category, CategoryDecision.criterion
        ).where(CategoryDecision.round == round_, col(CategoryDecision.current).is_(True))
    ).all()
    return {str(household): (category, criterion) for household, category, criterion in rows}


def _numbers(session: Session, village: str) -> dict[str, int]:
    rows = session.exec(
        select(Household.id, Household.number).where(Household.village == village)
    ).all()
    return {str(id_): number for id_, number in rows}


def _changes(session: Session, record: _Recorded, numbers: dict[str, int]) -> tuple[Change, ...]:
    """Return what acts after the posting decided, each with what held before it."""
    later = [one for one in record.decisions if one.index > record.posted_at]
    names = names_of(session, {one.account for one in later if one.account})
    before = dict(record.posted)
    found = []
    for said in later:
        known = said.household in before
        why = "event" if known else "late"
        found.append(
            Change(
                numbers.get(said.household, 0),
                before.get(said.household),
                said.category,
                names.get(said.account, "") if said.account else "",
                said.at,
                "appeal" if said.type.startswith("appeal.") else why,
            )
        )
        before[said.household] = said.category
    return tuple(found)


def _line(one: Alteration, numbers: dict[str, int]) -> AlteredLine:
    return AlteredLine(numbers.get(one.household), one.recorded, one.stored)
