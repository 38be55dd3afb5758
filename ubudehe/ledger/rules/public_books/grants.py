"""Grants: agreed before they are named, and paying on no day more than they hold (I7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.balances import first_shortfall
from ubudehe.ledger.rules.grants_by_day import Named, changes_of
from ubudehe.ledger.rules.public_books.faults import Faults


class Grants:
    """The grants of a village, and what each holds by day."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._agreed: set[str] = set()
        self._held: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
        """By grant and currency: the change of each day, and the leaf that posted it last."""

    def agree(self, event: Mapping[str, Any]) -> None:
        """Take a grant.agree."""
        self._agreed.add(event["code"])

    def check_names(self, index: int, named: Sequence[Named]) -> None:
        """Note each grant that a proposal names but nobody agreed."""
        for grant in sorted({grant for grant, _, _ in named} - self._agreed):
            text = N_("It names the grant %(grant)s, which was never agreed.")
            self._faults.add(index, "I7", text, grant=grant)

    def post(self, index: int, day: str, named: Sequence[Named]) -> None:
        """Add what one posted entry changes; `index` is the leaf that posted it."""
        for place, change in changes_of(named).items():
            days = self._held.setdefault(place, {})
            days[day] = days.get(day, (0, 0))[0] + change, index

    def check(self) -> None:
        """Note every grant that ends a day below zero."""
        for (grant, currency), days in sorted(self._held.items()):
            short = first_shortfall((day, change) for day, (change, _) in days.items())
            if short is not None:
                day, amount = short
                self._faults.add(
                    days[day][1],
                    "I7",
                    N_("The grant %(grant)s ends %(day)s below zero: %(amount)s %(currency)s."),
                    grant=grant,
                    day=day,
                    amount=amount,
                    currency=currency,
                )
