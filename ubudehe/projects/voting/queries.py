"""Votes, shaped for a page."""

from dataclasses import astuple, dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.codes import spaced
from ubudehe.projects.proposals.queries import proposals
from ubudehe.projects.rules.ballot_text import letter
from ubudehe.projects.rules.turnout import Mismatch, Turnout, mismatches
from ubudehe.projects.voting.annulling.queries import Annulment, annulment
from ubudehe.projects.voting.tables import Ballot, SignedVoters, Vote, VoteOption
from ubudehe.projects.voting.votes import COUNTED, key_of, options_of, vote_of
from ubudehe.record.rules.suppression import shown, shown_turnout, shown_votes


@dataclass(frozen=True)
class VoteLine:
    """A vote in a list."""

    id: UUID
    state: str
    method: str
    budget: int
    prepared_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class OptionLine:
    """A project on a ballot: its letter, and its result once counted.

    `votes` is None where a small number must not be shown; `share` is a per-mille of the most.
    `measure` is what the rule compared, `held` what its supporters still held together in minor
    units: see `rules.outcome.Round`. `excludes` are the letters of the others of its group.
    """

    id: UUID
    letter: str
    code: str
    title: str
    cost: int
    labour_days: int
    excludes: str
    votes: int | None
    place: int
    why: str
    before: int
    share: int
    phase: str
    measure: Fraction | None
    held: int | None
    excluded_by: str
    symbol: str


@dataclass(frozen=True)
class OtherOutcome:
    """What another rule would have funded, by letters; `left_out` as in VoteView."""

    rule: str
    letters: str
    same: bool
    left_out: int | None


@dataclass(frozen=True)
class VoteView:
    """One vote: its ballot while it is open, its result once it is closed.

    Numbers of people are None where they must not be shown. `left_out` are the voters for whom
    nothing they marked was funded; it is None, too, where ballots were not seen (`seen`).
    """

    id: UUID
    village: str
    assembly: UUID
    state: str
    method: str
    kind: str
    marks: int
    electorate: str
    rule: str
    threshold: int
    budget: int
    people: int
    electors: int
    cards: int
    signed_in: int | None
    handed_out: int | None
    counted: int | None
    spoiled: int | None
    settled: int
    settled_anew: int
    blank: int | None
    mismatches: tuple[Mismatch, ...]
    reason: str
    left: int
    left_out: int | None
    seen: bool
    others: tuple[OtherOutcome, ...]
    opened_at: datetime | None
    closed_at: datetime | None
    annulled: Annulment | None
    options: tuple[OptionLine, ...]

    @property
    def has_result(self) -> bool:
        """Return whether the ballots were counted; also of a vote that was annulled later."""
        return self.state in COUNTED

    @property
    def limited(self) -> bool:
        """Return whether a voter may mark fewer projects than there are."""
        return self.marks < len(self.options)

    @property
    def ranked(self) -> tuple[OptionLine, ...]:
        """Return the projects in the order in which they were counted."""
        return tuple(sorted(self.options, key=lambda option: option.place))


def votes(session: Session, village: str) -> tuple[VoteLine, ...]:
    """Return the votes of a village, the newest first."""
    rows = session.exec(
        select(Vote).where(Vote.village == village).order_by(col(Vote.prepared_at).desc())
    )
    return tuple(
        VoteLine(v.id, v.state, v.method, v.budget, v.prepared_at, v.closed_at) for v in rows
    )


def vote_view(session: Session, village: str, vote: UUID, *, everything: bool = True) -> VoteView:
    """Return one vote, without counts of 1 to 4 unless `everything`; NotFound if there is none."""
    found = vote_of(session, village, vote)
    rows = options_of(session, vote)
    turnout = _turnout(session, found)
    counts: list[int | None] = [row.votes for row in rows]
    people: tuple[int | None, ...] = astuple(turnout)
    left_out = found.left_out
    if not everything:
        one_each = found.kind == "approval" and found.marks == 1
        people = shown_turnout(astuple(turnout), [row.votes for row in rows])
        counts = list(shown_votes([row.votes for row in rows], one_each=one_each))
        left_out = None if left_out is None else _shown_left_out(left_out, found.counted)
    return VoteView(
        id=found.id,
        village=village,
        assembly=found.assembly,
        state=found.state,
        method=found.method,
        kind=found.kind,
        marks=found.marks,
        electorate=found.electorate,
        rule=found.rule,
        threshold=found.threshold,
        budget=found.budget,
        people=found.people,
        electors=found.electors,
        cards=found.cards,
        signed_in=people[0],
        handed_out=people[1],
        counted=people[2],
        spoiled=people[3],
        settled=found.settled,
        settled_anew=found.settled_anew,
        blank=people[4],
        mismatches=_mismatches(found, turnout),
        reason=found.reason,
        left=found.left,
        left_out=left_out,
        seen=found.left_out is not None,
        others=_others(found, rows, everything=everything),
        opened_at=found.opened_at,
        closed_at=found.closed_at,
        annulled=annulment(session, found),
        options=_options(session, village, rows, counts),
    )


