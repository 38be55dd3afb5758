"""Finding places, and saying where they are."""

from dataclasses import dataclass

from sqlalchemy import case, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ubudehe.language.messages import N_
from ubudehe.language.names import fold
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.places.pack import Country
from ubudehe.places.rules import NotACode, ancestors, parse_code
from ubudehe.places.tables import Place

MOST_FOUND = 20


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


def search_places(session: Session, text: str, country: Country) -> tuple[PlaceLine, ...]:
    """Return places whose name or code fits `text`: at most MOST_FOUND, exact and higher first."""
    try:
        code = parse_code(text, country)
        return _lines(session, select(Place).where(Place.code == code))
    except NotACode:
        pass
    words = [fold(word) for word in text.replace(",", " ").split()]
    words = [word for word in words if word]
    if not words:
        return ()
    wanted = fold(text) if "," not in text else words[0]
    order = (
        case((col(Place.folded) == wanted, 0), (col(Place.folded).startswith(wanted), 1), else_=2),
        Place.code,
    )
    either = or_(
        col(Place.folded).contains(wanted, autoescape=True),
        col(Place.folded).contains(words[0], autoescape=True),
    )
    found = _lines(session, select(Place).where(either).order_by(*order).limit(400))
    fits = [line for line in found if _fits(line, wanted, words)]
    return tuple(fits[:MOST_FOUND])


def find_village(session: Session, text: str, country: Country, field: str) -> PlaceLine:
    """Return the village that `text` names: its code, or a name (with what it lies in).

    Refusal beside `field` where none is called so, or several are.
    """
    found = [line for line in search_places(session, text, country) if line.level == "village"]
    exact = [line for line in found if fold(line.name) == fold(text.split(",")[0])]
    fitting = exact or found
    if not fitting:
        raise Refusal(N_("No village is called so. Write its name or its code."), field)
    if len(fitting) > 1:
        raise Refusal(
            N_("Several villages are called so: write its code, such as %(code)s for %(address)s."),
            field,
            code=fitting[0].code,
            address=fitting[0].address,
        )
    return fitting[0]


def _fits(line: PlaceLine, wanted: str, words: list[str]) -> bool:
    """Tell whether the name holds what was typed, or further words name its surroundings."""
    if wanted in fold(line.name):
        return len(words) == 1 or wanted != words[0] or _named_around(line, words[1:])
    return words[0] in fold(line.name) and _named_around(line, words[1:])


def _named_around(line: PlaceLine, words: list[str]) -> bool:
    around = [fold(name) for name in line.path[1:]]
    return all(any(name.startswith(word) for name in around) for word in words)


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
