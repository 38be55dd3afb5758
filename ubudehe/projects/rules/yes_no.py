"""One project alone: yes, no, or abstain.

It is chosen if more said yes than no, and if a larger share was agreed, if yes is at least that
share of yes and no together. Who abstains (a blank ballot) is in the turnout and helps to reach the
quorum, but is on neither side of the share. Source: Robert's Rules of Order, §44 (a majority is
more than half of the votes cast, blanks and abstentions left out; a two-thirds vote likewise);
docs/voting.md.
"""

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.outcome import Outcome, Round, Why


def needed(percent: int, yes_and_no: int) -> int:
    """Return the fewest who must say yes: more than half, and at least `percent`.

    >>> needed(0, 10), needed(0, 11), needed(67, 10), needed(50, 10)
    (6, 6, 7, 6)
    """
    return max(yes_and_no // 2 + 1, -(-percent * yes_and_no // 100))


def yes_no(election: Election) -> Outcome:
    """Return what becomes of the one project of an election."""
    project, yes = election.projects[0], election.scores[0]
    why = Why.FUNDED
    if yes < 1:
        why = Why.NO_VOTES
    elif yes < needed(election.share, yes + election.against):
        why = Why.REJECTED
    elif project.cost > election.budget:
        why = Why.OVER_BUDGET
    round_ = Round(project.id, yes, project.cost, election.budget, why, "yes")
    left = election.budget - (project.cost if why is Why.FUNDED else 0)
    return Outcome("yes_no", (round_,), left)
