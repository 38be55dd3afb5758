"""What an officer sees of concerns, what a writer sees under the code, and what everybody may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from ubudehe.concerns.rules import WAITING, is_late, is_of_the_village, may_do, next_hearer
from ubudehe.concerns.tables import Concern, ConcernStep, ConcernWord
from ubudehe.concerns.telling import level_lengths
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.people.desk import Person
from ubudehe.people.queries import names_of
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.record.rules.suppression import Shown, shown_so_far

_STEPS = ("answer", "pass", "close")
MOST_LINES = 200


@dataclass(frozen=True)
class ConcernLine:
    """A concern in an officer's queue; what was told is not in it."""

    id: UUID
    place: str
    kind: str
    state: str
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
    state: str
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


def queue(session: Session, place: str, today: date) -> tuple[ConcernLine, ...]:
    """Return the concerns that a place hears, and the late ones below it, the most urgent first."""
    first, end = code_range(place)
    late = (
        col(Concern.place) > first,
        col(Concern.place) < end,
        col(Concern.state).in_(WAITING),
        col(Concern.due) < today,
    )
    below = select(Concern.id).where(*late)
    rows = session.exec(
        select(Concern)
        .where(col(Concern.mark).is_not(None))
        .where(or_(Concern.place == place, col(Concern.id).in_(below)))
        .order_by(col(Concern.state) == "closed", col(Concern.due), col(Concern.id))
        .limit(MOST_LINES)
    ).all()
    return _lines(session, rows, today)


def to_hear(session: Session, place: str, account: UUID, today: date) -> tuple[int, date | None]:
    """Return how many concerns wait for an officer at a place, and the nearest last day."""
    lines = [one for one in queue(session, place, today) if one.state in WAITING]
    query = select(Concern.id, Concern.owner).where(col(Concern.id).in_([one.id for one in lines]))
    owners = dict(session.exec(query).all())
    own = [one for one in lines if owners[one.id] in (None, account) or one.late]
    return len(own), min((one.due for one in own if one.due), default=None)


def concern_page(
    session: Session, place: str, id_: UUID, person: Person, today: date, country: Country
) -> ConcernPage:
    """Return a concern of a place's queue as a person may see it; NotFound where there is none."""
    line = next((one for one in queue(session, place, today) if one.id == id_), None)
    if line is None:
        raise NotFound(N_("There is no such concern here."))
    row = session.get_one(Concern, id_)
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
