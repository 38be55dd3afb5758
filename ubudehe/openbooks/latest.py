"""The villages at or below a place in which something happened last, and where books are kept."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.openbooks.figures.reading import FiguresBelow
from ubudehe.openbooks.news import TOLD
from ubudehe.openbooks.rules.figures import DAYS
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, names_of_places
from ubudehe.places.tables import Place
from ubudehe.record.tables import Act
from ubudehe.storage.prepared import Prepared, listed
from ubudehe.storage.reading import pick

_one = aliased(Act)
_LAST: Any = (
    pick(_one.idx)
    .where(col(_one.log) == Place.code, col(_one.type).in_(sorted(TOLD)))
    .order_by(col(_one.idx).desc())
    .limit(1)
    .scalar_subquery()
)
_LAST_ACTS: Prepared[Any] = Prepared(
    pick(Place.code, Place.name, Act.type, Act.subject, Act.at)
    .outerjoin(Act, and_(col(Act.log) == Place.code, col(Act.idx) == _LAST))
    .where(col(Place.code).in_(listed("villages")))
)
_BELOW = Prepared(
    select(col(Place.code), col(Place.name))
    .where(col(Place.parent).in_(listed("places")))
    .order_by(col(Place.name))
)


@dataclass(frozen=True)
class LatestVillage:
    """A village, and the last thing that everybody may hear of: its message, its page, its day."""

    place: PlaceLine
    said: str | None
    path: str
    at: datetime | None


@dataclass(frozen=True)
class LatestVillages:
    """Those where something was written last, and in how many something was in seven days."""

    villages: tuple[LatestVillage, ...]
    lately: int


@dataclass(frozen=True)
class TilePlaces:
    """Villages with books by place of one level. `tiles` are (short name, column, row, number)."""

    level: str
    rows: tuple[tuple[PlaceLine, int], ...]
    tiles: tuple[tuple[str, int, int, int], ...]
    villages: int

    @property
    def some(self) -> int:
        """Return at how many of the places any village keeps books."""
        return sum(number > 0 for _, number in self.rows)

    @property
    def kept(self) -> tuple[tuple[PlaceLine, int], ...]:
        """Return the places where villages keep books, those with most of them first."""
        some = [row for row in self.rows if row[1]]
        return tuple(sorted(some, key=lambda row: (-row[1], row[0].name)))


def latest_villages(
    session: Session, figures: FiguresBelow, country: Country, today: date
) -> LatestVillages:
    """Return the villages where something happened last, and what that was."""
    here = figures.here()
    rows = _LAST_ACTS.rows(session, villages=[code for _, code in here.latest])
    found = {row[0]: row for row in rows}
    shown = [found[code] for _, code in here.latest if code in found]
    paths = _paths(session, list(found), country)
    return LatestVillages(
        tuple(
            _village(PlaceLine(code, "village", name, (name, *paths[code])), type_, subject, at)
            for code, name, type_, subject, at in shown
        ),
        here.since((today - timedelta(days=DAYS - 1)).isoformat()),
    )


def _village(place: PlaceLine, type_: str | None, subject: str | None, at: Any) -> LatestVillage:
    said, path = TOLD[type_] if type_ else (None, "")
    return LatestVillage(place, said, path.format(subject=subject or "", code=place.code), at)


def _paths(session: Session, codes: list[str], country: Country) -> dict[str, tuple[str, ...]]:
    """Return the names of what each village lies in, the nearest first."""
    lengths = [level.code_length for level in reversed(country.levels[:-1])]
    names = names_of_places(session, {code[:length] for code in codes for length in lengths})
    return {
        code: tuple(names[code[:length]] for length in lengths if code[:length] in names)
        for code in codes
    }


def tile_places(session: Session, figures: FiguresBelow, country: Country) -> TilePlaces:
    """Return in which places of the mapped level villages keep books; squares if the pack has."""
    length = country.mapped_length
    kept = {code: one.of("books") for code, one in figures.at(length).items()}
    level = next(one.key for one in country.levels if one.code_length == length)
    rows: list[tuple[str, str]] = [("", "")]
    while rows and len(rows[0][0]) < length:
        rows = _BELOW.rows(session, places=[code for code, _ in rows])
    return TilePlaces(
        level,
        tuple((PlaceLine(code, level, name, (name,)), kept.get(code, 0)) for code, name in rows),
        tuple((one.short, one.column, one.row, kept.get(one.code, 0)) for one in country.tiles),
        sum(kept.values()),
    )
