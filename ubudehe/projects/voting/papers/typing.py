"""Typing paper ballots: one by one or many lines at once, twice, by two people.

A pile is as many papers as one wants to keep together; its number is written on it. What is typed
is sealed like a ballot in the box, and nothing tells when it was typed.
"""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import ONE_OFFICE
from ubudehe.projects.rules.ballot_csv import BadTable, Flaw, read_table, write_table
from ubudehe.projects.rules.ballot_text import (
    BadBallot,
    BallotSheet,
    Fault,
    letter,
    read_marks,
)
from ubudehe.projects.rules.election import Kind
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.keys import NONCE_BYTES, BoxKey
from ubudehe.projects.voting.tables import PaperBallot, PaperTyping, Vote
from ubudehe.projects.voting.votes import ON_PAPER, key_of, sheet_of, vote_of
from ubudehe.storage.vault import Keyring

MOST_IN_PILE = 200
SETTLED = 3

_FAULTS = {
    Fault.UNREADABLE: N_("Ballot %(number)s: write the letters that are marked, such as %(like)s."),
    Fault.NO_SUCH_LETTER: N_("Ballot %(number)s: no project has the letter %(sign)s."),
    Fault.SPOILED_OR_X: N_(
        "Ballot %(number)s: X is also a project here. Type x1 if only X is marked, xx if the "
        "ballot is spoiled."
    ),
    Fault.TWICE: N_(
        "Ballot %(number)s: %(sign)s stands there twice. If it does, type %(spoiled)s: spoiled."
    ),
    Fault.TOO_MANY: N_(
        "Ballot %(number)s has more than %(most)s marks. If so, type %(spoiled)s: spoiled."
    ),
    Fault.OVER_BUDGET: N_(
        "What is marked on ballot %(number)s costs %(over)s more than there is. If so, type "
        "%(spoiled)s: spoiled."
    ),
}
_LIKE = {
    Kind.APPROVAL: "ACD",
    Kind.RANKING: "CAB",
    Kind.POINTS: "A3 C2",
    Kind.YES_NO: "A",
}
_LIKE_NUMBERS = {Kind.APPROVAL: "3 17 42", Kind.RANKING: "42 3 17", Kind.POINTS: "3=5 17=2"}
_FAULTS_OF_NUMBERS = {
    Fault.UNREADABLE: N_("Ballot %(number)s: write the numbers that are marked, such as %(like)s."),
    Fault.NO_SUCH_LETTER: N_("Ballot %(number)s: no project has the number %(sign)s."),
}
_HINTS = {
    Kind.APPROVAL: N_("The letters that are marked, such as ACD"),
    Kind.RANKING: N_("Letters in the order of the places, such as CAB"),
    Kind.POINTS: N_("Letters with their beans, such as A3 C2"),
    Kind.YES_NO: N_("A for yes, B for no"),
}
_HINTS_OF_NUMBERS = {
    Kind.APPROVAL: N_("The numbers that are marked, such as 3 17 42"),
    Kind.RANKING: N_("Numbers in the order of the places, such as 42 3 17"),
    Kind.POINTS: N_("Numbers with their beans, such as 3=5 17=2"),
}


def how_to_type(sheet: BallotSheet) -> str:
    """Return a msgid that says how a ballot of a vote is typed."""
    return (_HINTS_OF_NUMBERS if sheet.numbered else _HINTS)[sheet.kind]


def open_vote_on_paper(session: Session, village: str, vote: UUID) -> Vote:
    """Return a vote whose papers may be typed now."""
    found = vote_of(session, village, vote)
    if found.state != VoteState.OPEN or found.method not in ON_PAPER:
        raise Refusal(N_("Papers can be typed while a vote on paper is open."))
    return found


