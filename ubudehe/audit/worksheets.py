"""A drawn sample as people work with it: what to check, what was found, and what that means."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ubudehe.audit.population import Drawn
from ubudehe.audit.rules.sampling import CONFIDENCE, TOLERABLE, Item, SampleOutcome, evaluate


@dataclass(frozen=True)
class WorksheetRow:
    """An entry to be checked."""

    id: UUID
    number: int
    day: date
    what: str
    amount: int


@dataclass(frozen=True)
class Worksheet:
    """The entries that were drawn, and once each has a result, what they say together."""

    method: str
    origin: str
    size: int
    root: str
    population: int
    whole: int
    interval: int
    rows: tuple[WorksheetRow, ...]
    left: int
    """How many rows have no result yet."""
    work: tuple[WorksheetRow, ...]
    """Entries of work to ask about from door to door; their amounts are days."""
    outcome: SampleOutcome | None
    confidence: int
    tolerable: int
    """In percent."""


def worksheet(drawn: Drawn, found: Mapping[str, int]) -> Worksheet:
    """Return the worksheet of a sample with the results by the number of the entry."""
    sample = drawn.sample
    known = {one.id: found[str(one.number)] for one in sample.items if str(one.number) in found}
    left = len(sample.items) - len(known)

    def row(one: Item) -> WorksheetRow:
        what, day = drawn.what[one.number], drawn.days[one.number]
        return WorksheetRow(one.id, one.number, day, what, one.amount)

    return Worksheet(
        method=sample.method,
        origin=drawn.head.origin,
        size=drawn.head.size,
        root=base64.b64encode(drawn.head.root).decode(),
        population=sample.population,
        whole=sample.whole,
        interval=sample.interval,
        rows=tuple(row(one) for one in sample.items),
        left=left,
        work=tuple(row(one) for one in drawn.work.items),
        outcome=evaluate(sample, known) if sample.items and not left else None,
        confidence=CONFIDENCE,
        tolerable=TOLERABLE,
    )
