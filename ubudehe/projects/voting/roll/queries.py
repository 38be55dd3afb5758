"""The roll of a vote, by isibo."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, select

from ubudehe.households.queries import all_households
from ubudehe.projects.voting.tables import SignedVoters


@dataclass(frozen=True)
class RollLine:
    """A household on the roll: how many of it may vote, and how many came."""

    household: UUID
    number: int
    isibo: str
    head: str
    most: int
    came: int
    helper: str


@dataclass(frozen=True)
class IsiboLine:
    """An isibo on the roll."""

    name: str
    households: int
    came: int


def roll(session: Session, village: str, vote: UUID, electorate: str) -> tuple[RollLine, ...]:
    """Return every household of a village by isibo and number, with who of it came."""
    came = {
        one.household: one
        for one in session.exec(select(SignedVoters).where(SignedVoters.vote == vote))
    }
    lines = []
    for home in all_households(session, village):
        row = came.get(home.id)
        most = 1 if electorate == "households" else home.members
        voters, helper = (row.voters, row.helper or "") if row else (0, "")
        lines.append(RollLine(home.id, home.number, home.isibo, home.head, most, voters, helper))
    return tuple(lines)


def by_isibo(lines: tuple[RollLine, ...]) -> tuple[IsiboLine, ...]:
    """Return how many came of each isibo."""
    found: dict[str, list[int]] = {}
    for line in lines:
        sums = found.setdefault(line.isibo, [0, 0])
        sums[0] += 1
        sums[1] += line.came
    return tuple(IsiboLine(name, *sums) for name, sums in found.items())
