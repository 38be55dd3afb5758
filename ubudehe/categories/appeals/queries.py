"""Appeals, for those who file, decide, or wait for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import object_session
from sqlmodel import Session, col, select

from ubudehe.categories.appeals.rules import (
    AppealStanding,
    AppealState,
    blocks_final,
    last_day_to_carry,
    next_level,
    standing,
)
from ubudehe.categories.appeals.tables import Appeal, AppealStep
from ubudehe.categories.tables import CategoryDecision
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.dates import day_of
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.people.desk import Person
from ubudehe.people.holidays.queries import announced_around, learn_below, working_since
from ubudehe.people.rules import Right
from ubudehe.people.tables import Account
from ubudehe.places.pack import Country
from ubudehe.places.rules import level_of
from ubudehe.places.under import span, under
from ubudehe.storage.prepared import Prepared
from ubudehe.storage.reading import of_village, pick

_STANDINGS = "standings of appeals"

_UNDER: Prepared[Any] = Prepared(
    pick(Appeal.id, Appeal.village, Appeal.number, Appeal.state, Appeal.level, Appeal.since).where(
        under(Appeal.village), Appeal.state != AppealState.ERASED
    )
)


@dataclass(frozen=True)
class StepLine:
    """What one level did."""

    level: str
    since: date
    due: date
    outcome: str
    reason: str | None
    by: str
    decided_at: datetime | None


@dataclass(frozen=True)
class AppealLine:
    """An appeal in an inbox."""

    id: UUID
    village: str
    number: int
    household: UUID
    household_number: int
    head: str
    category: str
    wanted: str
    direction: str
    late: bool
    filed_at: datetime
    state: AppealState
    standing: AppealStanding

    @property
    def waits(self) -> bool:
        """Tell whether somebody has to decide it."""
        return self.state == AppealState.OPEN


@dataclass(frozen=True)
class AppealView:
    """One appeal with everything said about it."""

    line: AppealLine
    round: UUID
    decision: UUID
    """What it is filed against."""
    ground: str
    for_another: bool
    by_slip: bool
    """Filed by the household itself, with its slip."""
    helper: str
    """Whom it named to stand by it; «» for nobody."""
    steps: tuple[StepLine, ...]
    carried_until: date | None
    """The last day on which it can be carried to the next level, if it can."""
    carried_by_slip: bool
    """Carried to where it stands by the household itself, with its slip."""

    @property
    def only_household(self) -> bool:
        """Tell whether nobody but the household takes it back: it filed or carried it itself."""
        filed_alone = self.by_slip and not any(step.by for step in self.steps)
        return self.carried_by_slip or filed_alone


def standing_of(appeal: Appeal, today: date, country: Country) -> AppealStanding:
    """Return where an appeal stands today."""
    session = object_session(appeal)
    assert isinstance(session, Session)
    return _standing(session, appeal.village, appeal.level, appeal.since, today, country)


def _standing(
    session: Session, village: str, level: str, since: date, today: date, country: Country
) -> AppealStanding:
    """Return where one stands that came to a level on a day; a session counts it once for all."""
    known: dict[object, AppealStanding] = session.info.setdefault(_STANDINGS, {})
    same = announced_around(session, village), level, since, today
    found = known.get(same)
    if found is None:
        working = working_since(session, village, country)
        found = known[same] = standing(level, since, today, country.appeals.answer_days, working)
    return found


def waiting_for(session: Session, round_: UUID, today: date, country: Country) -> int:
    """Return how many appeals of a round must be decided before its list can be final."""
    waiting = select(Appeal).where(Appeal.round == round_, Appeal.state == AppealState.OPEN)
    return sum(
        blocks_final(standing_of(appeal, today, country), late=appeal.late)
        for appeal in session.exec(waiting)
    )


def open_appeals(session: Session, round_: UUID) -> int:
    """Return how many appeals of a round are open, those that keep nothing back as well."""
    return len(
        session.exec(
            select(Appeal.id).where(Appeal.round == round_, Appeal.state == AppealState.OPEN)
        ).all()
    )


def open_appeal(session: Session, household: UUID) -> Appeal | None:
    """Return the appeal of a household that waits for a decision, if any."""
    query = select(Appeal).where(Appeal.household == household, Appeal.state == AppealState.OPEN)
    return session.exec(query).first()


def appeal_numbered(session: Session, household: UUID, number: int) -> Appeal | None:
    """Return the appeal of a household that has a number on its receipt, if any."""
    query = select(Appeal).where(Appeal.household == household, Appeal.number == number)
    return session.exec(query).first()


def steps_of(session: Session, appeal: UUID) -> tuple[StepLine, ...]:
    """Return what the levels did with an appeal, in their order."""
    query = (
        pick(
            AppealStep.level,
            AppealStep.since,
            AppealStep.due,
            AppealStep.outcome,
            AppealStep.reason,
            func.coalesce(Account.name, ""),
            AppealStep.decided_at,
        )
        .outerjoin(Account, col(Account.id) == AppealStep.decided_by)
        .where(AppealStep.appeal == appeal)
        .order_by(col(AppealStep.number))
    )
    return tuple(StepLine(*row) for row in session.execute(query).all())


def carried_until(state: str, steps: Sequence[StepLine], country: Country) -> date | None:
    """Return the last day on which a rejected appeal can be carried further; None if it cannot."""
    last = steps[-1] if steps else None
    if state != AppealState.REJECTED or last is None or last.decided_at is None:
        return None
    if next_level(last.level, country.appeals.answer_days) is None:
        return None
    return last_day_to_carry(day_of(last.decided_at, country.zone))


def levels_of(person: Person, place: str, today: date, country: Country) -> tuple[str, ...]:
    """Return the levels at which a person decides appeals, under or over a place."""
    held = [
        level_of(grant.place, country)
        for grant in person.grants
        if grant.covers(Right.DECIDE_APPEALS, place, today)
    ]
    hears = ["village"] if person.may(Right.CATEGORISE, place, today) else []
    return tuple(held + hears)


def due_days(
    session: Session, place: str, levels: Sequence[str], today: date, country: Country
) -> list[date]:
    """Return the last day of each appeal under a place that waits at one of `levels`."""
    return [day for _, day in due_by_village(session, place, levels, today, country)]


def due_by_village(
    session: Session, place: str, levels: Sequence[str], today: date, country: Country
) -> list[tuple[str, date]]:
    """Return (village, last day) of each appeal under a place that waits at one of `levels`."""
    turns = [
        (row.village, row.standing.turn)
        for row in _rows(session, place, today, country)
        if row.waits
    ]
    return [(village, turn.due) for village, turn in turns if turn.level in levels]


@dataclass(frozen=True)
class _Row:
    id: UUID
    village: str
    number: int
    waits: bool
    standing: AppealStanding


def _rows(session: Session, place: str, today: date, country: Country) -> list[_Row]:
    rows = _UNDER.rows(session, **span(place))
    if rows:
        learn_below(session, place)
    return [
        _Row(
            id_,
            village,
            number,
            state == AppealState.OPEN,
            _standing(session, village, level, since, today, country),
        )
        for id_, village, number, state, level, since in rows
    ]


@dataclass(frozen=True)
class Inbox:
    """The appeals under a place, in their order."""

    ids: tuple[UUID, ...]
    mine: int
    """How many wait for a decision at one's own level."""


