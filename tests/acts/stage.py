"""The stage after the demo, and short ways to do acts on it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.assemblies import actions as assemblies
from ubudehe.demo.demo import Demo
from ubudehe.households.tables import Household
from ubudehe.people.acts import Act
from ubudehe.people.desk import Person
from ubudehe.people.rules import Role
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account, RoleGrant

VILLAGE, CELL, SECTOR, DISTRICT = "22120308", "221203", "2212", "22"
SHA = "ab" * 32


class PlayBase:
    """The stage after the demo, and short ways to do acts on it."""

    def __init__(self, demo: Demo) -> None:
        self.stage = demo.stage
        self.session: Session = demo.stage.session
        self.by = self.who(Role.FACILITATOR)
        self.homes = list(
            self.session.exec(
                select(Household)
                .where(Household.village == VILLAGE, col(Household.ended).is_(None))
                .order_by(col(Household.number))
            )
        )

    def who(self, role: Role, place: str = VILLAGE) -> Person:
        """Return who holds a role."""
        held = select(RoleGrant).where(RoleGrant.role == role.value, RoleGrant.place == place)
        grant = self.session.exec(held).first()
        assert grant is not None, (role, place)
        return person_of(self.session, self.session.get_one(Account, grant.account))

    def do(self, act: Act[Any], form: Any, person: Person | None = None) -> str:
        """Do one act in the village; return the id of what it made."""
        self.stage.now += timedelta(minutes=3)
        desk_act = self.stage
        try:
            return desk_act.act(person or self.by, VILLAGE, act, form)
        except ValueError:
            return ""

    def one(self, table: Any, *which: Any) -> Any:
        """Return a row of the village that fits."""
        found = self.session.exec(select(table).where(*which)).first()
        assert found is not None, table
        return found

    def meeting(self, purpose: str = "general") -> UUID:
        """Open a meeting with quorum."""
        opened = self.do(
            assemblies.open_assembly,
            assemblies.OpenForm.model_validate(
                {"held_on": self.stage.now.date(), "where": "Ku biro", "purpose": purpose}
            ),
        )
        people = len(self.homes)
        count = assemblies.CountForm(
            assembly=UUID(opened), women=people, men=people, young=5, households=people
        )
        self.do(assemblies.count_attendance, count)
        return UUID(opened)

    def part(self, meeting: UUID) -> None:
        """Close a meeting."""
        minutes = assemblies.MinutesForm(assembly=meeting, text="Byose byemejwe.")
        self.do(assemblies.read_back_minutes, minutes)
        self.do(assemblies.close_assembly, assemblies.MeetingForm(assembly=meeting))
