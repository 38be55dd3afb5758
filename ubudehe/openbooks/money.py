"""What lies in a village's fund, what of its spending has a receipt, and both month by month."""

from datetime import date
from typing import Any

from sqlalchemy import exists
from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import is_posted, stands
from ubudehe.ledger.entries.sums import summed, without_nothing
from ubudehe.ledger.entries.tables import AccountDay, EntryPosting, LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.evidence import CLASSES
from ubudehe.openbooks.rules.money_months import MOST_MONTHS, MoneyMonths, money_months
from ubudehe.storage.prepared import Prepared, given

_RECEIPTS = tuple(kind for kind, grade in CLASSES.items() if grade in ("A", "B"))

_SHOWN = exists().where(
    col(Evidence.entry) == LedgerEntry.id,
    col(Evidence.kind).in_(_RECEIPTS),
    col(Evidence.gone) != "covered",
)
_RECEIPTED: Prepared[Any] = Prepared(summed(stands(), col(LedgerEntry.reverses).is_(None), _SHOWN))
_POSTED = Prepared(
    select(col(LedgerEntry.entry_date), col(EntryPosting.account), col(EntryPosting.amount))
    .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
    .where(
        LedgerEntry.village == given("village"),
        is_posted(),
        EntryPosting.currency == given("currency"),
    )
)
_MOVED = Prepared(
    select(col(AccountDay.day), col(AccountDay.amount)).where(
        AccountDay.village == given("village"),
        AccountDay.currency == given("currency"),
        col(AccountDay.account).in_(accounts.LIQUID),
    )
)


def receipted(session: Session, village: str, currency: str) -> int:
    """Return how much was spent by entries that stand and have a receipt or an invoice."""
    found = without_nothing(_RECEIPTED.rows(session, village=village))
    return sum(
        amount
        for (account, unit), amount in found.items()
        if unit == currency and accounts.is_money_out(account)
    )


def months_of(
    session: Session, village: str, currency: str, today: date, most: int = MOST_MONTHS
) -> MoneyMonths | None:
    """Return the last months of a village's money, at most `most`, in its own currency."""
    rows = _POSTED.rows(session, village=village, currency=currency)
    flows = [
        (day, -amount, 0) if accounts.is_money_in(account) else (day, 0, amount)
        for day, account, amount in rows
        if accounts.is_money_in(account) or accounts.is_money_out(account)
    ]
    moved = _MOVED.rows(session, village=village, currency=currency)
    return money_months(flows, moved, today, most)
