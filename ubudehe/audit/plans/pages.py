"""Audit plans on an officer's screen, and what a village sees of them at its desk."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from starlette.responses import Response

from ubudehe.audit.findings.queries import sign_offs_of
from ubudehe.audit.plans import actions, queries
from ubudehe.audit.plans.choosing import choices, months_offered
from ubudehe.audit.plans.closing import close_plan, reopen_plan
from ubudehe.audit.plans.forms import (
    AmendPlanForm,
    ClosePlanForm,
    DrawPlanForm,
    PlanRef,
    ReasonedPlanForm,
)
from ubudehe.audit.plans.officers import led_by, officers
from ubudehe.audit.plans.tables import AuditPlan
from ubudehe.audit.rules.plan import LOOKED, may_become, write_visits
from ubudehe.audit.samples import kept_samples
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.rules.months import month_of, previous_month
from ubudehe.people.acts import Act
from ubudehe.people.office import one_office
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked
from ubudehe.places.rules import is_village, level_of
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
M = TypeVar("M", bound=PlanRef)
_NEXT = ("announce", "begin", "close")
_OTHERS = ("amend", "reopen", "call_off")


@pages.work("/{place}/plans", Right.LOOK)
def show_plans(visit: Visit) -> Response:
    """Show the plans of a place, or the audits of a village with samples and sign-offs."""
    place, start = visit.place, read_start(visit.query("after"))
    asked = visit.session, place.code, visit.country, visit.today
    if not is_village(place.code, visit.country):
        found = queries.plans_at(*asked, start)
        return visit.render("audit/plans/list.html", found, place=place, plans_here=_own(visit))
    return visit.render(
        "audit/plans/of_village.html",
        queries.audits_of(*asked, start),
        place=place,
        samples=kept_samples(visit.session, place.code),
        sign_offs=sign_offs_of(visit.session, place.code, visit.today, False),
    )


@pages.work("/{place}/plans/new", Right.REVIEW_BOOKS)
def draw(visit: Visit) -> Response:
    """Draw up a plan."""
    place, today = visit.place, visit.today
    asked = Asked(visit.session, visit.person, place.code, today, visit.country)
    offered = choices(asked, visit.query("place"), visit.query("take"))
    own = [visit.person.account] if visit.person.account in _accounts(visit) else []
    month = previous_month(month_of(today))
    filled = {
        "year": today.year,
        "first": f"{month[:4]}-01",
        "last": month,
        "looked": ["books", "cash"],
        "team": own,
        "lead": own[0] if own else None,
        "villages": offered.taken,
        "days": 1,
    }
    form = visit.form(DrawPlanForm, filled)
    if receipt := visit.perform(form, actions.draw_plan, place.code):
        return visit.redirect(f"/work/{place.code}/plans/{receipt.made}", "recorded")
    return visit.render("audit/plans/draw.html", offered, form=form, place=place, looked=LOOKED)


@pages.work("/{place}/plans/{plan:uuid}", Right.LOOK)
def show_plan(visit: Visit) -> Response:
    """Show a plan, how far each village is, and what comes next."""
    line = _line(visit)

    def may(steps: Iterable[str]) -> list[str]:
        return [one for one in steps if may_become(one, line.state) and _may(visit, one, line.id)]

    return visit.render(
        "audit/plans/plan.html",
        line,
        place=visit.place,
        next=may(_NEXT),
        others=may(_OTHERS),
    )


@pages.work("/{place}/plans/{plan:uuid}/amend", Right.REVIEW_BOOKS)
def amend(visit: Visit) -> Response:
    """Amend a plan, also each village's own day."""
    line, place = _line(visit), visit.place
    row = visit.session.get_one(AuditPlan, line.id)
    filled = {
        **{name: getattr(row, name) for name in ("title", "year", "first", "last", "looked")},
        "team": [account for account, _ in row.team],
        "lead": row.lead,
        "visits": write_visits(actions.visits_of(visit.session, row.id)),
    }
    form = visit.form(AmendPlanForm, filled, of=actions.amend_plan, plan=line.id)
    if visit.perform(form, actions.amend_plan, place.code):
        return visit.redirect(f"/work/{place.code}/plans/{line.id}", "recorded")
    return visit.render(
        "audit/plans/amend.html",
        line,
        form=form,
        place=place,
        looked=LOOKED,
        months=months_offered(visit.today),
        team=officers(visit.session, place.code, visit.today),
    )


@pages.work("/{place}/plans/{plan:uuid}/announce", Right.REVIEW_BOOKS)
def announce(visit: Visit) -> Response:
    """Announce a plan to its villages."""
    return _step(visit, PlanRef, actions.announce_plan, "announce")


@pages.work("/{place}/plans/{plan:uuid}/begin", Right.REVIEW_BOOKS)
def begin(visit: Visit) -> Response:
    """Begin an announced audit."""
    return _step(visit, PlanRef, actions.begin_plan, "begin")


@pages.work("/{place}/plans/{plan:uuid}/close", Right.REVIEW_BOOKS)
def close(visit: Visit) -> Response:
    """Close an audit with a summary."""
    return _step(visit, ClosePlanForm, close_plan, "close")


@pages.work("/{place}/plans/{plan:uuid}/reopen", Right.REVIEW_BOOKS)
def reopen(visit: Visit) -> Response:
    """Open a closed audit again."""
    return _step(visit, ReasonedPlanForm, reopen_plan, "reopen")


@pages.work("/{place}/plans/{plan:uuid}/call-off", Right.REVIEW_BOOKS)
def call_off(visit: Visit) -> Response:
    """Call a plan off."""
    return _step(visit, ReasonedPlanForm, actions.call_plan_off, "call_off")


def _step(visit: Visit, model: type[M], action: Act[M], step: str) -> Response:
    """Take a plan one step further, or show the form for it."""
    line, place = _line(visit), visit.place
    form = visit.form(model, of=action, plan=line.id)
    if visit.perform(form, action, place.code):
        return visit.redirect(f"/work/{place.code}/plans/{line.id}", "recorded")
    return visit.render(
        "audit/plans/step.html",
        line,
        form=form,
        place=place,
        step=step,
        asks_why="reason" in model.model_fields,
        asks_summary="summary" in model.model_fields,
    )


def _line(visit: Visit) -> queries.PlanLine:
    plan: UUID = visit.id("plan")
    found = queries.find_plan(visit.session, plan, visit.country, visit.today, names=True)
    if found is None or found.place != visit.place.code:
        raise NotFound(N_("There is no such plan here."))
    return found


def _may(visit: Visit, step: str, plan: UUID) -> bool:
    place = visit.param("place")
    if not visit.may(Right.REVIEW_BOOKS, place):
        return False
    if step != "close":
        return True
    office = one_office(visit.session, visit.person.account, place, visit.today)
    return office.isdisjoint(led_by(visit.session, place, plan))


def _own(visit: Visit) -> bool:
    """Tell whether who is signed in may draw up a plan here: an officer of this very place."""
    code = visit.param("place")
    own = visit.person.level_for(Right.REVIEW_BOOKS, code, visit.today, visit.country)
    return own == level_of(code, visit.country)


def _accounts(visit: Visit) -> set[UUID]:
    found = officers(visit.session, visit.param("place"), visit.today)
    return {one.account for one in found}
