"""What came after a month was closed: its page stays as it was signed, this stands below it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from ubudehe.language.paging import Listed, Paging
from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.listing import EntryLine
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.ledger.months.figures import Span
from ubudehe.ledger.months.tables import MoneyCount
from ubudehe.record.tables import Act, LogLeaf
from ubudehe.storage.reading import pick

_OLD_PHOTO = {"evidence.replace": "old", "evidence.remove": "h"}
"""Acts that take a photo away behind every entry that shows it, and where they name its hash."""
_ABOUT_ENTRIES = ("evidence.add", *_OLD_PHOTO, "privacy.erase")
MOST = 100
"""How many of these acts a page shows."""


@dataclass(frozen=True)
class Later:
    """Something that was done after the closing: `act` says what, as the record calls it.

    `lines` are the entries of the month it is about, `back` the entry that takes it back, if so.
    """

    act: str
    at: datetime
    lines: tuple[EntryLine, ...] = ()
    back: UUID | None = None
    back_number: int = 0


def later_of(span: Span, start: int = 0) -> Listed[Later]:
    """Return what was done about the entries of a month after its closing, in order.

    At most MOST of it, after `start` others; where so many are not, from the beginning.
    """
    if span.size is None:
        return Listed((), Paging(0, MOST, 0))
    posted = pick(LedgerEntry.id).where(*span.within, is_posted(span.size))
    ids = span.session.execute(posted.order_by(col(LedgerEntry.number)))
    found = sorted(_found(span, [id_ for (id_,) in ids]), key=lambda one: one[0].at)
    part = Paging(start if start < len(found) else 0, MOST, len(found))
    shown = part.of(found)
    wanted = {id_ for _, ids in shown for id_ in ids}
    told = {line.id: line for line in span.lines(col(LedgerEntry.id).in_(wanted), most=len(wanted))}
    return Listed(
        tuple(replace(one, lines=tuple(told[id_] for id_ in ids)) for one, ids in shown), part
    )


def _found(span: Span, about: Sequence[UUID]) -> Iterator[tuple[Later, Sequence[UUID]]]:
    """Yield what was done, still without its lines, with the entries that it is about."""
    behind = _photos_gone(span, about)
    for type_, at, ids in (*_acts(span, about, behind), *_elsewhere(span, about, behind)):
        yield Later(type_, at), ids
    for original, row in _reversals(span, about).items():
        if row.decided_at is not None:
            yield Later("reversal", row.decided_at, (), row.id, row.number), [original]
    for at in _counts(span):
        yield Later("statement.add", at), ()


def _acts(
    span: Span, about: Sequence[UUID], behind: Mapping[str, set[UUID]]
) -> Iterator[tuple[str, datetime, list[UUID]]]:
    """Yield acts after the closing, each with the entries that it is about, in their order."""
    rows = span.session.execute(
        _told().where(
            Act.log == span.village,
            col(Act.idx) >= span.size,
            col(Act.type).in_(_ABOUT_ENTRIES),
            or_(col(Act.subject).in_([str(id_) for id_ in about]), col(Act.type).in_(_OLD_PHOTO)),
        )
    )
    for type_, at, subject, event in rows:
        photo = json.loads(event)[_OLD_PHOTO[type_]] if type_ in _OLD_PHOTO else ""
        concerned = behind.get(photo, set()) | {UUID(subject)}
        if ids := [id_ for id_ in about if id_ in concerned]:
            yield type_, at, ids


def _elsewhere(
    span: Span, about: Sequence[UUID], behind: Mapping[str, set[UUID]]
) -> Iterator[tuple[str, datetime, list[UUID]]]:
    """Yield how photos behind these entries were removed in the records of other villages."""
    others = span.session.execute(
        pick(LedgerEntry.village, Evidence.entry)
        .join(LedgerEntry, col(LedgerEntry.id) == Evidence.entry)
        .where(
            col(Evidence.sha256).in_(behind),
            Evidence.gone == "removed",
            LedgerEntry.village != span.village,
        )
    ).all()
    if not others:
        return
    closed = pick(Act.at).where(Act.log == span.village, col(Act.idx) == span.size)
    rows = span.session.execute(
        _told().where(
            col(Act.log).in_({village for village, _ in others}),
            col(Act.subject).in_([str(entry) for _, entry in others]),
            Act.type == "evidence.remove",
            col(Act.at) >= closed.scalar_subquery(),
        )
    )
    for type_, at, _, event in rows:
        gone = behind.get(json.loads(event)["h"], set())
        if ids := [id_ for id_ in about if id_ in gone]:
            yield type_, at, ids


def _told() -> Any:
    return (
        pick(Act.type, Act.at, Act.subject, LogLeaf.entry)
        .join(LogLeaf, (col(LogLeaf.log) == Act.log) & (col(LogLeaf.idx) == Act.idx))
        .order_by(col(Act.log), col(Act.idx))
    )


def _photos_gone(span: Span, about: Sequence[UUID]) -> dict[str, set[UUID]]:
    """Return the photos that were taken away, each with the entries that showed it."""
    rows = span.session.execute(
        pick(Evidence.sha256, Evidence.entry).where(
            col(Evidence.entry).in_(about), Evidence.gone != ""
        )
    )
    found: dict[str, set[UUID]] = {}
    for photo, entry in rows:
        found.setdefault(photo, set()).add(entry)
    return found


def _reversals(span: Span, about: Sequence[UUID]) -> dict[UUID, LedgerEntry]:
    rows = span.session.exec(
        select(LedgerEntry).where(
            col(LedgerEntry.reverses).in_(about),
            is_posted(),
            col(LedgerEntry.decided_idx) >= span.size,
        )
    )
    return {row.reverses: row for row in rows if row.reverses is not None}


def _counts(span: Span) -> list[datetime]:
    return list(
        span.session.exec(
            select(MoneyCount.counted_at)
            .join(Act, (col(Act.log) == MoneyCount.village) & (col(Act.id) == MoneyCount.id))
            .where(
                MoneyCount.village == span.village,
                MoneyCount.counted_on == span.last,
                col(Act.idx) >= span.size,
            )
        )
    )


def originals_of(session: Session, found: Sequence[EntryLine]) -> dict[UUID, LedgerEntry]:
    """Return the entries that reversals take back, by their ids."""
    wanted = [line.reverses for line in found if line.reverses is not None]
    rows = session.exec(select(LedgerEntry).where(col(LedgerEntry.id).in_(wanted)))
    return {row.id: row for row in rows}
