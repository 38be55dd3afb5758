"""What came after a month was closed: its page stays as it was signed, this stands below it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

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


def later_of(span: Span) -> tuple[Later, ...]:
    """Return what was done about the entries of a month after its closing, in order."""
    if span.size is None:
        return ()
    posted = pick(LedgerEntry.id).where(*span.within, is_posted(span.size))
    ids = span.session.execute(posted.order_by(col(LedgerEntry.number)))
    about = [id_ for (id_,) in ids]
    acts = list(islice(_acts(span, about), MOST))
    backs = _reversals(span, about)
    wanted = {id_ for _, _, ids in acts for id_ in ids} | backs.keys()
    told = {line.id: line for line in span.lines(col(LedgerEntry.id).in_(wanted), most=len(wanted))}
    found = [Later(type_, at, tuple(told[id_] for id_ in ids)) for type_, at, ids in acts]
    found += [
        Later("reversal", row.decided_at, (told[original],), row.id, row.number)
        for original, row in backs.items()
        if row.decided_at is not None
    ]
    found += [Later("statement.add", at) for at in _counts(span)]
    return tuple(sorted(found, key=lambda one: one.at))


def _acts(span: Span, about: Sequence[UUID]) -> Iterator[tuple[str, datetime, list[UUID]]]:
    """Yield acts after the closing, each with the entries that it is about, in their order."""
    behind = _photos_gone(span, about)
    rows = span.session.execute(
        pick(Act.type, Act.at, Act.subject, LogLeaf.entry)
        .join(LogLeaf, (col(LogLeaf.log) == Act.log) & (col(LogLeaf.idx) == Act.idx))
        .where(
            Act.log == span.village,
            col(Act.idx) >= span.size,
            col(Act.type).in_(_ABOUT_ENTRIES),
            or_(col(Act.subject).in_([str(id_) for id_ in about]), col(Act.type).in_(_OLD_PHOTO)),
        )
        .order_by(col(Act.idx))
    )
    for type_, at, subject, event in rows:
        photo = json.loads(event)[_OLD_PHOTO[type_]] if type_ in _OLD_PHOTO else ""
        concerned = behind.get(photo, set()) | {UUID(subject)}
        if ids := [id_ for id_ in about if id_ in concerned]:
            yield type_, at, ids


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
