"""Sums of a place and of the places below it."""

from dataclasses import dataclass

from sqlmodel import Session

from ubudehe.openbooks.figures.counting import OPEN
from ubudehe.openbooks.figures.reading import FiguresBelow
from ubudehe.openbooks.rules.figures import Figures
from ubudehe.places.pack import Country
from ubudehe.record.rules.suppression import Coverage, Shown, read_as_shown


@dataclass(frozen=True)
class Sums:
    """What happened at a place. People are counted only where that points at nobody."""

    assemblies: int = 0
    projects: int = 0
    votes: int = 0
    money_in: int = 0
    money_out: int = 0
    labour_days: int = 0
    proposals: int = 0
    households: Shown | None = None
    coverage: Coverage | None = None
    villages: int = 0
    """Villages that keep a record."""
    books: int = 0
    """Of these, villages in whose books anything was ever posted."""

    @property
    def left(self) -> int:
        """Return what has come and is not spent; 0 where foreign money paid more than that."""
        return max(self.money_in - self.money_out, 0)


def sums_of(session: Session, place: str, country: Country) -> Sums:
    """Return the sums over all villages at or under a place."""
    return sums_from(FiguresBelow(session, place, country).here())


def sums_below(session: Session, place: str, length: int, country: Country) -> dict[str, Sums]:
    """Return the sums of the places with codes of `length` at or under `place`, by code."""
    return all_sums(FiguresBelow(session, place, country), length)


def all_sums(figures: FiguresBelow, length: int) -> dict[str, Sums]:
    """Return the sums of the places with codes of `length` below one, by code."""
    return {code: sums_from(one) for code, one in figures.at(length).items()}


def sums_from(figures: Figures) -> Sums:
    """Return figures as pages show them.

    Counts of people in them are sums of what each village publishes: where none does, there is no
    number, rather than a zero.
    """
    households, registered = figures.of("households"), figures.of("registered")
    coverage = Coverage(read_as_shown(figures.of("classified")), read_as_shown(registered))
    return Sums(
        households=read_as_shown(households) if households else None,
        coverage=coverage if registered else None,
        villages=figures.of("villages"),
        books=figures.of("books"),
        **{measure: figures.of(measure) for measure in OPEN},
    )
