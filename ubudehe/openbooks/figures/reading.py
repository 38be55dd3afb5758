"""Reading figures of places: what is kept, and beside it what has come since, so never an old one.

A village whose record has grown since its figures were kept is counted anew for whoever asks. Of
those there are few, and an index finds them; where there are many, as after an upgrade, everything
is counted: slower, and as right.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from ubudehe.openbooks.figures.counting import count_figures
from ubudehe.openbooks.figures.tables import PlaceFigures
from ubudehe.openbooks.figures.villages import Villages, held
from ubudehe.openbooks.rules.figures import Figures, read_figures, renewed, together
from ubudehe.places.pack import Country
from ubudehe.places.under import span, under
from ubudehe.record.tables import LogHead
from ubudehe.storage.prepared import Prepared, given, listed

MOST_GROWN = 200
"""Villages that one page counts beside what is kept, before it counts all of them."""
NOTHING = Figures()

_GROWN = Prepared(
    select(LogHead.log)
    .where(col(LogHead.figured) != LogHead.size, held(LogHead.log, named=False))
    .limit(MOST_GROWN + 1)
)
_FIGURES = select(col(PlaceFigures.place), col(PlaceFigures.figures))
_KEPT = Prepared(_FIGURES.where(col(PlaceFigures.place).in_(listed("codes"))))
_KEPT_UNDER = Prepared(
    _FIGURES.where(col(PlaceFigures.length) == given("length"), under(PlaceFigures.place))
)


class FiguresBelow:
    """The figures of a place and of all places below it, in the transaction of the session.

    Those of budgets are only right where they are asked for.
    """

    def __init__(
        self, session: Session, place: str, country: Country, *, budgets: bool = False
    ) -> None:
        self._session, self._place, self._country = session, place, country
        self._budgets = budgets
        grown = self._grown()
        self._grown_now: dict[str, Figures] = {}
        self._kept_of_grown: dict[str, Figures] = {}
        self._every: dict[str, Figures] | None = None
        if len(grown) > MOST_GROWN or len(place) == country.village_length:
            self._every = self._count(Villages(country, place))
        elif grown:
            self._grown_now = self._count(Villages(country, codes=grown))
            self._kept_of_grown = _read(_KEPT.rows(session, codes=grown))

    def here(self) -> Figures:
        """Return the figures of the place itself."""
        return self.at(len(self._place)).get(self._place, NOTHING)

    def at(self, length: int) -> dict[str, Figures]:
        """Return those of the places with codes of `length`, by code; none without a record.

        The length is at least the place's own.
        """
        if self._every is not None:
            return self._summed(self._every, length)
        if length == self._country.village_length:
            return self._count(Villages(self._country, self._place))
        inside = span(self._place)
        found = _read(_KEPT_UNDER.rows(self._session, **inside, length=length))
        for code, some in _by_place(self._grown_now, length).items():
            before = [self._kept_of_grown[one] for one in some if one in self._kept_of_grown]
            now = [self._grown_now[one] for one in some]
            appeals = has_appeals(length, self._country)
            found[code] = renewed(found.get(code, NOTHING), before, now, appeals=appeals)
        return {code: one for code, one in found.items() if one.of("villages")}

    def _count(self, villages: Villages) -> dict[str, Figures]:
        return count_figures(self._session, villages, budgets=self._budgets)

    def _grown(self) -> list[str]:
        return _GROWN.column(self._session, Villages(self._country, self._place).asked)

    def _summed(self, villages: dict[str, Figures], length: int) -> dict[str, Figures]:
        if length == self._country.village_length:
            return villages
        return {
            code: together(
                (villages[one] for one in some), appeals=has_appeals(length, self._country)
            )
            for code, some in _by_place(villages, length).items()
        }


def _read(rows: Iterable[tuple[str, Any]]) -> dict[str, Figures]:
    return {place: read_figures(plain) for place, plain in rows}


def has_appeals(length: int, country: Country) -> bool:
    """Tell whether appeals are summed for places with codes of `length`."""
    return length >= country.length_of(country.compared_at)


def _by_place(villages: dict[str, Figures], length: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code in villages:
        found[code[:length]].append(code)
    return found
