"""What lies in a village's fund, what of its spending has a receipt, and both month by month."""

from datetime import date

from sqlalchemy import exists
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import is_posted, stands
from ubudehe.ledger.entries.sums import posted_sums
from ubudehe.ledger.entries.tables import AccountDay, EntryPosting, LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.evidence import CLASSES
from ubudehe.openbooks.rules.money_months import MOST_MONTHS, MoneyMonths, money_months
from ubudehe.storage.reading import pick

_RECEIPTS = tuple(kind for kind, grade in CLASSES.items() if grade in ("A", "B"))


def receipted(session: Session, village: str, currency: str) -> int:
    """Return how much was spent by entries that stand and have a receipt or an invoice."""
    shown = exists().where(
        col(Evidence.entry) == LedgerEntry.id,
        col(Evidence.kind).in_(_RECEIPTS),
        col(Evidence.gone) != "covered",
    )
    found = posted_sums(session, village, stands(), col(LedgerEntry.reverses).is_(None), shown)
    return sum(
        amount
        for (account, unit), amount in found.items()
        if unit == currency and accounts.is_money_out(account)
    )


def months_of(
    session: Session, village: str, currency: str, today: date, most: int = MOST_MONTHS
) -> MoneyMonths | None:
    """Return the last months of a village's money, at most `most`, in its own currency."""
    rows = session.execute(
        pick(LedgerEntry.entry_date, EntryPosting.account, EntryPosting.amount)
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(LedgerEntry.village == village, is_posted(), EntryPosting.currency == currency)
    ).all()
    flows = [
        (day, -amount, 0) if accounts.is_money_in(account) else (day, 0, amount)
        for day, account, amount in rows
        if accounts.is_money_in(account) or accounts.is_money_out(account)
    ]
    moved = session.execute(
        pick(AccountDay.day, AccountDay.amount).where(
            AccountDay.village == village,
            AccountDay.currency == currency,
            col(AccountDay.account).in_(accounts.LIQUID),
        )
    ).all()
    return money_months(flows, [(day, amount) for day, amount in moved], today, most)
