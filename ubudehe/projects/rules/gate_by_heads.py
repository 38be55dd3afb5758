"""Which numbers of a vote in which votes are people (marks, hands, beans) point at few of them.

Notation: a project's votes are its supporters. What is decided here rests on nothing but what is
then published, so that the decision itself tells no more than that.
"""

from ubudehe.projects.rules.election import Election, Kind
from ubudehe.projects.rules.gates import CHOSEN_FEW, OTHER_FEW, Gate
from ubudehe.projects.rules.knapsack import ballots_that_hold
from ubudehe.projects.rules.outcome import Outcome, Why
from ubudehe.projects.rules.tallying import needs
from ubudehe.projects.rules.turnout import Turnout
from ubudehe.record.rules.suppression import SMALLEST, is_few, points_at_few, shown_whole


def gate_by_heads(
    election: Election, outcome: Outcome, turnout: Turnout, most: int, electors: int | None
) -> Gate | None:
    """Return which projects' votes are hidden, and whether the turnout is; None for all of it."""
    whole = _whole(election, outcome, turnout, most) and _could_be_fewer(election, turnout)
    # Where a quorum was set, that it was reached or missed says how many voted at least or at most.
    if not whole and (
        election.quorum > max(election.supporters)
        or needs(outcome.rule) != "totals.csv"
        or _is_narrow(election, outcome, electors, most)
    ):
        return None
    hidden = frozenset(_few(election))
    if not hidden:
        return Gate(hidden, counted=whole)
    if outcome.rule != "greedy_votes" or (most == 1 and election.kind is not Kind.TOTALS):
        return None
    # A threshold of 2 to 4 says too much of 1 to 4 votes; any says something of a hidden turnout.
    threshold = max(election.least, election.threshold)
    if 1 < threshold < SMALLEST or (threshold and not whole):
        return None
    return Gate(hidden, counted=whole)


def _is_narrow(election: Election, outcome: Outcome, electors: int | None, most: int) -> bool:
    """Tell whether what is shown leaves few numbers that the voters could be."""
    votes = [one for one in election.supporters if not is_few(one)]
    each = min(most, len(election.projects))
    fewest = max(*votes, -(-sum(votes) // each)) if votes else 0
    if election.spend:
        fewest = _ballots_enough(election)
    lowest, highest = _as_the_share_says(election, outcome)
    above = [one for one in (electors, highest) if one is not None]
    return bool(above) and min(above) - max(fewest, lowest) < SMALLEST


def _as_the_share_says(election: Election, outcome: Outcome) -> tuple[int, int | None]:
    """Return the fewest and the most voters of whom each project has the share it is said to.

    A project of 5 votes that fewer than half of the voters want says that there are 11 or more;
    one that half of them want says that there are 10 at most.
    """
    lowest, highest = 0, None
    if not election.percent:
        return lowest, highest
    why = {one.id: one.why for one in outcome.rounds}
    for project, votes in zip(election.projects, election.supporters, strict=True):
        whole = 100 * votes // election.percent
        if votes and not is_few(votes) and why[project.id] is Why.BELOW_THRESHOLD:
            lowest = max(lowest, whole + 1)
        elif votes and not is_few(votes):
            highest = whole if highest is None else min(highest, whole)
    return lowest, highest


def _could_be_fewer(election: Election, turnout: Turnout) -> bool:
    """Tell whether all votes could lie on fewer ballots, where these hold what fits in a sum.

    What a ballot may cost says more of who marked what than the number of its marks.
    """
    if not election.spend:
        return True
    # Blank ballots that are few are hidden: they are taken for as many as they could be.
    blank = SMALLEST - 1 if is_few(turnout.blank) else turnout.blank
    return election.voters - blank - _ballots_enough(election) >= SMALLEST


def _ballots_enough(election: Election) -> int:
    """Return on how many ballots all votes could lie; a hidden number is taken for the largest."""
    votes = (SMALLEST - 1 if is_few(one) else one for one in election.supporters)
    costs = (project.cost for project in election.projects)
    return ballots_that_hold(tuple(zip(costs, votes, strict=True)), election.spend)


def _few(election: Election) -> list[int]:
    return [index for index, backed in enumerate(election.supporters) if is_few(backed)]


def _whole(election: Election, outcome: Outcome, turnout: Turnout, most: int) -> bool:
    """Tell whether the number of ballots counted may be shown beside the votes that are."""
    few = _few(election)
    votes = [s for index, s in enumerate(election.supporters) if index not in few]
    marked = election.voters - turnout.blank
    if shown_whole(election.voters, votes) is None or is_few(marked):
        return False
    if not is_few(turnout.blank) and any(is_few(marked - one) for one in votes):
        return False
    could = range(marked, marked + 1)
    if is_few(turnout.blank):
        could = range(election.voters - SMALLEST + 1, election.voters)
    if few:
        return _leaves_room(election, outcome, could, sum(votes), most)
    if election.kind is Kind.TOTALS:
        return most * marked - sum(votes) != 1
    likely = _could_have_marked(election, could, most)
    if needs(outcome.rule) != "totals.csv" and not _is_wide(election, likely, most):
        return False
    return len(likely) > 1 if is_few(turnout.blank) else not _marks_tell(election, marked, most)


def _is_wide(election: Election, likely: range, most: int) -> bool:
    """Tell whether much stays open of who marked what: what is chosen by ballots tells of it."""
    votes, each = sum(election.supporters), min(most, len(election.projects))
    return not likely or all(
        votes - marked >= SMALLEST and each * marked - votes >= SMALLEST for marked in likely
    )


def _could_have_marked(election: Election, could: range, most: int) -> range:
    """Return how many people could have marked anything, as the votes say."""
    votes = election.supporters
    least = max(could[0], *votes, -(-sum(votes) // min(most, len(votes))))
    return range(least, min(could[-1], sum(votes)) + 1)


def _leaves_room(
    election: Election, outcome: Outcome, marked: range, votes: int, most: int
) -> bool:
    """Tell whether the ballots leave open how many votes the hidden projects have together."""
    low = high = 0
    mixed = {election.projects[i].id in outcome.winners for i in _few(election)} == {True, False}
    for index in _few(election):
        chosen = election.projects[index].id in outcome.winners
        low += CHOSEN_FEW if mixed and chosen else OTHER_FEW
        high += OTHER_FEW + 1 if mixed and not chosen else CHOSEN_FEW + 1
    totals = election.kind is Kind.TOTALS
    fewest = 0 if totals else marked[-1] - votes
    each = most if totals else min(most, len(election.projects))
    return max(low, fewest) < min(high, each * marked[0] - votes)


def _marks_tell(election: Election, marked: int, most: int) -> bool:
    """Tell whether votes and ballots together say how many 1 to 4 people marked."""
    votes = sum(election.supporters)
    if sum(1 for one in election.supporters if one) == 2 and is_few(votes - marked):
        return True
    return points_at_few(marked, votes, min(most, len(election.projects)))
