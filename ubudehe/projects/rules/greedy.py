"""Going down a list of projects and funding what fits: «most votes first» and its relatives.

Fund a project if it fits in what is left, else pass it over and go on. Ties: the cheaper first,
then more votes, then the place in a lot drawn before the count. Needs only totals. Source:
docs/voting.md; the rule of most participatory budgets in Pabulib.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.outcome import Outcome, Round, Why, not_admissible, rivals


def greedy_votes(election: Election) -> Outcome:
    """Return the outcome of «most votes first, as far as the money reaches»."""
    return go_down(election, "greedy_votes", "votes", lambda index: -election.scores[index])


def greedy_votes_per_cost(election: Election) -> Outcome:
    """Return the outcome of «most votes for the money first»; what takes no money before all."""

    def per_cost(index: int) -> tuple[int, Fraction]:
        cost = election.projects[index].cost
        return (1 if cost else 0), -Fraction(election.scores[index], cost or 1)

    return go_down(election, "greedy_votes_per_cost", "votes_per_cost", per_cost)


def go_down(
    election: Election,
    rule: str,
    phase: str,
    key: Callable[[int], int | tuple[int | Fraction, ...]],
) -> Outcome:
    """Return the outcome of funding what fits in the order of `key`, the smallest first."""
    order = sorted(
        range(len(election.projects)), key=lambda index: (key(index), *election.order(index))
    )
    rounds, left = fill(election, order, election.budget, (), phase)
    return Outcome(rule, rounds, left)


def fill(
    election: Election, order: Sequence[int], left: int, funded: Sequence[int], phase: str
) -> tuple[tuple[Round, ...], int]:
    """Return the rounds of funding what fits in `order`, and the money left in the end."""
    chosen = list(funded)
    rounds = []
    for index in order:
        project = election.projects[index]
        rival = next((other for other in rivals(election, index) if other in chosen), None)
        why = not_admissible(election, index)
        if why is None and rival is not None:
            why = Why.EXCLUDED
        if why is None:
            why = Why.FUNDED if project.cost <= left else Why.DOES_NOT_FIT
        by = election.projects[rival].id if rival is not None and why is Why.EXCLUDED else ""
        rounds.append(
            Round(project.id, election.scores[index], project.cost, left, why, phase, by=by)
        )
        if why is Why.FUNDED:
            left -= project.cost
            chosen.append(index)
    return tuple(rounds), left
