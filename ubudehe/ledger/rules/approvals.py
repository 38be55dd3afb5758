"""Whose agreement a payment needs: limits that a village sets for itself in its assembly."""

from collections.abc import Sequence
from dataclasses import dataclass

from ubudehe.ledger.rules.entries import LABOUR_RATE

MOST_APPROVALS = 4


class BadLimits(ValueError):
    """Limits that do not rise, or that leave an amount without a rule."""


@dataclass(frozen=True)
class Limit:
    """Up to this amount (None: however much), so many approvals, the chair's among them or not."""

    upto: int | None
    approvals: int
    chair: bool = False


@dataclass(frozen=True)
class SpendingRule:
    """How a village spends: who must agree, and from when on something stands out.

    Amounts in minor units of the country's currency; `wage` is the worth of one labour day.
    """

    limits: tuple[Limit, ...]
    expires_days: int
    quotes_from: int
    cash_limit: int
    wage: int
    advance_days: int


DEFAULT_RULE = SpendingRule(
    limits=(Limit(None, 1),),
    expires_days=30,
    quotes_from=100_000,
    cash_limit=50_000,
    wage=LABOUR_RATE,
    advance_days=14,
)
"""Until an assembly decides otherwise: a second person for everything, and the starting values
of the flags that auditors use (quotes, cash, advances)."""


def limit_for(rule: SpendingRule, amount: int | None) -> Limit:
    """Return the limit that an amount falls under; the highest for an unknown amount (None)."""
    for limit in rule.limits:
        if limit.upto is None or (amount is not None and amount <= limit.upto):
            return limit
    raise BadLimits(rule.limits)


def check_limits(limits: Sequence[Limit]) -> None:
    """Raise BadLimits unless amounts rise to «however much» and approvals never fall."""
    if not limits or limits[-1].upto is not None:
        raise BadLimits("the last limit must be without end")
    before = Limit(0, 1)
    for limit in limits:
        if limit.upto is not None and limit.upto <= (before.upto or 0):
            raise BadLimits("amounts must rise")
        if not before.approvals <= limit.approvals <= MOST_APPROVALS:
            raise BadLimits("approvals must not fall")
        before = limit
    if any(limit.upto is None for limit in limits[:-1]):
        raise BadLimits("only the last limit is without end")