def read_ballot(
    sheet: BallotSheet, number: int, text: str, field: str, money: Callable[[int], str]
) -> bytes | None:
    """Return the marks of a typed ballot, None for a spoiled one; Refusal naming its number.

    `money` says an amount in the country's way.
    """
    try:
        return read_marks(text, sheet)
    except BadBallot as bad:
        faults = _FAULTS | (_FAULTS_OF_NUMBERS if sheet.numbered else {})
        raise Refusal(
            faults[bad.fault],
            field,
            number=number,
            sign=bad.sign,
            most=sheet.most,
            spoiled=sheet.spoiled,
            like=(_LIKE_NUMBERS if sheet.numbered else _LIKE)[sheet.kind],
            over=money(bad.over),
        ) from None


def own_typing(session: Session, vote: Vote, pile: int, typist: str) -> PaperTyping | None:
    """Return the typing of a pile that is this person's, if there is one."""
    turns = [session.get(PaperTyping, (vote.id, pile, turn)) for turn in (1, 2)]
    return next((typing for typing in turns if typing and typing.typist == typist), None)


def start_typing(
    session: Session, vote: Vote, pile: int, typist: str, office: Collection[str] = ()
) -> PaperTyping:
    """Return the typing of a pile that is this person's; begun where it is their turn.

    `office` are the keys of those who count as one person with the typist: a deputy reads no pile
    that the holder has read.
    """
    if not 1 <= pile <= 99:
        raise Refusal(N_("Number the piles from 1 to 99."))
    if (own := own_typing(session, vote, pile, typist)) is not None:
        return own
    first, second = (session.get(PaperTyping, (vote.id, pile, turn)) for turn in (1, 2))
    if first is not None and second is not None:
        raise Refusal(N_("Two other people have typed this pile."))
    if first is not None and not first.finished:
        raise Refusal(N_("The first person has not finished this pile."))
    if first is not None and first.typist in office:
        raise Refusal(ONE_OFFICE)
    typing = PaperTyping(vote=vote.id, pile=pile, turn=1 if first is None else 2, typist=typist)
    session.add(typing)
    session.flush()
    return typing


def ballots_in(session: Session, typing: PaperTyping) -> int:
    """Return how many ballots were typed in one typing."""
    query = select(func.count()).where(
        PaperBallot.vote == typing.vote,
        PaperBallot.pile == typing.pile,
        PaperBallot.turn == typing.turn,
    )
    return session.exec(query).one()


def type_ballot(
    session: Session,
    keyring: Keyring,
    vote: Vote,
    typing: PaperTyping,
    number: int,
    text: str,
    money: Callable[[int], str],
) -> None:
    """Write down ballot `number` of a typing, the next one; the same again changes nothing."""
    typed = ballots_in(session, typing)
    if typing.finished:
        raise Refusal(N_("You have finished this pile."))
    if number != typed + 1:
        raise Refusal(
            N_("Ballot %(number)s is typed already. Now comes ballot %(next)s."),
            number=number,
            next=typed + 1,
        )
    if number > MOST_IN_PILE:
        raise Refusal(N_("A pile has at most %(most)s ballots."), most=MOST_IN_PILE)
    sheet = sheet_of(session, vote)
    from_text = read_ballot(sheet, number, text, "text", money)
    _keep(session, _Seal(key_of(vote, keyring), sheet.options), typing, number, from_text)


def type_many(
    session: Session,
    keyring: Keyring,
    vote: Vote,
    typing: PaperTyping,
    lines: list[str],
    money: Callable[[int], str],
    field: str = "lines",
) -> int:
    """Write down several ballots, one for each line; all or none. Return how many."""
    typed = ballots_in(session, typing)
    if typing.finished:
        raise Refusal(N_("You have finished this pile."))
    if typed + len(lines) > MOST_IN_PILE:
        raise Refusal(N_("A pile has at most %(most)s ballots."), field, most=MOST_IN_PILE)
    sheet = sheet_of(session, vote)
    seal = _Seal(key_of(vote, keyring), sheet.options)
    for number, line in enumerate(lines, start=typed + 1):
        marks = read_ballot(sheet, number, line, field, money)
        _keep(session, seal, typing, number, marks)
    return len(lines)


