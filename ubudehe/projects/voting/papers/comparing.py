"""Comparing what two people read from the same pile, and where each pile stands."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.projects.rules.ballot_text import write_marks
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.keys import BoxKey
from ubudehe.projects.voting.papers.typing import SETTLED, read_pile
from ubudehe.projects.voting.tables import PaperBallot, PaperTyping, Vote
from ubudehe.projects.voting.votes import key_of, sheet_of
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.vault import Keyring

_MISSING = object()

_second = aliased(PaperTyping)
_ONCE = Prepared(
    select(PaperTyping.vote)
    .join(Vote, col(Vote.id) == PaperTyping.vote)
    .outerjoin(
        _second,
        and_(
            col(_second.vote) == PaperTyping.vote,
            col(_second.pile) == PaperTyping.pile,
            col(_second.turn) == 2,
        ),
    )
    .where(
        Vote.village == given("village"),
        Vote.state == VoteState.OPEN,
        PaperTyping.turn == 1,
        col(PaperTyping.finished).is_(True),
        col(PaperTyping.typist).not_in(listed("office")),
        col(_second.vote).is_(None),
    )
)


@dataclass(frozen=True)
class Difference:
    """A ballot that two people read differently; «» where one of them did not type it."""

    number: int
    first: str
    second: str


@dataclass(frozen=True)
class PileLine:
    """A pile: how many ballots each turn typed, and what is to be done with it.

    `state` is «first» or «second» (being typed), «second_next», «compare» or «agreed».
    """

    number: int
    first: int
    second: int
    state: str
    differences: tuple[Difference, ...] = ()


def piles(session: Session, keyring: Keyring, vote: Vote) -> tuple[PileLine, ...]:
    """Return the piles of a vote by number."""
    typings: dict[int, dict[int, PaperTyping]] = {}
    for typing in session.exec(select(PaperTyping).where(PaperTyping.vote == vote.id)):
        typings.setdefault(typing.pile, {})[typing.turn] = typing
    counts = _counts(session, vote.id)
    lines = []
    for pile, turns in sorted(typings.items()):
        first, second = (counts.get((pile, turn), 0) for turn in (1, 2))
        state = _state(turns)
        found: tuple[Difference, ...] = ()
        if state == "compare":
            found = differences(session, key_of(vote, keyring), vote, pile)
            state = "compare" if found else "agreed"
        lines.append(PileLine(pile, first, second, state, found))
    return tuple(lines)


def piles_to_type_again(
    session: Session, village: str, office: Collection[str]
) -> tuple[UUID, ...]:
    """Return the vote of each pile that somebody else typed and nobody has begun to type again.

    `office` are the keys of who asks and of those who count as one person with them.
    """
    return tuple(_ONCE.column(session, village=village, office=sorted(office)))


def differences(session: Session, key: BoxKey, vote: Vote, pile: int) -> tuple[Difference, ...]:
    """Return the ballots of a pile that two people read differently and nobody has settled."""
    first, second, settled = (read_pile(session, key, vote, pile, turn) for turn in (1, 2, SETTLED))
    sheet = sheet_of(session, vote)

    def said(readings: dict[int, bytes | None], number: int) -> str:
        return write_marks(readings[number], sheet) if number in readings else ""

    return tuple(
        Difference(number, said(first, number), said(second, number))
        for number in sorted({*first, *second} - {*settled})
        if first.get(number, _MISSING) != second.get(number, _MISSING)
    )


def settled_in(session: Session, key: BoxKey, vote: Vote, pile: int) -> tuple[int, int]:
    """Return how many ballots of a pile were settled, and how many of these as neither had read."""
    first, second, settled = (read_pile(session, key, vote, pile, turn) for turn in (1, 2, SETTLED))
    anew = sum(
        marks not in (first.get(number, _MISSING), second.get(number, _MISSING))
        for number, marks in settled.items()
    )
    return len(settled), anew


def agreed_piles(session: Session, key: BoxKey, vote: Vote) -> list[tuple[str, list[bytes | None]]]:
    """Return of each pile the isibo and the marks as both people read them, or settled them."""
    query = select(PaperTyping).where(PaperTyping.vote == vote.id, PaperTyping.turn == 1)
    found = []
    for typing in session.exec(query).all():
        pile = read_pile(session, key, vote, typing.pile, 1)
        pile |= read_pile(session, key, vote, typing.pile, SETTLED)
        found.append((typing.isibo, list(pile.values())))
    return found


def _state(turns: dict[int, PaperTyping]) -> str:
    if not turns[1].finished:
        return "first"
    if 2 not in turns:
        return "second_next"
    return "compare" if turns[2].finished else "second"


def _counts(session: Session, vote: UUID) -> dict[tuple[int, int], int]:
    rows = session.exec(
        select(PaperBallot.pile, PaperBallot.turn, func.count())
        .where(PaperBallot.vote == vote)
        .group_by(col(PaperBallot.pile), col(PaperBallot.turn))
    )
    return {(pile, turn): count for pile, turn, count in rows}
