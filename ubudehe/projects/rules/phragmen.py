"""Sequential Phragmén: the cost of a project is a load that its supporters carry together.

Of the projects not yet funded, the next is the one whose supporters would then carry least each:
t(p) = (c(p) + sum of their loads) / their number. The rule ends as soon as one of the projects
with the least t does not fit. Source: docs/voting.md §Phragmén; pabutools ends in the same way.

A supporter's load is always the t of the last funded project marked, so it is enough to know, for
each project, how many supporters have which project as their last.
"""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

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

NOBODY = -1


class _Loads:
    """Who carries what."""

    def __init__(self, election: Election) -> None:
        self.election = election
        self.t = {NOBODY: Fraction(0)}
        self.last = [NOBODY] * len(election.ballots)
        self.supporters: list[list[int]] = [[] for _ in election.projects]
        self.by_last: list[Counter[int]] = [Counter() for _ in election.projects]
        for group, ballot in enumerate(election.ballots):
            for index, _ in ballot.marks:
                self.supporters[index].append(group)
                self.by_last[index][NOBODY] += ballot.count

    def next_load(self, index: int) -> Fraction:
        """Return what each supporter would carry if this project were funded now."""
        carried = sum(
            (self.t[last] * count for last, count in self.by_last[index].items()), Fraction(0)
        )
        number = self.election.supporters[index]
        return (self.election.projects[index].cost + carried) / number

    def fund(self, index: int, load: Fraction) -> None:
        """Let all supporters of a project carry `load`."""
        self.t[index] = load
        for group in self.supporters[index]:
            ballot, before = self.election.ballots[group], self.last[group]
            self.last[group] = index
            for other, _ in ballot.marks:
                self.by_last[other][before] -= ballot.count
                self.by_last[other][index] += ballot.count


def phragmen(election: Election) -> Outcome:
    """Return the outcome of sequential Phragmén; every mark counts alike."""
    loads = _Loads(election)
    open_ = set(admissible(election))
    rounds: list[Round] = []
    excluded: dict[int, int] = {}
    left = election.budget
    while open_:
        found = {index: loads.next_load(index) for index in open_}
        least = min(found.values())
        first, *equal = sorted((i for i in open_ if found[i] == least), key=election.order)
        if any(election.projects[index].cost > left for index in (first, *equal)):
            break
        project = election.projects[first]
        loads.fund(first, least)
        chosen = _round(election, first, left, Why.FUNDED, least)
        rounds.append(replace(chosen, ties=tied(election, first, equal)))
        left -= project.cost
        open_.discard(first)
        for rival in rivals(election, first):
            open_.discard(rival)
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
        load = loads.next_load(index) if why is Why.STOPPED else None
        rounds.append(_round(election, index, left, why, load, by))
    return Outcome("phragmen", tuple(rounds), left)


def _round(
    election: Election, index: int, left: int, why: Why, load: Fraction | None, by: str = ""
) -> Round:
    project = election.projects[index]
    return Round(
        project.id, election.scores[index], project.cost, left, why, "loads", measure=load, by=by
    )
