"""What became of appeals and of households, summed so that it points at nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from ubudehe.openbooks.figures.reading import FiguresBelow
from ubudehe.openbooks.rules.figures import APPEALS, Figures
from ubudehe.places.pack import Country
from ubudehe.record.rules.suppression import Shown, added, read_as_shown, shown, shown_parts

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
    figures = FiguresBelow(session, place, country)
    per_district = figures.at(length) if len(place) <= length else {}
    cells = [
        (level, way, end)
        for level in country.appeals.levels
        for way in DIRECTIONS
        for end in OUTCOMES
    ]
    districts: list[tuple[Shown, ...]] = []
    filed: list[Shown] = []
    unshown = 0
    for _, one in sorted(per_district.items()):
        if not one.has_appeals:
            continue
        parts = [one.of(":".join((APPEALS, *cell))) for cell in cells]
        whole = one.of(APPEALS)
        # An appeal is counted at each level it went through, so the parts do not add up to it.
        told, public = shown_parts(sum(parts), parts)[1], shown(whole)
        if told is None or public is None:
            unshown += 1
            continue
        districts.append(told)
        filed.append(public)
    columns = zip(cells, zip(*districts, strict=True), strict=True) if districts else ()
    return Outcomes(
        _moves(figures.here()),
        {cell: added(column) for cell, column in columns} or None,
        added(filed),
        unshown,
        place[:length],
    )


def _moves(figures: Figures) -> tuple[Shown, Shown, Shown] | None:
    """Return the sums over the villages whose own three counts may all be shown."""
    rose, stayed, fell = (read_as_shown(figures.of(way)) for way in ("rose", "stayed", "fell"))
    return (rose, stayed, fell) if rose else None
