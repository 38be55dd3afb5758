"""Closed months: nothing is posted into them, and they say what the books said (I6)."""

from collections.abc import Mapping
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.months import is_last_day, may_follow
from ubudehe.ledger.rules.public_books.faults import Faults
from ubudehe.ledger.rules.public_books.money import Money
from ubudehe.ledger.rules.public_books.roles import days_of


class _Closing:
    __slots__ = ("index", "key", "leaf", "signed", "until")

    def __init__(self, index: int, leaf: bytes, event: Mapping[str, Any]) -> None:
        self.index, self.leaf = index, leaf
        self.key: str = event["by"]["key"]
        self.until: str = event["until"]
        self.signed = False


class Months:
    """The months of a village that are closed; they are closed in their order."""

    def __init__(self, money: Money, faults: Faults) -> None:
        self._money, self._faults = money, faults
        self._closed: dict[str, _Closing] = {}
        self._until = ""

    @property
    def closed(self) -> int:
        """Return how many months are closed."""
        return len(self._closed)

    def is_closed_on(self, day: str) -> bool:
        """Tell whether nothing may be posted on `day` any more."""
        return day <= self._until

    def close(self, index: int, leaf: bytes, event: Mapping[str, Any]) -> None:
        """Take a period.close: its balances must be those of the entries posted so far."""
        month, until = event["period"], event["until"]
        if not may_follow(month, self._closed):
            self._say(index, N_("The month %(month)s is closed out of its order."), month)
        if not is_last_day(month, until):
            self._say(index, N_("The closing of %(month)s does not end on its last day."), month)
        if days_of(event["at"])[1] <= until:
            self._say(index, N_("The month %(month)s is closed before it was over."), month)
        said = {(one["a"], one["c"]): one["n"] for one in event["balances"]}
        if said != self._money.until(until) or len(said) != len(event["balances"]):
            self._say(index, N_("The closing of %(month)s states balances that are false."), month)
        if event["size"] != index:
            self._say(index, N_("The closing of %(month)s names another size."), month)
        self._closed[month] = _Closing(index, leaf, event)
        self._until = max(self._until, until)

    def sign(self, index: int, event: Mapping[str, Any]) -> None:
        """Take a period.sign: a second person, for exactly what was closed."""
        closing = self._named(index, event)
        if closing is None:
            return
        if closing.key == event["by"]["key"]:
            self._say(index, N_("One person closed and signed %(month)s."), event["period"])
        closing.signed = True

    def reopen(self, index: int, event: Mapping[str, Any]) -> None:
        """Take a period.reopen: only before it is signed, and only the last closed month."""
        closing = self._named(index, event)
        if closing is None:
            return
        if closing.signed or closing.until != self._until:
            text = N_("%(month)s was opened again though it, or a later month, was settled.")
            self._say(index, text, event["period"])
        del self._closed[event["period"]]
        self._until = max((one.until for one in self._closed.values()), default="")

    def _named(self, index: int, event: Mapping[str, Any]) -> _Closing | None:
        closing = self._closed.get(event["period"])
        if closing is None or closing.leaf.hex() != event["hash"]:
            text = N_("What is signed or opened of %(month)s is not what was closed.")
            self._say(index, text, event["period"])
            return None
        return closing

    def _say(self, index: int, msgid: str, month: object) -> None:
        self._faults.add(index, "I6", msgid, month=month)
