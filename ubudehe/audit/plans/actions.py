"""An audit plan: drawn up, amended, announced, begun, called off. It ends in `closing`.

Each act stands in the record of the place whose officers plan. Until it is announced, the record
says in public only that there is a plan: an audit nobody was told of stays the officers' own.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, delete, select

from ubudehe.audit.findings.actions import officer_levels
from ubudehe.audit.plans.forms import (
    AmendPlanForm,
    DrawPlanForm,
    PlanFields,
    PlanRef,
    ReasonedPlanForm,
)
from ubudehe.audit.plans.officers import officers, own_villages
from ubudehe.audit.plans.tables import AuditPlan, AuditVisit
from ubudehe.audit.rules.plan import (
    MOST_VILLAGES,
    NotAVisit,
    PlannedVisit,
    PlanState,
    calendar_of,
    may_become,
    read_visits,
    twice,
)
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.ledger.rules.months import month_of, months_between
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.holidays.queries import working_since
from ubudehe.people.rules import Right
from ubudehe.places.rules import is_village, level_of
from ubudehe.places.tables import Place
from ubudehe.record.append import Event

_FIELDS = ("title", "year", "first", "last", "looked", "lead")


def visits_of(session: Session, plan: UUID) -> tuple[PlannedVisit, ...]:
    """Return the visits of a plan by their day."""
    rows = session.exec(
        select(AuditVisit)
        .where(AuditVisit.plan == plan)
        .order_by(col(AuditVisit.day), col(AuditVisit.village))
    )
    return tuple(PlannedVisit(row.village, row.day, row.days) for row in rows)


def plan_now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return what a plan says now, for whoever changes it."""
    row = session.get(AuditPlan, ids["plan"])
    if row is None or row.place != place:
        return None
    visits = [f"{one.village} {one.day} {one.days}" for one in visits_of(session, row.id)]
    told = {name: getattr(row, name) for name in ("title", "year", "first", "last", "looked")}
    team = [account for account, _ in row.team]
    return {**told, "lead": row.lead, "team": team, "visits": "\n".join(visits), "state": row.state}


@act(
    "plan.draw",
    Right.REVIEW_BOOKS,
    said=N_("The plan is drawn up. Look at its calendar, then announce it to the villages."),
    corrected_by=("plan.amend", "plan.call_off"),
    offline=Offline.STATE,
)
def draw_plan(desk: Desk, form: DrawPlanForm) -> Event:
    """Draw up an audit plan for villages below one's own place."""
    _check_level(desk)
    villages = [*form.villages, *re.findall("[0-9]+", form.others or "")]
    if not villages:
        raise Refusal(N_("Choose at least one village."), "villages")
    if form.starts < desk.today:
        raise Refusal(N_("This day has passed."), "starts")
    is_working = working_since(desk.session, desk.place, desk.country)(form.starts)
    visits = calendar_of(sorted(villages), form.starts, form.days, is_working)
    _check_villages(desk, visits, "others" if form.others else "villages")
    team = _team(desk, form, visits)
    desk.session.add(
        AuditPlan(
            id=desk.act_id,
            place=desk.place,
            state=PlanState.DRAWN,
            drawn_by=desk.person.account,
            drawn_at=desk.now,
            **_columns(form, team),
        )
    )
    desk.session.flush()
    _put_visits(desk, desk.act_id, visits)
    return Event(private={"plan": _told(form, team, visits)}, subject=str(desk.act_id))


@act(
    "plan.amend",
    Right.REVIEW_BOOKS,
    said=N_("The plan is amended, and says why. The villages see it once it is announced."),
    corrected_by=("plan.amend", "plan.call_off"),
    offline=Offline.STATE,
    state=plan_now,
    worded=("reason",),
)
def amend_plan(desk: Desk, form: AmendPlanForm) -> Event:
    """Amend a plan with a reason; a visit may be moved to a day that has not come yet."""
    row = may_step(desk, form.plan, "amend")
    try:
        visits = read_visits(form.visits)
    except NotAVisit as wrong:
        text = N_("Write code, day and days on each line, such as %(example)s. Not: %(line)s")
        example = f"{desk.place}01 {desk.today.isoformat()} 2"
        raise Refusal(text, "visits", example=example, line=str(wrong)) from None
    _check_villages(desk, visits, "visits")
    before = set(visits_of(desk.session, row.id))
    if any(one.day < desk.today for one in visits if one not in before):
        raise Refusal(N_("A visit cannot be moved to a day that has passed."), "visits")
    team = _team(desk, form, visits)
    for name, value in _columns(form, team).items():
        setattr(row, name, value)
    row.reason = form.reason
    row.changes += row.announced_on is not None
    desk.session.exec(delete(AuditVisit).where(col(AuditVisit.plan) == row.id))
    _put_visits(desk, row.id, visits)
    public: dict[str, object] = {"plan": str(row.id)}
    if row.announced_on is not None:
        public |= _published(row, visits)
    private = {"plan": _told(form, team, visits), "reason": form.reason}
    return Event(public=public, private=private, subject=str(row.id))


@act(
    "plan.announce",
    Right.REVIEW_BOOKS,
    said=N_("The villages see the audit on their desk now. Print the letters and bring them."),
    corrected_by=("plan.amend", "plan.call_off"),
    offline=Offline.STATE,
    state=plan_now,
)
def announce_plan(desk: Desk, form: PlanRef) -> Event:
    """Announce a plan to its villages and to everybody: before the day of its first visit."""
    row = may_step(desk, form.plan, "announce")
    visits = visits_of(desk.session, row.id)
    if visits[0].day <= desk.today:
        raise Refusal(N_("The first visit would come before its letter. Amend the plan first."))
    row.state, row.announced_on = PlanState.ANNOUNCED, desk.today
    return Event(
        public={"plan": str(row.id), **_published(row, visits)},
        private={"title": row.title},
        subject=str(row.id),
    )


