"""What a sample is drawn from: the expenses that a record of so many acts holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ubudehe.audit.queries import facts, span_of
from ubudehe.audit.rules.facts import BooksFacts, EntryFact
from ubudehe.audit.rules.sampling import Item, Method, Sample, draw, seed_of
from ubudehe.ledger.rules.entries import LABOUR_DAY
from ubudehe.ledger.rules.states import EntryState
from ubudehe.places.pack import Country
from ubudehe.record.rules.merkle import root_at
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.tree import node_reader

WORK_ASKED = 10
"""About so many entries of work people are asked at their doors: as many as a day allows."""


@dataclass(frozen=True)
class Drawn:
    """A sample with the head that it was drawn from, and what each of its entries was for."""

    sample: Sample
    head: Checkpoint
    what: dict[int, str]
    days: dict[int, date]
    """Both by the number of the entry."""
    work: Sample
    """Entries of work by the same draw, counted in days: to be asked about from door to door."""


def expenses(village: BooksFacts, size: int) -> tuple[Item, ...]:
    """Return the expenses that stand in a record of `size` acts, in the order of posting."""
    return _standing(village, size, lambda one: one.spent(village.currency))


def work_done(village: BooksFacts, size: int) -> tuple[Item, ...]:
    """Return the entries of work that stand in a record of `size` acts, each with its days."""
    return _standing(
        village, size, lambda one: sum(q.number for q in one.quantities if q.unit == LABOUR_DAY)
    )


def _standing(
    village: BooksFacts, size: int, measured: Callable[[EntryFact], int]
) -> tuple[Item, ...]:
    posted = {
        one.id: one.decided_idx
        for one in village.entries
        if one.state == EntryState.POSTED and one.decided_idx is not None and one.decided_idx < size
    }
    found = [
        (at, Item(one.id, one.number, much))
        for one in village.entries
        if (at := posted.get(one.id)) is not None
        and one.reverses is None
        and one.reversed_by not in posted
        and (much := measured(one)) > 0
    ]
    return tuple(item for _, item in sorted(found, key=lambda pair: pair[0]))


def drawn_from(
    session: Session,
    head: Checkpoint,
    village: str,
    country: Country,
    today: date,
    public_draw: str,
    method: Method,
    size: int | None = None,
) -> Drawn:
    """Return what a public draw takes from a village's expenses, under a signed head."""
    seed = seed_of(head.origin, head.size, head.root, public_draw)
    items: tuple[Item, ...] = ()
    work: tuple[Item, ...] = ()
    what: dict[int, str] = {}
    days: dict[int, date] = {}
    for one in facts(session, span_of(village), country, today):
        items, work = expenses(one, head.size), work_done(one, head.size)
        what = {entry.number: entry.what for entry in one.entries}
        days = {entry.number: entry.day for entry in one.entries}
    asked = draw(work, seed, "simple", WORK_ASKED)
    return Drawn(draw(items, seed, method, size), head, what, days, asked)


def head_at(session: Session, newest: Checkpoint, village: str, size: int) -> Checkpoint:
    """Return the head of a village's record at an earlier size; ValueError beyond the newest."""
    if not 0 < size <= newest.size:
        raise ValueError(size)
    return Checkpoint(newest.origin, size, root_at(size, node_reader(session, village)))
