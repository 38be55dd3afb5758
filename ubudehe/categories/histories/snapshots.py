"""The answers as they were when a category was decided, beside those of today.

Nothing is copied when a meeting decides: the record says what was written by then, and its acts are
replayed up to the one that decided. Names, phone and health are kept apart and stand in none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from uuid import UUID

from sqlmodel import Session, col

from ubudehe.categories.histories.rules import Answers, differences
from ubudehe.categories.histories.states import AnswersKnown, states_of
from ubudehe.categories.queries import PastDecision
from ubudehe.households.answers import FIELDS, called, told
from ubudehe.language.sentences import Sentence, Value
from ubudehe.record.tables import Act
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class AnswerLine:
    """One answer as it was and as it is; `differs` where these are not the same."""

    called: Sentence
    then: tuple[Value, ...]
    now: tuple[Value, ...]
    differs: bool


@dataclass(frozen=True)
class Snapshot:
    """A household's answers when something was decided for it, beside those of today."""

    then: Answers
    lines: tuple[AnswerLine, ...]
    """What differs first, each part in the order of the questionnaire."""
    changed: int
    """How many answers are not what they were."""


def snapshots(
    session: Session,
    village: str,
    household: UUID,
    decisions: Sequence[PastDecision],
    zone: tzinfo,
) -> dict[UUID, Snapshot]:
    """Return the answers at each of some decisions about a household, by the decision's id.

    Decisions of which the record does not say by which act they came are left out. The number of
    queries is constant.
    """
    acts = {one.act: one.id for one in decisions if one.act is not None}
    if not acts:
        return {}
    states = states_of(session, village, household, zone)
    query = pick(Act.id, Act.idx).where(Act.log == village, col(Act.id).in_(acts))
    found = {}
    for act, index in session.execute(query):
        before = [state for state in states if state.said.index < index]
        if before:
            found[acts[act]] = snapshot(before[-1], states[-1])
    return found


def snapshot(then: AnswersKnown, now: AnswersKnown) -> Snapshot:
    """Return what was answered `then`, beside what is answered `now`."""
    changed = {one.name for one in differences(then.answers, now.answers)}
    place = {name: at for at, name in enumerate(FIELDS)}

    def order(name: str) -> tuple[bool, int, str]:
        return name not in changed, place.get(name, len(place)), name

    names = sorted(then.answers.keys() | now.answers.keys(), key=order)
    lines = tuple(
        AnswerLine(
            called(name),
            told(name, then.answers.get(name)),
            told(name, now.answers.get(name)),
            name in changed,
        )
        for name in names
    )
    return Snapshot(then.answers, lines, len(changed))