def inbox(
    session: Session, place: str, levels: Sequence[str], today: date, country: Country
) -> Inbox:
    """Return the appeals under a place: what waits at one of `levels` first, by its due day."""

    def rank(row: _Row) -> tuple[bool, bool, date, str, int]:
        turn = row.standing.turn
        return (not row.waits, turn.level not in levels, turn.due, row.village, row.number)

    rows = sorted(_rows(session, place, today, country), key=rank)
    mine = sum(row.waits and row.standing.turn.level in levels for row in rows)
    return Inbox(tuple(row.id for row in rows), mine)


def appeal_lines(
    session: Session, ids: Sequence[UUID], today: date, country: Country
) -> tuple[AppealLine, ...]:
    """Return some appeals of one inbox as they are listed, in this order."""
    found = {line.id: line for line in _lines(session, ids, today, country)}
    return tuple(found[id_] for id_ in ids if id_ in found)


def appeal_view(
    session: Session, village: str, appeal: UUID, today: date, country: Country
) -> AppealView:
    """Return one appeal of a village; NotFound where there is none."""
    found = of_village(session, Appeal, appeal, village)
    if found is None or found.state == AppealState.ERASED:
        raise NotFound(N_("There is no such appeal in this village."))
    line = _lines(session, [appeal], today, country)[0]
    steps = steps_of(session, appeal)
    silent = tuple(
        StepLine(turn.level, turn.since, turn.due, "silent", None, "", None)
        for turn in (line.standing.silent if line.waits else ())
    )
    until = carried_until(found.state, steps, country)
    return AppealView(
        line,
        found.round,
        found.decision,
        found.ground,
        found.for_another,
        found.by_slip,
        found.helper,
        steps + silent,
        until,
        found.carried_by_slip,
    )


def _lines(
    session: Session, ids: Sequence[UUID], today: date, country: Country
) -> list[AppealLine]:
    query = (
        select(Appeal, Household.number, HouseholdIdentity.head, CategoryDecision.category)
        .join(Household, col(Household.id) == Appeal.household)
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Appeal.household)
        .join(CategoryDecision, col(CategoryDecision.id) == Appeal.decision)
        .where(col(Appeal.id).in_(ids), Appeal.state != AppealState.ERASED)
    )
    rows = session.exec(query).all()
    return [
        AppealLine(
            appeal.id,
            appeal.village,
            appeal.number,
            appeal.household,
            number,
            head,
            category,
            appeal.wanted,
            appeal.direction,
            appeal.late,
            appeal.filed_at,
            appeal.state,
            standing_of(appeal, today, country),
        )
        for appeal, number, head, category in rows
    ]
