"""A village's posted entries in one piece, as every export needs them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.amounts import exponent_of
from ubudehe.ledger.entries.tables import EntryPosting, EntryQuantity, LedgerEntry
from ubudehe.ledger.rules import accounts
from ubudehe.places.pack import Country
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.tables import Act
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class Line:
    """One posting, in minor units."""

    account: str
    amount: int
    currency: str
    grant: str | None


@dataclass(frozen=True)
class BookedEntry:
    """One posted entry. `payee` only where it is public; `leaf` is its proposal in the record."""

    number: int
    day: date
    kind: str
    what: str
    payee: str | None
    project: UUID | None
    reverses: int | None
    leaf: int
    lines: tuple[Line, ...]
    quantities: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Books:
    """All posted entries of a village by day, and the signed head that vouches for them."""

    village: str
    origin: str
    currency: str
    exponent: int
    checkpoint: Checkpoint | None
    entries: tuple[BookedEntry, ...]

    def decimal(self, amount: int, currency: str) -> Decimal:
        """Return an amount in units of its currency, with all its decimals."""
        own = currency == self.currency
        return Decimal(amount).scaleb(-(self.exponent if own else exponent_of(currency)))

    def trial_balance(self) -> dict[tuple[str, str], int]:
        """Return what all entries sum to by account and currency."""
        return _summed(line for entry in self.entries for line in entry.lines)

    def money(self) -> dict[tuple[str, str], int]:
        """Return what lies where money lies."""
        return {
            key: amount
            for key, amount in self.trial_balance().items()
            if accounts.is_liquid(key[0])
        }


def books_of(
    session: Session, village: str, origin: str, head: Checkpoint | None, country: Country
) -> Books:
    """Return the books of a village."""
    numbers: dict[UUID, int] = dict(
        session.execute(
            pick(LedgerEntry.id, LedgerEntry.number).where(LedgerEntry.village == village)
        ).all()
    )
    leaves: dict[UUID, int] = dict(
        session.execute(
            pick(Act.id, Act.idx).where(Act.log == village, Act.type == "txn.propose")
        ).all()
    )
    inside = col(LedgerEntry.village) == village, col(LedgerEntry.state) == "posted"
    lines: dict[UUID, list[Line]] = {}
    for posting in session.exec(
        select(EntryPosting)
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(*inside)
        .order_by(col(EntryPosting.position))
    ):
        lines.setdefault(posting.entry, []).append(
            Line(posting.account, posting.amount, posting.currency, posting.grant_code)
        )
    counted: dict[UUID, list[tuple[str, int, int]]] = {}
    for one in session.exec(
        select(EntryQuantity)
        .join(LedgerEntry, col(LedgerEntry.id) == EntryQuantity.entry)
        .where(*inside)
    ):
        counted.setdefault(one.entry, []).append((one.unit, one.number, one.rate))
    rows = session.exec(
        select(LedgerEntry)
        .where(*inside)
        .order_by(col(LedgerEntry.entry_date), col(LedgerEntry.number))
    )
    return Books(
        village=village,
        origin=origin,
        currency=country.currency,
        exponent=country.currency_exponent,
        checkpoint=head,
        entries=tuple(
            BookedEntry(
                number=row.number,
                day=row.entry_date,
                kind=row.kind,
                what=row.what,
                payee=row.payee if row.payee_public else None,
                project=row.project,
                reverses=numbers.get(row.reverses) if row.reverses else None,
                leaf=leaves.get(row.id, -1),
                lines=tuple(lines.get(row.id, ())),
                quantities=tuple(counted.get(row.id, ())),
            )
            for row in rows
        ),
    )


def _summed(lines: Iterable[Line]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for line in lines:
        key = line.account, line.currency
        sums[key] = sums.get(key, 0) + line.amount
    return {key: amount for key, amount in sorted(sums.items()) if amount}
