"""Rebuilding a village's books from its public events, one after another in leaf order.

One pure fold: each event changes the state, or is a fault. `ubudehe verify` and `ubudehe check` run
it, the script of the page does the same. Events are of their shape (record/rules/events) before
they come here; what a single act may do is told in ledger/rules beside, where the acts ask too.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.entry_life import Entries, Parts
from ubudehe.ledger.rules.public_books.evidence import EvidenceSeen
from ubudehe.ledger.rules.public_books.faults import MISSHAPEN, Fault, Faults
from ubudehe.ledger.rules.public_books.grants import Grants
from ubudehe.ledger.rules.public_books.money import Money
from ubudehe.ledger.rules.public_books.months import Months
from ubudehe.ledger.rules.public_books.proposed import POSTED, REFUSED, WAITING
from ubudehe.ledger.rules.public_books.roles import TELL_ROLES, Roles
from ubudehe.ledger.rules.public_books.spending import Spending
from ubudehe.ledger.rules.rights import FIT
from ubudehe.record.rules.events import is_shaped


@dataclass(frozen=True)
class BooksOutcome:
    """A village's books: minor units by currency and account, counts of entries, and faults."""

    balances: Mapping[str, Mapping[str, int]]
    money_in: Mapping[str, int]
    money_out: Mapping[str, int]
    labour_days: int
    posted: int
    waiting: int
    refused: int
    months_closed: int
    photos: Mapping[str, int]
    """Photos behind entries now, by SHA-256 in hex, with their bytes."""
    faults: tuple[Fault, ...]
    faults_found: int
    by_operator: int
    """Administrators who gave roles here and whom no record made."""
    unknown: int
    """Roles from above the village that could not be looked up."""


