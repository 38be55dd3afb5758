"""What became of appeals and of households, summed so that it points at nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col

from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.record.rules.suppression import Shown, added, shown, shown_moves, shown_parts
from ubudehe.record.tables import Total
from ubudehe.storage.reading import pick

DIRECTIONS = ("up", "down")
OUTCOMES = ("upheld", "rejected", "returned", "silent")


@dataclass(frozen=True)
class Outcomes:
    """Movement between rounds, and appeals by (level, direction, outcome).

    `moves` is None where it may not be shown, `appeals` where they may not; `unshown` tells how
    many districts were left out of a sum because a count in them is below five.
    """

    moves: tuple[Shown, Shown, Shown] | None
    appeals: Mapping[tuple[str, str, str], Shown] | None
    filed: Shown
    unshown: int
    counted_at: str
    """The code of the smallest place around here whose appeals are counted."""


def outcomes(session: Session, place: str, country: Country) -> Outcomes:
    """Return what may be shown of the outcomes at and under a place."""
    length = country.length_of(country.compared_at)
    per_district = _appeals(session, place, length) if len(place) <= length else {}
    cells = [
        (level, way, end)
        for level in country.appeals.levels
        for way in DIRECTIONS
        for end in OUTCOMES
    ]
    districts: list[tuple[Shown, ...]] = []
    filed: list[Shown] = []
    unshown = 0
    for counts in per_district.values():
        parts = [counts.get(":".join(("appeals", *cell)), 0) for cell in cells]
        whole = counts.get("appeals", 0)
        # An appeal is counted at each level it went through, so the parts do not add up to it.
        told, public = shown_parts(sum(parts), parts)[1], shown(whole)
        if told is None or public is None:
            unshown += 1
            continue
        districts.append(told)
        filed.append(public)
    columns = zip(cells, zip(*districts, strict=True), strict=True) if districts else ()
    return Outcomes(
        _moves(session, place, country),
        {cell: added(column) for cell, column in columns} or None,
        added(filed),
        unshown,
        place[:length],
    )


def _appeals(session: Session, place: str, length: int) -> dict[str, dict[str, int]]:
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


def _moves(session: Session, place: str, country: Country) -> tuple[Shown, Shown, Shown] | None:
    """Return the sums over the villages under `place` whose own three counts may all be shown."""
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
    rose, stayed, fell = (added(column) for column in zip(*told, strict=True))
    return rose, stayed, fell
