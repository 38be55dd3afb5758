"""Who gave what to which village: grants found by giver, purpose or code, from the country down."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col

from ubudehe.language.paging import Paging
from ubudehe.ledger.grants.tables import Grant, GrantWithdrawal
from ubudehe.places.tables import Place
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

MOST = 20
CURRENCIES = 10
_NEWEST = (col(Grant.agreed_on).desc(), col(Grant.village), col(Grant.number))
_WITHDRAWN_ON: Any = (
    pick(GrantWithdrawal.withdrawn_on)
    .where(GrantWithdrawal.agreement == Grant.id, col(GrantWithdrawal.undone_by).is_(None))
    .scalar_subquery()
)
"""The day on which a grant was withdrawn, where that stands."""


@dataclass(frozen=True)
class GivenLine:
    """A grant in a list; the amount is what is agreed today."""

    id: UUID
    code: str
    giver: str
    purpose: str
    amount: int
    currency: str
    agreed_on: date
    village: str
    place: str
    withdrawn_on: date | None

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Return what a list says of it beside its amount: (table of words, code)."""
        return (("grant_state", "withdrawn"),) if self.withdrawn_on else ()


@dataclass(frozen=True)
class WrittenGrant:
    """A grant in a list, and when it was written down."""

    line: GivenLine
    at: datetime


@dataclass(frozen=True)
class GiversPage:
    """Some of the grants that fit, the newest first, and what all of them promise by currency.

    What was withdrawn promises nothing any more.
    """

    text: str
    lines: tuple[GivenLine, ...]
    part: Paging
    promised: tuple[tuple[str, int], ...]
    villages: int


def givers_page(session: Session, text: str, start: int) -> GiversPage:
    """Return the grants that fit `text`, after `start` others; without text, none.

    A part of a word is looked for in every grant of the country: only where somebody asks.
    """
    if not text:
        return GiversPage("", (), Paging(0, MOST, 0), (), 0)
    fits = _fits(text)
    sums = session.execute(
        pick(Grant.currency, func.sum(Grant.amount))
        .where(*fits, _WITHDRAWN_ON.is_(None))
        .group_by(Grant.currency)
        .order_by(func.count().desc(), Grant.currency)
        .limit(CURRENCIES)
    ).all()
    count, villages = session.execute(
        pick(func.count(), func.count(func.distinct(Grant.village))).select_from(Grant).where(*fits)
    ).one()
    return GiversPage(
        text,
        _lines(session, fits, start, MOST),
        Paging(start, MOST, count),
        tuple((currency, int(amount)) for currency, amount in sums),
        villages,
    )


def latest_grants(session: Session, villages: list[str], most: int) -> tuple[GivenLine, ...]:
    """Return the latest grants of some villages."""
    return tuple(map(_line, _latest().rows(session, villages=villages, most=most)))


@cache
def _latest() -> Prepared[Any]:
    of_some = _told().where(col(Grant.village).in_(listed("villages")))
    return Prepared(of_some.order_by(*_NEWEST).limit(given("most")))


def grants_behind(
    session: Session, village: str, text: str, last: tuple[datetime, UUID] | None, most: int
) -> tuple[WrittenGrant, ...]:
    """Return at most so many grants that fit, in the order in which they were written down.

    Those of one village where one is named, and those behind `last`: (written down at, id).
    """
    fits: list[ColumnElement[bool]] = [col(Grant.village) == village] if village else []
    if text:
        fits += _fits(text)
    if last is not None:
        at, id_ = last
        later = and_(col(Grant.recorded_at) == at, col(Grant.id) > id_)
        fits.append(or_(col(Grant.recorded_at) > at, later))
    order = (col(Grant.recorded_at), col(Grant.id))
    rows = session.execute(_told(Grant.recorded_at).where(*fits).order_by(*order).limit(most)).all()
    return tuple(WrittenGrant(_line(row), row[-1]) for row in rows)


def _lines(
    session: Session, fits: list[ColumnElement[bool]], start: int, most: int
) -> tuple[GivenLine, ...]:
    rows = session.execute(_told().where(*fits).order_by(*_NEWEST).offset(start).limit(most)).all()
    return tuple(map(_line, rows))


def _told(*more: Any) -> Any:
    """Return what is read of a grant for a list, and `more` behind it."""
    told = pick(
        Grant.id,
        Grant.number,
        Grant.giver,
        Grant.purpose,
        Grant.amount,
        Grant.currency,
        Grant.agreed_on,
        Grant.village,
        Place.name,
        _WITHDRAWN_ON,
        *more,
    )
    return told.join(Place, col(Place.code) == Grant.village)


def _line(row: Any) -> GivenLine:
    return GivenLine(row[0], f"G{row[1]:03d}", *row[2:10])


def _fits(text: str) -> list[ColumnElement[bool]]:
    wanted: Any = text.lower()
    ways: list[ColumnElement[bool]] = [
        func.lower(Grant.giver).contains(wanted, autoescape=True),
        func.lower(Grant.purpose).contains(wanted, autoescape=True),
        func.lower(Grant.reference).contains(wanted, autoescape=True),
        func.lower(Grant.own_title).contains(wanted, autoescape=True),
    ]
    digits = wanted.removeprefix("g")
    if digits.isascii() and digits.isdecimal() and len(digits) <= 6:
        ways.append(col(Grant.number) == int(digits))
    return [or_(*ways)]
