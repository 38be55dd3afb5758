"""The stage of a demo: one clock, one source of chance, and people who act one after the other."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, select

from ubudehe.demo.calendar import TOLD, Calendar
from ubudehe.people.actions import GiveRoleForm, create_account, give_role, grant_role
from ubudehe.people.acts import Act
from ubudehe.people.desk import Desk, Person
from ubudehe.people.hashing import Hashing
from ubudehe.people.pins import is_weak_pin
from ubudehe.people.rules import Role
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.places.pack import Country
from ubudehe.storage.vault import Keyring, MemoryVault

F = TypeVar("F")
BEGINS = date(2025, 6, 2)
"""The day of the story on which people get their roles."""


def draw_pin(phone: str) -> str:
    """Return eight digits drawn by chance that nobody would guess."""
    while is_weak_pin(pin := f"{secrets.randbelow(10**8):08d}", phone):
        pass
    return pin


TONGUE = "rw"
"""The language in which the people of the demo write."""


class Stage:
    """Runs acts in the order of a calendar, each under a fresh id, all from one seed."""

    def __init__(self, session: Session, country: Country, seed: int, today: date = TOLD) -> None:
        self.session = session
        self.country = country
        self.random = Random(seed)  # noqa: S311 - a demo must come out the same each time
        self.calendar = Calendar(today)
        self.begin(BEGINS)
        self.logs: set[str] = set()
        self.keyring = Keyring(self.random.randbytes(32), MemoryVault())

    def day(self, told: date) -> date:
        """Return the day on which that happens which the story tells of the day `told`."""
        return self.calendar.day(told)

    def lately(self, days: int) -> date:
        """Return the day that lies `days` before the last one."""
        return self.calendar.eve - timedelta(days=days)

    def begin(self, told: date) -> None:
        """Put the clock back to the morning of the day `told`, for another place's story."""
        self.now = datetime.combine(self.day(told), time(7, 0), UTC)

    def on(self, day: date) -> None:
        """Move the clock on to the morning of `day`, unless it is that day already."""
        self.now = max(self.now, datetime.combine(day, time(7, 0), UTC))

    def desk(self, person: Person, place: str) -> Desk:
        """Return the desk of `person` at `place`, some minutes later than before."""
        self.now += timedelta(seconds=self.random.randrange(40, 300))
        self.logs.add(place)
        return Desk(
            self.session,
            person,
            place,
            act_id=self.random_id(),
            now=self.now,
            country=self.country,
            entropy=self.random.randbytes,
            keyring=self.keyring,
            tongue=TONGUE,
        )

    def act(self, person: Person, place: str, act: Act[F], form: F) -> str:
        """Do one act and return the id of what it made."""
        return act(self.desk(person, place), form).made

    @contextmanager
    def aside(self, of: str) -> Iterator[None]:
        """Draw from a source of chance of its own, so that what the story draws stays the same."""
        kept, self.random = self.random, Random(of)  # noqa: S311 - the same each time
        try:
            yield
        finally:
            self.random = kept

    def random_id(self) -> UUID:
        """Return an id drawn from the seed."""
        return UUID(bytes=self.random.randbytes(16), version=4)

    def administrator(self, name: str, phone: str, pin: str) -> Person:
        """Make the administrator of the whole country, as the operator does from the shell."""
        key = self.random.randbytes(4).hex()
        account = create_account(self.session, name, phone, Hashing().hash(pin), self.now, key)
        give_role(self.session, account, Role.ADMINISTRATOR, "", self.now.date())
        return person_of(self.session, account)

    def appoint(
        self, admins: tuple[Person, Person], name: str, phone: str, role: Role, place: str
    ) -> tuple[Person, str]:
        """Let two administrators give somebody a role; return the person and a PIN.

        The demo chooses the PIN for them, in place of a sealed slip.
        """
        admin, second = admins
        form = GiveRoleForm.model_validate(
            {"name": name, "phone": phone, "role": role, "second": second.account}
        )
        self.act(admin, place, grant_role, form)
        account = self.session.exec(select(Account).where(Account.phone == form.phone)).one()
        pin = draw_pin(form.phone)
        account.pin_hash, account.pin_is_new = Hashing().hash(pin), False
        self.session.flush()
        return person_of(self.session, account), pin
