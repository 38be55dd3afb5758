"""Checking every entry of a village's record by itself, and giving it to the books."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.books import Books, Outcome
from ubudehe.record.rules.canonical import NotCanonical, parse_many
from ubudehe.record.rules.events import PUBLIC_FIELDS
from ubudehe.record.rules.notes import BadNote
from ubudehe.verifier.keys import KeyChange, key_change
from ubudehe.verifier.report import LogReport

_ENVELOPE = frozenset({"v", "t", "id", "village", "at", "by", "priv"})
_FIELDS = {name: fields | _ENVELOPE for name, fields in PUBLIC_FIELDS.items()}
_BY = frozenset({"role", "key", "device", "seq"})
_ID_AT = re.compile(
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T"
    "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
).fullmatch
_COMMITMENT = re.compile("[0-9a-f]{64}").fullmatch


class Entries:
    """The entries of one record as they are read.

    `sums_at` is a size at which the books are kept as they stood then, for the sums of a level.
    """

    def __init__(self, code: str, books: Books, report: LogReport, sums_at: int | None) -> None:
        self._code, self._books, self._report = code, books, report
        self._sums_at = sums_at
        self.books_then: Outcome | None = books.sums() if sums_at == 0 else None
        self.role_events: list[Mapping[str, Any]] = []
        self.key_changes: list[KeyChange] = []

    def take(self, first: int, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        """Take one bundle: `entries` from index `first` on, and their leaf hashes."""
        values = parse_many(entries)
        at = self._sums_at
        if at is not None and first < at <= first + len(values):
            self._take(first, values[: at - first], leaves)
            self.books_then = self._books.sums()
            self._take(at, values[at - first :], leaves[at - first :])
        else:
            self._take(first, values, leaves)

    def _take(
        self, first: int, values: Sequence[dict[str, Any] | NotCanonical], leaves: Sequence[bytes]
    ) -> None:
        code, fields, book = self._code, _FIELDS, self._books.take
        for index, (event, leaf) in enumerate(zip(values, leaves, strict=False), first):
            if isinstance(event, NotCanonical):
                text = N_("The entry is not written in canonical form.")
                self._report.blame(index, "shape", text)
                continue
            try:
                allowed = fields.get(event["t"])
                by = event["by"]
                if (
                    allowed is None
                    or not event.keys() <= allowed
                    or event["village"] != code
                    or event["v"] != 1
                    or not _ID_AT(event["id"] + event["at"])
                    or not (len(by) == 2 or by.keys() <= _BY)
                    or type(by["role"] + by["key"]) is not str
                    or ("priv" in event and not _commits(event["priv"]))
                ):
                    self._blame(index, event)
                    continue
                if event["t"].startswith(("role.", "key.")):
                    self._remember(index, event)
            except (KeyError, TypeError, AttributeError):
                self._blame(index, event)
                continue
            book(index, leaf, event)

    def _remember(self, index: int, event: Mapping[str, Any]) -> None:
        kind = event["t"]
        if kind in ("role.grant", "role.end"):
            if type(event["role"] + event["key"]) is str:
                self.role_events.append(event)
        elif kind in ("key.add", "key.revoke"):
            try:
                self.key_changes.append(key_change(index, event))
            except BadNote:
                self._blame(index, event)

    def _blame(self, index: int, event: Mapping[str, Any]) -> None:
        kind = event.get("t")
        if not isinstance(kind, str) or kind not in _FIELDS:
            text = N_("The entry is of a kind that this program does not know: %(kind)s.")
            self._report.blame(index, "shape", text, kind=str(kind)[:40])
        elif event.get("village") != self._code:
            text = N_("The entry belongs to another record: %(place)s.")
            self._report.blame(index, "shape", text, place=str(event.get("village"))[:40])
        else:
            text = N_("The entry does not have the form it should have.")
            self._report.blame(index, "shape", text)


def _commits(private: Any) -> bool:
    return isinstance(private, dict) and all(_COMMITMENT(value) for value in private.values())
