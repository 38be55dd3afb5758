"""What came after a month was closed: its page stays as it was signed, this stands below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.listing import EntryLine
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.months.figures import Span
from ubudehe.ledger.months.tables import MoneyCount
from ubudehe.record.tables import Act
from ubudehe.storage.reading import pick

_ABOUT_ENTRIES = ("evidence.add", "evidence.replace", "evidence.remove", "privacy.erase")
MOST = 100


@dataclass(frozen=True)
class Later:
    """Something that was done after the closing: `act` says what, as the record calls it.

    `line` is the entry of the month it is about, `back` the entry that takes it back, if so.
    """

    act: str
    at: datetime
    line: EntryLine | None
    back: UUID | None = None
    back_number: int = 0


def later_of(span: Span) -> tuple[Later, ...]:
    """Return what was done about the entries of a month after its closing, in order."""
    if span.size is None:
        return ()
    ids = span.session.execute(pick(LedgerEntry.id).where(*span.within, is_posted(span.size)))
    about = [id_ for (id_,) in ids]
    acts = _acts(span, about)
    backs = _reversals(span, about)
    wanted = [UUID(subject) for _, _, subject in acts] + list(backs)
    told = {line.id: line for line in span.lines(col(LedgerEntry.id).in_(wanted), most=MOST)}
    found = [Later(type_, at, told.get(UUID(subject))) for type_, at, subject in acts]
    found += [
        Later("reversal", row.decided_at, told.get(original), row.id, row.number)
        for original, row in backs.items()
        if row.decided_at is not None
    ]
    found += [Later("statement.add", at, None) for at in _counts(span)]
    return tuple(sorted(found, key=lambda one: one.at))


def _acts(span: Span, about: Sequence[UUID]) -> list[tuple[str, datetime, str]]:
    rows = span.session.execute(
        pick(Act.type, Act.at, Act.subject)
        .where(
            Act.log == span.village,
            col(Act.idx) > span.size,
            col(Act.type).in_(_ABOUT_ENTRIES),
            col(Act.subject).in_([str(id_) for id_ in about]),
        )
        .order_by(col(Act.idx))
        .limit(MOST)
    )
    return [(type_, at, subject) for type_, at, subject in rows]


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
