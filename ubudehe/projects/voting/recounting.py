"""Counting a closed vote again, from what the record holds of it."""

from collections.abc import Mapping
from typing import Any

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.outcome import Outcome, left_with_nothing
from ubudehe.projects.rules.tallying import fits, tally
from ubudehe.projects.voting.closing.actions import COMPARED
from ubudehe.projects.voting.elections import election_of, marks_of, terms_of_rows

Row = dict[str, Any]


def count_again(
    vote: Row, options: Mapping[str, Row], ballots: Mapping[str, int], votes: Mapping[str, int]
) -> None:
    """Write into a vote and its options, in the order of the ballot, what comes of the count."""
    terms = terms_of_rows(vote, options)
    marks = {marks_of(text): count for text, count in ballots.items()}
    election = election_of(terms, marks, votes, vote["counted"])
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
            granted=round_.part or None,
        )


def _compared(rule: str, election: Election) -> dict[str, Any]:
    winners = tally(rule, election).winners
    return {"winners": list(winners), "left_out": left_with_nothing(election, winners)}
