"""The limits that assemblies set: how many must agree to so much money, from which day on."""

from collections.abc import Mapping, Sequence
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.accounts import is_foreign
from ubudehe.ledger.rules.approvals import (
    DEFAULT_LIMITS,
    BadLimits,
    Limit,
    asks_enough,
    limit_of,
)
from ubudehe.ledger.rules.public_books.faults import Faults
from ubudehe.ledger.rules.public_books.money import Posting
from ubudehe.ledger.rules.public_books.roles import days_of


class Spending:
    """The limits of a village, by the days from which they hold."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._set: list[tuple[str, Sequence[Limit]]] = []
        """By day; what was decided later about one day comes later."""

    def set(self, event: Mapping[str, Any]) -> None:
        """Take a policy.set."""
        limits = [Limit(one["upto"], one["approvals"], one["chair"]) for one in event["limits"]]
        self._set.append((event["from"], limits))
        self._set.sort(key=lambda one: one[0])

    def check(
        self, index: int, event: Mapping[str, Any], postings: Sequence[Posting], needs: int
    ) -> None:
        """Note a proposal that asks for fewer approvals than its day's limits.

        Where the moment of proposing may lie on either of two days, either day's limits do.
        """
        if not self._set:
            return  # everything needs one other person, as every approval shows
        size, must = _size_of(postings), event.get("must")
        days = days_of(event["at"])
        if not any(_is_asked(self._in_force(day), size, needs, must) for day in days):
            text = N_("The entry asks for fewer approvals than the limits of that day.")
            self._faults.add(index, "I5", text)

    def _in_force(self, day: str) -> Sequence[Limit]:
        held = [limits for since, limits in self._set if since <= day]
        return held[-1] if held else DEFAULT_LIMITS


def _is_asked(limits: Sequence[Limit], size: int | None, needs: int, must: str | None) -> bool:
    """Tell whether so many approvals keep the limits; none do where no limit speaks of the size."""
    try:
        return asks_enough(limit_of(limits, size), needs, must)
    except BadLimits:
        return False


def _size_of(postings: Sequence[Posting]) -> int | None:
    """Return how much money moves; None where some of it is another country's."""
    if any(is_foreign(account, currency) for account, _, currency in postings):
        return None
    return sum(amount for _, amount, _ in postings if amount > 0)
