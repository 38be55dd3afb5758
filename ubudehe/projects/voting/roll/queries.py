"""The roll of a vote, by isibo: who may vote, and who came."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.households.queries import adults_by_household, all_households
from ubudehe.households.rules import adults
from ubudehe.households.tables import Household
from ubudehe.households.told import tells_household
from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, Value, number
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import SignedVoters, Vote
from ubudehe.record.append import total

_ON_ROLL = N_(
    "This household is on the roll. Where households vote it has one vote; where adults vote it "
    "has %(adults)s."
)
_AT_HAND = N_(
    "%(who)s in the vote that is prepared or open now: this household has %(votes)s, and it is on "
    "the roll."
)
_OFF_ROLL = N_(
    "This household is on the roll, but no adult of it is known. Tell a facilitator before the "
    "vote if that is not so."
)


@dataclass(frozen=True)
class RollLine:
    """A household on the roll: how many of it may vote, and how many came.

    Who has voted stays on the roll, also where the household has fewer adults by now.
    """

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


def isibos(session: Session, village: str) -> tuple[str, ...]:
    """Return the names of the isibos of a village in which households are, sorted."""
    query = select(Household.isibo).where(
        Household.village == village, col(Household.ended).is_(None)
    )
    return tuple(sorted(session.exec(query.distinct())))


def electors_of(household: Household, electorate: str) -> int:
    """Return how many of a household may vote: one for it, or each of its adults."""
    if electorate == "households":
        return 1
    return adults(household.members, household.answers)


def electors_in(session: Session, village: str, electorate: str) -> int:
    """Return how many of a village may vote."""
    if electorate == "households":
        return total(session, village, "households")
    return sum(adults_by_household(session, village).values())


def roll(session: Session, village: str, vote: UUID, electorate: str) -> tuple[RollLine, ...]:
    """Return every household of a village by isibo and number, with who of it came."""
    came = {
        one.household: one
        for one in session.exec(select(SignedVoters).where(SignedVoters.vote == vote))
    }
    people = adults_by_household(session, village) if electorate == "adults" else {}
    lines = []
    for home in all_households(session, village):
        row = came.get(home.id)
        voters, helper = (row.voters, row.helper or "") if row else (0, "")
        most = max(people.get(home.id, 1), voters)
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


@tells_household
def on_the_roll(session: Session, household: Household) -> tuple[Sentence, ...]:
    """Return whether a household is on the roll, with how many electors: for its slip's code."""
    known = adults(household.members, household.answers)
    at_hand = session.exec(
        select(Vote.electorate)
        .where(
            Vote.village == household.village,
            col(Vote.state).in_((VoteState.PREPARED, VoteState.OPEN)),
            Vote.method != "hands",
        )
        .distinct()
        .order_by(Vote.electorate)
    ).all()
    said = Sentence(_ON_ROLL, {"adults": number(known)}) if known else Sentence(_OFF_ROLL)
    return (
        said,
        *(
            Sentence(
                _AT_HAND,
                {
                    "who": Value("electorate", electorate),
                    "votes": number(electors_of(household, electorate)),
                },
            )
            for electorate in at_hand
        ),
    )
