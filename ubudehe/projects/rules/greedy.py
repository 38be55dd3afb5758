"""Going down a list of projects and funding what fits: «most votes first» and its relatives.

Fund a project if it fits in what is left, else pass it over and go on. Ties: the cheaper first,
then more votes, then the place in a lot drawn before the count. Needs only totals. Source:
docs/voting.md; the rule of most participatory budgets in Pabulib.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.outcome import (
    Outcome,
    Round,
    Tie,
    Why,
    not_admissible,
    rivals,
    tied,
)
from ubudehe.projects.rules.part_funding import in_part


def greedy_votes(election: Election) -> Outcome:
    """Return the outcome of «most votes first, as far as the money reaches»."""
    return go_down(election, "greedy_votes", "votes", lambda index: -election.scores[index])


def greedy_votes_per_cost(election: Election) -> Outcome:
    """Return the outcome of «most votes for the money first»; what takes no money before all."""

    def per_cost(index: int) -> tuple[int, Fraction]:
        cost = election.projects[index].cost
        return (1 if cost else 0), -Fraction(election.scores[index], cost or 1)

    return go_down(election, "greedy_votes_per_cost", "votes_per_cost", per_cost)


Key = Callable[[int], int | tuple[int | Fraction, ...]]
"""By what a rule puts a project in order, the smallest first; what has the same stands equal."""


def go_down(
    election: Election,
    rule: str,
    phase: str,
    key: Key,
) -> Outcome:
    """Return the outcome of funding what fits in the order of `key`, the smallest first."""
    order = sorted(
        range(len(election.projects)), key=lambda index: (key(index), *election.order(index))
    )
    rounds, left = fill(election, order, election.budget, (), phase, key)
    return Outcome(rule, rounds, left)


def fill(
    election: Election,
    order: Sequence[int],
    left: int,
    funded: Sequence[int],
    phase: str,
    key: Key,
) -> tuple[tuple[Round, ...], int]:
    """Return the rounds of funding what fits in `order`, and the money left in the end.

    The first project that no longer fits is funded in part where that was declared.
    """
    chosen = list(funded)
    rounds = []
    equal, first = _equal(election, order, key), election.part
    for index in order:
        project = election.projects[index]
        part = 0
        rival = next((other for other in rivals(election, index) if other in chosen), None)
        why = not_admissible(election, index)
        if why is None and rival is not None:
            why = Why.EXCLUDED
        if why is None:
            part = in_part(project, left) if first and project.cost > left else 0
            first = first and project.cost <= left
            why = Why.FUNDED if part or project.cost <= left else Why.DOES_NOT_FIT
        by = election.projects[rival].id if rival is not None and why is Why.EXCLUDED else ""
        rounds.append(
            Round(
                project.id,
                election.scores[index],
                project.cost,
                left,
                why,
                phase,
                by=by,
                part=part,
                ties=equal.get(index, ()),
            )
        )
        if why is Why.FUNDED:
            left -= part or project.cost
            chosen.append(index)
    return tuple(rounds), left


def _equal(election: Election, order: Sequence[int], key: Key) -> dict[int, tuple[Tie, ...]]:
    """Return by project what comes after it although the rule has them equal."""
    groups: dict[int | tuple[int | Fraction, ...], list[int]] = {}
    for index in order:
        if not_admissible(election, index) is None:
            groups.setdefault(key(index), []).append(index)
    return {
        index: tied(election, index, group[at + 1 :])
        for group in groups.values()
        for at, index in enumerate(group[:-1])
    }