@act(
    "plan.begin",
    Right.REVIEW_BOOKS,
    said=N_("The audit goes on. What is done in its villages from today on is counted for it."),
    corrected_by=("plan.amend", "plan.call_off"),
    offline=Offline.STATE,
    state=plan_now,
)
def begin_plan(desk: Desk, form: PlanRef) -> Event:
    """Begin an announced audit, on the day of its first visit or later."""
    row = may_step(desk, form.plan, "begin")
    first = visits_of(desk.session, row.id)[0].day
    if desk.today < first:
        raise Refusal(N_("The villages were told of a later day. Wait for it, or amend the plan."))
    row.state, row.begun_on = PlanState.BEGUN, desk.today
    return Event(public={"plan": str(row.id)}, subject=str(row.id))


@act(
    "plan.call_off",
    Right.REVIEW_BOOKS,
    said=N_("The audit is called off, and says why. Its findings stay open."),
    corrected_by=("plan.draw",),
    offline=Offline.STATE,
    state=plan_now,
    worded=("reason",),
)
def call_plan_off(desk: Desk, form: ReasonedPlanForm) -> Event:
    """Call a plan off with a reason; findings and sign-offs of its villages stay as they are."""
    row = may_step(desk, form.plan, "call_off")
    row.state, row.reason = PlanState.CALLED_OFF, form.reason
    return Event(public={"plan": str(row.id)}, private={"reason": form.reason}, subject=str(row.id))


def may_step(desk: Desk, plan: UUID, step: str) -> AuditPlan:
    """Return a plan of the desk's place that may take a step; NotFound or Refusal."""
    row = desk.session.get(AuditPlan, plan)
    if row is None or row.place != desk.place:
        raise NotFound(N_("There is no such plan here."))
    if not may_become(step, row.state):
        raise Refusal(N_("This plan is further on already. Look at it again."))
    return row


def _check_level(desk: Desk) -> None:
    """Let only officers of this very place plan: not those of the level above."""
    here = level_of(desk.place, desk.country)
    own = desk.level(Right.REVIEW_BOOKS) == here
    if not own or here not in officer_levels(desk.country).values():
        raise NotAllowed(N_("Only officers of this very place plan its audits."))


def _check_villages(desk: Desk, visits: Sequence[PlannedVisit], field: str) -> None:
    codes = [one.village for one in visits]
    if (one := twice(codes)) is not None:
        raise Refusal(N_("The village %(code)s stands there twice."), field, code=one)
    if not 0 < len(codes) <= MOST_VILLAGES:
        text = N_("A plan has from 1 to %(most)s villages. Draw up a second one.")
        raise Refusal(text, field, most=MOST_VILLAGES)
    known = set(desk.session.exec(select(Place.code).where(col(Place.code).in_(codes))))
    for code in codes:
        below = code.startswith(desk.place) and is_village(code, desk.country)
        if not below or code not in known:
            raise Refusal(N_("There is no village %(code)s here."), field, code=code)


def _team(desk: Desk, form: PlanFields, visits: Sequence[PlannedVisit]) -> list[list[str]]:
    """Return [account, role] of each member; Refusal for who is no officer, or of the village."""
    if months_between(form.first, form.last) < 1:
        raise Refusal(N_("The last month lies before the first."), "last")
    if form.last > month_of(desk.today):
        raise Refusal(N_("These books are not written yet."), "last")
    if form.lead not in form.team:
        raise Refusal(N_("Who leads is one of the team."), "lead")
    known = {one.account: one.role for one in officers(desk.session, desk.place, desk.today)}
    wanted = sorted(set(form.team), key=lambda one: (one != form.lead, str(one)))
    if not known.keys() >= set(wanted):
        raise Refusal(N_("Only officers of this place, above or below it are in a team."), "team")
    villages = [one.village for one in visits]
    if own_villages(desk.session, wanted, villages, desk.today):
        raise Refusal(N_("Who holds a role in one of the villages does not audit it."), "team")
    return [[str(one), known[one]] for one in wanted]


def _put_visits(desk: Desk, plan: UUID, visits: Sequence[PlannedVisit]) -> None:
    desk.session.add_all(
        AuditVisit(plan=plan, place=desk.place, village=one.village, day=one.day, days=one.days)
        for one in visits
    )


def _columns(form: PlanFields, team: list[list[str]]) -> dict[str, Any]:
    return {**{name: getattr(form, name) for name in _FIELDS}, "team": team}


def _told(
    form: PlanFields, team: list[list[str]], visits: Sequence[PlannedVisit]
) -> dict[str, object]:
    """Return a whole plan as the record commits to it."""
    return {
        **{name: getattr(form, name) for name in _FIELDS},
        "lead": str(form.lead),
        "team": team,
        "visits": [[one.village, one.day.isoformat(), one.days] for one in visits],
    }


def _published(row: AuditPlan, visits: Sequence[PlannedVisit]) -> dict[str, object]:
    """Return what everybody may know of a plan: which villages, from which day, which months."""
    days: list[date] = [one.day for one in visits]
    return {
        "from": row.first,
        "until": row.last,
        "looked": list(row.looked),
        "villages": [one.village for one in visits],
        "days": [day.isoformat() for day in days],
    }
