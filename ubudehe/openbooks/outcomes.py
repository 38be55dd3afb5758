"""What became of appeals and of households, summed so that it points at nobody."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ubudehe.openbooks.figures.reading import FiguresBelow
from ubudehe.openbooks.rules.figures import APPEALS, Figures
from ubudehe.openbooks.rules.releases import ENDS, Kind, Quarter, periods, released
from ubudehe.places.pack import Country
from ubudehe.record.rules.suppression import Settled, Shown, added, read_as_shown

DIRECTIONS = ("up", "down")


@dataclass(frozen=True)
class Outcomes:
    """Movement between rounds, and appeals by (level, direction, outcome).

    `moves` is None where it may not be shown, `appeals` where they may not; `unshown` tells of how
    many districts some period that is over is left out, because its counts point at somebody.
    """

    moves: tuple[Shown, Shown, Shown] | None
    appeals: Mapping[tuple[str, str, str], Shown] | None
    filed: Shown
    until: date | None
    """The last day that is in them; None where there are none."""
    unshown: int
    counted_at: str
    """The code of the smallest place around here whose appeals are counted."""


def outcomes(session: Session, place: str, country: Country, today: date) -> Outcomes:
    """Return what may be shown of the outcomes at and under a place."""
    length = country.length_of(country.compared_at)
    figures = FiguresBelow(session, place, country)
    per_district = figures.at(length) if len(place) <= length else {}
    kinds = [(level, way) for level in country.appeals.levels for way in DIRECTIONS]
    judged = [
        [released(period, kinds) for period in periods(quarters_of(one, kinds), today)]
        for _, one in sorted(per_district.items())
    ]
    told = [release for district in judged for release in district if release]
    cells = [(*kind, end) for kind in kinds for end in ENDS]
    return Outcomes(
        _moves(figures.here()),
        {cell: added(one.cells[cell] for one in told) for cell in cells} if told else None,
        added(one.filed for one in told),
        max((one.until for one in told), default=None),
        sum(None in district for district in judged),
        place[:length],
    )


def quarters_of(figures: Figures, kinds: Sequence[Kind]) -> Iterator[Quarter]:
    """Yield what was filed and decided in a place, by quarter.

    The names of the counts are «appeals:QUARTER» and «appeals:QUARTER:LEVEL:DIRECTION:END».
    """
    counts: dict[str, dict[tuple[str, ...], int]] = defaultdict(dict)
    for name, count in figures.counts.items():
        if name.startswith(APPEALS):
            _, quarter, *what = name.split(":")
            counts[quarter][tuple(what)] = count
    for quarter, of in counts.items():
        settled = {kind: Settled(*(of.get((*kind, end), 0) for end in ENDS)) for kind in kinds}
        yield Quarter(quarter, of.get((), 0), settled)


def _moves(figures: Figures) -> tuple[Shown, Shown, Shown] | None:
    """Return the sums over the villages whose own three counts may all be shown."""
    rose, stayed, fell = (read_as_shown(figures.of(way)) for way in ("rose", "stayed", "fell"))
    return (rose, stayed, fell) if rose else None
