"""What an officer sees of concerns, what a writer sees under the code, and what everybody may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, and_, col, func, or_, select

from ubudehe.concerns.rules import (
    WAITING,
    ConcernState,
    is_late,
    is_of_the_village,
    may_do,
    next_hearer,
)
from ubudehe.concerns.tables import Concern, ConcernStep, ConcernWord
from ubudehe.concerns.telling import level_lengths
from ubudehe.language.messages import N_
from ubudehe.language.paging import LINES, Listed, Paging
from ubudehe.language.refusals import NotFound
from ubudehe.people.desk import Person
from ubudehe.people.queries import names_of
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.places.under import span, under
from ubudehe.record.rules.suppression import Shown, shown_so_far
from ubudehe.storage.prepared import Prepared, given

_STEPS = ("answer", "pass", "close")

_LATE = and_(
    under(Concern.place), col(Concern.state).in_(WAITING), col(Concern.due) < given("today")
)
_HEARD = and_(col(Concern.mark).is_not(None), or_(col(Concern.place) == given("first"), _LATE))
"""What a place hears: its own concerns, and the late ones below it."""
_QUEUE = Prepared(
    select(Concern)
    .where(_HEARD)
    .order_by(col(Concern.state) == ConcernState.CLOSED, col(Concern.due), col(Concern.id))
    .offset(given("start"))
    .limit(LINES)
)
_COUNT = Prepared(select(func.count()).select_from(Concern).where(_HEARD))
_ONE = Prepared(select(Concern).where(Concern.id == given("id"), _HEARD))
_TO_HEAR = Prepared(
    select(func.count(), func.min(Concern.due)).where(
        _HEARD,
        col(Concern.state).in_(WAITING),
        or_(
            col(Concern.owner).is_(None),
            col(Concern.owner) == given("account"),
            col(Concern.due) < given("today"),
        ),
    )
)


@dataclass(frozen=True)
class ConcernLine:
    """A concern in an officer's queue; what was told is not in it."""

    id: UUID
    place: str
    kind: str
    state: ConcernState
    told_on: date
    due: date | None
    late: bool
    owner: str


@dataclass(frozen=True)
class ConcernSaid:
    """One thing that was told, answered or done, on its day."""

    who: str
    """«writer», or the kind of the officer's step."""
    on: date | datetime
    text: str
    outcome: str


@dataclass(frozen=True)
class ConcernPage:
    """A concern as the officer reads it who has taken it; for others without what was told."""

    line: ConcernLine
    village: str
    settled: bool | None
    mine: bool
    said: tuple[ConcernSaid, ...]
    steps: tuple[str, ...]
    """What may be done next."""


@dataclass(frozen=True)
class FollowedConcern:
    """A concern as its writer sees it under the code."""

    kind: str
    state: ConcernState
    place: str
    due: date | None
    late: bool
    settled: bool | None
    said: tuple[ConcernSaid, ...]


@dataclass(frozen=True)
class ConcernSums:
    """How many concerns a district heard so far, down to a whole five each."""

    told: Shown
    in_time: Shown


def queue(session: Session, place: str, today: date, start: int = 0) -> Listed[ConcernLine]:
    """Return the concerns that a place hears, and the late ones below it, the most urgent first."""
    asked = {**span(place), "today": today}
    rows = _QUEUE.rows(session, {**asked, "start": start})
    (total,) = _COUNT.one(session, asked)
    return Listed(_lines(session, rows, today), Paging(start, LINES, total))


def to_hear(session: Session, place: str, account: UUID, today: date) -> tuple[int, date | None]:
    """Return how many concerns wait for an officer at a place, and the nearest last day."""
    asked = {**span(place), "today": today, "account": account}
    return _TO_HEAR.one(session, asked)


def concern_page(
    session: Session, place: str, id_: UUID, person: Person, today: date, country: Country
) -> ConcernPage:
    """Return a concern of a place's queue as a person may see it; NotFound where there is none."""
    asked = {**span(place), "today": today, "id": id_}
    found = _ONE.rows(session, asked)
    if not found:
        raise NotFound(N_("There is no such concern here."))
    (row,), (line,) = found, _lines(session, found, today)
    held_at = [grant.place for grant in person.grants if grant.in_force(today)]
    apart = not is_of_the_village(held_at, row.village, level_lengths(country))
    mine = row.owner == person.account and row.place == place and apart
    steps = [step for step in _STEPS if mine and may_do(step, row.state)]
    if next_hearer(place, level_lengths(country)) is None:
        steps = [step for step in steps if step != "pass"]
    return ConcernPage(
        line=line,
        village=row.village if mine else "",
        settled=row.settled,
        mine=mine,
        said=_said(session, id_) if mine else (),
        steps=tuple(steps),
    )


def followed(session: Session, row: Concern, today: date) -> FollowedConcern:
    """Return a concern as who has its code sees it: the officers' names are not told."""
    waits = row.state in WAITING
    return FollowedConcern(
        kind=row.kind,
        state=row.state,
        place=row.place,
        due=row.due if waits else None,
        late=is_late(row.state, row.due, today),
        settled=row.settled,
        said=_said(session, row.id),
    )


def sums_of(session: Session, place: str) -> ConcernSums:
    """Return how many concerns were told below a place and answered in time, for everybody."""
    first, end = code_range(place)
    within = col(Concern.place) >= first, col(Concern.place) < end
    count = select(func.count()).select_from(Concern).where(*within)
    told = session.exec(count).one()
    in_time = session.exec(count.where(col(Concern.in_time).is_(True))).one()
    return ConcernSums(shown_so_far(told), shown_so_far(in_time))


def _said(session: Session, concern: UUID) -> tuple[ConcernSaid, ...]:
    """Return all that was told and done, in its order."""
    words = session.exec(select(ConcernWord).where(ConcernWord.concern == concern)).all()
    steps = session.exec(
        select(ConcernStep)
        .where(ConcernStep.concern == concern)
        .order_by(col(ConcernStep.at), col(ConcernStep.id))
    ).all()
    found = [
        ((one.after, 0, one.number), ConcernSaid("writer", one.told_on, one.text, ""))
        for one in words
    ]
    found += [
        ((at, 1, 0), ConcernSaid(one.kind, one.at, one.text, one.outcome))
        for at, one in enumerate(steps)
        if one.kind != "take"
    ]
    return tuple(said for _, said in sorted(found, key=lambda pair: pair[0]))


def _lines(session: Session, rows: Sequence[Concern], today: date) -> tuple[ConcernLine, ...]:
    names = names_of(session, {row.owner for row in rows if row.owner})
    return tuple(
        ConcernLine(
            id=row.id,
            place=row.place,
            kind=row.kind,
            state=row.state,
            told_on=row.told_on,
            due=row.due if row.state in WAITING else None,
            late=is_late(row.state, row.due, today),
            owner=names.get(row.owner, "") if row.owner else "",
        )
        for row in rows
    )
