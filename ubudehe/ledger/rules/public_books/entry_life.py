"""The life of an entry: proposed, approved by others, posted, perhaps reversed (I1 to I6)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.accounts import is_on_chart
from ubudehe.ledger.rules.approvals import is_agreed
from ubudehe.ledger.rules.public_books.advances import Advances
from ubudehe.ledger.rules.public_books.faults import Faults
from ubudehe.ledger.rules.public_books.grants import Grants
from ubudehe.ledger.rules.public_books.money import Money
from ubudehe.ledger.rules.public_books.months import Months
from ubudehe.ledger.rules.public_books.proposed import (
    BALANCED,
    NOBODY,
    POSTED,
    REFUSED,
    WAITING,
    Proposed,
)
from ubudehe.ledger.rules.public_books.roles import days_of
from ubudehe.ledger.rules.public_books.spending import Spending


@dataclass(frozen=True)
class Parts:
    """What entries are held against, and what they change."""

    money: Money
    months: Months
    spending: Spending
    grants: Grants


class Entries:
    """All entries of a village by id, as far as the record has been read."""

    def __init__(self, parts: Parts, faults: Faults) -> None:
        self._money, self._months = parts.money, parts.months
        self._spending, self._grants = parts.spending, parts.grants
        self._entries: dict[str, Proposed] = {}
        self._advances = Advances(self._entries, faults)
        self._say = faults.add

    def __contains__(self, entry: object) -> bool:
        return entry in self._entries

    def count(self, state: str) -> int:
        """Return how many entries are in `state`."""
        return sum(one.state == state for one in self._entries.values())

    def propose(self, index: int, leaf: bytes, event: Mapping[str, Any]) -> None:
        """Take a txn.propose."""
        entry = Proposed(index, leaf, event)
        if entry.sums is not BALANCED:
            self._check_sums(index, entry)
        if entry.day > days_of(event["at"])[1]:
            text = N_("The entry is dated %(day)s, later than it was written down.")
            self._say(index, "I6", text, day=entry.day)
        if entry.named:
            self._grants.check_names(index, entry.named)
        self._spending.check(index, event, entry.postings, entry.needs)
        if (entry.kind == "reversal") != (entry.reverses is not None):
            self._say(index, "I4", N_("A reversal does not name what it reverses."))
        self._entries.setdefault(event["id"], entry)

    def _check_sums(self, index: int, entry: Proposed) -> None:
        if len(entry.postings) < 2 or any(amount == 0 for _, amount, _ in entry.postings):
            self._say(index, "I2", N_("The entry has fewer than two postings, or one of zero."))
        if any(entry.sums.values()):
            self._say(index, "I1", N_("The postings of the entry do not sum to zero."))
        for account, _, currency in entry.postings:
            if not is_on_chart(account, currency):
                text = N_("The books have no account %(account)s in %(currency)s.")
                self._say(index, "I2", text, account=account, currency=currency)

    def approve(self, index: int, _leaf: bytes, event: Mapping[str, Any]) -> None:
        """Take a txn.approve; the entry counts as posted where the record says so."""
        entry = self._decided(index, event)
        if entry is None:
            return
        by = event["by"]
        if by["key"] == entry.key:
            self._say(index, "I5", N_("One person proposed and approved the entry."))
        if by["key"] in entry.agreed:
            self._say(index, "I5", N_("One person approved the entry twice."))
        if entry.until is not None and days_of(event["at"])[0] > entry.until:
            self._say(
                index,
                "I5",
                N_("The entry was approved after its last day, %(day)s."),
                day=entry.until,
            )
        entry.agreed = {**entry.agreed, by["key"]: by["role"]}
        posted = event.get("posted", True)
        if posted is not is_agreed(entry.agreed.values(), entry.needs, entry.must):
            self._say(index, "I5", N_("The entry is posted with too few approvals, or held back."))
        if posted:
            entry.agreed = NOBODY  # it is decided: who agreed is of no more use
            self._post(index, entry)

    def void(self, index: int, _leaf: bytes, event: Mapping[str, Any]) -> None:
        """Take a txn.void, or a txn.withdraw: neither is ever posted."""
        entry = self._decided(index, event)
        if entry is not None:
            entry.state = REFUSED

    def _decided(self, index: int, event: Mapping[str, Any]) -> Proposed | None:
        entry = self._entries.get(event["entry"])
        if entry is None:
            self._say(index, "I5", N_("It decides an entry that was never proposed."))
            return None
        if event["hash"] != entry.leaf.hex():
            self._say(index, "I5", N_("What is decided here is not what was proposed."))
        if entry.state != WAITING:
            self._say(index, "I5", N_("The entry was decided before."))
            return None
        return entry

    def _post(self, index: int, entry: Proposed) -> None:
        entry.state = POSTED
        if self._months.is_closed_on(entry.day):
            text = N_("The entry of %(day)s is posted into a closed month.")
            self._say(index, "I6", text, day=entry.day)
        if entry.reverses is not None:
            self._reverse(index, entry)
        if entry.on_advances or entry.clears is not None:
            self._advances.post(index, entry)
        if entry.named:
            self._grants.post(index, entry.day, entry.named)
        self._money.post(index, entry.day, entry.postings, entry.qty)

    def _reverse(self, index: int, entry: Proposed) -> None:
        original = self._entries.get(entry.reverses or "")
        if original is None or original.state != POSTED or original is entry:
            self._say(index, "I4", N_("What it reverses was never posted."))
            return
        if original.reverses is not None:
            self._say(index, "I4", N_("It reverses a reversal."))
        if original.reversed:
            self._say(index, "I4", N_("It reverses what was reversed before."))
        negated = Counter((account, -amount, c) for account, amount, c in original.postings)
        counted = Counter((one["u"], -one["n"]) for one in original.qty)
        if negated != Counter(entry.postings) or counted != Counter(
            (one["u"], one["n"]) for one in entry.qty
        ):
            self._say(index, "I4", N_("It is not the exact opposite of what it reverses."))
        original.reversed = True
