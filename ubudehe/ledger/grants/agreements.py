"""Grants as they were agreed."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.ledger.entries.conditions import was_said
from ubudehe.ledger.grants.tables import Grant, GrantWithdrawal, code_of
from ubudehe.places.pack import Country
from ubudehe.record.tables import Act
from ubudehe.storage.prepared import Prepared, given

_WITHDRAWN: Prepared[Any] = Prepared(
    select(GrantWithdrawal)
    .add_columns(col(Grant.number))
    .join(Grant, col(GrantWithdrawal.agreement) == Grant.id)
    .where(Grant.village == given("village"), col(GrantWithdrawal.undone_by).is_(None))
)


def grant_by_code(session: Session, village: str, code: str) -> Grant | None:
    """Return the grant of a village that stands in its books as `code` (G001), or None."""
    digits = code.removeprefix("G")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 8):
        return None
    query = select(Grant).where(Grant.village == village, Grant.number == int(digits))
    return session.exec(query).first()


def grants_of(session: Session, village: str, size: int | None = None) -> tuple[Grant, ...]:
    """Return the grants of a village by number; with `size`, those a record of so many acts had."""
    return tuple(_of_village(size is not None).rows(session, village=village, size=size))


@cache
def _of_village(sized: bool) -> Prepared[Grant]:
    said = was_said(Grant.village, Grant.id, given("size") if sized else None)
    return Prepared(
        select(Grant).where(Grant.village == given("village"), said).order_by(col(Grant.number))
    )


class SaidThen:
    """Which acts about grants of a village were said by the end of a day.

    With a size, which a record of so many acts holds; one query for all `acts`.
    """

    def __init__(
        self,
        session: Session,
        village: str,
        acts: Iterable[UUID],
        country: Country,
        until: date,
        size: int | None,
    ) -> None:
        self._zone, self._until, self._size = country.zone, until, size
        self._held: frozenset[UUID] = frozenset()
        wanted = list(acts)
        if size is not None and wanted:
            held = Act.log == village, col(Act.id).in_(wanted), col(Act.idx) < size
            self._held = frozenset(session.exec(select(Act.id).where(*held)))

    def said(self, act: UUID | None, at: datetime | None) -> bool:
        """Tell whether an act, done at a moment, was said by then; False for none."""
        if act is None or at is None:
            return False
        if self._size is None:
            return at.astimezone(self._zone).date() <= self._until
        return act in self._held


def withdrawals_now(session: Session, village: str) -> dict[str, GrantWithdrawal]:
    """Return the withdrawals in force of a village by the code of the grant."""
    return {code_of(one.number): one for one in _WITHDRAWN.rows(session, village=village)}


def grants_in_force(session: Session, village: str) -> tuple[Grant, ...]:
    """Return the grants of a village that were not withdrawn, by number."""
    gone = withdrawals_now(session, village)
    return tuple(one for one in grants_of(session, village) if one.code not in gone)
