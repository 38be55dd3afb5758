"""Audit plans as pages show them, with how far each of their villages is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.audit.plans.counting import Doings, DoneThere
from ubudehe.audit.plans.tables import AuditPlan, AuditVisit
from ubudehe.audit.rules.plan import PlanState, last_day_of
from ubudehe.language.paging import Paging
from ubudehe.ledger.rules.months import first_day
from ubudehe.people.holidays.queries import WorkingSince, working_since
from ubudehe.people.queries import names_of
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range, is_village, level_of
from ubudehe.places.tables import Place
from ubudehe.record.tables import Act
from ubudehe.record.tongues import tongues
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

PLANS = 10
"""How many plans, or audits of a village, a page shows."""
RUNNING = ("announced", "begun")

_AHEAD = Prepared(
    select(col(AuditVisit.day), col(AuditVisit.days))
    .join(AuditPlan, col(AuditPlan.id) == AuditVisit.plan)
    .where(AuditVisit.village == given("village"), col(AuditPlan.state).in_(RUNNING))
    .order_by(col(AuditVisit.day))
)
_GOING_ON = Prepared(
    select(AuditPlan).where(
        AuditPlan.place == given("place"), col(AuditPlan.state).not_in(("closed", "called_off"))
    )
)


@dataclass(frozen=True)
class VisitLine:
    """A village of a plan: when it is visited, how far it is, and what was found there."""

    village: str
    name: str
    day: date
    until: date
    """The last day of the visit."""
    days: int
    progress: str
    """One of `audit.rules.plan.WAY`."""
    samples: int
    findings: int
    open: int
    late: bool
    """Whether the visit is over by its days, and nothing was done there."""

    @property
    def several(self) -> bool:
        """Tell whether it takes more than one day."""
        return self.days > 1


@dataclass(frozen=True)
class TeamMember:
    """Who is in the team: the role is public, the name for officers alone."""

    name: str
    role: str
    leads: bool


@dataclass(frozen=True)
class PlanSums:
    """An audit in figures: villages, findings, those still open, villages signed off."""

    villages: int
    not_begun: int
    findings: int
    open: int
    signed: int

    @property
    def begun(self) -> int:
        """Return in how many villages something was done."""
        return self.villages - self.not_begun


@dataclass(frozen=True)
class PlanLine:
    """A plan as a page shows it; months are the first day of each."""

    id: UUID
    place: str
    name: str
    level: str
    title: str
    year: int
    first: date
    last: date
    looked: tuple[str, ...]
    state: PlanState
    announced_on: date | None
    begun_on: date | None
    closed_on: date | None
    changes: int
    reason: str
    summary: str
    lead: UUID
    team: tuple[TeamMember, ...]
    visits: tuple[VisitLine, ...]
    sums: PlanSums
    next_day: date | None
    """The day on which something is to be done next, while the audit is to come or goes on."""
    late: bool
    reason_lang: str = ""
    summary_lang: str = ""
    """The languages of the reason and of the summary, where they are known."""

    @property
    def starts(self) -> date:
        """Return the day of the first visit."""
        return self.visits[0].day

    @property
    def ends(self) -> date:
        """Return the last day of all visits."""
        return max(one.until for one in self.visits)

    @property
    def runs(self) -> bool:
        """Tell whether its villages know of it and it is not over."""
        return self.state in RUNNING

    @property
    def is_public(self) -> bool:
        """Tell whether it was announced once."""
        return self.announced_on is not None

    def visit_of(self, village: str) -> VisitLine | None:
        """Return a village's own part of it, or None."""
        return next((one for one in self.visits if one.village == village), None)


@dataclass(frozen=True)
class PlansPage:
    """Plans at a place or below it, what comes next first, then what is over."""

    plans: tuple[PlanLine, ...]
    part: Paging


def plans_at(
    session: Session, place: str, country: Country, today: date, start: int = 0
) -> PlansPage:
    """Return the plans of a place's own officers, for these officers."""
    return _page(session, [AuditPlan.place == place], country, today, start, names=True)


