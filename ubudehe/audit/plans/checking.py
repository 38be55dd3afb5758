"""What the record says of audit plans."""

from typing import Any

from ubudehe.audit.plans.tables import AuditPlan, AuditVisit
from ubudehe.audit.rules.plan import PlanState
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _drawn(rows: Rows, said: Said) -> Subject:
    rows.put(
        "audit_plan",
        said.id,
        place=said.log,
        state=PlanState.DRAWN,
        drawn_by=said.account,
        drawn_at=said.at,
        announced_on=None,
        begun_on=None,
        closed_on=None,
        closed_by=None,
        changes=0,
        reason="",
        summary="",
        **_columns(said.private["plan"]),
    )
    _visits(rows, said, said.id)
    return said.id


def _amended(rows: Rows, said: Said) -> Subject:
    row = _plan(rows, said)
    row.update(_columns(said.private["plan"]), reason=said.private["reason"])
    row["changes"] += row["announced_on"] is not None
    plan = str(said.public["plan"])
    rows.drop_under("audit_visit", plan)
    _visits(rows, said, plan)
    return plan


def _announced(rows: Rows, said: Said) -> Subject:
    return _moved(rows, said, state=PlanState.ANNOUNCED, announced_on=said.day)


def _begun(rows: Rows, said: Said) -> Subject:
    return _moved(rows, said, state=PlanState.BEGUN, begun_on=said.day)


def _closed(rows: Rows, said: Said) -> Subject:
    summary = said.private["summary"]
    return _moved(
        rows,
        said,
        state=PlanState.CLOSED,
        closed_on=said.day,
        closed_by=said.account,
        summary=summary,
    )


def _reopened(rows: Rows, said: Said) -> Subject:
    reason = said.private["reason"]
    return _moved(rows, said, state=PlanState.BEGUN, closed_on=None, closed_by=None, reason=reason)


def _called_off(rows: Rows, said: Said) -> Subject:
    return _moved(rows, said, state=PlanState.CALLED_OFF, reason=said.private["reason"])


def _moved(rows: Rows, said: Said, **columns: Any) -> Subject:
    _plan(rows, said).update(columns)
    return str(said.public["plan"])


def _plan(rows: Rows, said: Said) -> dict[str, Any]:
    return rows.row("audit_plan", str(said.public["plan"]))


def _columns(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "visits"}


def _visits(rows: Rows, said: Said, plan: str) -> None:
    for village, day, days in said.private["plan"]["visits"]:
        rows.put("audit_visit", plan, village, day=day, days=days)


PLANS = Replay(
    handlers={
        "plan.draw": _drawn,
        "plan.amend": _amended,
        "plan.announce": _announced,
        "plan.begin": _begun,
        "plan.close": _closed,
        "plan.reopen": _reopened,
        "plan.call_off": _called_off,
    },
    kept=(
        Kept(AuditPlan, N_("Audit plan"), by="place", named="title"),
        Kept(
            AuditVisit,
            N_("Village of an audit plan"),
            key=("plan", "village"),
            by="place",
            named="village",
        ),
    ),
)
