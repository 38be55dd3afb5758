"""The rules by name, and which ballots each of them can count."""

from collections.abc import Callable
from functools import partial

from ubudehe.projects.rules.completion import equal_shares
from ubudehe.projects.rules.election import Election, Kind
from ubudehe.projects.rules.greedy import go_down, greedy_votes, greedy_votes_per_cost
from ubudehe.projects.rules.outcome import Outcome, without_quorum
from ubudehe.projects.rules.pairwise import Matrix, copeland, schulze
from ubudehe.projects.rules.phragmen import phragmen
from ubudehe.projects.rules.yes_no import yes_no

_COMPLETIONS = ("", "_util", "_add1", "_add1_util", "_inc1pct", "_inc1pct_util")


def borda(election: Election) -> Outcome:
    """Return the outcome of funding what fits by Borda's points: K for a first place, down to 1."""
    return go_down(election, "borda", "points", lambda index: -election.scores[index])


RULES: dict[str, Callable[[Election], Outcome]] = {
    "greedy_votes": greedy_votes,
    "greedy_votes_per_cost": greedy_votes_per_cost,
    **{
        name + completion: partial(equal_shares, name + completion)
        for name in ("mes_cost", "mes_card")
        for completion in _COMPLETIONS
    },
    "phragmen": phragmen,
    "borda": borda,
    "copeland": copeland,
    "schulze": schulze,
    "yes_no": yes_no,
}
_FROM_TOTALS = {"greedy_votes", "greedy_votes_per_cost"}
_COUNT_TOTALS, _COUNT_DUELS = {*_FROM_TOTALS, "borda", "yes_no"}, {"copeland", "schulze"}
_FROM_ORDERS = {"borda", "copeland", "schulze"}


def needs(rule: str) -> str:
    """Return the file of a result from which `rule` can be counted again."""
    if rule in _COUNT_TOTALS:
        return "totals.csv"
    return "matrix.csv" if rule in _COUNT_DUELS else "ballots.pb"


def fits(rule: str, kind: Kind) -> bool:
    """Tell whether `rule` can count ballots of `kind`."""
    if kind is Kind.TOTALS:
        return rule in _FROM_TOTALS
    if Kind.YES_NO in (kind, rule):
        return kind == rule
    return rule not in _FROM_ORDERS or kind is Kind.RANKING


def tally(rule: str, election: Election) -> Outcome:
    """Return the outcome of `rule`; ValueError where it cannot count such ballots."""
    if not fits(rule, election.kind):
        raise ValueError(f"{rule} cannot count {election.kind.value} ballots")
    if election.voters < election.quorum:
        return without_quorum(election, rule)
    return RULES[rule](election)


def count_duels(rule: str, election: Election, duels: Matrix) -> Outcome:
    """Return the outcome of Copeland's or Schulze's rule from the matrix, with totals for ties."""
    if election.voters < election.quorum:
        return without_quorum(election, rule)
    return {"copeland": copeland, "schulze": schulze}[rule](election, duels)
