"""Which numbers of a vote with points, or with projects put in an order, point at few people.

Points are no people: how many stand behind them is not published, and must stay open. A project
with p points of at most m from each of n voters has between p/m and p supporters; where that
leaves fewer than `ROOM` numbers, its points are hidden, too.
"""

from ubudehe.projects.rules.election import Election, Kind
from ubudehe.projects.rules.gates import CHOSEN_FEW, Gate
from ubudehe.projects.rules.outcome import Outcome, Why
from ubudehe.projects.rules.tallying import needs
from ubudehe.record.rules.suppression import SMALLEST, is_few

ROOM = SMALLEST
"""How many numbers of people must stay possible beside the true one."""


def gate_by_points(election: Election, outcome: Outcome, most: int) -> Gate | None:
    """Return which projects' points are hidden; None where all of the numbers have to be."""
    voters, scores = election.voters, election.scores
    if voters < SMALLEST or needs(outcome.rule) != "totals.csv":
        return None
    low = _lowest(voters, most)
    if low is None:
        return None
    hidden = frozenset(index for index, score in enumerate(scores) if 0 < score < low)
    others = [index for index, score in enumerate(scores) if score >= low]
    if hidden and outcome.rule == "greedy_votes_per_cost":
        return None
    if any(not _is_open(election, outcome, index, most) for index in others):
        return None
    each = min(most, len(scores))
    full = sum(range(most - each + 1, most + 1)) if election.kind is Kind.RANKING else most
    highest = sum(scores[index] for index in others) + len(hidden) * low
    if full * voters - highest < ROOM or highest < voters + ROOM:
        return None
    return Gate(hidden, counted=True, blank=False) if _few_stay_open(election) else None


def _lowest(voters: int, most: int) -> int | None:
    """Return the fewest points that leave open how many people gave them; None for none."""
    found = (score for score in range(SMALLEST, voters + 1) if score - -(-score // most) >= ROOM)
    return next(found, None)


def _is_open(election: Election, outcome: Outcome, index: int, most: int) -> bool:
    """Tell whether what is said of a project leaves open how many want it."""
    score, least = election.scores[index], election.least
    fewest, highest = -(-score // most), min(score, election.voters)
    why = next(one.why for one in outcome.rounds if one.id == election.projects[index].id)
    if least and why is Why.BELOW_THRESHOLD:
        highest = min(highest, least - 1)
    elif least:
        fewest = max(fewest, least)
    return highest - fewest >= ROOM


def _few_stay_open(election: Election) -> bool:
    """Tell whether the threshold says nothing of projects whose points are hidden."""
    least = max(election.least, election.threshold)
    return least <= 1 or (least > CHOSEN_FEW and not is_few(least))
