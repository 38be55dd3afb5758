"""What officers do with concerns: take, answer, pass upwards, close. Each step is an act.

It stands in the record of the place that hears the concern, never in the village's, and says there
only that an officer did something: which concern, and what was written, is committed to.
"""

import hashlib
from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.concerns.rules import ConcernState, is_late, is_of_the_village, may_do, next_hearer
from ubudehe.concerns.tables import Concern, ConcernStep, ConcernWord
from ubudehe.concerns.telling import due_of, level_lengths
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.places.rules import level_of
from ubudehe.record.append import Event

_SALT_BYTES = 16


class ConcernRef(Seen):
    """A concern as it was seen."""

    concern: UUID


class AnswerConcernForm(ConcernRef):
    """What the writer reads under the code."""

    text: Passage


class PassConcernForm(ConcernRef):
    """Why the higher level hears it."""

    text: Passage


class CloseConcernForm(ConcernRef):
    """How it ends."""

    outcome: Literal["settled", "no_ground", "elsewhere"]


def _concern_now(
    session: Session, _place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    row = session.get(Concern, ids["concern"])
    if row is None:
        return None
    words = select(ConcernWord.id).where(ConcernWord.concern == row.id)
    told = sorted(str(one) for one in session.exec(words))
    return {"place": row.place, "state": row.state, "owner": str(row.owner), "words": told}


@act(
    "concern.take",
    Right.HEAR_CONCERNS,
    said=N_("You deal with this concern now. Read it, and answer by its last day."),
    corrected_by=("concern.take", "concern.pass"),
    offline=Offline.STATE,
    state=_concern_now,
)
def take_concern(desk: Desk, form: ConcernRef) -> Event:
    """Take a concern to read it and deal with it; one that is late below is taken up, too."""
    _check_level(desk)
    row = desk.session.get(Concern, form.concern, with_for_update=True)
    if row is None or not row.mark or not _may_take(desk, row):
        raise NotFound(N_("There is no such concern here."))
    _check_not_of_the_village(desk, row)
    if row.place != desk.place:
        row.in_time = False if row.in_time is None else row.in_time
        row.place, row.due = (
            desk.place,
            due_of(desk.session, desk.place, desk.today, desk.country),
        )
    if row.state == ConcernState.NEW:
        row.state = ConcernState.TAKEN
    row.owner = desk.person.account
    return _step(desk, row, "take")


@act(
    "concern.answer",
    Right.HEAR_CONCERNS,
    said=N_("Who has the code reads your answer now. Close the concern when it is settled."),
    corrected_by=("concern.answer",),
    offline=Offline.STATE,
    state=_concern_now,
)
def answer_concern(desk: Desk, form: AnswerConcernForm) -> Event:
    """Answer a concern: only who has its code reads it. A further answer stands below the first."""
    row = _own(desk, form, "answer")
    if row.in_time is None:
        row.in_time = desk.today <= row.due
    row.state, row.settled, row.closed_on = ConcernState.ANSWERED, None, None
    return _step(desk, row, "answer", form.text)


@act(
    "concern.pass",
    Right.HEAR_CONCERNS,
    said=N_("The higher level hears the concern now. It never comes down again."),
    final="the higher level deals with it; nothing that was told to it goes down again",
    offline=Offline.STATE,
    state=_concern_now,
)
def pass_concern(desk: Desk, form: PassConcernForm) -> Event:
    """Pass a concern on to the level above, with the reason."""
    row = _own(desk, form, "pass")
    above = next_hearer(desk.place, level_lengths(desk.country))
    if above is None:
        raise Refusal(N_("No level above hears concerns. Answer it here."))
    if is_late(row.state, row.due, desk.today) and row.in_time is None:
        row.in_time = False
    row.place, row.state, row.owner = above, ConcernState.NEW, None
    row.due = due_of(desk.session, above, desk.today, desk.country)
    return _step(desk, row, "pass", form.text)


@act(
    "concern.close",
    Right.HEAR_CONCERNS,
    said=N_("The concern is closed. What was written is erased when its time is over."),
    corrected_by=("concern.answer",),
    offline=Offline.STATE,
    state=_concern_now,
)
def close_concern(desk: Desk, form: CloseConcernForm) -> Event:
    """Close a concern that is answered; a further answer opens it again."""
    row = _own(desk, form, "close")
    row.state, row.closed_on = ConcernState.CLOSED, desk.today
    return _step(desk, row, "close", outcome=form.outcome)


def _check_level(desk: Desk) -> None:
    """Let only officers of this very place act: not those of the level above."""
    if desk.level(Right.HEAR_CONCERNS) != level_of(desk.place, desk.country):
        raise NotAllowed(N_("Only officers of this very place hear its concerns."))


def _check_not_of_the_village(desk: Desk, row: Concern) -> None:
    """Keep out an officer who also holds a role in the village or its cell."""
    held_at = [grant.place for grant in desk.person.grants if grant.in_force(desk.today)]
    if is_of_the_village(held_at, row.village, level_lengths(desk.country)):
        raise Refusal(N_("Who holds a role in this village or cell does not hear its concerns."))


def _may_take(desk: Desk, row: Concern) -> bool:
    if row.place == desk.place:
        return may_do("take", row.state)
    below = row.place.startswith(desk.place)
    return below and is_late(row.state, row.due, desk.today)


def _own(desk: Desk, form: ConcernRef, step: str) -> Concern:
    """Return the concern that who acts has taken; NotFound, NotAllowed or Refusal."""
    _check_level(desk)
    row = desk.session.get(Concern, form.concern, with_for_update=True)
    if row is None or row.place != desk.place or not row.mark:
        raise NotFound(N_("There is no such concern here."))
    _check_not_of_the_village(desk, row)
    if row.owner != desk.person.account:
        raise NotAllowed(N_("Another officer deals with this concern. Take it over first."))
    if not may_do(step, row.state):
        raise Refusal(N_("This concern is further on already. Look at it again."))
    return row


def _step(desk: Desk, row: Concern, kind: str, text: str = "", outcome: str = "") -> Event:
    salt = desk.entropy(_SALT_BYTES).hex()
    told = desk.session.exec(
        select(ConcernWord.text)
        .where(ConcernWord.concern == row.id)
        .order_by(col(ConcernWord.number))
    ).all()
    seal = seal_of(salt, text, list(told))
    step = {"concern": str(row.id), "outcome": outcome, "seal": seal}
    desk.session.add(
        ConcernStep(
            id=desk.act_id,
            place=desk.place,
            concern=row.id,
            kind=kind,
            outcome=outcome,
            account=desk.person.account,
            at=desk.now,
            text=text,
            salt=salt,
            seal=seal,
        )
    )
    return Event(private={"step": step}, subject=str(row.id))


def seal_of(salt: str, text: str, told: list[str]) -> str:
    """Return what the record commits to of a step's words, and of what was told until then."""
    return hashlib.sha256("\0".join([salt, text, *told]).encode()).hexdigest()
