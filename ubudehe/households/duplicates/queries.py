"""Looking for a household's double, in every village, without showing anybody's name."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.households.duplicates.rules import CaseState, Traits, look_alike, signs
from ubudehe.households.duplicates.tables import DuplicateCase
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.messages import N_
from ubudehe.language.paging import LINES, Listed, Paging
from ubudehe.language.refusals import NotFound
from ubudehe.places.under import span, under
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

_COMPARED = 300
"""With so many entries that share a name or a phone one is compared."""

_INSIDE = or_(under(DuplicateCase.village), under(DuplicateCase.other_village))
_PAGE = Prepared(
    select(DuplicateCase)
    .where(_INSIDE)
    .order_by(
        col(DuplicateCase.state) != CaseState.OPEN,
        col(DuplicateCase.state) == CaseState.DISTINCT,
        col(DuplicateCase.found_at).desc(),
        col(DuplicateCase.id),
    )
    .offset(given("start"))
    .limit(LINES)
)
_COUNT = Prepared(select(func.count()).select_from(DuplicateCase).where(_INSIDE))
_COUNT_OPEN = Prepared(select(func.count()).where(_INSIDE, DuplicateCase.state == CaseState.OPEN))


@dataclass(frozen=True)
class Twin:
    """An entry that looks like the household that is being written down."""

    household: UUID
    village: str
    number: int
    signs: tuple[str, ...]
    folded: str = ""
    """Its name as it is searched for."""


@dataclass(frozen=True)
class Side:
    """One of two entries, as it may be compared: no name, no phone."""

    village: str
    household: UUID
    number: int
    isibo: str
    members: int
    ended: str | None
    changed_at: datetime


@dataclass(frozen=True)
class CaseLine:
    """A pair to look into, and in what its two entries agree."""

    id: UUID
    signs: tuple[str, ...]
    state: CaseState
    reason: str | None
    found_at: datetime
    newer: Side
    older: Side


def find_twins(session: Session, new: Traits, itself: UUID | None = None) -> tuple[Twin, ...]:
    """Return the entries still in force, in any village, that look like `new`.

    `itself` is an entry that is written anew: it is no twin of its own, and those with which it was
    paired before are left out.
    """
    name = col(HouseholdIdentity.words) == new.name
    # Only what is known is asked: an arm that is never true makes SQLite read every household.
    arms = [
        arm
        for arm, known in (
            (col(HouseholdIdentity.phone) == new.phone, new.phone),
            (name & (col(Household.village) == new.village), new.name),
            (name & (col(Household.village) == new.origin), new.name and new.origin),
        )
        if known
    ]
    if not arms:
        return ()
    query = (
        pick(
            Household.id,
            Household.village,
            Household.number,
            Household.members,
            Household.isibo,
            HouseholdIdentity.words,
            HouseholdIdentity.folded,
            HouseholdIdentity.phone,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .where(col(Household.ended).is_(None), or_(*arms))
        .limit(_COMPARED)
    )
    paired = _paired_with(session, itself) if itself else set()
    found = []
    for id_, village, number, members, isibo, words, folded, phone in session.execute(query):
        agree = signs(new, Traits(village, words, phone, members, isibo=isibo))
        if look_alike(agree) and id_ != itself and id_ not in paired:
            found.append(Twin(id_, village, number, agree, folded))
    return tuple(found)


def _paired_with(session: Session, household: UUID) -> set[UUID]:
    query = select(DuplicateCase.household, DuplicateCase.other).where(
        or_(col(DuplicateCase.household) == household, col(DuplicateCase.other) == household)
    )
    return {one for pair in session.exec(query).all() for one in pair}


def lives_elsewhere(session: Session, household: UUID) -> bool:
    """Tell whether an officer found this household to be registered twice, and both still stand."""
    return household in living_elsewhere(session, [household])


def living_elsewhere(session: Session, households: Collection[UUID]) -> set[UUID]:
    """Return which of some households an officer found to be registered twice, if both stand."""
    mine, other = aliased(Household), aliased(Household)
    query = (
        select(DuplicateCase.household, DuplicateCase.other)
        .join(mine, mine.id == DuplicateCase.household)  # type: ignore[arg-type]
        .join(other, other.id == DuplicateCase.other)  # type: ignore[arg-type]
        .where(
            DuplicateCase.state == CaseState.SAME,
            or_(
                col(DuplicateCase.household).in_(households),
                col(DuplicateCase.other).in_(households),
            ),
            col(mine.ended).is_(None),
            col(other.ended).is_(None),
        )
    )
    pairs = session.exec(query).all()
    return {one for pair in pairs for one in pair} & set(households)


def cases_under(session: Session, place: str, start: int = 0) -> Listed[CaseLine]:
    """Return the pairs of which at least one entry lies under `place`, open ones first."""
    (total,) = _COUNT.one(session, **span(place))
    rows = _PAGE.rows(session, **span(place), start=start)
    lines = tuple(_line(session, case) for case in rows)
    return Listed(lines, Paging(start, LINES, total))


def open_cases(session: Session, place: str) -> int:
    """Return how many pairs nobody has decided on, of which an entry lies under `place`."""
    return _COUNT_OPEN.one(session, **span(place))[0]


def case_line(session: Session, place: str, case: UUID) -> CaseLine:
    """Return one pair of which an entry lies under `place`; NotFound where there is none."""
    found = session.get(DuplicateCase, case)
    if found is None or not any(
        village.startswith(place) for village in (found.village, found.other_village)
    ):
        raise NotFound(N_("There is no such pair here."))
    return _line(session, found)


def _line(session: Session, case: DuplicateCase) -> CaseLine:
    return CaseLine(
        case.id,
        tuple(case.signs),
        case.state,
        case.reason,
        case.found_at,
        _side(session, case.household),
        _side(session, case.other),
    )


def _side(session: Session, household: UUID) -> Side:
    found = session.get_one(Household, household)
    return Side(
        found.village,
        found.id,
        found.number,
        found.isibo,
        found.members,
        found.ended,
        found.changed_at,
    )
