"""What those who approve a payment should look at: its project's budget, and whose prices."""

from dataclasses import dataclass

from sqlmodel import Session

from ubudehe.ledger.budgets import left_for
from ubudehe.ledger.entries.queries import EntryView
from ubudehe.ledger.entries.rates import exchanged_in, hundredths, last_exchange
from ubudehe.ledger.evidence.lacking import asked_for
from ubudehe.ledger.rules.approvals import SpendingRule
from ubudehe.ledger.rules.evidence import lacks_proof, worth_proving
from ubudehe.ledger.rules.rates import is_far
from ubudehe.ledger.rules.states import EntryState
from ubudehe.ledger.spending.queries import spending_rule
from ubudehe.places.pack import Country


@dataclass(frozen=True)
class Doubts:
    """What is left for an entry in its project's budget, and whether that or prices are doubtful.

    `expense` is the kind of expense, None where the entry spends nothing of a project; `left` is
    in minor units of the country's currency.
    """

    expense: str | None
    left: int
    is_over_budget: bool
    """It waits, and is more than what is left."""
    asks_for_quotes: bool
    """It is so large that several sellers should have been asked."""
    far_from: int
    """Hundredths that one unit of the foreign money became the last time, where this is far from
    it; else 0."""
    lacks: str
    """What must be shown before anybody agrees to so much (a message); empty where it is shown."""


def doubts_of(session: Session, entry: EntryView, country: Country) -> Doubts:
    """Return what to look at in an entry, by the rule in force on its day."""
    rule = spending_rule(session, entry.village, entry.entry_date, country)
    expense, left = left_for(session, entry.id, country.currency) or (None, 0)
    waits = entry.state == EntryState.PROPOSED
    return Doubts(
        expense=expense,
        left=left,
        is_over_budget=expense is not None and waits and entry.amount > left,
        asks_for_quotes=entry.kind == "spend" and entry.amount >= rule.quotes_from,
        far_from=_far_from(session, entry, country),
        lacks=asked_for(entry.kind) if _lacks(entry, rule, country.currency) else "",
    )


def _far_from(session: Session, entry: EntryView, country: Country) -> int:
    now = exchanged_in(entry.postings)
    if now is None or entry.kind == "reversal":
        return 0
    day, number = entry.entry_date, entry.number
    before = last_exchange(session, entry.village, now.currency, day, number)
    if before is None or not is_far(now, before, country.rate_percent):
        return 0
    return hundredths(before, country)


def _lacks(entry: EntryView, rule: SpendingRule, own: str) -> bool:
    worth = worth_proving(entry.kind, entry.postings, own)
    there = entry.backing.to_see if entry.state == EntryState.PROPOSED else entry.backing.kinds
    lacks = lacks_proof(entry.kind, worth, rule.quotes_from, there)
    return lacks and entry.reversed_by is None and entry.state != EntryState.REFUSED