def public_plans(
    session: Session, code: str, country: Country, today: date, start: int = 0
) -> PlansPage:
    """Return the announced plans of places at or below a code, as everybody sees them."""
    first, end = code_range(code)
    place = col(AuditPlan.place)
    where = [place >= first, place < end, col(AuditPlan.announced_on).is_not(None)]
    return _page(session, where, country, today, start)


def audits_of(
    session: Session, village: str, country: Country, today: date, start: int = 0
) -> PlansPage:
    """Return the announced plans in which a village is visited, past and coming ones."""
    own = select(AuditVisit.plan).where(AuditVisit.village == village)
    where = [col(AuditPlan.id).in_(own), col(AuditPlan.announced_on).is_not(None)]
    return _page(session, where, country, today, start)


def announced_audits(
    session: Session, code: str, country: Country
) -> tuple[tuple[datetime, UUID], ...]:
    """Return when each audit was announced that everybody may know of, and its id, in that order.

    Of a village those that visit it; else those of places at or below the code.
    """
    first, end = code_range(code)
    place = col(AuditPlan.place)
    own = select(AuditVisit.plan).where(AuditVisit.village == code)
    here = [place >= first, place < end]
    rows = session.execute(
        pick(AuditPlan.id, AuditPlan.place).where(
            col(AuditPlan.announced_on).is_not(None),
            *([col(AuditPlan.id).in_(own)] if is_village(code, country) else here),
        )
    ).all()
    acts = session.execute(
        pick(Act.subject, func.min(Act.at))
        .where(
            col(Act.log).in_({log for _, log in rows}),
            col(Act.subject).in_([str(plan) for plan, _ in rows]),
            Act.type == "plan.announce",
        )
        .group_by(col(Act.subject))
    )
    return tuple(sorted((at, UUID(subject)) for subject, at in acts))


def audits_told(
    session: Session, plans: Sequence[UUID], country: Country, today: date
) -> tuple[PlanLine, ...]:
    """Return plans by their ids, in that order, without names."""
    rows = session.exec(select(AuditPlan).where(col(AuditPlan.id).in_(plans))).all()
    ordered = sorted(rows, key=lambda row: plans.index(row.id))
    return _lines(session, ordered, country, today, False)


def find_plan(
    session: Session, plan: UUID, country: Country, today: date, *, names: bool = False
) -> PlanLine | None:
    """Return one plan, or None; `names` for officers alone."""
    row = session.get(AuditPlan, plan)
    if row is None:
        return None
    said = tongues(session, row.place, subjects=(plan,))
    return replace(
        _lines(session, [row], country, today, names)[0],
        reason_lang=said.last(plan, "plan.amend", "plan.call_off", "plan.reopen"),
        summary_lang=said.last(plan, "plan.close"),
    )


def sums_of(session: Session, row: AuditPlan, country: Country, today: date) -> PlanSums:
    """Return a plan in figures, as the acts say today."""
    return _lines(session, [row], country, today, False)[0].sums


def running_at(session: Session, place: str, country: Country, today: date) -> tuple[PlanLine, ...]:
    """Return the plans of a place on which its officers must act still."""
    return _lines(session, _GOING_ON.rows(session, place=place), country, today, False)


def visits_ahead(session: Session, village: str, country: Country, today: date) -> tuple[date, ...]:
    """Return the days of announced visits to a village that are not over, the next first."""
    rows = _AHEAD.rows(session, village=village)
    if not rows:
        return ()
    working = working_since(session, village, country)
    return tuple(day for day, days in rows if last_day_of(day, days, working(day)) >= today)


def _page(
    session: Session,
    where: Sequence[object],
    country: Country,
    today: date,
    start: int,
    *,
    names: bool = False,
) -> PlansPage:
    rows = session.exec(select(AuditPlan).where(*where)).all()  # type: ignore[arg-type]
    # A place plans a few audits a year: they are put in order here, and the calendar read at once.
    ahead = [one for one in rows if one.state in (PlanState.DRAWN, *RUNNING)]
    over = [one for one in rows if one.state not in (PlanState.DRAWN, *RUNNING)]
    ordered = [
        *sorted(ahead, key=lambda one: (one.drawn_at, str(one.id))),
        *sorted(over, key=lambda one: (one.drawn_at, str(one.id)), reverse=True),
    ]
    part = Paging(start, PLANS, len(ordered))
    return PlansPage(_lines(session, part.of(ordered), country, today, names), part)


