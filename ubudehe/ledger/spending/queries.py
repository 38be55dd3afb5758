"""The rule by which a village spends on a day."""

from datetime import date

from sqlmodel import Session, col, select

from ubudehe.ledger.rules.approvals import DEFAULT_LIMITS, Limit, SpendingRule
from ubudehe.ledger.spending.tables import SpendingPolicy
from ubudehe.places.pack import Country
from ubudehe.storage.prepared import Prepared, given

_POLICIES = Prepared(
    select(SpendingPolicy)
    .where(SpendingPolicy.village == given("village"), SpendingPolicy.since <= given("until"))
    .order_by(col(SpendingPolicy.since).desc(), col(SpendingPolicy.recorded_at).desc())
)


def spending_rule(session: Session, village: str, day: date, country: Country) -> SpendingRule:
    """Return the rule in force in a village on `day`; the starting values before its first."""
    found = policies(session, village, day)
    return rule_of(found[0]) if found else starting_rule(country)


def starting_rule(country: Country) -> SpendingRule:
    """Return how a village spends before its assembly decided anything."""
    start = country.spending
    return SpendingRule(
        limits=DEFAULT_LIMITS,
        expires_days=start.expires_days,
        quotes_from=start.quotes_from,
        cash_limit=start.cash_limit,
        wage=start.labour_day,
        advance_days=start.advance_days,
    )


def policies(session: Session, village: str, until: date) -> tuple[SpendingPolicy, ...]:
    """Return the decisions on spending in force on a day or before it, the newest first."""
    return tuple(_POLICIES.rows(session, village=village, until=until))


def rule_of(row: SpendingPolicy) -> SpendingRule:
    """Return the rule that a decision made."""
    return SpendingRule(
        limits=tuple(Limit(one["upto"], one["approvals"], one["chair"]) for one in row.limits),
        expires_days=row.expires_days,
        quotes_from=row.quotes_from,
        cash_limit=row.cash_limit,
        wage=row.wage,
        advance_days=row.advance_days,
    )
