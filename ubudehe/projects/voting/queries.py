"""Votes, shaped for a page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.codes import spaced
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.projects.proposals.queries import proposals
from ubudehe.projects.rules.cards import card_code
from ubudehe.projects.voting.actions import SMALLEST_SHOWN, options_of
from ubudehe.projects.voting.tables import Ballot, Vote


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
    """

    id: UUID
    letter: str
    code: str
    title: str
    cost: int
    labour_days: int
    votes: int | None
    place: int
    why: str
    before: int
    share: int


@dataclass(frozen=True)
class VoteView:
    """One vote: its ballot while it is open, its result once it is closed."""

    id: UUID
    village: str
    assembly: UUID
    state: str
    method: str
    electorate: str
    budget: int
    people: int
    cards: int
    in_box: int
    counted: int | None
    left: int
    closed_at: datetime | None
    options: tuple[OptionLine, ...]

    @property
    def ranked(self) -> tuple[OptionLine, ...]:
        """Return the projects in the order in which they were counted."""
        return tuple(sorted(self.options, key=lambda option: option.place))


def vote_view(session: Session, village: str, vote: UUID, *, everything: bool = True) -> VoteView:
    """Return one vote, without counts of 1 to 4 unless `everything`; NotFound if there is none."""
    found = session.get(Vote, vote)
    if found is None or found.village != village:
        raise NotFound(N_("There is no such vote in this village."))
    rows = options_of(session, vote)
    lines = {line.id: line for line in proposals(session, village)}
    most = max((row.votes for row in rows), default=0) or 1
    options = tuple(
        OptionLine(
            id=row.proposal,
            letter=chr(ord("A") + row.position),
            code=lines[row.proposal].code,
            title=lines[row.proposal].title,
            cost=row.cost,
            labour_days=lines[row.proposal].labour_days,
            votes=row.votes if everything or not _is_small(row.votes) else None,
            place=row.place,
            why=row.why,
            before=row.before,
            share=row.votes * 1000 // most if everything or not _is_small(row.votes) else 0,
        )
        for row in rows
    )
    return VoteView(
        id=found.id,
        village=village,
        assembly=found.assembly,
        state=found.state,
        method=found.method,
        electorate=found.electorate,
        budget=found.budget,
        people=found.people,
        cards=found.cards,
        in_box=_in_box(session, vote),
        counted=found.counted if everything or found.counted >= SMALLEST_SHOWN else None,
        left=found.left,
        closed_at=found.closed_at,
        options=options,
    )


def card_sheet(session: Session, village: str, vote: UUID, first: int, many: int) -> list[str]:
    """Return the codes of some cards of a vote, in groups; none once the vote is open.

    Who could read them while people vote could vote for anybody.
    """
    found = session.get(Vote, vote)
    if found is None or found.village != village or found.state != "prepared":
        return []
    numbers = range(first, min(first + many, found.cards))
    return [spaced(card_code(found.card_key or b"", number)) for number in numbers]


def _is_small(votes: int) -> bool:
    return 0 < votes < SMALLEST_SHOWN


def _in_box(session: Session, vote: UUID) -> int:
    return session.exec(select(func.count()).where(Ballot.vote == vote)).one()


def votes(session: Session, village: str) -> tuple[VoteLine, ...]:
    """Return the votes of a village, the newest first."""
    rows = session.exec(
        select(Vote).where(Vote.village == village).order_by(col(Vote.prepared_at).desc())
    )
    return tuple(
        VoteLine(v.id, v.state, v.method, v.budget, v.prepared_at, v.closed_at) for v in rows
    )
