"""The public books as a list that can be searched: each entry a row, with what lay there after it.

It costs the same number of queries however many entries there are. A payee who is not public is
not found either: whoever guesses a name learns nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col

from ubudehe.language.paging import Paging
from ubudehe.ledger.entries.conditions import waits
from ubudehe.ledger.entries.listing import EntryLine, lines
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.evidence.queries import shown_receipts
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.states import EntryState
from ubudehe.ledger.words import WORDS
from ubudehe.openbooks.flags import public_flags
from ubudehe.openbooks.rules.asked_entries import WAYS, AskedEntries
from ubudehe.places.pack import Country
from ubudehe.projects.proposals.queries import ProjectLine, funded_projects
from ubudehe.storage.reading import pick

LINES = 20
KINDS = tuple(WORDS["entry_kind"])


@dataclass(frozen=True)
class LedgerRow:
    """An entry, by how much it moved what lies there, and how much lay there after it.

    Both are minor units of the country's money in the bank, as mobile money and in cash, in the
    order of days and numbers; `after` is None where an entry moved nothing. `photo` is the hash of
    its receipt, of `kilobytes`.
    """

    line: EntryLine
    moved: int
    after: int | None
    photo: str
    kilobytes: int

    @property
    def sign(self) -> str:
        """Return «+», «−» or nothing, as what lies there grew, shrank or stayed."""
        return "+" if self.moved > 0 else "−" if self.moved < 0 else ""

    @property
    def is_changed(self) -> bool:
        """Tell whether foreign money became the country's: both are said."""
        return self.line.kind == "exchange" and self.moved != 0

    @property
    def size(self) -> int:
        """Return by how much, whichever way."""
        return abs(self.moved)


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen in a list: a code that is said in people's words."""

    id: str


