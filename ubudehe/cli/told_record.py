"""A record as anybody may fetch it, put into its tree again before something is read from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ubudehe.record.rules.canonical import NotCanonical, parse_many
from ubudehe.record.rules.events import is_shaped
from ubudehe.record.rules.notes import BadNote, Checkpoint
from ubudehe.verifier.heads import Head, read_head
from ubudehe.verifier.keys import key_change, not_revoked, signed_by
from ubudehe.verifier.reading import LogFiles, rebuild
from ubudehe.verifier.report import LogReport
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.source import MAX_NOTE, Unreadable

_NONE = "There is no signed record of %s."
_FOREIGN = "The record of %s is not signed by a key that counts today: see `ubudehe verify`."


@dataclass(frozen=True)
class ToldRecord:
    """A head of a record, and the events that it holds, in their order."""

    head: Checkpoint
    events: Sequence[Mapping[str, Any]]


def told_record(
    source: str, code: str, size: int | None = None, keys: tuple[str, ...] = ()
) -> ToldRecord:
    """Return the record of a place from an address, a folder or a ZIP file, at an earlier size.

    With `keys` its head must be signed by one of them; without, by a key that lies beside it, which
    proves only that the record is whole. Unreadable where it is not what its head signs, or another
    place's; ValueError where it does not hold `size` acts.
    """
    opened = open_source(source)
    if opened.code not in (None, code):
        raise Unreadable(f"{source} is the record of {opened.code}, not of {code}.")
    files, report = opened.source, LogReport(code=code)
    prefix = f"v/{code}/"
    head = read_head(files, prefix, keys, report)
    if head is None:
        why = _FOREIGN if keys and files.read(f"{prefix}checkpoint", MAX_NOTE) else _NONE
        raise Unreadable(why % code)
    newest = head.checkpoint
    at = newest.size if size is None else size
    if not 0 < at <= newest.size:
        raise ValueError(size)
    events: list[Mapping[str, Any] | NotCanonical] = []

    def take(_first: int, entries: Sequence[bytes], _leaves: Sequence[bytes]) -> None:
        events.extend(parse_many(entries))

    tree = rebuild(LogFiles(files, prefix, newest.size), newest, [at], take, report)
    told = [one for one in events if not isinstance(one, NotCanonical) and is_shaped(one)]
    if report.faults or len(told) != newest.size:
        raise Unreadable(f"This record of {code} is not whole: see `ubudehe verify {source}`.")
    if not _is_believed(head, told):
        raise Unreadable(_FOREIGN % code)
    return ToldRecord(Checkpoint(newest.origin, at, tree.roots[at]), told[:at])


def _is_believed(head: Head, events: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a key signed the head that is believed and that its record does not revoke."""
    told = [(at, one) for at, one in enumerate(events) if one["t"] in ("key.add", "key.revoke")]
    try:
        changes = [key_change(at, one) for at, one in told]
        return signed_by(head.note, not_revoked(head.trust.vkeys, changes, len(events)))
    except BadNote:
        return False
