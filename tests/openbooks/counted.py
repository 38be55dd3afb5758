"""Figures of places counted over the rows of all villages: slow, and by other ways than the app's.

What is kept is compared with this.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, or_
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.openbooks.sums import Sums
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.record.rules.suppression import SMALLEST, Coverage, read_as_shown, shown_moves
from ubudehe.record.tables import LogHead, Total
from ubudehe.storage.reading import pick

_OPEN = ("assemblies", "projects", "votes", "money_in", "money_out", "labour_days", "proposals")


def counted_sums(session: Session, place: str, length: int, country: Country) -> dict[str, Sums]:
    """Return the sums of the places with codes of `length` at or under a place, by code."""
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
    for code, (villages, books) in _villages_below(session, place, length, country).items():
        found.setdefault(code, {}).update(villages=villages, books=books)
    return {code: Sums(**sums) for code, sums in found.items()}


def _coverage(session: Session, inside: Any, group: Any) -> dict[str, Coverage]:
    """Return the coverage over the villages for which it may be published; one row per village.

    The condition is `shown_coverage` of rules/suppression.py in SQL.
    """
    value: Any = Total.value
    households: Any = func.sum(case((col(Total.measure) == "listed_of", value), else_=0))
    classified: Any = func.sum(case((col(Total.measure) == "listed", value), else_=0))
    per_village = (
        pick(group.label("place"), households.label("households"), classified.label("classified"))
        .where(inside, col(Total.measure).in_(("listed", "listed_of")))
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


def _villages_below(
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


def counted_appeals(session: Session, place: str, length: int) -> dict[str, dict[str, int]]:
    """Return the counts of appeals of the places with codes of `length`, by code and measure."""
    first, end = code_range(place)
    group: Any = func.substr(Total.log, 1, length)
    rows = session.execute(
        pick(group, Total.measure, func.sum(Total.value))
        .where(Total.log >= first, Total.log < end, col(Total.measure).startswith("appeals"))
        .group_by(group, Total.measure)
    ).all()
    found: dict[str, dict[str, int]] = {}
    for district, measure, value in rows:
        found.setdefault(district, {})[measure] = int(value)
    return found


def counted_moves(session: Session, place: str, country: Country) -> tuple[int, int, int] | None:
    """Return the sums over the villages under a place whose own three counts may be shown."""
    first, end = code_range(place)
    rows = session.execute(
        pick(Total.log, Total.measure, Total.value).where(
            Total.log >= first,
            Total.log < end,
            func.length(Total.log) == country.village_length,
            col(Total.measure).in_(("rose", "stayed", "fell")),
        )
    ).all()
    villages: dict[str, dict[str, int]] = {}
    for log, measure, value in rows:
        villages.setdefault(log, {})[measure] = value
    told = [
        moves
        for one in villages.values()
        if (moves := shown_moves(one.get("rose", 0), one.get("stayed", 0), one.get("fell", 0)))
    ]
    if not told:
        return None
    rose, stayed, fell = (sum(column) for column in zip(*told, strict=True))
    return rose, stayed, fell


def counted_latest(
    session: Session, place: str, country: Country, today: date
) -> tuple[list[str], int]:
    """Return the six villages that wrote last, and how many wrote in the last seven days."""
    first, end = code_range(place)
    inside = and_(
        col(LogHead.log) >= first,
        col(LogHead.log) < end,
        func.length(LogHead.log) == country.village_length,
        col(LogHead.size) > 0,
    )
    newest = (
        pick(LogHead.log)
        .where(inside)
        .order_by(col(LogHead.changed).desc(), col(LogHead.log))
        .limit(6)
    )
    midnight = datetime.combine(today - timedelta(days=6), time(), country.zone)
    since = LogHead.changed >= int(midnight.timestamp()) * 1000
    lately = pick(func.count()).select_from(LogHead).where(inside, since)
    return list(session.execute(newest).scalars()), int(session.execute(lately).scalar_one())
