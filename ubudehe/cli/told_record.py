"""A record as anybody may fetch it, put into its tree again before something is read from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ubudehe.record.rules.canonical import NotCanonical, parse_many
from ubudehe.record.rules.events import is_shaped
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.verifier.heads import read_head
from ubudehe.verifier.reading import LogFiles, rebuild
from ubudehe.verifier.report import LogReport
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.source import Unreadable


@dataclass(frozen=True)
class ToldRecord:
    """A head of a record, and the events that it holds, in their order."""

    head: Checkpoint
    events: Sequence[Mapping[str, Any]]


def told_record(source: str, code: str, size: int | None = None) -> ToldRecord:
    """Return the record of a place from an address, a folder or a ZIP file, at an earlier size.

    Unreadable where it is not what its head signs; ValueError where it does not hold `size` acts.
    """
    files, report = open_source(source).source, LogReport(code=code)
    prefix = f"v/{code}/"
    head = read_head(files, prefix, (), report)
    if head is None:
        raise Unreadable(f"There is no signed record of {code}.")
    newest = head.checkpoint
    at = newest.size if size is None else size
    if not 0 < at <= newest.size:
        raise ValueError(size)
    events: list[Mapping[str, Any] | NotCanonical] = []

    def take(_first: int, entries: Sequence[bytes], _leaves: Sequence[bytes]) -> None:
        events.extend(parse_many(entries))

    tree = rebuild(LogFiles(files, prefix, newest.size), newest, [at], take, report)
    told = [one for one in events[:at] if not isinstance(one, NotCanonical) and is_shaped(one)]
    if report.faults or len(told) != at:
        raise Unreadable(f"This record of {code} is not whole: see `ubudehe verify {source}`.")
    return ToldRecord(Checkpoint(newest.origin, at, tree.roots[at]), told)
