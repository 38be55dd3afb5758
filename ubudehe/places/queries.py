"""Finding places, and saying where they are."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.places.finding import SLIP, places_called
from ubudehe.places.pack import Country
from ubudehe.places.rules import ancestors
from ubudehe.places.tables import Place
from ubudehe.record.tables import LogHead
from ubudehe.storage.prepared import Prepared, given, listed

MOST_FOUND = 20
_NO_PLACE = N_("There is no place with this code.")
_MOST_ASKED = 500
"""Of so many places it is asked whether they keep books."""

_ROWS = Prepared(
    select(Place.code, Place.level, Place.name, Place.parent)
    .where(or_(col(Place.code).in_(listed("codes")), col(Place.parent) == given("parent")))
    .order_by(col(Place.name))
)

_NAMES = Prepared(
    select(col(Place.code), col(Place.name)).where(col(Place.code).in_(listed("codes")))
)


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
    lines = _lines(session, [code])
    if not lines:
        raise NotFound(_NO_PLACE)
    return lines[0]


def place_view(session: Session, code: str, country: Country) -> PlaceView:
    """Return the place of `code` with its surroundings; the empty code is the whole country."""
    over = set(ancestors(code, country)) if code else set()
    lines = _lines(session, {code, *over}, lies_in=code)
    here = next((line for line in lines if line.code == code), None)
    below = tuple(line for line in lines if line.code != code and line.code not in over)
    if not code:
        whole = PlaceLine("", "country", country.name, (country.name,))
        return PlaceView(whole, (), below)
    if here is None:
        raise NotFound(_NO_PLACE)
    above = sorted((line for line in lines if line.code in over), key=lambda line: line.code)
    return PlaceView(here, tuple(above), below)


def places_of(session: Session, codes: Collection[str], country: Country) -> dict[str, PlaceLine]:
    """Return places by their codes; the empty code is the whole country."""
    return {"": PlaceLine("", "country", country.name, (country.name,))} | {
        line.code: line for line in _lines(session, codes)
    }


def names_of_places(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Return the names of places by their codes."""
    return dict(_NAMES.rows(session, codes=sorted(codes)))


def search_places(session: Session, text: str, country: Country, within: str = "") -> FoundPlaces:
    """Return the places at or below `within` that `text` may mean: best fit first, then those that
    keep books.
    """
    found = places_called(text, country)
    fits = {code: fit for code, fit in found.items() if code.startswith(within)}
    kept = _keeping_books(session, list(fits)[:_MOST_ASKED])
    order = sorted(fits, key=lambda code: (fits[code], code not in kept, len(code), code))
    shown = order[:MOST_FOUND]
    lines = {line.code: line for line in _lines(session, shown)}
    return FoundPlaces(tuple(lines[code] for code in shown if code in lines), len(order))


def _keeping_books(session: Session, codes: Sequence[str]) -> set[str]:
    """Return which of the places have a record, or a place in them has."""
    inside = (LogHead.log >= Place.code) & (LogHead.log < Place.code + "A") & (LogHead.size > 0)
    query = select(Place.code).where(
        col(Place.code).in_(codes), select(LogHead.log).where(inside).exists()
    )
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
    fitting = sorted(_lines(session, best), key=lambda line: line.code)
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


def _lines(
    session: Session, codes: Collection[str], lies_in: str | None = None
) -> tuple[PlaceLine, ...]:
    """Return the places of `codes` and those directly in `lies_in`, by their names."""
    wanted = set(codes)
    over = {code[:length] for code in (*codes, lies_in or "") for length in range(1, len(code) + 1)}
    found = _ROWS.rows(session, codes=sorted(over), parent=lies_in)
    names = {code: name for code, _level, name, _parent in found}
    return tuple(
        PlaceLine(
            code,
            level,
            name,
            tuple(names[up] for up in _upwards(code) if up in names),
        )
        for code, level, name, parent in found
        if code in wanted or parent == lies_in
    )


def _upwards(code: str) -> Iterator[str]:
    return (code[:length] for length in range(len(code), 0, -1))
