"""Duels: every two projects against each other, from ballots that put them in an order.

N[i][j] is how many ballots put i above j; a ranked project beats one that is not, and two that are
not ranked say nothing. Copeland counts duels won; Schulze follows the strongest chains of duels.
Sources: docs/voting.md §Duels; Schulze, Social Choice and Welfare 36 (2011).
"""

from collections.abc import Sequence

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.greedy import go_down
from ubudehe.projects.rules.outcome import Outcome

Matrix = tuple[tuple[int, ...], ...]


def pairwise(election: Election) -> Matrix:
    """Return N: how many ballots put the row's project above the column's."""
    size = len(election.projects)
    found = [[0] * size for _ in range(size)]
    for ballot in election.ballots:
        points = [0] * size
        for index, given in ballot.marks:
            points[index] = given
        for index, given in ballot.marks:
            row = found[index]
            for other in range(size):
                if given > points[other]:
                    row[other] += ballot.number
    return tuple(tuple(row) for row in found)


def copeland_scores(duels: Matrix) -> tuple[int, ...]:
    """Return by project twice the duels won, and one for each that is equal."""
    size = len(duels)
    return tuple(
        sum(
            2 if duels[i][j] > duels[j][i] else int(duels[i][j] == duels[j][i])
            for j in range(size)
            if j != i
        )
        for i in range(size)
    )


def strengths(duels: Matrix) -> Matrix:
    """Return P: how strong the strongest chain of won duels is from one project to another."""
    size = len(duels)
    best = [[max(duels[i][j] - duels[j][i], 0) for j in range(size)] for i in range(size)]
    for k in range(size):
        for i in range(size):
            if i == k or not best[i][k]:
                continue
            through = best[i][k]
            for j in range(size):
                if j not in (i, k):
                    best[i][j] = max(best[i][j], min(through, best[k][j]))
    return tuple(tuple(row) for row in best)


def beats(chains: Matrix) -> tuple[int, ...]:
    """Return by project how many others it beats by the strength of its chains."""
    size = len(chains)
    return tuple(sum(chains[i][j] > chains[j][i] for j in range(size)) for i in range(size))


def schulze_winners(chains: Matrix) -> tuple[int, ...]:
    """Return the projects that nobody beats by chains."""
    size = len(chains)
    return tuple(i for i in range(size) if all(chains[i][j] >= chains[j][i] for j in range(size)))


def condorcet_winner(duels: Matrix) -> int | None:
    """Return the project that wins every duel, or None."""
    size = len(duels)
    for i in range(size):
        if all(duels[i][j] > duels[j][i] for j in range(size) if j != i):
            return i
    return None


def copeland(election: Election, duels: Matrix | None = None) -> Outcome:
    """Return the outcome of funding what fits in the order of duels won, then by points."""
    return _in_order(election, "copeland", "wins", copeland_scores(duels or pairwise(election)))


def schulze(election: Election, duels: Matrix | None = None) -> Outcome:
    """Return the outcome of funding what fits in Schulze's order, then by points."""
    chains = strengths(duels or pairwise(election))
    return _in_order(election, "schulze", "beats", beats(chains))


def _in_order(election: Election, rule: str, phase: str, won: Sequence[int]) -> Outcome:
    return go_down(election, rule, phase, lambda index: (-won[index], -election.scores[index]))
