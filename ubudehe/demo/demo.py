"""Filling an empty database with the demo."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from ubudehe.demo.calendar import TOLD
from ubudehe.demo.invented import Names
from ubudehe.demo.neighbours import NEIGHBOURS, plan_audit
from ubudehe.demo.stage import BEGINS, Stage, draw_pin
from ubudehe.demo.village import DemoCast, Story
from ubudehe.demo.villages import STORIES
from ubudehe.demo.year import Year
from ubudehe.people.desk import Person
from ubudehe.people.rules import Role
from ubudehe.places.pack import Country
from ubudehe.places.rules import ancestors
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.engine import Database
from ubudehe.storage.vault import Keyring

SEED = 2001
"""The year in which Ubudehe began; the same seed gives the same demo."""


@dataclass(frozen=True)
class DemoSignIn:
    """Somebody one can sign in as: PINs are made at random, each time anew."""

    role: str
    place: str
    name: str
    phone: str
    pin: str


class Demo:
    """The demo while it is being made."""

    def __init__(
        self, session: Session, country: Country, blobs: Blobs, seed: int, today: date = TOLD
    ) -> None:
        self.stage = Stage(session, country, seed, today)
        self.blobs = blobs
        self.names = Names(random.Random(seed))  # noqa: S311 - the same people each time
        self.sign_ins: list[DemoSignIn] = []
        self._phones = iter(range(1, 1000))
        self._first: tuple[tuple[Person, Person], DemoCast] | None = None

    def play(self, stories: Sequence[Story] = STORIES) -> None:
        """Make the people and play the years of villages, of all three if nothing else is said."""
        admins = self._administrator("f"), self._administrator("m")
        for story in stories:
            cast = self._cast(admins, story)
            Year(self.stage, story, cast, self.blobs).play()
            self._first = self._first or (admins, cast)

    def play_neighbours(self) -> None:
        """Play the neighbours of the first village, under the officers who are there."""
        assert self._first is not None  # the first village has been played
        admins, officers = self._first
        for one in NEIGHBOURS:
            self.stage.begin(BEGINS)
            village = one.story.village
            self._appoint(admins, Role.AUDITOR, village)
            cast = replace(
                officers,
                facilitator=self._appoint(admins, Role.FACILITATOR, village),
                chair=self._appoint(admins, Role.CHAIR, village),
                treasurer=self._appoint(admins, Role.TREASURER, village),
            )
            one.year(self.stage, one.story, cast, self.blobs).play()
        plan_audit(self.stage, officers.sector, NEIGHBOURS[0].story.village[:4])

    def _administrator(self, sex: str) -> Person:
        name, phone = self.names.draw(sex), self._phone()
        pin = draw_pin(phone)
        self._note("administrator", "", name, phone, pin)
        return self.stage.administrator(name, phone, pin)

    def _cast(self, admins: tuple[Person, Person], story: Story) -> DemoCast:
        over = ancestors(story.village, self.stage.country)
        self.stage.begin(BEGINS)
        self._appoint(admins, Role.DISTRICT_OFFICER, over[1])
        sector = self._appoint(admins, Role.SECTOR_OFFICER, over[2])
        self._appoint(admins, Role.DATA_PROTECTION, over[1])
        self._appoint(admins, Role.AUDITOR, story.village)
        return DemoCast(
            facilitator=self._appoint(admins, Role.FACILITATOR, story.village),
            chair=self._appoint(admins, Role.CHAIR, story.village),
            treasurer=self._appoint(admins, Role.TREASURER, story.village),
            cell=self._appoint(admins, Role.CELL_SECRETARY, over[3]),
            sector=sector,
        )

    def _appoint(self, admins: tuple[Person, Person], role: Role, place: str) -> Person:
        name, phone = self.names.draw("f" if len(self.sign_ins) % 2 else "m"), self._phone()
        person, pin = self.stage.appoint(admins, name, phone, role, place)
        self._note(role.value, place, name, phone, pin)
        return person

    def _phone(self) -> str:
        return f"+25078800{next(self._phones):04d}"

    def _note(self, role: str, place: str, name: str, phone: str, pin: str) -> None:
        self.sign_ins.append(DemoSignIn(role, place, name, phone, pin))


def fill_with_demo(
    database: Database,
    country: Country,
    blobs: Blobs,
    seed: int = SEED,
    today: date = TOLD,
    keyring: Keyring | None = None,
) -> tuple[list[DemoSignIn], set[str]]:
    """Fill an empty, migrated database; return who can sign in, and which records grew.

    The story ends on the eve of `today`. With the `keyring` of the server that will serve it, the
    first village gets neighbours in the midst of things; one holds a vote whose box it opens.
    """
    with database.write() as session:
        demo = Demo(session, country, blobs, seed, today)
        demo.play()
        if keyring is not None:
            demo.stage.keyring = keyring
            demo.play_neighbours()
    return demo.sign_ins, demo.stage.logs
