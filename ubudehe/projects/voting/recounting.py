"""Counting a closed vote again, from what the record holds of it."""

from collections.abc import Mapping
from typing import Any

from ubudehe.projects.rules.election import (
    Election,
    Kind,
    Marks,
    Project,
    group_ballots,
    threshold_of,
)
from ubudehe.projects.rules.outcome import Outcome, left_with_nothing
from ubudehe.projects.rules.tallying import fits, tally
from ubudehe.projects.voting.closing.actions import COMPARED
from ubudehe.projects.voting.votes import BY_TELLERS

Row = dict[str, Any]


def count_again(
    vote: Row, options: Mapping[str, Row], ballots: Mapping[str, int], votes: Mapping[str, int]
) -> None:
    """Write into a vote and its options, in the order of the ballot, what comes of the count."""
    election = _election(vote, options, ballots, votes)
    outcome = tally(vote["rule"], election)
    _keep(options, outcome)
    for proposal, option in options.items():
        option["votes"] = votes[proposal]
    vote["left_out"] = left_with_nothing(election, outcome.winners)
    vote["others"] = {
        rule: _compared(rule, election)
        for rule in COMPARED
        if rule != vote["rule"] and fits(rule, election.kind)
    }


def _election(
    vote: Row, options: Mapping[str, Row], ballots: Mapping[str, int], votes: Mapping[str, int]
) -> Election:
    kind = Kind.TOTALS if vote["method"] in BY_TELLERS else Kind(vote["kind"])
    return Election(
        kind=kind,
        budget=vote["budget"],
        projects=tuple(
            Project(id_, one["cost"], one["lot"], one["grp"]) for id_, one in options.items()
        ),
        ballots=group_ballots({_marks(text): count for text, count in ballots.items()}),
        voters=vote["counted"],
        totals=tuple(votes[id_] for id_ in options) if kind is Kind.TOTALS else None,
        threshold=threshold_of(vote["threshold"], vote["counted"]),
        places=vote["marks"] if kind is Kind.RANKING else 0,
    )


def _marks(text: str) -> Marks:
    pairs = (mark.split(":") for mark in text.split(",") if mark)
    return tuple((int(place), int(points)) for place, points in pairs)


def _keep(options: Mapping[str, Row], outcome: Outcome) -> None:
    for place, round_ in enumerate(outcome.rounds, start=1):
        options[round_.id].update(
            place=place,
            why=round_.why.value,
            before=round_.left,
            phase=round_.phase,
            measure=None if round_.measure is None else str(round_.measure),
            held=None if round_.held is None else str(round_.held),
            excluded_by=round_.by or None,
        )


def _compared(rule: str, election: Election) -> dict[str, Any]:
    winners = tally(rule, election).winners
    return {"winners": list(winners), "left_out": left_with_nothing(election, winners)}
