"""From what was agreed of a vote, and what was cast in it, to an election that a rule can count.

One telling for the closing, for what is published of it, and for counting again from the record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from ubudehe.projects.rules.election import (
    KNAPSACK,
    Election,
    Kind,
    Marks,
    Project,
    counted_as,
    group_ballots,
    quorum_of,
    threshold_of,
)
from ubudehe.projects.rules.shown_votes import ShownVote, shown_vote
from ubudehe.projects.rules.tallying import tally
from ubudehe.projects.rules.turnout import Door, Mismatch, Recorded, Turnout, mismatches
from ubudehe.projects.voting.tables import BallotPattern, Vote, VoteOption
from ubudehe.projects.voting.votes import BY_TELLERS, options_of
from ubudehe.storage.prepared import Prepared, given

OF_PEOPLE = "people"
"""A threshold is a share of people; votes before this was said took one of votes or points."""
_PATTERNS = Prepared(
    select(col(BallotPattern.pattern), col(BallotPattern.count)).where(
        BallotPattern.vote == given("vote")
    )
)


@dataclass(frozen=True)
class Terms:
    """What was agreed before anybody voted; `threshold` and `quorum` are percents."""

    method: str
    kind: str
    marks: int
    rule: str
    budget: int
    threshold: int
    share: str
    quorum: int
    electors: int
    cards: int
    part: bool
    gone: int
    """How much of the money was gone before the count; `budget` is what was left then."""
    projects: tuple[Project, ...]

    def known_electors(self, door: Mapping[str, Any] | None) -> int | None:
        """Return how many could vote at most, as far as people know it; None with raised hands.

        Everybody reads how many cards were good at closing: see `door` in `rules.turnout.Door`.
        """
        if self.method == "hands":
            return None
        return self.electors if self.method != "cards" else min(self.electors, self.good(door))

    def good(self, door: Mapping[str, Any] | None) -> int:
        """Return how many cards were good at closing; votes of before say only how many printed."""
        good = door.get("cards") if door else None
        return self.cards if good is None else int(good)


def terms_of(vote: Vote, options: Sequence[VoteOption]) -> Terms:
    """Return the terms of a vote."""
    projects = tuple(Project(str(o.proposal), o.cost, o.lot, o.grp, o.least) for o in options)
    return _terms(vote.model_dump(), projects)


def terms_of_rows(vote: Mapping[str, Any], options: Mapping[str, Mapping[str, Any]]) -> Terms:
    """Return the terms of a vote whose row, and those of its options, are plain values."""
    projects = tuple(
        Project(id_, one["cost"], one["lot"], one["grp"], one["least"])
        for id_, one in options.items()
    )
    return _terms(vote, projects)


def terms_of_event(public: Mapping[str, Any], private: Mapping[str, Any]) -> Terms:
    """Return the terms that an event `vote.prepare` tells."""
    names = ("proposals", "costs", "lot", "groups")
    least = public.get("least") or [0] * len(public["proposals"])
    columns = zip(*(public[name] for name in names), least, strict=True)
    numbers = {"electors": private.get("electors", 0), "cards": private.get("cards", 0)}
    return _terms(
        {"share": "", "quorum": 0, "part": False, "gone": 0, **public, **numbers},
        tuple(Project(*column) for column in columns),
    )


def _terms(said: Mapping[str, Any], projects: tuple[Project, ...]) -> Terms:
    names = (name for name in Terms.__dataclass_fields__ if name != "projects")
    return Terms(**{name: said[name] for name in names}, projects=projects)


def election_of(
    terms: Terms, ballots: Mapping[Marks, int], votes: Mapping[str, int], voters: int
) -> Election:
    """Return the election that the rules count; `votes` by project where tellers counted."""
    totals = terms.method in BY_TELLERS and terms.kind != Kind.YES_NO
    kind = Kind.TOTALS if totals else counted_as(terms.kind)
    alone = kind is Kind.YES_NO
    share = 0 if alone else threshold_of(terms.threshold, voters)
    of_people = terms.share == OF_PEOPLE
    return Election(
        kind=kind,
        budget=terms.budget,
        projects=terms.projects,
        ballots=group_ballots(ballots),
        voters=voters,
        totals=tuple(votes[project.id] for project in terms.projects) if totals else None,
        threshold=0 if of_people else share,
        least=share if of_people else 0,
        percent=0 if alone else terms.threshold,
        quorum=quorum_of(terms.quorum, terms.electors),
        places=terms.marks if kind is Kind.RANKING else 0,
        spend=terms.budget + terms.gone if terms.kind == KNAPSACK else 0,
        share=terms.threshold if alone else 0,
        part=terms.part,
    )


def marks_of(pattern: str) -> Marks:
    """Return the marks of a pattern as the record keeps it: «position:points,…»."""
    pairs = (pair.split(":") for pair in pattern.split(",") if pair)
    return tuple((int(at), int(points)) for at, points in pairs)


def counted_election(session: Session, vote: Vote) -> Election:
    """Return what was counted in a closed vote."""
    options = options_of(session, vote.id)
    patterns = _PATTERNS.rows(session, vote=vote.id)
    ballots = {marks_of(pattern): count for pattern, count in patterns}
    votes = {str(option.proposal): option.votes for option in options}
    return election_of(terms_of(vote, options), ballots, votes, vote.counted)


def shown_of(session: Session, vote: Vote) -> ShownVote:
    """Return what everybody may see of a closed vote."""
    election = counted_election(session, vote)
    outcome = tally(vote.rule, election)
    electors = terms_of(vote, ()).known_electors(vote.door)
    return shown_vote(election, outcome, turnout_of(vote), vote.marks, electors)


def turnout_of(vote: Vote) -> Turnout:
    """Return the turnout of a closed vote."""
    return Turnout(vote.signed_in, vote.handed_out, vote.counted, vote.spoiled, vote.blank)


def not_fitting(
    terms: Terms, turnout: Turnout, door: Mapping[str, Any] | None, votes: int
) -> tuple[Mismatch, ...]:
    """Return which numbers of a vote do not fit together; `votes` are all votes or points.

    Of votes before anything was counted at the `door`, only the turnout itself is compared.
    """
    if terms.method == "hands":
        return ()
    if door is None:
        return mismatches(turnout, Recorded(terms.electors))
    beans = terms.method == "beans" and terms.kind != Kind.YES_NO
    recorded = Recorded(
        electors=terms.electors,
        door=Door(**door),
        cards=terms.good(door) if terms.method == "cards" else None,
        beans=votes if beans else None,
        each=terms.marks if beans else 0,
    )
    return mismatches(turnout, recorded)
