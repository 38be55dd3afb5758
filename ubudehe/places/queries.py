"""Finding places, and saying where they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.places.finding import SLIP, places_called
from ubudehe.places.pack import Country
from ubudehe.places.rules import ancestors
from ubudehe.places.tables import Place
from ubudehe.record.tables import LogHead

MOST_FOUND = 20
_MOST_ASKED = 500
"""Of so many places it is asked whether they keep books."""


@dataclass(frozen=True)
class PlaceLine:
    """A place as people name it. `path` goes from the place itself up, as one writes an address."""

    code: str
    level: str
    name: str
    path: tuple[str, ...]

    @property
    def address(self) -> str:
        """Return the place with all it lies in, such as «Rugano, Bisate, Kinigi, Musanze»."""
        return ", ".join(self.path)


@dataclass(frozen=True)
class PlaceView:
    """A place, what it lies in (outermost first) and what lies in it."""

    place: PlaceLine
    above: tuple[PlaceLine, ...]
    below: tuple[PlaceLine, ...]


@dataclass(frozen=True)
class FoundPlaces:
    """The first of the places that were found, and how many there are in all."""

    lines: tuple[PlaceLine, ...]
    found: int

    @property
    def is_cut(self) -> bool:
        """Tell whether more were found than are shown."""
        return len(self.lines) < self.found


def find_place(session: Session, code: str) -> PlaceLine:
    """Return the place of `code`; NotFound where there is none."""
    lines = _lines(session, select(Place).where(Place.code == code))
    if not lines:
        raise NotFound(N_("There is no place with this code."))
    return lines[0]


def place_view(session: Session, code: str, country: Country) -> PlaceView:
    """Return the place of `code` with its surroundings; the empty code is the whole country."""
    below = _lines(session, select(Place).where(Place.parent == code).order_by(Place.name))
    if not code:
        whole = PlaceLine("", "country", country.name, (country.name,))
        return PlaceView(whole, (), below)
    place = find_place(session, code)
    over = ancestors(code, country)
    above = _lines(session, select(Place).where(col(Place.code).in_(over)).order_by(Place.code))
    return PlaceView(place, above, below)


def places_of(session: Session, codes: Collection[str], country: Country) -> dict[str, PlaceLine]:
    """Return places by their codes; the empty code is the whole country."""
    found = _lines(session, select(Place).where(_one_of(list(codes))))
    return {"": PlaceLine("", "country", country.name, (country.name,))} | {
        line.code: line for line in found
    }


def search_places(session: Session, text: str, country: Country, within: str = "") -> FoundPlaces:
    """Return the places at or below `within` that `text` may mean: best fit first, then those that
    keep books.
    """
    found = places_called(text, country)
    fits = {code: fit for code, fit in found.items() if code.startswith(within)}
    kept = _keeping_books(session, list(fits)[:_MOST_ASKED])
    order = sorted(fits, key=lambda code: (fits[code], code not in kept, len(code), code))
    shown = order[:MOST_FOUND]
    lines = {line.code: line for line in _lines(session, select(Place).where(_one_of(shown)))}
    return FoundPlaces(tuple(lines[code] for code in shown if code in lines), len(order))


def _one_of(codes: Sequence[str]) -> ColumnElement[bool]:
    return col(Place.code).in_(codes)


def _keeping_books(session: Session, codes: Sequence[str]) -> set[str]:
    """Return which of the places have a record, or a place in them has."""
    inside = (LogHead.log >= Place.code) & (LogHead.log < Place.code + "A") & (LogHead.size > 0)
    query = select(Place.code).where(_one_of(codes), select(LogHead.log).where(inside).exists())
    return set(session.exec(query).all())


def find_village(session: Session, text: str, country: Country, field: str) -> PlaceLine:
    """Return the village that `text` names: its code, or a name (with what it lies in).

    Refusal beside `field` where none is called so, or several are.
    """
    fits = {
        code: fit
        for code, fit in places_called(text, country).items()
        if len(code) == country.village_length
    }
    best = [code for code, fit in fits.items() if fit == min(fits.values())][:MOST_FOUND]
    fitting = _lines(session, select(Place).where(_one_of(best)).order_by(Place.code))
    if not fitting:
        raise Refusal(N_("No village is called so. Write its name or its code."), field)
    if fits[best[0]] == SLIP:
        raise Refusal(
            N_("No village is called so. If %(address)s is meant, write its code: %(code)s."),
            field,
            code=fitting[0].code,
            address=fitting[0].address,
        )
    if len(fitting) > 1:
        raise Refusal(
            N_("Several villages are called so: write its code, such as %(code)s for %(address)s."),
            field,
            code=fitting[0].code,
            address=fitting[0].address,
        )
    return fitting[0]


def _lines(session: Session, query: SelectOfScalar[Place]) -> tuple[PlaceLine, ...]:
    places = session.exec(query).all()
    codes = {place.code[:length] for place in places for length in range(1, len(place.code) + 1)}
    names = _names(session, codes)
    return tuple(
        PlaceLine(
            place.code,
            place.level,
            place.name,
            tuple(
                names[place.code[:length]]
                for length in range(len(place.code), 0, -1)
                if place.code[:length] in names
            ),
        )
        for place in places
    )


def _names(session: Session, codes: set[str]) -> dict[str, str]:
    rows = session.exec(select(Place.code, Place.name).where(col(Place.code).in_(codes))).all()
    return dict(rows)