def import_table(
    session: Session,
    keyring: Keyring,
    vote: Vote,
    typing: PaperTyping,
    content: bytes,
    money: Callable[[int], str],
) -> int:
    """Write down the ballots of a table as the first reading of a pile; return how many.

    The second reading is typed by another person from the papers: the same file read twice would
    compare itself with itself.
    """
    if typing.turn != 1:
        raise Refusal(
            N_("The second time a pile is typed from the papers: a file would prove nothing."),
            "file",
        )
    try:
        lines = read_table(content, ballots_in(session, typing) + 1)
    except BadTable as bad:
        raise Refusal(_FLAWS[bad.flaw], "file", line=bad.line) from None
    return type_many(session, keyring, vote, typing, lines, money, field="file")


_FLAWS = {
    Flaw.UNREADABLE: N_("This file cannot be read. Use a table as in the sample file."),
    Flaw.EMPTY: N_("This file holds no ballots. Use a table as in the sample file."),
    Flaw.NO_NUMBER: N_(
        "Line %(line)s: a ballot is its number on the pile and what is marked on it, as in the "
        "sample file."
    ),
    Flaw.OUT_OF_ORDER: N_(
        "Line %(line)s: the number of this ballot is not the next one. Is one missing, or there "
        "twice?"
    ),
}


def sample_table(sheet: BallotSheet) -> bytes:
    """Return a table of ballots of a vote that people can fill in on."""
    first = range(min(sheet.options, 2))
    signs = [letter(position, numbered=sheet.numbered) for position in first]
    if sheet.kind is Kind.POINTS:
        between = "=" if sheet.numbered else ""
        signs = [f"{sign}{between}1" for sign in signs[: sheet.most]]
    some = signs[0] if sheet.kind is Kind.YES_NO or sheet.most < 2 else " ".join(signs)
    return write_table((signs[0], some, "-", sheet.spoiled))


def undo_last(session: Session, typing: PaperTyping) -> None:
    """Take back the last ballot of a typing."""
    if typing.finished:
        raise Refusal(N_("You have finished this pile."))
    last = ballots_in(session, typing)
    row = session.get(PaperBallot, (typing.vote, typing.pile, typing.turn, last))
    if row is not None:
        session.delete(row)


def settle(
    session: Session, keyring: Keyring, vote: Vote, pile: int, number: int, marks: bytes | None
) -> None:
    """Keep what a ballot says that two people read differently."""
    typing = PaperTyping(vote=vote.id, pile=pile, turn=SETTLED, typist="")
    options = sheet_of(session, vote).options
    _keep(session, _Seal(key_of(vote, keyring), options), typing, number, marks)


def start_again(session: Session, vote: UUID, pile: int) -> None:
    """Forget a pile as it was typed by both."""
    for table in (PaperBallot, PaperTyping):
        session.execute(delete(table).where(col(table.vote) == vote, col(table.pile) == pile))


def read_pile(
    session: Session, key: BoxKey, vote: Vote, pile: int, turn: int
) -> dict[int, bytes | None]:
    """Return the marks of one typing of a pile, by number; None for a spoiled ballot."""
    options = sheet_of(session, vote).options
    rows = session.exec(
        select(PaperBallot).where(
            PaperBallot.vote == vote.id, PaperBallot.pile == pile, PaperBallot.turn == turn
        )
    )
    return {
        row.number: key.unseal(_place(row.pile, row.turn, row.number), row.sealed, options)
        for row in rows
    }


@dataclass(frozen=True)
class _Seal:
    """What seals the papers of a vote on so many projects."""

    key: BoxKey
    options: int


def _keep(
    session: Session, seal: _Seal, typing: PaperTyping, number: int, marks: bytes | None
) -> None:
    place, nonce = _place(typing.pile, typing.turn, number), secrets.token_bytes(NONCE_BYTES)
    sealed = seal.key.seal(place, marks, nonce, seal.options)
    vote, pile, turn = typing.vote, typing.pile, typing.turn
    session.merge(PaperBallot(vote=vote, pile=pile, turn=turn, number=number, sealed=sealed))


def _place(pile: int, turn: int, number: int) -> str:
    return f"paper {pile}.{turn}.{number}"
