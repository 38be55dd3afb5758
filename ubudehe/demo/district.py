"""A district's load: many villages' years from one seed, by the acts of the demo.

Each village is one transaction, so that whoever is interrupted goes on after the last whole one.
Villages differ in households, projects, how long they close months, and in findings.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.audit.findings.actions import answer_finding, raise_finding
from ubudehe.audit.findings.forms import FindingAnswerForm, RaiseForm
from ubudehe.demo.choosing import choose_projects
from ubudehe.demo.invented import Names
from ubudehe.demo.money import BUYER, DemoMoney
from ubudehe.demo.stage import Stage, draw_pin
from ubudehe.demo.village import DemoCast
from ubudehe.demo.villages import STORIES
from ubudehe.demo.year import Year
from ubudehe.ledger.rules.months import month_of
from ubudehe.people.desk import Person
from ubudehe.people.rules import Role
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.places.pack import Country
from ubudehe.places.rules import ancestors
from ubudehe.places.tables import Place
from ubudehe.record.tables import LogHead
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.engine import Database

_ALL = 7
_CLOSED = (3, 5, _ALL, _ALL, _ALL, _ALL)
"""How many months of its books a village closes: most of them all."""


class _Year(Year):
    """A year as one of many villages has it."""

    def play(self) -> None:
        """Play it, and raise a finding in every third village."""
        self.register()
        self.categorise()
        money = DemoMoney(self, choose_projects(self))
        closed = self.random.choice(_CLOSED)
        self.story = replace(self.story, months_closed=closed)
        money.play()
        if closed == _ALL:
            self.account()
        if self.random.randrange(3) == 0:
            self._find(month_of(money.days[closed - 1]))

    def _find(self, month: str) -> None:
        self.stage.on(self.stage.day(date(2026, 6, 8)))
        form = RaiseForm.model_validate(
            {
                "about": f"month:{month}",
                "addressee": "treasurer",
                "days": self.random.choice((3, 14)),
                "text": "Inyemezabuguzi ntizuzuye.",
            }
        )
        made = UUID(self.act(self.cast.cell, raise_finding, form))
        if self.random.randrange(2):
            told = FindingAnswerForm(finding=made, text="Zarabonetse, ziri mu biro.")
            self.act(self.cast.treasurer, answer_finding, told)


def villages_of(session: Session, place: str, country: Country, most: int) -> list[tuple[int, str]]:
    """Return the first villages of a place (all: «»), at most so many, by code.

    With each comes how manieth it is in the country.
    """
    query = select(Place.code).where(Place.level == country.levels[-1].key)
    every = enumerate(session.exec(query.order_by(col(Place.code))))
    return [(number, code) for number, code in every if code.startswith(place)][:most]


def play_district(
    database: Database,
    country: Country,
    blobs: Blobs,
    villages: list[tuple[int, str]],
    seed: int,
    homes: int | None = None,
) -> Iterator[tuple[str, set[str]]]:
    """Play the year of each village that has no record yet; yield it with the records that grew.

    Each has so many households, 8 to 14 where nothing is said.
    """
    for number, code in villages:
        with database.write() as session:
            if session.get(LogHead, code) is not None:
                continue
            stage = Stage(session, country, Random(f"{seed}/{code}").getrandbits(64))  # noqa: S311
            cast = _Casting(stage, number).cast(code)
            story = replace(
                STORIES[stage.random.randrange(len(STORIES))],
                village=code,
                homes=homes or stage.random.randrange(8, 15),
            )
            _Year(stage, story, cast, blobs).play()
        yield code, stage.logs


class _Casting:
    """Finds or appoints who acts in a village and above it; phones tell who is who."""

    def __init__(self, stage: Stage, number: int) -> None:
        self.stage, self.number = stage, number
        self.names = Names(stage.random)

    def cast(self, village: str) -> DemoCast:
        """Return the people of a village, with the officers above it."""
        self.admins = self._administrator(1), self._administrator(2)
        _, district, sector, cell = ancestors(village, self.stage.country)
        self._officer(Role.DISTRICT_OFFICER, district)
        return DemoCast(
            facilitator=self._own(Role.FACILITATOR, village, 1),
            chair=self._own(Role.CHAIR, village, 2),
            treasurer=self._own(Role.TREASURER, village, 3),
            sector=self._officer(Role.SECTOR_OFFICER, sector),
            cell=self._officer(Role.CELL_SECRETARY, cell),
        )

    def _administrator(self, which: int) -> Person:
        phone = f"+25072000000{which}"
        return self._found(phone) or self.stage.administrator(
            self._name("f"), phone, draw_pin(phone)
        )

    def _own(self, role: Role, village: str, which: int) -> Person:
        return self._appointed(f"+25073{self.number:06d}{which}", role, village)

    def _officer(self, role: Role, place: str) -> Person:
        return self._appointed(f"+25072{place:0<6}9", role, place)

    def _appointed(self, phone: str, role: Role, place: str) -> Person:
        found = self._found(phone)
        if found is not None:
            return found
        return self.stage.appoint(self.admins, self._name("m"), phone, role, place)[0]

    def _name(self, sex: str) -> str:
        """Return a name that shares no word with the one who is paid."""
        paid = set(BUYER.casefold().split())
        while paid & set((name := self.names.draw(sex)).casefold().split()):
            pass
        return name

    def _found(self, phone: str) -> Person | None:
        account = self.stage.session.exec(select(Account).where(Account.phone == phone)).first()
        return None if account is None else person_of(self.stage.session, account)
