"""The public books as a list that can be searched: each entry a row, with what lay there after it.

It costs the same number of queries however many entries there are. A payee who is not public is
not found either: whoever guesses a name learns nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, and_, case, func, or_
from sqlmodel import Session, col, select

from ubudehe.language.paging import Paging
from ubudehe.ledger.entries.conditions import waits
from ubudehe.ledger.entries.listing import EntryLine, EntryLines
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.evidence.queries import shown_receipts
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.states import EntryState
from ubudehe.ledger.words import WORDS
from ubudehe.openbooks.flags import public_flags
from ubudehe.openbooks.rules.asked_entries import WAYS, AskedEntries
from ubudehe.places.pack import Country
from ubudehe.projects.proposals.queries import ProjectLine, funded_projects
from ubudehe.storage.prepared import Prepared, as_it_is, contains, given, listed
from ubudehe.storage.reading import pick

LINES = 20
KINDS = tuple(WORDS["entry_kind"])

_THESE = EntryLines(col(LedgerEntry.id).in_(listed("ids")))
_WAITING = Prepared(
    select(func.count())
    .select_from(LedgerEntry)
    .where(LedgerEntry.village == given("village"), waits(given("today", Date)))
)


def _moved() -> Any:
    """Return all entries of a given village with what each moved, and what lay there after it."""
    moves = (
        pick(EntryPosting.entry, func.sum(EntryPosting.amount).label("by"))
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(
            LedgerEntry.village == given("village"),
            EntryPosting.currency == given("currency"),
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
        .where(LedgerEntry.village == given("village"))
        .subquery()
    )


_BOOKS = _moved().c
_FITS: dict[str, Any] = {
    "text": or_(contains(_BOOKS.what, "text"), contains(_BOOKS.payee, "text")),
    "project": _BOOKS.project == given("project"),
    "kind": _BOOKS.kind == given("kind"),
    "days": and_(_BOOKS.day >= given("first"), _BOOKS.day < given("end")),
    "in": _BOOKS.moved > 0,
    "out": _BOOKS.moved < 0,
    "flagged": _BOOKS.id.in_(listed("flagged")),
}


class _Asking(NamedTuple):
    """What asks for the entries that fit some conditions, and what all of them moved."""

    summed: Prepared[Any]
    page: Prepared[Any]
    behind: Prepared[Any]


@cache
def _asking(conditions: tuple[str, ...]) -> _Asking:
    fits = and_(_BOOKS.number > 0, *(_FITS[name] for name in conditions))
    moved, rows = _BOOKS.moved, pick(_BOOKS.id, _BOOKS.moved, _BOOKS.after).where(fits)
    return _Asking(
        Prepared(
            pick(
                func.sum(case((fits, 1), else_=0)),
                func.sum(case((and_(fits, moved > 0), moved), else_=0)),
                func.sum(case((and_(fits, moved < 0), -moved), else_=0)),
                func.min(_BOOKS.day),
                func.max(_BOOKS.day),
            )
        ),
        Prepared(
            rows.order_by(_BOOKS.day.desc(), _BOOKS.number.desc())
            .offset(given("start"))
            .limit(LINES)
        ),
        Prepared(
            rows.where(_BOOKS.number > given("number")).order_by(_BOOKS.number).limit(given("most"))
        ),
    )


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
    names, values = _conditions(asked, _flagged(session, village, country, today, asked))
    values |= {"village": village, "currency": country.currency, "start": start}
    asking = _asking(names)
    count, came, went, first, last = asking.summed.one(session, values)
    found = asking.page.rows(session, values)
    (waiting,) = _WAITING.one(session, village=village, today=today)
    return LedgerPage(
        asked=asked,
        rows=_rows(session, found, today),
        part=Paging(start, LINES, int(count or 0)),
        came=int(came or 0),
        went=int(went or 0),
        waiting=waiting,
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
    names, values = _conditions(asked, _flagged(session, village, country, today, asked))
    values |= {"village": village, "currency": country.currency, "number": number, "most": most}
    found = _asking(names).behind.rows(session, values)
    return _rows(session, found, today)


def _rows(session: Session, found: Sequence[Any], today: date) -> tuple[LedgerRow, ...]:
    ids = [row[0] for row in found]
    told = {one.id: one for one in _THESE.read(session, today, most=len(ids), ids=ids)}
    photos = shown_receipts(session, ids)
    return tuple(
        LedgerRow(told[id_], int(by), int(after) if by else None, *photos.get(id_, ("", 0)))
        for id_, by, after in found
    )


def _conditions(
    asked: AskedEntries, flagged: frozenset[UUID] | None
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the names of the conditions that are asked for, and what these are given."""
    said: dict[str, Mapping[str, Any]] = {}
    if asked.text:
        said["text"] = {"text": as_it_is(asked.text.lower())}
    if asked.project:
        said["project"] = {"project": asked.project}
    if asked.kind:
        said["kind"] = {"kind": asked.kind}
    if asked.days:
        said["days"] = dict(zip(("first", "end"), asked.days, strict=True))
    if asked.way:
        said[asked.way] = {}
    if flagged is not None:
        said["flagged"] = {"flagged": list(flagged)}
    return tuple(said), {name: value for values in said.values() for name, value in values.items()}


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
