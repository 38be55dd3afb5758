"""Reading figures of places: what is kept, and beside it what has come since, so never an old one.

A village whose record has grown since its figures were kept is counted anew for whoever asks. Of
those there are few, and an index finds them; where there are many, as after an upgrade, everything
is counted: slower, and as right.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col

from ubudehe.openbooks.figures.counting import count_figures
from ubudehe.openbooks.figures.tables import PlaceFigures
from ubudehe.openbooks.figures.villages import Villages
from ubudehe.openbooks.rules.figures import Figures, read_figures, renewed, together
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.record.tables import LogHead
from ubudehe.storage.reading import pick

MOST_GROWN = 200
"""Villages that one page counts beside what is kept, before it counts all of them."""
NOTHING = Figures()


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
            self._kept_of_grown = self._kept(col(PlaceFigures.place).in_(grown))

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
        first, end = code_range(self._place)
        inside = (col(PlaceFigures.place) >= first, col(PlaceFigures.place) < end)
        found = self._kept(col(PlaceFigures.length) == length, *inside)
        for code, some in _by_place(self._grown_now, length).items():
            before = [self._kept_of_grown[one] for one in some if one in self._kept_of_grown]
            now = [self._grown_now[one] for one in some]
            appeals = has_appeals(length, self._country)
            found[code] = renewed(found.get(code, NOTHING), before, now, appeals=appeals)
        return {code: one for code, one in found.items() if one.of("villages")}

    def _count(self, villages: Villages) -> dict[str, Figures]:
        return count_figures(self._session, villages, budgets=self._budgets)

    def _grown(self) -> list[str]:
        first, end = code_range(self._place)
        query = (
            pick(LogHead.log)
            .where(col(LogHead.figured) != LogHead.size)
            .where(col(LogHead.log) >= first, col(LogHead.log) < end)
            .where(func.length(LogHead.log) == self._country.village_length)
            .limit(MOST_GROWN + 1)
        )
        return list(self._session.execute(query).scalars())

    def _kept(self, *which: Any) -> dict[str, Figures]:
        query = pick(PlaceFigures.place, PlaceFigures.figures).where(*which)
        return {place: read_figures(plain) for place, plain in self._session.execute(query)}

    def _summed(self, villages: dict[str, Figures], length: int) -> dict[str, Figures]:
        if length == self._country.village_length:
            return villages
        return {
            code: together(
                (villages[one] for one in some), appeals=has_appeals(length, self._country)
            )
            for code, some in _by_place(villages, length).items()
        }


def has_appeals(length: int, country: Country) -> bool:
    """Tell whether appeals are summed for places with codes of `length`."""
    return length >= country.length_of(country.compared_at)


def _by_place(villages: dict[str, Figures], length: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code in villages:
        found[code[:length]].append(code)
    return found
