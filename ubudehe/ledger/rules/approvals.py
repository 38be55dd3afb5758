"""Whose agreement a payment needs: limits that a village sets for itself in its assembly."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

MOST_APPROVALS = 4
CHAIR = "chair"
"""The role that a limit may ask for."""


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


DEFAULT_LIMITS = (Limit(None, 1),)
"""Until an assembly decides otherwise: a second person for everything."""


def limit_for(rule: SpendingRule, amount: int | None) -> Limit:
    """Return the limit that an amount falls under; the highest for an unknown amount (None)."""
    return limit_of(rule.limits, amount)


def limit_of(limits: Sequence[Limit], amount: int | None) -> Limit:
    """Return which of `limits` an amount falls under; BadLimits where none is without end."""
    for limit in limits:
        if limit.upto is None or (amount is not None and amount <= limit.upto):
            return limit
    raise BadLimits(limits)


def asks_enough(limit: Limit, needs: int, must: str | None) -> bool:
    """Tell whether a proposal that asks for `needs` approvals, `must` among them, keeps `limit`."""
    return needs >= limit.approvals and (not limit.chair or must == CHAIR)


def is_agreed(roles: Collection[str], needs: int, must: str | None) -> bool:
    """Tell whether those who agreed, in these roles, are enough to post what they agreed to."""
    return len(roles) >= needs and (must is None or must in roles)


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
