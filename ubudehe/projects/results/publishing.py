"""The files of a result: the least from which its rule can be counted again.

Ballots are published only if each pattern of marks was given by five voters or more; else they
are sealed, and the record's commitment stands in the result instead. Source: docs/voting.md;
what is shown: rules/shown_votes.py.
"""

import json

from sqlmodel import Session

from ubudehe.language.dates import day_of
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.places.pack import Country
from ubudehe.projects.rules.election import Election, Kind
from ubudehe.projects.rules.pabulib import write_pabulib
from ubudehe.projects.rules.result_file import matrix_file, result_document, totals_file
from ubudehe.projects.rules.shown_votes import Level, ShownVote
from ubudehe.projects.rules.tallying import needs, tally
from ubudehe.projects.voting.elections import OF_PEOPLE, counted_election, shown_of
from ubudehe.projects.voting.tables import Vote
from ubudehe.record.queries import Opened, opened


def result_files(session: Session, vote: Vote, country: Country) -> dict[str, bytes]:
    """Return the public files of a result by name, `result.json` among them.

    Days in them are those of the country.
    """
    election, seen = counted_election(session, vote), shown_of(session, vote)
    inputs = _inputs(vote, election, seen, country)
    sealed = None
    if needs(vote.rule) not in inputs and election.kind is not Kind.TOTALS:
        sealed = seal_of(session, vote).commitment
    outcome = tally(vote.rule, election)
    percent = vote.threshold if vote.share == OF_PEOPLE else 0
    document = result_document(election, outcome, inputs, seen, percent=percent, sealed=sealed)
    if vote.annulled_at is not None:
        document["annulled"] = day_of(vote.annulled_at, country.zone).isoformat()
    document["vote"], document["village"] = str(vote.id), vote.village
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return {"result.json": text.encode() + b"\n", **inputs}


def _inputs(vote: Vote, election: Election, seen: ShownVote, country: Country) -> dict[str, bytes]:
    if seen.level is Level.OUTCOME:
        return {}
    needed = needs(vote.rule)
    if needed == "ballots.pb":
        return {needed: _pabulib(vote, election, country)} if seen.level is Level.ALL else {}
    files = {"totals.csv": totals_file(election, seen)}
    return {**files, needed: matrix_file(election)} if seen.matrix else files


def seal_of(session: Session, vote: Vote) -> Opened:
    """Return the ballots of a closed vote with the salt of their commitment in the record."""
    found = opened(session, vote.village, "vote.close", str(vote.id), "ballots")
    if found is None:
        raise NotFound(N_("There is no such page."))
    return found


def sealed_file(session: Session, vote: Vote) -> bytes:
    """Return `sealed.json`, with which the audit committee counts again; never published."""
    found = seal_of(session, vote)
    value = {"ballots": found.value, "salt": found.salt.hex()}
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _pabulib(vote: Vote, election: Election, country: Country) -> bytes:
    meta = {
        "description": "Vote on projects of a village",
        "country": country.name,
        "unit": vote.village,
        "instance": str(vote.id),
        "rule": vote.rule,
        "date_begin": f"{vote.opened_at or vote.prepared_at:%d.%m.%Y}",
        "date_end": f"{vote.closed_at or vote.prepared_at:%d.%m.%Y}",
    }
    return "".join(write_pabulib(election, meta)).encode()
