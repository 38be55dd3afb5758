"""The villages of a place whose open data somebody asks for, and what each of them tells."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from ubudehe.openbooks.data.reading import facts_of, names_of, villages_below
from ubudehe.openbooks.rules.open_data.facts import DataPublisher, VillageFacts
from ubudehe.places.pack import Country
from ubudehe.record.heads import Heads
from ubudehe.record.queries import record_sizes
from ubudehe.storage.engine import Database


@dataclass(frozen=True)
class Gathering:
    """A place with its villages that keep a record; `code` is empty for the country."""

    database: Database
    heads: Heads
    country: Country
    publisher: DataPublisher
    now: datetime
    code: str

    @property
    def today(self) -> date:
        """Return the day it is in the country."""
        return self.now.astimezone(self.country.zone).date()

    @cached_property
    def villages(self) -> tuple[str, ...]:
        """Return the codes of the villages, in their order."""
        with self.database.read() as session:
            return villages_below(session, self.code, self.country)

    @property
    def title(self) -> str:
        """Return the place with all above it, or the country."""
        with self.database.read() as session:
            names = names_of(session, self.code, self.country) if self.code else ()
        return ", ".join(names) or self.country.name

    def facts(self) -> Iterator[VillageFacts]:
        """Yield each village's facts, from a short transaction of its own."""
        for code in self.villages:
            head = self.heads.last_signed(code)
            with self.database.read() as session:
                yield facts_of(
                    session,
                    code,
                    self.heads.origin(code),
                    head.checkpoint if head else None,
                    self.country,
                    self.today,
                )

    def etag(self, address: str) -> str:
        """Return what tells one answer at an address from the next: records grow, days pass."""
        with self.database.read() as session:
            sizes = record_sizes(session)
        grown = [(code, sizes.get(code, 0)) for code in self.villages]
        said = f"{address} {self.today} {grown}"
        return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'
