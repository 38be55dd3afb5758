"""Comparing what is kept of places with what the rows of villages say.

The rows themselves are compared with the record by every room; so what is kept says what the record
says, or a fault is told. A village whose record has grown since is no fault: its figures are
counted anew by whoever reads them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import func
from sqlmodel import Session, col

from ubudehe.language.messages import N_
from ubudehe.openbooks.figures.counting import count_figures
from ubudehe.openbooks.figures.reading import has_appeals
from ubudehe.openbooks.figures.tables import PlaceFigures
from ubudehe.openbooks.figures.villages import Villages
from ubudehe.openbooks.rules.figures import Figures, read_figures, together
from ubudehe.places.pack import Country
from ubudehe.places.rules import parent_of
from ubudehe.record.checking import Fault
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.record.tables import LogHead
from ubudehe.storage.reading import pick

_VILLAGE = N_("The figures kept of this village are not what its record says.")
_ABOVE = N_("The figures kept of this place are not the sum of those of the places in it.")
_AT_ONCE = 500


def faults_of_figures(session: Session, country: Country) -> Iterator[Fault]:
    """Yield a fault for each place of which other figures are kept than those of its villages."""
    kept = _kept(session)
    villages = [code for code in kept if len(code) == country.village_length]
    heads = pick(LogHead.log).where(
        func.length(LogHead.log) == country.village_length,
        col(LogHead.figured) == LogHead.size,
        LogHead.size > 0,
    )
    known = sorted({*villages, *session.execute(heads).scalars()})
    for first in range(0, len(known), _AT_ONCE):
        yield from _of_villages(session, country, known[first : first + _AT_ONCE], kept)
    yield from _of_sums(country, kept)


def faults_of_village(session: Session, country: Country, code: str) -> Iterator[Fault]:
    """Yield a fault where other figures are kept of a village than its rows say."""
    yield from _of_villages(session, country, [code], _kept(session, code))


def _kept(session: Session, only: str | None = None) -> dict[str, Figures | None]:
    """Return what is kept by place; None for what nobody can read."""
    query = pick(PlaceFigures.place, PlaceFigures.figures)
    if only is not None:
        query = query.where(PlaceFigures.place == only)
    found: dict[str, Figures | None] = {}
    for place, plain in session.execute(query):
        try:
            found[place] = read_figures(plain)
        except (LookupError, TypeError, ValueError):
            found[place] = None
    return found


def _of_villages(
    session: Session, country: Country, codes: Sequence[str], kept: Mapping[str, Figures | None]
) -> Iterator[Fault]:
    query = pick(LogHead.log).where(
        col(LogHead.log).in_(codes), col(LogHead.figured) != LogHead.size
    )
    grown = set(session.execute(query).scalars())
    counted = count_figures(session, Villages(country, codes=codes))
    for code in codes:
        if code not in grown and kept.get(code) != counted.get(code):
            yield Fault(code, _VILLAGE)


def _of_sums(country: Country, kept: Mapping[str, Figures | None]) -> Iterator[Fault]:
    """Yield a fault for each place above that is not the sum of those right below."""
    parts: dict[str, list[Figures]] = defaultdict(list)
    for place, one in kept.items():
        if place and one is not None:
            parts[parent_of(place, country)].append(one)
    for place in sorted({*parts, *(one for one in kept if len(one) < country.village_length)}):
        appeals = has_appeals(len(place), country)
        if kept.get(place) != together(parts[place], appeals=appeals):
            yield Fault(place or COUNTRY, _ABOVE)
