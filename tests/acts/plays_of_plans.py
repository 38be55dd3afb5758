"""Acts on audit plans and checked samples, which the demo leaves out."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ubudehe.audit.forms import DropSampleForm, KeepSampleForm
from ubudehe.audit.plans import actions as plans
from ubudehe.audit.plans.closing import close_plan, reopen_plan
from ubudehe.audit.plans.forms import (
    AmendPlanForm,
    ClosePlanForm,
    DrawPlanForm,
    PlanRef,
    ReasonedPlanForm,
)
from ubudehe.audit.plans.tables import AuditPlan
from ubudehe.audit.samples import drop_sample, keep_sample
from ubudehe.audit.tables import KeptSample
from ubudehe.people.acts import Act
from ubudehe.people.rules import Role

if TYPE_CHECKING:
    from tests.acts.plays import Play

VILLAGE, SECTOR, DISTRICT = "22120308", "2212", "22"


def play_plans(play: "Play") -> None:
    """Draw a plan up, amend, announce, begin, close, reopen and call it off; check a sample."""
    lead = play.who(Role.SECTOR_OFFICER, SECTOR)
    above = play.who(Role.DISTRICT_OFFICER, DISTRICT)
    day = play.stage.now.date() + timedelta(days=7)
    told: dict[str, Any] = {
        "title": "Igenzura",
        "year": day.year,
        "first": f"{day.year}-01",
        "last": f"{day.year}-02",
        "looked": ["books"],
        "team": [lead.account],
        "lead": lead.account,
    }

    def do(act: Act[Any], form: Any, by: Any = lead) -> None:
        play.stage.now += timedelta(minutes=3)
        play.stage.act(by, SECTOR, act, form)

    first = {**told, "villages": [VILLAGE], "starts": day, "days": 1}
    do(plans.draw_plan, DrawPlanForm.model_validate(first))
    row = play.one(AuditPlan, AuditPlan.place == SECTOR)
    ref = PlanRef(plan=row.id)
    do(plans.announce_plan, ref)
    why = {"plan": row.id, "reason": "Inama irahari."}
    moved = {**told, **why, "visits": f"{VILLAGE} {day.isoformat()} 2"}
    do(plans.amend_plan, AmendPlanForm.model_validate(moved))
    play.stage.on(day)
    do(plans.begin_plan, ref)
    checked: dict[str, Any] = {"method": "all", "size": 9, "drawn": 4, "wrong": 1}
    for draw in ("3 4 1", "5 5 2"):
        play.do(keep_sample, KeepSampleForm(draw=draw, **checked), above)
    sample = play.one(KeptSample, KeptSample.village == VILLAGE)
    play.do(drop_sample, DropSampleForm(sample=sample.id, text="Nibeshye."), above)
    do(close_plan, ClosePlanForm(plan=row.id, summary="Byose biri mu murongo."), above)
    do(reopen_plan, ReasonedPlanForm.model_validate(why), above)
    do(plans.call_plan_off, ReasonedPlanForm.model_validate(why))
