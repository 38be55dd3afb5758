"""The books of all villages at or below a place, on an officer's first page.

One query a kind of thing, whatever the number of villages; the months of the picture are read for
the villages that a page shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import case, func
from sqlmodel import col

from ubudehe.audit.findings.tables import Finding
from ubudehe.audit.rules.finding import OPEN
from ubudehe.audit.rules.standing import (
    SHOW,
    Closing,
    VillageStanding,
    days_of,
    first_of,
    in_order,
    last_months,
    late_before,
    late_months,
    mark,
    named,
)
from ubudehe.audit.tables import FlagCount
from ubudehe.categories.appeals import queries as appeals
from ubudehe.language.names import fold
from ubudehe.language.paging import Paging
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules.states import EntryState, MonthState
from ubudehe.people.waiting import Asked
from ubudehe.places.queries import names_of_places
from ubudehe.places.rules import parent_of
from ubudehe.places.tables import Place
from ubudehe.places.under import span, under
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

VILLAGES = 12
"""How many villages a page shows."""
MONTHS = 12
_PATHS = {
    "late": "money/months",
    "flags": "flags",
    "findings": "findings",
    "questions": "money/months",
    "appeals": "appeals",
    "review": "money/months",
}


def _count(which: Any) -> Any:
    return func.sum(case((which, 1), else_=0))


_STATE = col(BookMonth.state)
_CLOSED: Prepared[Any] = Prepared(
    pick(
        BookMonth.village,
        func.min(BookMonth.month),
        func.max(BookMonth.month),
        _count((_STATE == MonthState.CLOSED) & (col(BookMonth.month) <= given("before"))),
        _count(_STATE == MonthState.QUESTIONED),
        _count(_STATE.in_((MonthState.SIGNED, MonthState.READ, MonthState.ANSWERED))),
    )
    .where(under(BookMonth.village))
    .group_by(BookMonth.village)
)
"""Of each village first and last closed month, and how many are unsigned late, asked, to review."""
_BEGUN: Prepared[Any] = Prepared(
    pick(Place.code, func.min(LedgerEntry.entry_date))
    .join(LedgerEntry, col(LedgerEntry.village) == Place.code)
    .where(
        under(Place.code),
        LedgerEntry.state == EntryState.POSTED,
        ~pick(BookMonth.month).where(BookMonth.village == Place.code).exists(),
    )
    .group_by(Place.code)
)
"""The first posted day of each village that has closed no month."""
_FLAGS: Prepared[Any] = Prepared(
    pick(FlagCount.village, FlagCount.day, FlagCount.first).where(under(FlagCount.village))
)
_FINDINGS: Prepared[Any] = Prepared(
    pick(Finding.village, _count(col(Finding.due) < given("today")))
    .where(under(Finding.village), col(Finding.state).in_(OPEN))
    .group_by(Finding.village)
)
_PLACES: Prepared[Any] = Prepared(
    pick(Place.code, Place.name, Place.folded).where(
        under(Place.code), Place.level == given("level")
    )
)
_STATES: Prepared[Any] = Prepared(
    pick(BookMonth.village, BookMonth.month, BookMonth.state).where(
        col(BookMonth.village).in_(listed("villages")), col(BookMonth.month) >= given("month")
    )
)


@dataclass(frozen=True)
class VillageNeed:
    """Something that waits in a village: what, how many, where it is seen, until when."""

    what: str
    count: int
    path: str
    due: date | None
    kind: str
    """Its pill: «no» what is late, «wait» what waits for somebody."""


@dataclass(frozen=True)
class VillageLine:
    """A village, what it lies in, its months on the picture and what waits there."""

    code: str
    name: str
    within: str
    marks: tuple[str, ...]
    needs: tuple[VillageNeed, ...]
    keeps_books: bool


@dataclass(frozen=True)
class Filter:
    """One of the ways to show fewer villages; `show` is empty for all of them."""

    show: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Overview:
    """All villages at or below a place in figures, and some of them by what needs attention."""

    all: int
    keeping: int
    late: int
    """How many of those that keep books have late months."""
    filters: tuple[Filter, ...]
    show: str
    asked: str
    """The name that was looked for."""
    found: int
    months: tuple[date, ...]
    villages: tuple[VillageLine, ...]
    part: Paging
    query: str
    """What stands before the number of rows to pass over in the addresses of other parts."""
    counted: date | None
    """The day as of which flags were counted last everywhere; None where some never were."""
    uncounted: int
    """In how many villages with books flags are not counted as of today."""

    @property
    def drawn(self) -> tuple[VillageLine, ...]:
        """Return the villages of this part whose months make a picture."""
        return tuple(one for one in self.villages if one.keeps_books)

    @property
    def in_time(self) -> int:
        """Return how many villages keep books without a late month."""
        return self.keeping - self.late

    @property
    def without(self) -> int:
        """Return how many villages keep no books."""
        return self.all - self.keeping


def overview(asked: Asked, show: str, name: str, start: int) -> Overview:
    """Return the books of the villages at or below a place; `show` is one of SHOW or nothing."""
    reading = _Reading(asked)
    everyone = in_order(reading.standings(), asked.today)
    show = show if show in SHOW else ""
    fitting = named(everyone, fold(name))
    found = [one for one in fitting if one.fits(show)]
    part = Paging(start, VILLAGES, len(found))
    shown = part.of(found)
    keeping = [one for one in everyone if one.keeps_books]
    days = [reading.days.get(one.code) for one in keeping]
    known = [day for day in days if day is not None]
    return Overview(
        all=len(everyone),
        keeping=len(keeping),
        late=sum(one.late > 0 for one in keeping),
        filters=tuple(_filters(fitting, show)),
        show=show,
        asked=name,
        found=len(found),
        months=days_of(last_months(asked.today, MONTHS)),
        villages=reading.lines(shown),
        part=part,
        query=_query(show, name),
        counted=min(known) if len(known) == len(days) and known else None,
        uncounted=sum(day != asked.today for day in days),
    )


def by_need(asked: Asked) -> list[VillageStanding]:
    """Return all villages at or below a place by what needs attention, as the desk shows them."""
    return in_order(_Reading(asked).standings(), asked.today)


def _filters(villages: Sequence[VillageStanding], show: str) -> Iterator[Filter]:
    """Yield the ways to show fewer of `villages`; one to none of them only where it is chosen."""
    for one in ("", *SHOW):
        count = sum(village.fits(one) for village in villages)
        if count or one in ("", show):
            yield Filter(one, count, one == show)


class _Reading:
    """What an overview is made of, by village."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.session, self.span = asked, asked.session, span(asked.place)
        self.before = late_before(asked.today, asked.country.audit.month_days)
        self.months = _by_village(_CLOSED.rows(self.session, **self.span, before=self.before))
        closed = {code: Closing(row[0], row[1]) for code, row in self.months.items()}
        self.first = {code: one.first for code, one in closed.items()} | {
            code: month
            for code, day in _BEGUN.rows(self.session, **self.span)
            if (month := first_of(day, closed.get(code))) is not None
        }
        self.closed = closed
        self.days: dict[str, date] = {}

    def standings(self) -> list[VillageStanding]:
        """Return what waits in each village."""
        session, today = self.session, self.asked.today
        level = self.asked.country.levels[-1].key
        flags = _by_village(_FLAGS.rows(session, **self.span))
        self.days = {code: row[0] for code, row in flags.items()}
        findings = _by_village(_FINDINGS.rows(session, **self.span, today=today))
        due = self._appeals()
        return [
            self._standing(code, name, folded, flags, findings, due)
            for code, name, folded in _PLACES.rows(session, **self.span, level=level)
        ]

    def lines(self, shown: Sequence[VillageStanding]) -> tuple[VillageLine, ...]:
        """Return villages as a page shows them, with the months of the picture."""
        months = last_months(self.asked.today, MONTHS)
        codes = [one.code for one in shown]
        states = {
            (village, month): state
            for village, month, state in _STATES.rows(self.session, villages=codes, month=months[0])
        }
        country = self.asked.country
        names = names_of_places(self.session, {parent_of(code, country) for code in codes})
        return tuple(
            VillageLine(
                one.code,
                one.name,
                names.get(parent_of(one.code, country), ""),
                tuple(
                    mark(
                        month,
                        states.get((one.code, month)),
                        self.first.get(one.code),
                        self.before,
                        self.asked.today,
                    )
                    for month in months
                ),
                _needs(one, self.asked.today),
                one.keeps_books,
            )
            for one in shown
        )

    def _standing(
        self,
        code: str,
        name: str,
        folded: str,
        flags: Mapping[str, Any],
        findings: Mapping[str, Any],
        due: Mapping[str, list[date]],
    ) -> VillageStanding:
        first, own = self.first.get(code), due.get(code, [])
        _, _, unsigned, questions, review = self.months.get(code, ("", "", 0, 0, 0))
        late = late_months(first, self.closed.get(code), unsigned, self.before) if first else 0
        return VillageStanding(
            code=code,
            name=name,
            folded=folded,
            keeps_books=first is not None,
            late=late,
            flags=flags[code][1] if code in flags else None,
            findings=findings[code][0] if code in findings else 0,
            questions=questions,
            appeals=len(own),
            appeal_due=min(own, default=None),
            review=review,
        )

    def _appeals(self) -> dict[str, list[date]]:
        asked = self.asked
        levels = appeals.levels_of(asked.person, asked.place, asked.today, asked.country)
        found: dict[str, list[date]] = defaultdict(list)
        for village, day in appeals.due_by_village(
            asked.session, asked.place, levels, asked.today, asked.country
        ):
            found[village].append(day)
        return found


def _by_village(rows: Iterable[Any]) -> dict[str, Any]:
    return {row[0]: tuple(row[1:]) for row in rows}


def _needs(one: VillageStanding, today: date) -> tuple[VillageNeed, ...]:
    """Return what waits in a village; what is late first."""
    due = one.appeal_due
    found = (
        ("appeals", one.appeals, due, "no" if due is not None and due < today else "wait"),
        ("late", one.late, None, "no"),
        ("findings", one.findings, None, "no"),
        ("flags", one.flags or 0, None, "wait"),
        ("questions", one.questions, None, "wait"),
        ("review", one.review, None, "off"),
    )
    return tuple(
        VillageNeed(what, count, _PATHS[what], day, kind)
        for what, count, day, kind in found
        if count
    )


def _query(show: str, name: str) -> str:
    asked = {key: value for key, value in (("show", show), ("q", name)) if value}
    return "?" + "".join(f"{urlencode({key: value})}&" for key, value in asked.items()) + "after="