def _lines(
    session: Session, rows: Sequence[AuditPlan], country: Country, today: date, names: bool
) -> tuple[PlanLine, ...]:
    """Return plans as pages show them: the same number of queries, however many there are."""
    if not rows:
        return ()
    query = select(AuditVisit).where(col(AuditVisit.plan).in_([row.id for row in rows]))
    order = (col(AuditVisit.day), col(AuditVisit.village))
    visits = session.exec(query.order_by(*order)).all()
    begun = [row.begun_on for row in rows if row.begun_on is not None]
    doings = Doings(session, [one.village for one in visits], min(begun, default=None), country)
    codes = {one.village for one in visits} | {row.place for row in rows}
    places = dict(
        session.execute(pick(Place.code, Place.name).where(col(Place.code).in_(codes))).all()
    )
    accounts = {UUID(account) for row in rows for account, _ in row.team} if names else set()
    called = names_of(session, accounts)
    working = {row.place: working_since(session, row.place, country) for row in rows}
    return tuple(
        _line(
            row,
            [
                _visit(one, doings.of(row, one.village), row, places, working[row.place], today)
                for one in visits
                if one.plan == row.id
            ],
            called,
            places,
            country,
            today,
        )
        for row in rows
    )


def _visit(
    one: AuditVisit,
    done: DoneThere,
    row: AuditPlan,
    places: dict[str, str],
    working: WorkingSince,
    today: date,
) -> VisitLine:
    until = last_day_of(one.day, one.days, working(one.day))
    return VisitLine(
        village=one.village,
        name=places.get(one.village, one.village),
        day=one.day,
        until=until,
        days=one.days,
        progress=done.progress,
        samples=done.samples,
        findings=done.findings,
        open=done.open,
        late=row.state in RUNNING and done.progress == "not_begun" and until < today,
    )


def _line(
    row: AuditPlan,
    visits: list[VisitLine],
    called: dict[UUID, str],
    places: dict[str, str],
    country: Country,
    today: date,
) -> PlanLine:
    sums = _sums(visits)
    next_day = _next_day(row, visits)
    return PlanLine(
        id=row.id,
        place=row.place,
        name=places.get(row.place, row.place),
        level=level_of(row.place, country),
        title=row.title,
        year=row.year,
        first=first_day(row.first),
        last=first_day(row.last),
        looked=tuple(row.looked),
        state=row.state,
        announced_on=row.announced_on,
        begun_on=row.begun_on,
        closed_on=row.closed_on,
        changes=row.changes,
        reason=row.reason,
        summary=row.summary,
        lead=row.lead,
        team=tuple(
            TeamMember(called.get(UUID(account), ""), role, UUID(account) == row.lead)
            for account, role in row.team
        ),
        visits=tuple(visits),
        sums=sums,
        next_day=next_day,
        late=next_day is not None and next_day < today,
    )


def _sums(visits: Iterable[VisitLine]) -> PlanSums:
    found = list(visits)
    return PlanSums(
        villages=len(found),
        not_begun=sum(one.progress == "not_begun" for one in found),
        findings=sum(one.findings for one in found),
        open=sum(one.open for one in found),
        signed=sum(one.progress == "signed" for one in found),
    )


def _next_day(row: AuditPlan, visits: Sequence[VisitLine]) -> date | None:
    """Return the day by which officers act next: the first visit, or that of a village left out.

    Once each village was looked at, the last day of all visits stands until the plan is closed.
    """
    if row.state in (PlanState.DRAWN, PlanState.ANNOUNCED):
        return visits[0].day
    if row.state != PlanState.BEGUN:
        return None
    left = [one.until for one in visits if one.progress == "not_begun"]
    return min(left) if left else max(one.until for one in visits)
