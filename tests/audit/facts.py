"""Facts of invented books, as short as a test needs them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from ubudehe.audit.rules.facts import BooksFacts, EntryFact
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.approvals import DEFAULT_LIMITS, SpendingRule
from ubudehe.ledger.rules.entries import Posting

TODAY = date(2026, 6, 15)
ANA, BEN, CEL = (UUID(int=number) for number in (1, 2, 3))
WELL = UUID(int=100)
RULE = SpendingRule(
    limits=DEFAULT_LIMITS,
    expires_days=30,
    quotes_from=100_000,
    cash_limit=50_000,
    wage=1_500,
    advance_days=14,
)


def ago(days: int) -> date:
    """Return the day so many days before today."""
    return TODAY - timedelta(days=days)


def moved(number: int, days: int, *postings: tuple[str, int], **more: Any) -> EntryFact:
    """Return a posted entry of so many days ago over postings in francs."""
    given: dict[str, Any] = {
        "kind": "transfer",
        "state": "posted",
        "proposed_by": ANA,
        "proposed_on": ago(days),
        "decided_on": ago(days),
        "decided_idx": number * 2,
        "approvals": (BEN,),
        **more,
    }
    return EntryFact(
        id=UUID(int=1_000 + number),
        number=number,
        day=ago(days),
        postings=tuple(Posting(account, amount, "RWF") for account, amount in postings),
        **given,
    )


def paid(
    number: int, amount: int, days: int = 3, out_of: str = accounts.BANK, **more: Any
) -> EntryFact:
    """Return a payment of the project for materials, with a receipt, so many days ago."""
    given: dict[str, Any] = {
        "kind": "spend",
        "project": WELL,
        "payee": "Quincaillerie Nziza",
        "payee_public": True,
        "quotes": 3,
        "evidence": (("receipt", f"{number:064x}"),),
        **more,
    }
    expense = accounts.project_expense("P001", "materials")
    return moved(number, days, (expense, amount), (out_of, -amount), **given)


def books(*entries: EntryFact, **more: Any) -> BooksFacts:
    """Return a village with these entries."""
    given: dict[str, Any] = {
        "code": "22120308",
        "today": TODAY,
        "currency": "RWF",
        "start": RULE,
        "planned": {(WELL, "materials"): 10**9},
        "chosen": frozenset({WELL}),
        "names": {ANA: "UWASE Ana", BEN: "MUGABO Ben"},
        **more,
    }
    return BooksFacts(entries=entries, **given)
