"""One village of the demo: its story, its people, and how they meet and act."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from ubudehe.assemblies import actions as assemblies
from ubudehe.demo.stage import Stage
from ubudehe.people.acts import Act
from ubudehe.people.desk import Person
from ubudehe.storage.blobs import Blobs

F = TypeVar("F")


@dataclass(frozen=True)
class DemoPlan:
    """A proposal in a village's own words."""

    title: str
    plan: str
    cost: int
    labour_days: int
    symbol: str


@dataclass(frozen=True)
class DemoLine:
    """What a plan sets aside beside materials, which take the rest."""

    kind: str
    text: str
    percent: int


SHORT = (DemoLine("paid_labour", "Abafundi", 20), DemoLine("transport", "Ubwikorezi", 10))


@dataclass(frozen=True)
class Story:
    """What is particular about one village's year."""

    village: str
    homes: int
    needs: tuple[tuple[str, str], ...]
    """(text, symbol)"""
    plans: tuple[DemoPlan, ...]
    budget: int
    grant: int
    rule: str = "greedy_votes"
    second_part: int = 40
    """What has come of the second part of the grant, in percent of the whole; 40 were promised."""
    lines: tuple[DemoLine, ...] = SHORT
    """What its plans name: villages with few lines spend what they did not plan."""
    months_closed: int = 7
    """How many of the eight months with money are closed."""


@dataclass(frozen=True)
class DemoCast:
    """Who acts in a village."""

    facilitator: Person
    chair: Person
    treasurer: Person
    cell: Person
    sector: Person


class Village:
    """A village on the stage."""

    def __init__(self, stage: Stage, story: Story, cast: DemoCast, blobs: Blobs) -> None:
        self.stage, self.story, self.cast, self.blobs = stage, story, cast, blobs
        self.random = stage.random
        self.homes: list[UUID] = []

    def act(self, person: Person, act: Act[F], form: F) -> str:
        """Do one act at the village; return the id of what it made."""
        return self.stage.act(person, self.story.village, act, form)

    def meet(self, purpose: str, day: date) -> str:
        """Open a meeting with a quorum; return its id."""
        self.stage.on(day)
        by, people = self.cast.facilitator, len(self.homes)
        form = assemblies.OpenForm.model_validate(
            {"held_on": day, "where": "Ku biro by'umudugudu", "purpose": purpose}
        )
        meeting = self.act(by, assemblies.open_assembly, form)
        women, men = people * 6 // 10 + 5, people * 5 // 10 + 5
        count = assemblies.CountForm(
            assembly=UUID(meeting),
            women=women,
            men=men,
            young=people // 4 + 5,
            households=people * 8 // 10,
        )
        self.act(by, assemblies.count_attendance, count)
        return meeting

    def part(self, meeting: str, text: str) -> None:
        """Write the minutes of a meeting and close it."""
        by, id_ = self.cast.facilitator, UUID(meeting)
        minutes = assemblies.MinutesForm(assembly=id_, text=text)
        self.act(by, assemblies.read_back_minutes, minutes)
        self.act(by, assemblies.close_assembly, assemblies.MeetingForm(assembly=id_))