class Books:
    """The books of one village while its record is read. `roles` may know those above it."""

    def __init__(self, roles: Roles | None = None) -> None:
        self._faults = Faults()
        self._roles = roles or Roles()
        self._money = Money(self._faults)
        self._months = Months(self._money, self._faults)
        self._spending, self._grants = Spending(self._faults), Grants(self._faults)
        parts = Parts(self._money, self._months, self._spending, self._grants)
        self._entries = Entries(parts, self._faults)
        self._evidence = EvidenceSeen(self._faults)
        self._ids: set[str] = set()
        self._numbers: dict[tuple[str, str], set[int]] = {}
        months = self._months
        self._takers: dict[str, Callable[[int, bytes, Mapping[str, Any]], None]] = {
            "txn.propose": self._propose,
            "txn.approve": self._entries.approve,
            "txn.void": self._entries.void,
            "txn.withdraw": self._entries.void,
            "evidence.add": self._add_evidence,
            "evidence.replace": self._replace_evidence,
            "evidence.remove": self._remove_evidence,
            "statement.add": self._check_statement,
            "period.close": months.close,
            "period.sign": lambda index, _leaf, event: months.sign(index, event),
            "period.reopen": lambda index, _leaf, event: months.reopen(index, event),
            "policy.set": lambda _index, _leaf, event: self._spending.set(event),
            "grant.agree": lambda _index, _leaf, event: self._grants.agree(event),
            **dict.fromkeys(TELL_ROLES, lambda _index, _leaf, event: self._roles.take(event)),
        }

    def take(self, index: int, leaf: bytes, event: Mapping[str, Any]) -> None:
        """Take the event at leaf `index`, whose leaf hash is `leaf`."""
        ids = self._ids
        before = len(ids)
        ids.add(event["id"])
        if len(ids) == before:
            text = N_("The id %(id)s was used before.")
            self._faults.add(index, "I3", text, id=event["id"])
        kind, by = event["t"], event["by"]
        if "seq" in by:
            self._number(index, by)
        fit = FIT.get(kind)
        if fit is not None:
            role, key = by["role"], by["key"]
            holds = role in fit and self._roles.held(key, role, event["at"])
            if not holds or not self._roles.may_depute(event):
                text = N_(
                    "The key %(key)s did not hold a role fit for this (%(role)s) on that day."
                )
                self._faults.add(index, "I5", text, key=key, role=role)
        taker = self._takers.get(kind)
        if taker is not None:
            taker(index, leaf, event)

    @property
    def photos_ever(self) -> Mapping[str, int]:
        """Return all photos that the record named so far, those taken back as well."""
        return self._evidence.sizes

    @property
    def photos_removed(self) -> Set[str]:
        """Return the photos that were removed under the law so far."""
        return self._evidence.removed

    def sums(self) -> BooksOutcome:
        """Return the books as they stand, without what only the end shows."""
        money, entries = self._money, self._entries
        present = self._evidence.present
        return BooksOutcome(
            balances=money.trial_balance(),
            money_in=money.money_in(),
            money_out=money.money_out(),
            labour_days=money.labour_days,
            posted=entries.count(POSTED),
            waiting=entries.count(WAITING),
            refused=entries.count(REFUSED),
            months_closed=self._months.closed,
            photos={name: n for name, n in self._evidence.sizes.items() if name in present},
            faults=tuple(self._faults.kept),
            faults_found=self._faults.found,
            by_operator=len(self._roles.by_operator),
            unknown=len(self._roles.unknown),
        )

    def close(self) -> BooksOutcome:
        """Check what only the end shows, and return the books."""
        self._money.check()
        self._grants.check()
        for (key, device), seen in sorted(self._numbers.items()):
            if lacking := max(seen) + 1 - len(seen):
                self._faults.add(
                    None,
                    "I9",
                    N_("%(number)s entries of device %(device)s (key %(key)s) are missing."),
                    number=lacking,
                    device=device,
                    key=key,
                )
        return self.sums()

    def _propose(self, index: int, leaf: bytes, event: Mapping[str, Any]) -> None:
        self._entries.propose(index, leaf, event)
        if event["ev"]:
            self._evidence.add(event["id"], event["ev"])

    def _add_evidence(self, index: int, _leaf: bytes, event: Mapping[str, Any]) -> None:
        self._check_known(index, event)
        self._evidence.add(event["entry"], event["ev"])

    def _replace_evidence(self, index: int, _leaf: bytes, event: Mapping[str, Any]) -> None:
        self._check_known(index, event)
        for entry in (event["entry"], *event.get("also", ())):
            self._evidence.remove(index, entry, event["old"])
            self._evidence.add(entry, event["ev"])

    def _remove_evidence(self, index: int, _leaf: bytes, event: Mapping[str, Any]) -> None:
        self._check_known(index, event)
        self._evidence.remove(index, event["entry"], event["h"])
        self._evidence.removed.add(event["h"])

    def _check_known(self, index: int, event: Mapping[str, Any]) -> None:
        if event["entry"] not in self._entries:
            self._faults.add(index, "shape", N_("It is about an entry that was never proposed."))

    def _check_statement(self, index: int, _leaf: bytes, event: Mapping[str, Any]) -> None:
        """Check what a statement says that the books said; an older one does not say it."""
        if "books" not in event:
            return
        held = self._money.until(event["date"]).get((event["account"], event["c"]), 0)
        if held != event["books"]:
            self._faults.add(
                index,
                "shape",
                N_("It says that the books held %(said)s on %(day)s; they held %(held)s."),
                said=event["books"],
                day=event["date"],
                held=held,
            )

    def _number(self, index: int, by: Mapping[str, Any]) -> None:
        number = by["seq"]
        seen = self._numbers.setdefault((by["key"], by["device"]), set())
        if number in seen:
            text = N_("Number %(number)s of this device was used before.")
            self._faults.add(index, "I9", text, number=number)
        seen.add(number)


def books_of(
    events: Iterable[tuple[bytes, Mapping[str, Any]]], roles: Roles | None = None
) -> BooksOutcome:
    """Return the books that `events` (leaf hash, event) in leaf order make; any values are fine."""
    books, misshapen = Books(roles), Faults()
    for index, (leaf, event) in enumerate(events):
        if is_shaped(event):
            books.take(index, leaf, event)
        else:
            misshapen.add(index, "shape", MISSHAPEN)
    found = books.close()
    return replace(
        found,
        faults=(*misshapen.kept, *found.faults),
        faults_found=misshapen.found + found.faults_found,
    )
