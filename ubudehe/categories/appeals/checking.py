"""What the record says of appeals, and of what each level did with them."""

from datetime import date
from typing import Any

from ubudehe.categories.appeals.rules import AppealState
from ubudehe.categories.appeals.tables import Appeal, AppealStep
from ubudehe.categories.minutes import about_appeal
from ubudehe.categories.replaying import decide
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Ref, Replay, Row, Rows, Said, Subject
from ubudehe.record.rules.quarters import quarter_of

_NO_HANDS: Row = {
    "votes_for": 0,
    "votes_against": 0,
    "abstained": 0,
    "interested": 0,
    "secret": False,
    "note": None,
    "appeals_until": None,
    "assembly": None,
}

_OLD_COURT = ("village", "cell", "sector", "district")
"""The levels of acts that tell no steps: there were packs of one country alone then."""


def erase_appeals(rows: Rows, household: str) -> None:
    """Take away what a household and the levels said in its appeals."""
    for (id_,), row in rows.tables["appeal"].items():
        # An appeal whose own words are gone is one of this household, or of one erased before.
        if row.get("household", household) == household:
            row.update(ground="", helper="", state=AppealState.ERASED)
            for _, step in rows.under("appeal_step", id_):
                step["reason"] = None
            rows.allow("appeal_step", {"appeal": id_}, {"reason": None})


def _filed(rows: Rows, said: Said) -> Subject:
    row = rows.put(
        "appeal",
        said.id,
        number=len(rows.tables["appeal"]) + 1,
        round=about_appeal(said.public, said.private)["round"],
        filed_at=said.at,
        since=said.day,
        state=AppealState.OPEN,
        carried_by_slip=False,
    )
    rows.add(f"appeals:{_quarter(said)}", 1)
    form = said.private.get("appeal")
    if form is None:
        return said.id
    household = form["household"]
    row.update(household=household, wanted=form["wanted"], ground=form["ground"])
    row["for_another"] = form["for_another"] == "yes"
    row.update(by_slip=False, helper="")  # acts before these fields were a facilitator's
    row |= said.private.get("filed", {})
    if before := rows.note("current decisions").get((row["round"], household)):
        row["decision"] = Ref("category_decision", before)
    return said.id


def _heard(rows: Rows, said: Said) -> Subject:
    about = about_appeal(said.public, said.private)
    appeal, outcome = about["appeal"], about["outcome"]
    row = rows.row("appeal", appeal)
    _steps(rows, said, appeal, row)
    if outcome == "returned":
        row.update(level="village", since=said.day)
    else:
        row["state"] = outcome
    for one in filter(None, said.numbered("decision")):
        decide(rows, said, one, {**_NO_HANDS, "appeal": appeal})
    return str(appeal)


def _steps(rows: Rows, said: Said, appeal: str, row: Row) -> None:
    """Enter who was silent and who decided; older acts only say the last of it."""
    steps: list[list[Any]] = said.private.get("steps", [])
    if not steps:
        rows.allow("appeal_step", {"appeal": appeal})
        for name in ("level", "since"):
            row.pop(name, None)
        _unsure_of_sums(rows, _quarter(said))
        return
    for number, (level, since, due, outcome) in enumerate(
        steps, len(rows.under("appeal_step", appeal))
    ):
        done = outcome != "silent"
        rows.put(
            "appeal_step",
            appeal,
            number,
            level=level,
            since=since,
            due=due,
            outcome=outcome,
            reason=said.private.get("reason") if done else None,
            decided_by=said.account if done else None,
            decided_at=said.at if done else None,
        )
        rows.add(f"appeals:{_quarter(said)}:{level}:{row.get('direction')}:{outcome}", 1)
    row.update(level=steps[-1][0], since=steps[-1][1])


def _quarter(said: Said) -> str:
    return quarter_of(date.fromisoformat(said.at[:10]))


def _unsure_of_sums(rows: Rows, quarter: str) -> None:
    for level in _OLD_COURT:
        for direction in ("up", "down"):
            for outcome in ("silent", "upheld", "rejected", "returned"):
                rows.unsure_of_sum(f"appeals:{quarter}:{level}:{direction}:{outcome}")


def _carried(rows: Rows, said: Said) -> Subject:
    about = about_appeal(said.public, said.private)
    appeal = about["appeal"]
    rows.row("appeal", appeal).update(
        state=AppealState.OPEN,
        level=about["level"],
        since=said.day,
        carried_by_slip=about.get("by_slip", False),
    )
    return str(appeal)


def _withdrawn(rows: Rows, said: Said) -> Subject:
    appeal = said.private["about"]["appeal"]
    rows.row("appeal", appeal)["state"] = AppealState.WITHDRAWN
    return str(appeal)


APPEALS = Replay(
    handlers={
        "appeal.file": _filed,
        "appeal.hear": _heard,
        "appeal.decide": _heard,
        "appeal.carry": _carried,
        "appeal.withdraw": _withdrawn,
    },
    kept=(
        Kept(Appeal, N_("Appeal"), named="number"),
        Kept(
            AppealStep,
            N_("Step of an appeal"),
            ("appeal", "number"),
            owner=(Appeal, "appeal"),
        ),
    ),
)
