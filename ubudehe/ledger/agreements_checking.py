"""What the record says of grants, of how money is to be spent, and of projects that are closed."""

from ubudehe.language.messages import N_
from ubudehe.ledger.grants.tables import Grant, GrantAmendment, GrantTranche, GrantWithdrawal
from ubudehe.ledger.rebudgets.tables import ProjectBudget
from ubudehe.ledger.reports.tables import ProjectReport, ReportTakenBack
from ubudehe.ledger.spending.tables import SpendingPolicy
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject

_OWN = {
    "reference": "reference",
    "title": "own_title",
    "language": "own_language",
}
"""What a giver itself says, as earlier terms name it and in the order of the event: the column."""


def _agreed(rows: Rows, said: Said) -> Subject:
    rows.put(
        "grant_agreement",
        said.id,
        number=int(said.public["code"].removeprefix("G")),
        source=said.public["source"],
        giver=said.public["giver"],
        purpose=said.public["purpose"],
        amount=said.public["n"],
        currency=said.public["c"],
        project=said.public["project"],
        agreed_on=said.public["date"],
        **_own_words(said),
        recorded_at=said.at,
    )
    for position, part in enumerate(said.public["tranches"]):
        rows.put("grant_tranche", said.id, position, due=part["due"], amount=part["n"])
    return said.id


def _amended(rows: Rows, said: Said) -> Subject:
    grant = said.public["grant"]
    row = rows.row("grant_agreement", grant)
    parts = sorted((one["due"], one["amount"]) for _, one in rows.under("grant_tranche", grant))
    own = {name: row[column] for name, column in _OWN.items() if row[column]}
    before = {
        "purpose": row["purpose"],
        "amount": row["amount"],
        "tranches": [list(part) for part in parts],
        **own,
    }
    told = {"reason": said.private["reason"], "before": before, "amended_at": said.at}
    rows.put("grant_amendment", said.id, agreement=grant, **told)
    row.update(purpose=said.public["purpose"], amount=said.public["n"], **_own_words(said))
    rows.drop_under("grant_tranche", grant)
    for position, part in enumerate(said.public["tranches"]):
        rows.put("grant_tranche", grant, position, due=part["due"], amount=part["n"])
    return str(grant)


def _withdrawn(rows: Rows, said: Said) -> Subject:
    grant = said.public["grant"]
    rest = said.public["rest"]
    rows.put(
        "grant_withdrawal",
        said.id,
        agreement=grant,
        rest="" if rest == "none" else rest,
        back_by=said.public["until"],
        reason=said.private["reason"],
        withdrawn_on=said.day,
        withdrawn_at=said.at,
        undone_by=None,
        undone_at=None,
        undone_reason="",
    )
    return str(grant)


def _restored(rows: Rows, said: Said) -> Subject:
    grant = said.public["grant"]
    told = {"undone_by": said.id, "undone_at": said.at, "undone_reason": said.private["reason"]}
    for row in rows.tables["grant_withdrawal"].values():
        if row["agreement"] == grant and row["undone_by"] is None:
            row.update(told)
    return str(grant)


def _own_words(said: Said) -> dict[str, str]:
    own = said.public.get("own", ("", "", ""))
    return dict(zip(_OWN.values(), own, strict=True))


def _ruled(rows: Rows, said: Said) -> Subject:
    rows.put(
        "spending_policy",
        said.id,
        assembly=said.public["assembly"],
        since=said.public["from"],
        limits=said.public["limits"],
        expires_days=said.public["expires"],
        quotes_from=said.public["quotes_from"],
        cash_limit=said.public["cash_limit"],
        wage=said.public["wage"],
        advance_days=said.public["advances"],
        recorded_at=said.at,
    )
    return said.id


def _rebudgeted(rows: Rows, said: Said) -> Subject:
    names = ("kinds", "before", "amounts")
    rows.put(
        "project_budget",
        said.id,
        project=said.public["project"],
        assembly=said.public["assembly"],
        since=said.public["from"],
        amounts=[list(one) for one in zip(*(said.public[name] for name in names), strict=True)],
        reason=said.public["reason"],
        decided_at=said.at,
    )
    return str(said.public["project"])


def _reported(rows: Rows, said: Said) -> Subject:
    names = ("assembly", "planned", "spent", "labour_days", "materials")
    rows.put(
        "project_report",
        said.public["project"],
        **{name: said.public[name] for name in names},
        text=said.public["report"],
        closed_at=said.at,
    )
    return str(said.public["project"])


def _reopened(rows: Rows, said: Said) -> Subject:
    project = said.public["project"]
    report = rows.row("project_report", project)
    rows.put(
        "project_report_taken_back",
        said.id,
        **report,
        project=project,
        reason=said.public["reason"],
        reopened_in=said.public["assembly"],
        reopened_at=said.at,
    )
    rows.drop("project_report", project)
    return str(project)


AGREEMENTS = Replay(
    handlers={
        "grant.agree": _agreed,
        "grant.amend": _amended,
        "grant.withdraw": _withdrawn,
        "grant.restore": _restored,
        "policy.set": _ruled,
        "budget.change": _rebudgeted,
        "project.close": _reported,
        "project.reopen": _reopened,
    },
    kept=(
        Kept(Grant, N_("Grant"), named="number"),
        Kept(
            GrantTranche,
            N_("Part of a grant"),
            ("agreement", "position"),
            owner=(Grant, "agreement"),
            named="due",
        ),
        Kept(
            GrantAmendment,
            N_("Amendment of a grant"),
            owner=(Grant, "agreement"),
            named="amended_at",
        ),
        Kept(
            GrantWithdrawal,
            N_("Withdrawal of a grant"),
            owner=(Grant, "agreement"),
            named="withdrawn_at",
        ),
        Kept(SpendingPolicy, N_("Rules for spending"), named="since"),
        Kept(ProjectBudget, N_("Changed budget of a project"), named="decided_at"),
        Kept(ProjectReport, N_("Report on a project"), ("project",)),
        Kept(ReportTakenBack, N_("Report taken back")),
    ),
)
