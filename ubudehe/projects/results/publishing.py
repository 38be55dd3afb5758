"""The files of a result: the least from which its rule can be counted again.

Ballots are published only if each pattern of marks was given by five voters or more; else they
are sealed, and the record's commitment stands in the result instead. Source: docs/voting.md;
what is shown: rules/shown_votes.py.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.dates import day_of
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.places.pack import Country
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.election import Election, Kind
from ubudehe.projects.rules.origins import shown_origins
from ubudehe.projects.rules.outcome import Outcome
from ubudehe.projects.rules.pabulib_writing import write_pabulib
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
    outcome = tally(vote.rule, election)
    counted = _Counted(vote, election, outcome, _titles(session, election))
    inputs = _inputs(counted, seen, country)
    sealed = None
    if needs(vote.rule) not in inputs and election.kind is not Kind.TOTALS:
        sealed = seal_of(session, vote).commitment
    percent = vote.threshold if vote.share == OF_PEOPLE else 0
    document = result_document(election, outcome, inputs, seen, percent=percent, sealed=sealed)
    if vote.annulled_at is not None:
        document["annulled"] = day_of(vote.annulled_at, country.zone).isoformat()
    origins = shown_origins(vote.origins, seen.turnout.counted)
    document["origins"] = None if origins is None else dict(origins)
    document["vote"], document["village"] = str(vote.id), vote.village
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return {"result.json": text.encode() + b"\n", **inputs}


@dataclass(frozen=True)
class _Counted:
    """A vote with what was counted, what came of it, and the projects' titles by id."""

    vote: Vote
    election: Election
    outcome: Outcome
    titles: dict[str, str]


def _titles(session: Session, election: Election) -> dict[str, str]:
    ids = [UUID(project.id) for project in election.projects]
    found = session.exec(select(Proposal.id, Proposal.title).where(col(Proposal.id).in_(ids)))
    return {str(id_): title for id_, title in found}


def _inputs(counted: _Counted, seen: ShownVote, country: Country) -> dict[str, bytes]:
    if seen.level is Level.OUTCOME:
        return {}
    needed, election = needs(counted.vote.rule), counted.election
    if needed == "ballots.pb":
        if seen.level is not Level.ALL:
            return {}
        return {needed: _pabulib(counted, country)}
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


def _pabulib(counted: _Counted, country: Country) -> bytes:
    vote = counted.vote
    began = day_of(vote.opened_at or vote.prepared_at, country.zone)
    ended = day_of(vote.closed_at or vote.prepared_at, country.zone)
    meta = {
        "description": "Vote on projects of a village",
        "country": country.name,
        "unit": vote.village,
        "instance": str(vote.id),
        "date_begin": f"{began:%d.%m.%Y}",
        "date_end": f"{ended:%d.%m.%Y}",
        "currency": country.currency,
    }
    written = write_pabulib(counted.election, meta, counted.titles, counted.outcome)
    return "".join(written).encode()