@dataclass(frozen=True)
class MonthChoice:
    """A month that can be chosen in a list."""

    first: date

    @property
    def id(self) -> str:
        """Return it as an address holds it."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class LedgerPage:
    """Some of the entries that fit, the newest first, with what all of them moved."""

    asked: AskedEntries
    rows: tuple[LedgerRow, ...]
    part: Paging
    came: int
    went: int
    waiting: int
    """How many of all entries wait for approval."""
    projects: tuple[ProjectLine, ...]
    kinds: tuple[Choice, ...]
    months: tuple[MonthChoice, ...]
    """In which something may be found, the newest first."""
    ways: tuple[Choice, ...]

    def way_to(self, start: int | None) -> str:
        """Return the end of the address of the rows after `start` others."""
        number = (start or 0) // LINES + 1
        if self.asked.anything:
            return f"?{self.asked.query}&after={start or 0}"
        return f"/{number}" if number > 1 else ""


def ledger_page(
    session: Session,
    village: str,
    asked: AskedEntries,
    country: Country,
    today: date,
    start: int,
) -> LedgerPage:
    """Return the entries of a village that fit, after `start` others."""
    books = _books(village, country.currency)
    fits = _conditions(books, asked, _flagged(session, village, country, today, asked))
    moved = books.c.moved
    count, came, went, first, last = session.execute(
        pick(
            func.sum(case((and_(*fits), 1), else_=0)),
            func.sum(case((and_(*fits, moved > 0), moved), else_=0)),
            func.sum(case((and_(*fits, moved < 0), -moved), else_=0)),
            func.min(books.c.day),
            func.max(books.c.day),
        )
    ).one()
    found = session.execute(
        pick(books.c.id, moved, books.c.after)
        .where(*fits)
        .order_by(books.c.day.desc(), books.c.number.desc())
        .offset(start)
        .limit(LINES)
    ).all()
    waiting = pick(func.count()).select_from(LedgerEntry)
    return LedgerPage(
        asked=asked,
        rows=_rows(session, found, today),
        part=Paging(start, LINES, int(count or 0)),
        came=int(came or 0),
        went=int(went or 0),
        waiting=int(
            session.execute(
                waiting.where(LedgerEntry.village == village, waits(today))
            ).scalar_one()
        ),
        projects=funded_projects(session, village),
        kinds=tuple(map(Choice, KINDS)),
        months=_months(first, last),
        ways=tuple(map(Choice, WAYS)),
    )


def entries_behind(
    session: Session,
    village: str,
    asked: AskedEntries,
    country: Country,
    today: date,
    number: int,
    most: int,
) -> tuple[LedgerRow, ...]:
    """Return at most so many entries that fit, in the order of numbers, behind the one of `number`.

    An entry gets the next number when it is written down: what is added comes last.
    """
    books = _books(village, country.currency)
    fits = _conditions(books, asked, _flagged(session, village, country, today, asked))
    found = session.execute(
        pick(books.c.id, books.c.moved, books.c.after)
        .where(*fits, books.c.number > number)
        .order_by(books.c.number)
        .limit(most)
    ).all()
    return _rows(session, found, today)


def _rows(session: Session, found: Sequence[Any], today: date) -> tuple[LedgerRow, ...]:
    ids = [row[0] for row in found]
    which = col(LedgerEntry.id).in_(ids)
    told = {one.id: one for one in lines(session, today, which, most=len(ids))}
    photos = shown_receipts(session, ids)
    return tuple(
        LedgerRow(told[id_], int(by), int(after) if by else None, *photos.get(id_, ("", 0)))
        for id_, by, after in found
    )


def _books(village: str, currency: str) -> Any:
    """Return all entries of a village with what each moved, and what lay there after it."""
    moves = (
        pick(EntryPosting.entry, func.sum(EntryPosting.amount).label("by"))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(
            LedgerEntry.village == village,
            EntryPosting.currency == currency,
            col(EntryPosting.account).in_(accounts.LIQUID),
        )
        .group_by(EntryPosting.entry)
        .subquery()
    )
    by = case((col(LedgerEntry.state) == EntryState.POSTED, func.coalesce(moves.c.by, 0)), else_=0)
    shown = and_(col(LedgerEntry.payee_public), ~col(LedgerEntry.payee_erased))
    order = (col(LedgerEntry.entry_date), col(LedgerEntry.number))
    return (
        pick(
            LedgerEntry.id,
            LedgerEntry.number,
            col(LedgerEntry.entry_date).label("day"),
            LedgerEntry.kind,
            LedgerEntry.project,
            LedgerEntry.state,
            func.lower(LedgerEntry.what).label("what"),
            case((shown, func.lower(func.coalesce(LedgerEntry.payee, ""))), else_="").label(
                "payee"
            ),
            by.label("moved"),
            func.sum(by).over(order_by=order).label("after"),
        )
        .outerjoin(moves, moves.c.entry == LedgerEntry.id)
        .where(LedgerEntry.village == village)
        .subquery()
    )


def _conditions(
    books: Any, asked: AskedEntries, flagged: frozenset[UUID] | None
) -> list[ColumnElement[bool]]:
    row, found = books.c, []
    if asked.text:
        wanted = asked.text.lower()
        found.append(
            or_(
                row.what.contains(wanted, autoescape=True),
                row.payee.contains(wanted, autoescape=True),
            )
        )
    if asked.project:
        found.append(row.project == asked.project)
    if asked.kind:
        found.append(row.kind == asked.kind)
    if asked.days:
        first, end = asked.days
        found.append(and_(row.day >= first, row.day < end))
    if asked.way:
        found.append(row.moved > 0 if asked.way == "in" else row.moved < 0)
    if flagged is not None:
        found.append(row.id.in_(flagged))
    return found or [row.number > 0]


def _flagged(
    session: Session, village: str, country: Country, today: date, asked: AskedEntries
) -> frozenset[UUID] | None:
    """Return the entries of all flags that everybody may see, if they are asked for."""
    if not asked.flag:
        return None
    flags = public_flags(session, village, country, today)
    return frozenset(entry for flag in flags for entry in flag.entries)


def _months(first: date | None, last: date | None) -> tuple[MonthChoice, ...]:
    found: list[MonthChoice] = []
    month = last.replace(day=1) if last else None
    while month and first and month >= first.replace(day=1):
        found.append(MonthChoice(month))
        month = (month - timedelta(days=1)).replace(day=1)
    return tuple(found)
