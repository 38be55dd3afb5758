"""What of a vote may be published, so that no number of 1 to 4 people can be found from it.

- ALL: each ballot's marks were made by five people or more. Every figure is then a sum of such
  groups, and all are published.
- TOTALS: votes of 0 and of five or more. Figures that only whole ballots give (equal shares, loads,
  who was left with nothing) are kept back. Projects of 1 to 4 votes stand as if all of them that
  were chosen had 3 and the others 1: what is published does not tell which of several such numbers
  is the true one.
- OUTCOME: where even that would point at one of them, only what was chosen.

The conditions rest on nothing but what is published in TOTALS, so that they themselves tell no more
than that. Source: docs/privacy.md; decision 0043.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from ubudehe.projects.rules.election import Election, Kind
from ubudehe.projects.rules.gate_by_heads import gate_by_heads
from ubudehe.projects.rules.gate_by_points import gate_by_points
from ubudehe.projects.rules.gates import CHOSEN_FEW, OTHER_FEW, Gate
from ubudehe.projects.rules.outcome import (
    Outcome,
    Round,
    Tie,
    Why,
    left_with_nothing,
    reaches,
)
from ubudehe.projects.rules.tallying import needs, tally
from ubudehe.projects.rules.turnout import Turnout
from ubudehe.record.rules.suppression import (
    SMALLEST,
    Shown,
    is_few,
    shown,
    shown_beside,
    shown_if,
    shown_whole,
)

_BY_HEADS = (Kind.APPROVAL, Kind.TOTALS)
"""Where votes are people; supporters beside points would tell how many points each gave."""


class Level(StrEnum):
    """How much of a vote is published."""

    ALL = "all"
    TOTALS = "totals"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class ShownTurnout:
    """A turnout as it may be published."""

    signed_in: Shown | None = None
    handed_out: Shown | None = None
    counted: Shown | None = None
    spoiled: Shown | None = None
    blank: Shown | None = None


@dataclass(frozen=True)
class ShownRound:
    """A round as it may be published; see `rules.outcome.Round`. Fractions are (over, under)."""

    id: str
    why: Why
    phase: str
    score: Shown | None
    cost: int
    left: int
    measure: tuple[Shown, Shown] | None
    held: tuple[Shown, Shown] | None
    by: str
    part: int = 0
    """What it is given where it is funded in part."""
    ties: tuple[Tie, ...] | None = None
    """What stood equal with it; None where that is not shown."""


@dataclass(frozen=True)
class ShownVote:
    """All of a counted vote that may be published; by project in the order of the ballot."""

    level: Level
    scores: tuple[Shown | None, ...]
    supporters: tuple[Shown | None, ...]
    turnout: ShownTurnout
    threshold: Shown | None
    least: Shown | None
    quorum: Shown | None
    rounds: tuple[ShownRound, ...]
    steps: Shown | None
    left_out: Shown | None
    matrix: bool
    """Whether the matrix of duels may be published."""
    against: Shown | None = None
    """How many said no, of one project alone."""

    def may_compare(self, rule: str) -> bool:
        """Tell whether what another rule would have chosen may be shown."""
        if self.level is Level.ALL:
            return True
        return needs(rule) == "totals.csv" and None not in self.scores


def shown_vote(
    election: Election, outcome: Outcome, turnout: Turnout, most: int, electors: int | None
) -> ShownVote:
    """Return what may be published; `most` is how many marks or points a voter has.

    `electors` is how many may vote, where people outside may know it.
    """
    every = election.totals is None and all(b.number >= SMALLEST for b in election.ballots)
    few_may_vote = electors is not None and electors < 2 * SMALLEST
    if few_may_vote or election.voters < min(election.quorum, SMALLEST):
        return _outcome_only(election, outcome, ShownTurnout())
    if election.kind is Kind.YES_NO and not every:
        return _yes_no(election, outcome, electors)
    gate: Gate | None = Gate(frozenset(), counted=True)
    if not every:
        gate = _gate(election, outcome, turnout, most, electors)
    if gate is None:
        by_points = election.kind not in _BY_HEADS
        only = Gate(frozenset(), counted=by_points and election.voters >= SMALLEST, blank=False)
        return _outcome_only(election, outcome, _turnout(election, turnout, only))
    scores = tuple(
        shown_if(score, safe=index not in gate.hidden)
        for index, score in enumerate(election.scores)
    )
    heads = every or election.kind in _BY_HEADS
    told = outcome
    if gate.hidden:
        told = tally(outcome.rule, _standing(election, outcome.winners, gate.hidden))
    nothing = left_with_nothing(election, outcome.winners) if every else None
    return ShownVote(
        Level.ALL if every else Level.TOTALS,
        scores,
        tuple(shown(one) if heads else None for one in election.supporters),
        _turnout(election, turnout, gate),
        shown_if(election.threshold, safe=gate.counted),
        shown_if(election.least, safe=gate.counted),
        shown(election.quorum),
        _rounds(election, told, scores, every=every),
        shown_if(outcome.steps, safe=every or needs(outcome.rule) != "ballots.pb"),
        None if nothing is None else shown(nothing),
        every and needs(outcome.rule) == "matrix.csv",
        shown(election.against) if election.kind is Kind.YES_NO else None,
    )


def _yes_no(election: Election, outcome: Outcome, electors: int | None) -> ShownVote:
    """Return what may be published of one project alone where some answer was given by few.

    That is yes and no, where both are none or many, and at least five voters may have abstained
    or stayed away; no turnout, which would tell how many abstained. Else only what was decided.
    """
    only = _outcome_only(election, outcome, ShownTurnout())
    yes, no = election.scores[0], election.against
    # Of hands raised, all who were there could have raised one.
    away = (election.voters if electors is None else electors) - yes - no
    if is_few(yes) or is_few(no) or away < SMALLEST or election.quorum > yes + no:
        return only
    answers = (shown(yes),)
    rounds = (_round(outcome.rounds[0], answers[0], every=False),)
    told = replace(only, level=Level.TOTALS, scores=answers, supporters=answers, rounds=rounds)
    return replace(told, against=shown(no))


def standing_for(score: int | None, *, chosen: bool) -> int:
    """Return a score, or what stands for one that is not published."""
    if score is not None:
        return score
    return CHOSEN_FEW if chosen else OTHER_FEW


def _gate(
    election: Election, outcome: Outcome, turnout: Turnout, most: int, electors: int | None
) -> Gate | None:
    heads = election.kind in _BY_HEADS
    if heads:
        gate = gate_by_heads(election, outcome, turnout, most, electors)
    else:
        gate = gate_by_points(election, outcome, most)
    if gate is None:
        return None
    # Which project money was left for in part tells where hidden numbers stand in the order.
    if election.part and gate.hidden:
        return None
    return gate if heads or _stand_where_they_are(election, outcome, gate) else None


def _stand_where_they_are(election: Election, outcome: Outcome, gate: Gate) -> bool:
    """Tell whether what stands for hidden points leaves everything as it was chosen."""
    trial = _standing(election, outcome.winners, gate.hidden)
    below = [reaches(one, index) for one in (trial, election) for index in sorted(gate.hidden)]
    again = tally(outcome.rule, trial) if gate.hidden else outcome
    half = len(below) // 2
    return set(again.winners) == set(outcome.winners) and below[:half] == below[half:]


def _standing(election: Election, winners: Collection[str], hidden: Collection[int]) -> Election:
    """Return the election with what stands for hidden numbers; nothing else rests on ballots."""
    votes, backing = list(election.scores), list(election.supporters)
    for index in hidden:
        chosen = election.projects[index].id in winners
        votes[index] = backing[index] = standing_for(None, chosen=chosen)
    return replace(election, ballots=(), totals=tuple(votes), backing=tuple(backing))


def _turnout(election: Election, turnout: Turnout, gate: Gate) -> ShownTurnout:
    if not gate.counted:
        return ShownTurnout()
    votes = []
    if election.kind is Kind.YES_NO:
        votes = [*election.supporters, election.against]
    elif election.kind in _BY_HEADS:
        votes = [one for index, one in enumerate(election.supporters) if index not in gate.hidden]
    whole = turnout.counted
    came = shown_beside(shown_whole(turnout.signed_in, votes), (whole,))
    return ShownTurnout(
        came,
        shown_beside(shown_whole(turnout.handed_out, votes), (whole, came)),
        shown(whole),
        shown(turnout.spoiled),
        shown(turnout.blank) if gate.blank else None,
    )


def _outcome_only(election: Election, outcome: Outcome, people: ShownTurnout) -> ShownVote:
    """Return what was chosen, in the order of the lot, and nothing from which to count."""
    none = (None,) * len(election.projects)
    won = set(outcome.winners)
    order = sorted(election.projects, key=lambda one: (one.id not in won, one.lot))
    missed = any(one.why is Why.NO_QUORUM for one in outcome.rounds)
    part = {one.id: one.part for one in outcome.rounds}
    order.sort(key=lambda one: part[one.id] > 0 or one.id not in won)
    rounds, left = [], election.budget
    for one in order:
        why = Why.NO_QUORUM if missed else Why.FUNDED if one.id in won else Why.NOT_CHOSEN
        given = part[one.id]
        rounds.append(ShownRound(one.id, why, "votes", None, one.cost, left, None, None, "", given))
        left -= (given or one.cost) if one.id in won else 0
    return ShownVote(
        Level.OUTCOME,
        none,
        none,
        people,
        None,
        None,
        shown(election.quorum),
        tuple(rounds),
        None,
        None,
        matrix=False,
    )


def _rounds(
    election: Election, told: Outcome, scores: Sequence[Shown | None], *, every: bool
) -> tuple[ShownRound, ...]:
    """Return rounds; who stood equal is told where that can be seen from what is published."""
    by_id = dict(zip((project.id for project in election.projects), scores, strict=True))
    rounds = []
    for one in told.rounds:
        ties = one.ties if every else None
        if not every and needs(told.rule) == "totals.csv":
            ties = shown_ties(one, by_id)
        rounds.append(replace(_round(one, by_id[one.id], every=every), ties=ties))
    return tuple(rounds)


def shown_ties(one: Round, scores: Mapping[str, int | None]) -> tuple[Tie, ...]:
    """Return what stood equal with a project, of those whose scores are shown."""
    if scores[one.id] is None:
        return ()
    return tuple(tie for tie in one.ties if scores[tie.id] is not None)


def _round(one: Round, score: Shown | None, *, every: bool) -> ShownRound:
    measure, held = (_exact(value) if every else None for value in (one.measure, one.held))
    return ShownRound(
        one.id, one.why, one.phase, score, one.cost, one.left, measure, held, one.by, one.part
    )


def _exact(value: Fraction | None) -> tuple[Shown, Shown] | None:
    if value is None:
        return None
    over, under = shown_if(value.numerator, safe=True), shown_if(value.denominator, safe=True)
    return None if over is None or under is None else (over, under)
