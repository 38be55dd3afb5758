"""What a household's answers were after each act, read from the record and nothing else.

The acts are replayed by the handlers of `ubudehe check`: what a page tells of the past is what the
check compares with the tables.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.categories.events.checking import EVENTS
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.categories.histories.rules import Answers, plain
from ubudehe.households.checking import REPLAY
from ubudehe.households.roster.checking import MEMBER_ACTS, present_names
from ubudehe.record.replay_events import events_about
from ubudehe.record.replaying import SENSELESS, Rows, Said, enter

_TYPES = (
    "household.register",
    "household.change",
    "household.answer",
    *MEMBER_ACTS,
    *EVENTS.handlers,
)
_HANDLERS = {type_: {**REPLAY.handlers, **EVENTS.handlers}[type_] for type_ in _TYPES}
_HOME = ("isibo", "members", "origin", "ended")


@dataclass(frozen=True)
class AnswersKnown:
    """What was written about a household once an act was done.

    `answers` are those of the register; `apart` what is kept apart: head, phone, health,
    the names in the list of members, and answers to own questions («own.form.question»).
    """

    said: Said
    answers: Answers
    apart: Answers


def states_of(
    session: Session, village: str, household: UUID, zone: tzinfo
) -> tuple[AnswersKnown, ...]:
    """Return what was written about a household after each act that could change it, in order.

    Three queries, however many acts there are. An act that makes no sense is left out, as the
    check leaves it out, and tells it.
    """
    subjects = {str(household), *_joined(session, household)}
    said = events_about(session, village, subjects, _TYPES, zone)
    return tuple(replayed(village, said, str(household)))


def replayed(log: str, events: Sequence[Said], household: str) -> Iterator[AnswersKnown]:
    """Yield the state of a household after each of `events`, from the one that registered it."""
    rows = Rows(log)
    for said in events:
        try:
            enter(rows, said, _HANDLERS)
        except SENSELESS:
            continue
        home = rows.row("household", household)
        if home:
            answers = {**home.get("answers", {}), **{name: home.get(name) for name in _HOME}}
            identity = rows.row("household_identity", household)
            apart = {name: identity.get(name) for name in ("head", "phone")}
            apart |= rows.row("household_health", household)
            apart["listed"] = present_names(rows, household)
            for (_, form), row in rows.under("own_answers", household):
                apart[f"own.{form}"] = row["answers"]
            yield AnswersKnown(said, plain(answers), plain(apart))


def _joined(session: Session, household: UUID) -> set[str]:
    """Return the households that joined this one, or that it joined: their acts changed it too."""
    query = select(HouseholdEvent.other).where(
        HouseholdEvent.household == household,
        HouseholdEvent.kind == "merged",
        col(HouseholdEvent.other).is_not(None),
    )
    return {str(other) for other in session.exec(query)}
