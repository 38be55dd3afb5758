"""The history of a household's answers, shaped for its page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.categories.histories.rules import ChangedAnswer, differences
from ubudehe.categories.histories.states import AnswersKnown, states_of
from ubudehe.households.actions import household_of
from ubudehe.households.answers import FIELDS, called, told
from ubudehe.households.own.queries import in_words
from ubudehe.households.own.rules.expressions import Answer
from ubudehe.households.own.rules.questionnaires import Questionnaire
from ubudehe.households.own.rules.xlsform import read_form
from ubudehe.households.own.tables import OwnForm
from ubudehe.households.roster.checking import MEMBER_ACTS
from ubudehe.language.messages import N_
from ubudehe.language.paging import Paging
from ubudehe.language.sentences import Sentence, Value, text
from ubudehe.people.queries import names_of
from ubudehe.record.replaying import Said

PAGE = 10
_NOTHING: dict[str, object] = {}
_OWN = "own."
"""Begins the names of answers to own questions: then come the form's id and the question."""


@dataclass(frozen=True)
class ChangeLine:
    """One answer that an act changed: what it is called, what it was, and what it became."""

    name: str
    called: Sentence
    leads: bool
    """Whether its history alone can be asked for: a column of a list has no name of its own."""
    before: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True)
class ChangingAct:
    """An act that changed a household's answers: what kind of act, when, by whom, and why."""

    kind: str
    """A code of the table «history»."""
    happened: str | None
    """For an event: what happened, a code of the table «happened»."""
    at: datetime
    role: str
    name: str
    why: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class HouseholdHistory:
    """What was ever written about a household, the newest act first; nothing once it is erased."""

    household: UUID
    number: int
    erased: bool
    acts: tuple[ChangingAct, ...]
    part: Paging
    asked: str
    """The name of the one answer that is told; empty where all are."""

    @property
    def only(self) -> Sentence | None:
        """Return what the one answer is called that is told; None where all are."""
        return called(self.asked) if self.asked else None


def household_history(
    session: Session,
    village: str,
    household: UUID,
    zone: tzinfo,
    lang: str,
    only: str = "",
    first: int = 0,
) -> HouseholdHistory:
    """Return what acts changed about a household; `only` is the name of an answer, or empty.

    Own questions are told in the language `lang`, where their form has it. NotFound where there is
    no such household in the village. The number of queries is constant.
    """
    home = household_of(session, village, household)
    erased = home.ended == "erased"
    states = () if erased else states_of(session, village, household, zone)
    only = only if only in FIELDS else ""
    found = list(_changing(states, only))[::-1]
    names = names_of(session, {UUID(said.account) for said, _ in found if said.account})
    shown = found[first : first + PAGE]
    own = _own_forms(session, shown)
    return HouseholdHistory(
        household=home.id,
        number=home.number,
        erased=erased,
        acts=tuple(
            _act(said, [_line(one, own, lang) for one in lines], str(household), names)
            for said, lines in shown
        ),
        part=Paging(first, PAGE, len(found)),
        asked=only,
    )


def _changing(
    states: tuple[AnswersKnown, ...], only: str
) -> Iterator[tuple[Said, tuple[ChangedAnswer, ...]]]:
    if not states:
        return
    start = AnswersKnown(states[0].said, _NOTHING, _NOTHING)
    for before, after in pairwise((start, *states)):
        found = differences(
            {**before.answers, **before.apart}, {**after.answers, **after.apart}, FIELDS
        )
        # How many people live there follows from how many of each age do.
        found = tuple(one for one in found if one.name != "members" and only in ("", one.name))
        if found:
            yield after.said, found


def _own_forms(
    session: Session, shown: Iterable[tuple[Said, tuple[ChangedAnswer, ...]]]
) -> dict[str, Questionnaire]:
    """Return by id the forms whose answers were changed."""
    ids = {
        UUID(one.name.split(".")[1])
        for _, lines in shown
        for one in lines
        if one.name.startswith(_OWN)
    }
    rows = session.exec(select(OwnForm).where(col(OwnForm.id).in_(ids))).all() if ids else ()
    return {str(row.id): read_form(row.form) for row in rows}


def _line(one: ChangedAnswer, own: Mapping[str, Questionnaire], lang: str) -> ChangeLine:
    """Return a difference as it is said; an answer to an own question in the words of its form."""
    if not one.name.startswith(_OWN):
        name = one.name
        return ChangeLine(
            name, called(name), name in FIELDS, told(name, one.before), told(name, one.after)
        )
    _, form, question = one.name.split(".", 2)
    asked = own[form]
    before, after = (
        next(iter(in_words(asked, {question: _given(answer)}, lang)), None) if answer else None
        for answer in (one.before, one.after)
    )
    label = next((said[0] for said in (after, before) if said), question)
    values = {"title": text(asked.title), "question": text(label)}
    return ChangeLine(
        one.name,
        Sentence(N_("%(title)s: %(question)s"), values),
        False,
        (text(before[1]),) if before else (),
        (text(after[1]),) if after else (),
    )


def _given(answer: object) -> Answer:
    return answer if isinstance(answer, tuple) else str(answer)


def _act(
    said: Said, lines: Iterable[ChangeLine], household: str, names: dict[UUID, str]
) -> ChangingAct:
    kind, happened, why = _reason(said, household)
    return ChangingAct(
        kind=kind,
        happened=happened,
        at=datetime.fromisoformat(said.at),
        role=said.role,
        name=names.get(UUID(said.account), "") if said.account else "",
        why=why,
        lines=tuple(lines),
    )


def _reason(said: Said, household: str) -> tuple[str, str | None, str]:
    """Return what kind of act it was for this household, what happened, and why."""
    value = said.private
    match said.type:
        case "household.event":
            event = value.get("event")
            if event is None or event["household"] != household:
                return "taken_in", None, ""
            return "event", event["kind"], event.get("note") or ""
        case "household.undo":
            undo = value.get("undo")
            if undo is None or undo["household"] != household:
                return "let_out", None, ""
            return "undo", undo["kind"], undo["reason"]
        case "household.void":
            return "void", value["void"]["why"], value["void"]["reason"]
        case "household.restore":
            return "restore", None, value["restored"]["reason"]
        case "household.change":
            return "change", None, value.get("why") or ""
        case "household.answer":
            return "answers", None, ""
        case type_ if type_ in MEMBER_ACTS:
            return "members", None, ""
    return "register", None, ""
