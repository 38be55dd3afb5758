"""The desk: where every act is done, by whom, and when."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from ubudehe.language.dates import day_of
from ubudehe.people.office import one_office
from ubudehe.people.rules import Grant, Right, Role, grant_for, role_for
from ubudehe.places.pack import Country
from ubudehe.places.rules import level_of
from ubudehe.storage.engine import Database
from ubudehe.storage.vault import NO_KEYS, Keyring


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in: private name and account, public key, roles.

    `also` are further accounts of the same person, which came from another server.
    """

    account: UUID
    name: str
    key: str
    grants: tuple[Grant, ...]
    also: frozenset[UUID] = frozenset()

    @property
    def accounts(self) -> frozenset[UUID]:
        """Return all accounts of this person."""
        return self.also | {self.account}

    def acting(self, right: Right, place: str, day: date) -> "Person":
        """Return this person as the account that holds `right` at `place`: the record knows it."""
        found = grant_for(self.grants, right, place, day)
        if found is None or found.of is None:
            return self
        account, key = found.of
        own = self.account, self.key
        grants = tuple(
            replace(one, of=own if one.of is None else None if one.of == found.of else one.of)
            for one in self.grants
        )
        return replace(
            self, account=account, key=key, grants=grants, also=self.accounts - {account}
        )

    def role_for(self, right: Right, place: str, day: date) -> Role | None:
        """Return the role by which this person holds `right` at `place` on `day`, or None."""
        return role_for(self.grants, right, place, day)

    def may(self, right: Right, place: str, day: date) -> bool:
        """Tell whether this person holds `right` at `place` on `day`."""
        return self.role_for(right, place, day) is not None

    def level_for(self, right: Right, place: str, day: date, country: Country) -> str | None:
        """Return the level at which this person holds `right` over `place` on `day`, or None."""
        found = grant_for(self.grants, right, place, day)
        return level_of(found.place, country) if found else None

    def is_at(self, role: str, place: str, day: date) -> bool:
        """Tell whether this person is, on `day`, what `role` says, for `place`."""
        return any(
            grant.role.value == role and grant.in_force(day) and place.startswith(grant.place)
            for grant in self.grants
        )


@dataclass(frozen=True)
class Desk:
    """One act's surroundings: the open transaction, who acts, where, when, under which id."""

    session: Session
    person: Person
    place: str
    act_id: UUID
    now: datetime
    country: Country
    entropy: Callable[[int], bytes] = secrets.token_bytes
    keyring: Keyring = NO_KEYS
    """The server's own secret, and its keys that must not lie in the database."""
    tongue: str = ""
    """The language of the page on which this is written; empty where it comes from no page."""
    lent_by: UUID | None = None
    """Whose account is signed in on the phone where somebody else acts; None at one's own."""
    once_kept: list[Callable[[Database], None]] = field(default_factory=list)
    """What follows the act outside the database, once it is kept: done by the counter."""

    @property
    def today(self) -> date:
        """Return the day it is in the country."""
        return day_of(self.now, self.country.zone)

    def level(self, right: Right) -> str:
        """Return the level at which who acts holds the `right` that the act asked for."""
        found = self.person.level_for(right, self.place, self.today, self.country)
        assert found is not None, right
        return found

    def one_office(self) -> frozenset[UUID]:
        """Return the accounts that count as one person here with who acts: itself among them."""
        return one_office(self.session, self.person.account, self.place, self.today)

    def in_days(self, days: int) -> date:
        """Return the day so many days from now."""
        return self.today + timedelta(days=days)

    def at(self, act_id: UUID) -> "Desk":
        """Return the same desk with another act on it."""
        return replace(self, act_id=act_id)

    def new_id(self) -> UUID:
        """Return a fresh random id, from the desk's own source of randomness."""
        return UUID(bytes=self.entropy(16), version=4)
