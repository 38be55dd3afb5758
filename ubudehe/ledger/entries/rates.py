"""Whether foreign money became about what it became the last time; else somebody is asked."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col

from ubudehe.language.amounts import exponent_of, format_amount
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.forms import AtARate
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import Posting, rate_of
from ubudehe.ledger.rules.rates import Exchanged, is_far
from ubudehe.people.desk import Desk
from ubudehe.places.pack import Country
from ubudehe.storage.reading import pick


def exchanged_in(postings: Iterable[Posting]) -> Exchanged | None:
    """Return what an entry changed, also where foreign money was spent as it is; else None."""
    through = [one for one in postings if one.account == accounts.EXCHANGE]
    if len(through) != 2 or through[0].amount <= 0:
        return None
    given, got = through
    return Exchanged(given.amount, -got.amount, given.currency)


def last_exchange(
    session: Session, village: str, currency: str, day: date, number: int | None = None
) -> Exchanged | None:
    """Return the last exchange of a currency that stands in the books, dated on a day or before.

    With `number`, of those before the entry of that number. What was taken back does not count.
    """
    earlier = col(LedgerEntry.entry_date) <= day
    if number is not None:
        earlier = (col(LedgerEntry.entry_date) < day) | (
            (col(LedgerEntry.entry_date) == day) & (col(LedgerEntry.number) < number)
        )
    found = session.execute(
        pick(LedgerEntry.id)
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(
            LedgerEntry.village == village,
            is_posted(),
            col(LedgerEntry.reversed_by).is_(None),
            LedgerEntry.kind != "reversal",
            EntryPosting.account == accounts.EXCHANGE,
            EntryPosting.currency == currency,
            EntryPosting.amount > 0,
            earlier,
        )
        .order_by(col(LedgerEntry.entry_date).desc(), col(LedgerEntry.number).desc())
    ).first()
    if found is None:
        return None
    rows = session.execute(
        pick(EntryPosting.account, EntryPosting.amount, EntryPosting.currency)
        .where(EntryPosting.entry == found[0])
        .order_by(col(EntryPosting.position))
    )
    return exchanged_in(Posting(account, amount, unit) for account, amount, unit in rows)


def hundredths(one: Exchanged, country: Country) -> int:
    """Return what one unit of the foreign money became, in hundredths of a unit."""
    return rate_of(
        one.given, one.got, exponent_of(one.currency), country.exponent_of(country.currency)
    )


def check_rate(desk: Desk, form: AtARate, postings: Iterable[Posting]) -> None:
    """Ask whether a rate far from the village's last one is meant so."""
    now = exchanged_in(postings)
    if now is None or form.sure_of_rate:
        return
    before = last_exchange(desk.session, desk.place, now.currency, form.entry_date)
    if before is None or not is_far(now, before, desk.country.rate_percent):
        return
    symbol = desk.country.manners.symbol
    raise Refusal(
        N_(
            "By these amounts 1 %(currency)s is %(now)s, and it was %(before)s the last time. Look "
            "at both amounts again; if they are right, say so below."
        ),
        "sure_of_rate",
        currency=now.currency,
        now=format_amount(hundredths(now, desk.country), symbol, 2),
        before=format_amount(hundredths(before, desk.country), symbol, 2),
    )
