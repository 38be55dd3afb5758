"""Checking a village's books at rest: sums against postings, and both against the record."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.ledger.agreements_checking import AGREEMENTS
from ubudehe.ledger.entries.checking import entries
from ubudehe.ledger.entries.sums import Sums, balances, posted_sums
from ubudehe.ledger.entries.tables import AccountDay, EntryPosting, LedgerEntry
from ubudehe.ledger.evidence.checking import EVIDENCE
from ubudehe.ledger.months.checking import MONTHS
from ubudehe.ledger.record_order import faults_of_order
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.public_books.books import BooksOutcome, books_of
from ubudehe.ledger.rules.public_books.roles import Roles
from ubudehe.ledger.rules.states import EntryState
from ubudehe.ledger.statements.checking import STATEMENTS
from ubudehe.places.pack import Country
from ubudehe.record.checking import Fault
from ubudehe.record.replaying import Replay, together
from ubudehe.record.rules.canonical import NotCanonical, parse
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.record.tables import LogLeaf
from ubudehe.storage.reading import pick

_NOT_AS_POSTED = N_("What the books hold on %(account)s is not what was posted.")


def replay_of(country: Country) -> Replay:
    """Return how everything about money is replayed in a country."""
    return together([entries(country.currency), EVIDENCE, MONTHS, AGREEMENTS, STATEMENTS])


def faults_of_books(session: Session, village: str) -> list[Fault]:
    """Return where the books of a village contradict their postings or the public record."""
    posted = posted_sums(session, village)
    kept = {key: amount for key, amount in balances(session, village).items() if amount}
    found = _differing(village, posted, kept, _NOT_AS_POSTED)
    found += _faults_of_days(session, village)
    found += faults_of_order(session, village)
    books = _in_the_record(session, village)
    if books is None:
        return found
    if posted or kept:
        found += _differing(
            village,
            _sums(books),
            posted,
            N_("What the books hold on %(account)s is not what the record says."),
        )
    return found + [Fault(village, fault.msgid, fault.params) for fault in books.faults]


def _faults_of_days(session: Session, village: str) -> list[Fault]:
    rows = session.execute(
        pick(
            EntryPosting.account,
            EntryPosting.currency,
            LedgerEntry.entry_date,
            func.sum(EntryPosting.amount),
        )
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(LedgerEntry.village == village, LedgerEntry.state == EntryState.POSTED)
        .group_by(EntryPosting.account, EntryPosting.currency, LedgerEntry.entry_date)
    )
    posted = {
        (account, f"{currency} {day}"): int(n)
        for account, currency, day, n in rows
        if n and accounts.is_liquid(account)
    }
    kept = {
        (row.account, f"{row.currency} {row.day}"): row.amount
        for row in session.exec(select(AccountDay).where(AccountDay.village == village))
        if row.amount
    }
    return _differing(village, posted, kept, _NOT_AS_POSTED)


def _in_the_record(session: Session, village: str) -> BooksOutcome | None:
    """Return the books that the public record makes, with their faults; None if it is spoilt."""
    roles = Roles(whole=True)
    above = {village[:length] for length in range(1, len(village))} | {COUNTRY}
    try:
        for place in sorted(above - {village}, key=lambda one: (one != COUNTRY, len(one))):
            for _, event in _events(session, place):
                roles.take(event)
        return books_of(_events(session, village), roles)
    except NotCanonical:
        return None


def _events(session: Session, log: str) -> list[tuple[bytes, dict[str, object]]]:
    rows = session.exec(select(LogLeaf).where(LogLeaf.log == log).order_by(col(LogLeaf.idx)))
    return [(row.leaf_hash, parse(row.entry)) for row in rows]


def _sums(books: BooksOutcome) -> Sums:
    return {
        (account, currency): n
        for currency, held in books.balances.items()
        for account, n in held.items()
        if n
    }


def _differing(village: str, left: Sums, right: Sums, msgid: str) -> list[Fault]:
    return [
        Fault(village, msgid, {"account": f"{account} ({unit})"})
        for account, unit in sorted(left.keys() | right.keys())
        if left.get((account, unit), 0) != right.get((account, unit), 0)
    ]
