"""Sums of a place and of the places below it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, exists, func, or_
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.record.rules.suppression import SMALLEST, Coverage, Shown, read_as_shown
from ubudehe.record.tables import LogHead, Total
from ubudehe.storage.reading import pick

_OPEN = ("assemblies", "projects", "votes", "money_in", "money_out", "labour_days", "proposals")
"""Measures that count no people and are summed as they are."""


@dataclass(frozen=True)
class Sums:
    """What happened at a place. People are counted only where that points at nobody."""

    assemblies: int = 0
    projects: int = 0
    votes: int = 0
    money_in: int = 0
    money_out: int = 0
    labour_days: int = 0
    proposals: int = 0
    households: Shown | None = None
    coverage: Coverage | None = None
    villages: int = 0
    """Villages that keep a record."""
    books: int = 0
    """Of these, villages in whose books anything was ever posted."""

    @property
    def left(self) -> int:
        """Return what has come and is not spent; 0 where foreign money paid more than that."""
        return max(self.money_in - self.money_out, 0)


def sums_of(session: Session, place: str, country: Country) -> Sums:
    """Return the sums over all villages at or under a place."""
    return sums_below(session, place, len(place), country).get(place, Sums())


def sums_below(session: Session, place: str, length: int, country: Country) -> dict[str, Sums]:
    """Return the sums of the places with codes of `length` at or under `place`, by code."""
    first, end = code_range(place)
    group: Any = func.substr(Total.log, 1, length)
    inside = and_(
        col(Total.log) >= first,
        col(Total.log) < end,
        func.length(Total.log) == country.village_length,
    )
    rows = session.execute(
        pick(group, Total.measure, func.sum(Total.value))
        .where(inside, or_(col(Total.measure) != "households", col(Total.value) >= SMALLEST))
        .group_by(group, Total.measure)
    ).all()
    found: dict[str, dict[str, Any]] = {}
    for code, measure, value in rows:
        if measure in _OPEN:
            found.setdefault(code, {})[measure] = int(value)
        elif measure == "households":
            found.setdefault(code, {})[measure] = read_as_shown(value)
    for code, coverage in _coverage(session, inside, group).items():
        found.setdefault(code, {})["coverage"] = coverage
    for code, (villages, books) in villages_below(session, place, length, country).items():
        found.setdefault(code, {}).update(villages=villages, books=books)
    return {code: Sums(**sums) for code, sums in found.items()}


def _coverage(session: Session, inside: Any, group: Any) -> dict[str, Coverage]:
    """Return the coverage over the villages for which it may be published; one row per village.

    The condition is `shown_coverage` of rules/suppression.py in SQL.
    """
    value: Any = Total.value
    households: Any = func.sum(case((col(Total.measure) == "households", value), else_=0))
    classified: Any = func.sum(case((col(Total.measure) == "classified", value), else_=0))
    per_village = (
        pick(group.label("place"), households.label("households"), classified.label("classified"))
        .where(inside, col(Total.measure).in_(("households", "classified")))
        .group_by(Total.log, group)
        .subquery()
    )
    whole, part = per_village.c.households, per_village.c.classified
    rest = whole - part
    rows = session.execute(
        pick(per_village.c.place, func.sum(part), func.sum(whole))
        .where(
            whole >= SMALLEST,
            or_(part == 0, part >= SMALLEST),
            or_(rest == 0, rest >= SMALLEST),
        )
        .group_by(per_village.c.place)
    ).all()
    return {
        place: Coverage(read_as_shown(part), read_as_shown(whole)) for place, part, whole in rows
    }


def villages_below(
    session: Session, place: str, length: int, country: Country
) -> dict[str, tuple[int, int]]:
    """Return how many villages below `place` keep a record, and how many of them books, by code.

    The codes are of `length`. A village keeps books once anything was posted.
    """
    first, end = code_range(place)
    group: Any = func.substr(LogHead.log, 1, length)
    posted = exists().where(col(LedgerEntry.village) == LogHead.log, is_posted())
    rows = session.execute(
        pick(group, func.count(), func.sum(case((posted, 1), else_=0)))
        .where(
            col(LogHead.log) >= first,
            col(LogHead.log) < end,
            func.length(LogHead.log) == country.village_length,
            LogHead.size > 0,
        )
        .group_by(group)
    ).all()
    return {code: (int(count), int(books)) for code, count, books in rows}
