"""Entries that wait and that nothing shows to have happened, though the village asks for it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Date
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.entries.conditions import waits
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.evidence.queries import kinds_behind
from ubudehe.ledger.rules.entries import Posting
from ubudehe.ledger.rules.evidence import PROOFS, lacks_proof, worth_proving
from ubudehe.ledger.spending.queries import policies, rule_of, spending_rule, starting_rule
from ubudehe.people.desk import Desk
from ubudehe.places.pack import Country
from ubudehe.storage.prepared import Prepared, given, listed

_SAID = {
    "labour": N_("So much work needs the list that those who worked signed. Add it first."),
    "materials": N_("So much needs to be shown: a receipt, or who signed that it arrived."),
}
_PAYMENT = N_("So much needs a receipt, or a statement by two people why there is none.")

_WAITING = Prepared(
    select(LedgerEntry).where(
        LedgerEntry.village == given("village"),
        waits(given("today", Date)),
        col(LedgerEntry.kind).in_(list(PROOFS)),
    )
)
_POSTINGS = Prepared(
    select(
        col(EntryPosting.entry),
        col(EntryPosting.account),
        col(EntryPosting.amount),
        col(EntryPosting.currency),
    ).where(col(EntryPosting.entry).in_(listed("entries")))
)


def asked_for(kind: str) -> str:
    """Return in words (a message) what must stand behind an entry of a kind."""
    return _SAID.get(kind, _PAYMENT)


def check_proof(desk: Desk, entry: LedgerEntry, postings: Collection[Posting]) -> None:
    """Refuse to agree to an entry that must be shown to have happened, while nothing shows it.

    By the village's rule of the entry's own day, as flags and what signers see have it.
    """
    rule = spending_rule(desk.session, desk.place, entry.entry_date, desk.country)
    worth = worth_proving(entry.kind, postings, desk.country.currency)
    there = kinds_behind(desk.session, [entry.id]).get(entry.id, ())
    if lacks_proof(entry.kind, worth, rule.quotes_from, there):
        raise Refusal(asked_for(entry.kind))


def lacking(session: Session, village: str, today: date, country: Country) -> list[LedgerEntry]:
    """Return the entries of a village that wait and cannot be agreed to for lack of evidence."""
    found = _WAITING.rows(session, village=village, today=today)
    if not found:
        return []
    known = [one.id for one in found]
    postings = defaultdict(list)
    for entry, account, amount, currency in _POSTINGS.rows(session, entries=known):
        postings[entry].append(Posting(account, amount, currency))
    there = kinds_behind(session, known)
    decided = policies(session, village, today)

    def lacks(one: LedgerEntry) -> bool:
        rule = next((rule_of(row) for row in decided if row.since <= one.entry_date), None)
        limit = (rule or starting_rule(country)).quotes_from
        worth = worth_proving(one.kind, postings[one.id], country.currency)
        return lacks_proof(one.kind, worth, limit, there.get(one.id, ()))

    return [one for one in found if lacks(one)]
