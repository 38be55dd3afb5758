"""What waits for somebody: each room tells its own, a desk lists them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from ubudehe.people.desk import Person
from ubudehe.people.office import one_office
from ubudehe.people.rules import Right
from ubudehe.places.pack import Country


@dataclass(frozen=True)
class Asked:
    """Who asks what waits at a place, on which day; `place` is a code of any level."""

    session: Session
    person: Person
    place: str
    today: date
    country: Country

    def may(self, right: Right) -> bool:
        """Tell whether this person holds `right` at the place today."""
        return self.person.may(right, self.place, self.today)

    def one_office(self) -> frozenset[UUID]:
        """Return the accounts of one person with who asks: what they did waits for others."""
        return one_office(self.session, self.person.account, self.place, self.today)


@dataclass(frozen=True)
class Waiting:
    """A job that somebody must do before others can go on.

    `job` is a code that the desk has a word and an icon for, `path` is where it is done, below
    the place's own desk. `count` is how many of them wait. `due` is the last day of the most
    urgent one, where there is one.
    """

    job: str
    path: str
    count: int = 1
    due: date | None = None

    def is_late(self, today: date) -> bool:
        """Tell whether a last day has passed."""
        return self.due is not None and self.due < today


def worst_first(found: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Return jobs by their last day, those without one after them, else as they were told."""
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due or date.max)))
