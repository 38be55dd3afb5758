"""What it takes to post an entry, and the sums that a posting moves."""

from datetime import date

from sqlmodel import col

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.entries.booking import balance, check_given, kept_back_on, left_of_advance
from ubudehe.ledger.entries.tables import AccountBalance, AccountDay, LedgerEntry
from ubudehe.ledger.months.closed import is_closed_on
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.balances import first_shortfall
from ubudehe.ledger.rules.entries import Transaction, effect
from ubudehe.ledger.rules.owed import is_overpaid, is_owed, is_too_much, on_advances
from ubudehe.people.desk import Desk
from ubudehe.storage.reading import pick


def check_open(desk: Desk, day: date, field: str | None = None) -> None:
    """Refuse a day in a closed month (invariant I6)."""
    if is_closed_on(desk.session, desk.place, day):
        raise Refusal(
            N_("This month is closed. Write it down with a day in a month that is open."), field
        )


def post(desk: Desk, entry: LedgerEntry, done: Transaction) -> dict[str, int]:
    """Move the sums by a posted entry; return what the village's totals change.

    Refusal if money is not there, or if an advance is no longer open for so much.
    """
    check_open(desk, entry.entry_date)
    _check_money(desk, entry.entry_date, done)
    if entry.clears is not None:
        check_given(desk, entry.clears, entry.entry_date)
        change = on_advances((p.account, p.amount) for p in done.postings)
        if is_too_much(left_of_advance(desk, entry.clears, but=entry.id), change):
            raise Refusal(N_("Less than that is left of this advance."))
    for (account, currency), amount in _net(done).items():
        free = kept_back_on(desk, account, currency, entry.entry_date) if is_owed(account) else 0
        if is_owed(account) and is_overpaid(amount - free):
            raise Refusal(N_("More would be paid than was kept back on this project."))
        _add_balance(desk, account, currency, amount)
        if accounts.is_liquid(account):
            _add_day(desk, account, currency, entry.entry_date, amount)
    sums = effect(done, desk.country.currency)
    totals = {
        "money_in": sums.money_in,
        "money_out": sums.money_out,
        "labour_days": sums.labour_days,
        "materials": -sum(p.amount for p in done.postings if p.account == _MATERIALS),
        "entries": 1,
    }
    return {name: change for name, change in totals.items() if change}


_MATERIALS = accounts.IN_KIND_MATERIALS


def _net(done: Transaction) -> dict[tuple[str, str], int]:
    net: dict[tuple[str, str], int] = {}
    for posting in done.postings:
        key = posting.account, posting.currency
        net[key] = net.get(key, 0) + posting.amount
    return {key: amount for key, amount in net.items() if amount}


def _check_money(desk: Desk, day: date, done: Transaction) -> None:
    for (account, currency), change in _net(done).items():
        if change > 0 or not accounts.is_liquid(account):
            continue
        query = pick(AccountDay.day, AccountDay.amount).where(
            AccountDay.village == desk.place,
            AccountDay.account == account,
            AccountDay.currency == currency,
            col(AccountDay.day) >= day,
        )
        later = [(when, amount) for when, amount in desk.session.execute(query)]
        before = balance(desk, account, currency) - sum(amount for _, amount in later)
        if first_shortfall([(day, before), *later, (day, change)]) is not None:
            raise Refusal(
                N_("There is not enough money there on that day. Check the place and the date.")
            )


def _add_balance(desk: Desk, account: str, currency: str, amount: int) -> None:
    row = desk.session.get(AccountBalance, (desk.place, account, currency))
    if row is None:
        row = AccountBalance(village=desk.place, account=account, currency=currency, amount=0)
        desk.session.add(row)
    row.amount += amount


def _add_day(desk: Desk, account: str, currency: str, day: date, amount: int) -> None:
    row = desk.session.get(AccountDay, (desk.place, account, currency, day))
    if row is None:
        row = AccountDay(village=desk.place, account=account, currency=currency, day=day, amount=0)
        desk.session.add(row)
    row.amount += amount
