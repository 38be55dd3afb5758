"""Checking every entry of a village's record by itself, and giving it to the books."""

from collections.abc import Mapping, Sequence
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.books import Books, BooksOutcome
from ubudehe.ledger.rules.public_books.faults import MISSHAPEN
from ubudehe.ledger.rules.public_books.roles import TELL_ROLES
from ubudehe.record.rules.canonical import NotCanonical, parse_many, read_many
from ubudehe.record.rules.events import PUBLIC_FIELDS, is_written_once, shape
from ubudehe.record.rules.notes import BadNote
from ubudehe.verifier.keys import KeyChange, key_change
from ubudehe.verifier.report import LogReport
from ubudehe.verifier.roll_backs import TYPE, ToldRollBack, roll_back


class EntriesRead:
    """The entries of one record as they are read.

    `sums_at` is a size at which the books are kept as they stood then, for the sums of a level.
    """

    def __init__(self, code: str, books: Books, report: LogReport, sums_at: int | None) -> None:
        self._code, self._books, self._report = code, books, report
        self._sums_at = sums_at
        self.books_then: BooksOutcome | None = books.sums() if sums_at == 0 else None
        self.role_events: list[Mapping[str, Any]] = []
        self.key_changes: list[KeyChange] = []
        self.roll_backs: list[ToldRollBack] = []

    def take(self, first: int, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        """Take one bundle: `entries` from index `first` on, and their leaf hashes."""
        values = read_many(entries)
        at = self._sums_at
        if at is not None and first < at <= first + len(values):
            here = at - first
            self._take(first, entries[:here], values, leaves)
            self.books_then = self._books.sums()
            self._take(at, entries[here:], values[here:], leaves[here:])
        else:
            self._take(first, entries, values, leaves)

    def _take(
        self,
        first: int,
        entries: Sequence[bytes],
        values: Sequence[dict[str, Any] | NotCanonical],
        leaves: Sequence[bytes],
    ) -> None:
        code, book = self._code, self._books.take
        together = zip(entries, values, leaves, strict=False)
        for index, (entry, event, leaf) in enumerate(together, first):
            if isinstance(event, NotCanonical):
                self._blame(index, event)
                continue
            kind: Any = event.get("t")
            fits = shape(kind) if type(kind) is str and kind in PUBLIC_FIELDS else None
            if (
                fits is None
                or not fits(entry)
                or not is_written_once(entry, event)
                or event["village"] != code
            ):
                self._blame(index, *parse_many([entry]))
                continue
            if kind.startswith(("role.", "key.", "record.")):
                self._remember(index, event)
            book(index, leaf, event)

    def _remember(self, index: int, event: Mapping[str, Any]) -> None:
        kind = event["t"]
        if kind in TELL_ROLES:
            self.role_events.append(event)
        elif kind in ("key.add", "key.revoke"):
            try:
                self.key_changes.append(key_change(index, event))
            except BadNote:
                self._blame(index, event)
        elif kind == TYPE:
            self.roll_backs.append(roll_back(index, event))

    def _blame(self, index: int, event: Mapping[str, Any] | NotCanonical) -> None:
        if isinstance(event, NotCanonical):
            text = N_("The entry is not written in canonical form.")
            self._report.blame(index, "shape", text)
            return
        kind, place = event.get("t"), event.get("village")
        if isinstance(kind, str) and kind not in PUBLIC_FIELDS:
            text = N_("The entry is of a kind that this program does not know: %(kind)s.")
            self._report.blame(index, "shape", text, kind=kind[:40])
        elif isinstance(place, str) and place != self._code:
            text = N_("The entry belongs to another record: %(place)s.")
            self._report.blame(index, "shape", text, place=place[:40])
        else:
            self._report.blame(index, "shape", MISSHAPEN)
