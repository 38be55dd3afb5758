"""The files of a result: the least from which its rule can be counted again.

Ballots are published only if each pattern of marks was given by five voters or more; else they
are sealed, and the record's commitment stands in the result instead. Source: docs/voting.md.
"""

import json
from collections.abc import Callable, Iterable
from uuid import UUID

from sqlmodel import Session, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.projects.rules.election import (
    Election,
    Kind,
    Marks,
    Project,
    group_ballots,
    threshold_of,
)
from ubudehe.projects.rules.pabulib import write_pabulib
from ubudehe.projects.rules.result_file import (
    matrix_file,
    needs,
    result_document,
    totals_file,
)
from ubudehe.projects.rules.tallying import tally
from ubudehe.projects.voting.tables import BallotPattern, Vote
from ubudehe.projects.voting.votes import COUNTED, kind_of, options_of
from ubudehe.record.queries import Opened, opened
from ubudehe.record.rules.suppression import shown, shown_turnout, shown_votes


def closed_vote(session: Session, vote: UUID) -> Vote:
    """Return a vote that was counted; NotFound for any other."""
    found = session.get(Vote, vote)
    if found is None or found.state not in COUNTED:
        raise NotFound(N_("There is no such page."))
    return found


def counted_election(session: Session, vote: Vote) -> Election:
    """Return what was counted in a closed vote."""
    options = options_of(session, vote.id)
    kind = kind_of(vote)
    patterns = session.exec(select(BallotPattern).where(BallotPattern.vote == vote.id))
    return Election(
        kind=kind,
        budget=vote.budget,
        projects=tuple(Project(str(o.proposal), o.cost, o.lot, o.grp) for o in options),
        ballots=group_ballots({_marks(row.pattern): row.count for row in patterns}),
        voters=vote.counted,
        totals=tuple(o.votes for o in options) if kind is Kind.TOTALS else None,
        threshold=threshold_of(vote.threshold, vote.counted),
        places=vote.marks if kind is Kind.RANKING else 0,
    )


def result_files(session: Session, vote: Vote) -> dict[str, bytes]:
    """Return the public files of a result by name, `result.json` among them."""
    election = counted_election(session, vote)
    inputs: dict[str, bytes] = {}
    sealed = None
    if needs(vote.rule) == "ballots.pb":
        if all(ballot.count >= 5 for ballot in election.ballots):
            inputs["ballots.pb"] = _pabulib(vote, election)
        else:
            sealed = seal_of(session, vote).commitment
    else:
        inputs["totals.csv"] = totals_file(election, _hider(vote, election))
        if needs(vote.rule) == "matrix.csv" and _all_shown(election):
            inputs["matrix.csv"] = matrix_file(election)
    outcome = tally(vote.rule, election)
    document = result_document(election, outcome, inputs, _hider(vote, election), sealed)
    if "ballots.pb" not in inputs:
        document["voters"] = _shown_voters(vote, election)
    if vote.annulled_at is not None:
        document["annulled"] = vote.annulled_at.date().isoformat()
    document["vote"], document["village"] = str(vote.id), vote.village
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return {"result.json": text.encode() + b"\n", **inputs}


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


def is_sealed(session: Session, vote: Vote) -> bool:
    """Tell whether the ballots are kept from the public because some patterns are rare."""
    if needs(vote.rule) != "ballots.pb":
        return False
    rare = select(BallotPattern.pattern).where(
        BallotPattern.vote == vote.id, BallotPattern.count < 5
    )
    return session.exec(rare).first() is not None


def _pabulib(vote: Vote, election: Election) -> bytes:
    meta = {
        "description": "Vote on projects of a village",
        "country": "Rwanda",
        "unit": vote.village,
        "instance": str(vote.id),
        "rule": vote.rule,
        "date_begin": f"{vote.opened_at or vote.prepared_at:%d.%m.%Y}",
        "date_end": f"{vote.closed_at or vote.prepared_at:%d.%m.%Y}",
    }
    return "".join(write_pabulib(election, meta)).encode()


def _hider(vote: Vote, election: Election) -> Callable[[int], int | None]:
    """Return what takes away numbers that are not published: 1 to 4, or all, see `shown_votes`."""
    one_each = vote.kind == "approval" and vote.marks == 1
    if one_each and None in shown_votes(election.scores, one_each=True):
        return lambda _number: None
    return shown


def _shown_voters(vote: Vote, election: Election) -> int | None:
    turnout = (vote.signed_in, vote.handed_out, vote.counted, vote.spoiled, vote.blank)
    return shown_turnout(turnout, election.scores)[2]


def _all_shown(election: Election) -> bool:
    return all(shown(score) is not None for score in election.scores)


def _marks(pattern: str) -> Marks:
    pairs: Iterable[list[str]] = (pair.split(":") for pair in pattern.split(",") if pair)
    return tuple((int(at), int(points)) for at, points in pairs)