def as_prepared(session: Session, village: str, vote: UUID) -> dict[str, object]:
    """Return a vote as the form for a new one would have it; NotFound where there is none."""
    found = vote_of(session, village, vote)
    rows = options_of(session, found.id)
    same = ("budget", "electorate", "method", "kind", "marks", "rule", "threshold")
    groups = {str(row.proposal): row.grp for row in rows if row.grp}
    return {
        **{name: getattr(found, name) for name in same},
        "cards": found.cards or None,
        "proposals": [row.proposal for row in rows],
        "group": groups,
    }


def card_sheet(
    session: Session, secret: bytes, village: str, vote: UUID, first: int, many: int
) -> list[str]:
    """Return the codes of some cards of a vote, in groups; none once the vote is open.

    Who could read them while people vote could vote for anybody.
    """
    found = vote_of(session, village, vote)
    if found.state != "prepared":
        return []
    key = key_of(found, secret)
    return [spaced(key.code(number)) for number in range(first, min(first + many, found.cards))]


def in_box(session: Session, vote: UUID) -> int:
    """Return how many cards have voted so far."""
    voted = col(Ballot.sealed).is_not(None)
    return session.exec(select(func.count()).where(Ballot.vote == vote, voted)).one()


def _turnout(session: Session, vote: Vote) -> Turnout:
    signed_in = vote.signed_in
    if vote.state in ("prepared", "open"):
        summed = select(func.coalesce(func.sum(SignedVoters.voters), 0)).where(
            SignedVoters.vote == vote.id
        )
        signed_in = int(session.exec(summed).one())
    counted = in_box(session, vote.id) if vote.state == "open" else vote.counted
    return Turnout(signed_in, vote.handed_out, counted, vote.spoiled, vote.blank)


def _mismatches(vote: Vote, turnout: Turnout) -> tuple[Mismatch, ...]:
    if vote.state not in COUNTED or vote.method == "hands":
        return ()
    return mismatches(turnout, vote.electors)


def _shown_left_out(left_out: int, counted: int) -> int | None:
    """Return the voters left with nothing if neither they nor the others are few."""
    few = shown(left_out) is None or shown(counted - left_out) is None
    return None if few else left_out


def _others(vote: Vote, rows: list[VoteOption], *, everything: bool) -> tuple[OtherOutcome, ...]:
    letters = {str(row.proposal): letter(row.position) for row in rows}
    funded = {str(row.proposal) for row in rows if row.why == "funded"}
    found = []
    for rule, other in vote.others.items():
        left_out = other["left_out"]
        if left_out is not None and not everything:
            left_out = _shown_left_out(left_out, vote.counted)
        won = "".join(sorted(letters[id_] for id_ in other["winners"]))
        found.append(OtherOutcome(rule, won, set(other["winners"]) == funded, left_out))
    return tuple(found)


def _options(
    session: Session, village: str, rows: list[VoteOption], counts: list[int | None]
) -> tuple[OptionLine, ...]:
    lines = {line.id: line for line in proposals(session, village)}
    letters = {row.proposal: letter(row.position) for row in rows}
    most = max((votes for votes in counts if votes), default=0) or 1
    found = []
    for row, votes in zip(rows, counts, strict=True):
        line = lines[row.proposal]
        others = (o for o in rows if row.grp and o.grp == row.grp and o is not row)
        found.append(
            OptionLine(
                id=row.proposal,
                letter=letters[row.proposal],
                code=line.code,
                title=line.title,
                cost=row.cost,
                labour_days=line.labour_days,
                excludes=", ".join(letters[other.proposal] for other in others),
                votes=votes,
                place=row.place,
                why=row.why,
                before=row.before,
                share=(votes or 0) * 1000 // most,
                phase=row.phase,
                measure=None if row.measure is None else Fraction(row.measure),
                held=None if row.held is None else int(Fraction(row.held)),
                excluded_by=letters[row.excluded_by] if row.excluded_by else "",
                symbol=getattr(line, "symbol", "") or "",
            )
        )
    return tuple(found)
