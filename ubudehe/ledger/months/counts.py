"""What was counted beside what the books say, and whether a month may be closed on it."""

from datetime import date

from sqlalchemy import func
from sqlmodel import col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.entries.booking import balance
from ubudehe.ledger.entries.sums import Sums
from ubudehe.ledger.entries.tables import AccountDay
from ubudehe.ledger.months.tables import MoneyCount
from ubudehe.ledger.rules import accounts
from ubudehe.people.desk import Desk


def books_say(desk: Desk, account: str, currency: str, day: date) -> int:
    """Return what the posted entries say lay on an account of money at the end of a day."""
    later = select(func.sum(AccountDay.amount)).where(
        AccountDay.village == desk.place,
        AccountDay.account == account,
        AccountDay.currency == currency,
        col(AccountDay.day) > day,
    )
    return balance(desk, account, currency) - int(desk.session.exec(later).one() or 0)


def check_counted(desk: Desk, trial: Sums, until: date) -> None:
    """Refuse to close while money was not counted at the month's end, or differs unexplained."""
    rows = desk.session.exec(
        select(MoneyCount)
        .where(MoneyCount.village == desk.place, MoneyCount.counted_on == until)
        .order_by(col(MoneyCount.counted_at))
    )
    counts = {(row.account, row.currency): row for row in rows}
    for account, currency in sorted(key for key in trial if accounts.is_liquid(key[0])):
        if (account, currency) not in counts:
            text = _COUNT_FIRST.get(account, _COUNT_FOREIGN_FIRST)
            raise Refusal(text, currency=currency)
    for key, count in counts.items():
        books = trial.get(key, 0)
        explained = bool(count.remark) and count.expected == books
        if count.amount != books and not explained:
            raise Refusal(
                _COUNT_AGAIN,
                books=money(desk, books, count.currency),
                counted=money(desk, count.amount, count.currency),
            )


def money(desk: Desk, amount: int, currency: str) -> str:
    """Return minor units of the country's currency, or of another, as people read them."""
    return desk.country.money(amount, currency)


_COUNT_AGAIN = N_(
    "The books say %(books)s for the end of the month now, but %(counted)s was counted before "
    "that. Count again, and write down why it differs."
)
_COUNT_FOREIGN_FIRST = N_(
    "Write down first what the statement of the account in %(currency)s says at the end of the "
    "month."
)
_COUNT_FIRST = {
    accounts.BANK: N_("Write down first what the bank statement says at the end of the month."),
    accounts.MOBILE_MONEY: N_("Write down first what the phone says at the end of the month."),
    accounts.CASH: N_("Count the cash first, as it was at the end of the month."),
}
