"""The life of an entry: proposed, approved by others, posted, perhaps reversed (I1 to I6)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.faults import Faults
from ubudehe.ledger.rules.public_books.money import Money, Posting, is_account
from ubudehe.ledger.rules.public_books.months import Months
from ubudehe.ledger.rules.public_books.roles import APPROVERS, PROPOSERS, Roles, days_of

WAITING, POSTED, REFUSED = "waiting", "posted", "refused"
BALANCED: Mapping[str, int] = {}
NOBODY: Mapping[str, str] = {}


class Proposed:
    """What is remembered of a proposed entry."""

    __slots__ = (
        "agreed",
        "day",
        "index",
        "key",
        "leaf",
        "must",
        "needs",
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
        self.day: str = event["date"]
        self.postings, self.sums = _postings(event["postings"])
        self.qty: list[Mapping[str, Any]] = event["qty"]
        self.reverses: str | None = event.get("reverses")
        self.needs: int = event.get("needs", 1)
        self.until: str | None = event.get("until")
        self.must: str | None = event.get("must")
        self.agreed: Mapping[str, str] = NOBODY
        if not _is_day(self.day) or not (self.until is None or _is_day(self.until)):
            raise ValueError("no day")
        if type(self.needs) is not int or self.needs < 1:
            raise ValueError("no number of approvals")
        for one in self.qty:
            if type(one["n"]) is not int or type(one["u"]) is not str:
                raise ValueError("no quantity")


class Entries:
    """All entries of a village by id, as far as the record has been read."""

    def __init__(self, roles: Roles, money: Money, months: Months, faults: Faults) -> None:
        self._roles, self._money, self._months, self._faults = roles, money, months, faults
        self._entries: dict[str, Proposed] = {}
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
        self._check_role(index, event, PROPOSERS)
        if (event["kind"] == "reversal") != (entry.reverses is not None):
            self._say(index, "I4", N_("A reversal does not name what it reverses."))
        self._entries.setdefault(event["id"], entry)

    def _check_sums(self, index: int, entry: Proposed) -> None:
        if len(entry.postings) < 2 or any(amount == 0 for _, amount, _ in entry.postings):
            self._say(index, "I2", N_("The entry has fewer than two postings, or one of zero."))
        if any(entry.sums.values()):
            self._say(index, "I1", N_("The postings of the entry do not sum to zero."))

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
        self._check_role(index, event, APPROVERS)
        if entry.until is not None and days_of(event["at"])[0] > entry.until:
            self._say(
                index,
                "I5",
                N_("The entry was approved after its last day, %(day)s."),
                day=entry.until,
            )
        entry.agreed = {**entry.agreed, by["key"]: by["role"]}
        enough = len(entry.agreed) >= entry.needs
        if entry.must is not None and entry.must not in entry.agreed.values():
            enough = False
        posted = event.get("posted", True)
        if posted is not enough:
            self._say(index, "I5", N_("The entry is posted with too few approvals, or held back."))
        if posted:
            entry.agreed = NOBODY  # it is decided: who agreed is of no more use
            self._post(index, entry)

    def void(self, index: int, _leaf: bytes, event: Mapping[str, Any]) -> None:
        """Take a txn.void."""
        entry = self._decided(index, event)
        if entry is not None:
            self._check_role(index, event, APPROVERS)
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

    def _check_role(self, index: int, event: Mapping[str, Any], fit: frozenset[str]) -> None:
        by = event["by"]
        role, key = by["role"], by["key"]
        if role not in fit or not self._roles.held(key, role, event["at"]):
            self._say(
                index,
                "I5",
                N_("The key %(key)s did not hold a role fit for this (%(role)s) on that day."),
                key=key,
                role=role,
            )


def _postings(
    written: list[Mapping[str, Any]],
) -> tuple[list[Posting], Mapping[str, int]]:
    """Return the postings and their sum by currency: BALANCED itself where all is plainly well."""
    postings = []
    total, plain, first = 0, len(written) > 1, written[0]["c"] if written else ""
    for one in written:
        account, amount, currency = one["a"], one["n"], one["c"]
        if type(amount) is not int or type(currency) is not str or not is_account(account):
            raise ValueError("not a posting")
        postings.append((account, amount, currency))
        total += amount
        if not amount or currency != first:
            plain = False
    if plain and not total:
        return postings, BALANCED
    sums: Counter[str] = Counter()
    for _, amount, currency in postings:
        sums[currency] += amount
    return postings, sums


@lru_cache(maxsize=4_096)
def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
