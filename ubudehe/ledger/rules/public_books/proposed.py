"""A proposed entry, as it is remembered while a record is read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ubudehe.ledger.rules.accounts import ADVANCES, is_on_chart
from ubudehe.ledger.rules.grants_by_day import Named
from ubudehe.ledger.rules.public_books.money import Posting

WAITING, POSTED, REFUSED = "waiting", "posted", "refused"
BALANCED: Mapping[str, int] = {}
NOBODY: Mapping[str, str] = {}
NAMELESS: Sequence[Named] = ()
_UNNAMED = 3
"""Fields of a posting that names no grant."""


class Proposed:
    """What is remembered of a proposed entry."""

    __slots__ = (
        "agreed",
        "clears",
        "day",
        "index",
        "key",
        "kind",
        "leaf",
        "must",
        "named",
        "needs",
        "on_advances",
        "postings",
        "qty",
        "reversed",
        "reverses",
        "state",
        "sums",
        "until",
    )

    def __init__(self, index: int, leaf: bytes, event: Mapping[str, Any]) -> None:
        self.index, self.leaf, self.state, self.reversed = index, leaf, WAITING, False
        self.key: str = event["by"]["key"]
        self.kind: str = event["kind"]
        self.day: str = event["date"]
        self.on_advances = 0
        self.named: Sequence[Named] = NAMELESS
        self.postings, self.sums = self._read(event["postings"])
        self.qty: list[Mapping[str, Any]] = event["qty"]
        self.reverses: str | None = event.get("reverses")
        self.clears: str | None = event.get("clears")
        self.needs: int = event.get("needs", 1)
        self.until: str | None = event.get("until")
        self.must: str | None = event.get("must")
        self.agreed: Mapping[str, str] = NOBODY

    @property
    def is_posted(self) -> bool:
        """Tell whether it counts in the books."""
        return self.state is POSTED

    def _read(
        self, written: Sequence[Mapping[str, Any]]
    ) -> tuple[list[Posting], Mapping[str, int]]:
        """Return the postings, and their sum by currency: BALANCED itself where all is well."""
        postings = []
        total, plain, first = 0, len(written) > 1, written[0]["c"] if written else ""
        for one in written:
            account, amount, currency = one["a"], one["n"], one["c"]
            postings.append((account, amount, currency))
            total += amount
            if not amount or currency != first or not is_on_chart(account, currency):
                plain = False
            if account == ADVANCES:
                self.on_advances += amount
            if len(one) > _UNNAMED:
                self.named = [*self.named, (one["g"], currency, amount)]
        if plain and not total:
            return postings, BALANCED
        sums: Counter[str] = Counter()
        for _, amount, currency in postings:
            sums[currency] += amount
        return postings, sums
