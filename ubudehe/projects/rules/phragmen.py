"""Sequential Phragmén: the cost of a project is a load that its supporters carry together.

Of the projects not yet funded, the next is the one whose supporters would then carry least each:
t(p) = (c(p) + sum of their loads) / their number. The rule ends as soon as one of the projects
with the least t does not fit. Source: docs/voting.md §Phragmén; pabutools ends in the same way.

Loads are counted in whole numbers over one denominator, as purses are in equal shares. They only
grow, and with them every t(p): what a project's supporters would have carried earlier is a lower
bound, so that most projects need not be looked at again.
"""

from fractions import Fraction
from math import gcd
from operator import mul

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.outcome import (
    Outcome,
    Round,
    Why,
    admissible,
    not_admissible,
    rivals,
    tied,
)

_FINE = 2**64


class _Loads:
    """Who carries what: a whole number for each group of ballots, over `scale`."""

    def __init__(self, election: Election) -> None:
        self.election = election
        self.scale = 1
        self.carried = [0] * len(election.ballots)

    def next_load(self, index: int) -> tuple[int, int]:
        """Return (a, b): a / b / scale is what each supporter would carry if it were funded now."""
        payers = self.election.payers[index]
        carried = sum(map(mul, payers.pick(self.carried), payers.counts))
        owed = self.election.projects[index].cost * self.scale + carried
        return owed, self.election.supporters[index]

    def fund(self, index: int) -> Fraction:
        """Let all supporters of a project carry the same; return how much."""
        owed, number = self.next_load(index)
        step = number // gcd(owed, number)
        each = owed * step // number
        if step > 1:
            self.scale *= step
            self.carried = [load * step for load in self.carried]
        for group in self.election.payers[index].groups:
            self.carried[group] = each
        return Fraction(each, self.scale)

    def least(self, bound: dict[int, int]) -> list[int]:
        """Return the projects with the least next load; `bound` holds what each was at least.

        A bound is in parts of `_FINE`, rounded down, so that most are told apart without fractions.
        """
        best, least = (1, 0), 0
        found: list[int] = []
        for index in sorted(bound, key=bound.__getitem__):
            if found and bound[index] > least:
                break
            owed, number = self.next_load(index)
            bound[index] = owed * _FINE // (number * self.scale)
            more = owed * best[1] - best[0] * number
            if more < 0:
                best, least, found = (owed, number), bound[index], [index]
            elif not more:
                found.append(index)
        return sorted(found, key=self.election.order)


def phragmen(election: Election) -> Outcome:
    """Return the outcome of sequential Phragmén; every mark counts alike."""
    loads = _Loads(election)
    open_ = dict.fromkeys(admissible(election), 0)
    rounds: list[Round] = []
    excluded: dict[int, int] = {}
    left = election.budget
    while open_:
        first, *equal = loads.least(open_)
        if any(election.projects[index].cost > left for index in (first, *equal)):
            break
        project = election.projects[first]
        chosen = _round(election, first, left, Why.FUNDED, loads.fund(first))
        rounds.append(chosen._replace(ties=tied(election, first, equal)))
        left -= project.cost
        del open_[first]
        for rival in rivals(election, first):
            open_.pop(rival, None)
            excluded.setdefault(rival, first)
    funded = {round_.id for round_ in rounds}
    for index in sorted(range(len(election.projects)), key=election.order):
        if election.projects[index].id in funded:
            continue
        why = not_admissible(election, index)
        by = ""
        if why is None:
            why = Why.EXCLUDED if index in excluded else Why.STOPPED
            by = election.projects[excluded[index]].id if index in excluded else ""
        load = None
        if why is Why.STOPPED:
            owed, number = loads.next_load(index)
            load = Fraction(owed, number * loads.scale)
        rounds.append(_round(election, index, left, why, load, by))
    return Outcome("phragmen", tuple(rounds), left)


def _round(
    election: Election, index: int, left: int, why: Why, load: Fraction | None, by: str = ""
) -> Round:
    project = election.projects[index]
    return Round(
        project.id, election.scores[index], project.cost, left, why, "loads", measure=load, by=by
    )
