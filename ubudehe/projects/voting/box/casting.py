"""Casting a ballot with a card.

Nothing of it enters the record, and nothing tells when, in which order or from where it came: a
ballot lies in its place from the beginning, and casting only changes what is sealed in it.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select, update

from ubudehe.language.codes import read_code
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.projects.rules.ballot_text import BadBallot, BallotSheet, Fault, marks_of
from ubudehe.projects.rules.election import NO, Kind, counted_as
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.keys import NONCE_BYTES, place_of
from ubudehe.projects.voting.tables import Ballot, Vote, VoteOption
from ubudehe.projects.voting.votes import key_of, sheet_of
from ubudehe.storage.reading import pick
from ubudehe.storage.vault import Keyring


@dataclass(frozen=True)
class Card:
    """A card of an open vote: where its ballot lies."""

    vote: Vote
    place: str


_NO_VOTE = N_("There is no open vote for this card, or the card was declared void.")


class NoSuchCard(Refusal):
    """No card of any vote bears this code: a guess, or a card that was declared void."""

    def __init__(self) -> None:
        super().__init__(_NO_VOTE, "code")


def code_of(text: str) -> str:
    """Return the code that was typed; Refusal where it cannot be one."""
    code = read_code(text)
    if code is None:
        raise Refusal(
            N_("This code is not complete or has a typing error. Look at the card."), "code"
        )
    return code


def find_card(session: Session, keyring: Keyring, code_text: str) -> Card:
    """Return the card that a typed code means; Refusal for a wrong code or a vote not open."""
    code = code_of(code_text)
    place = place_of(keyring.secret, code)
    holding = select(Vote).join(Ballot, col(Ballot.vote) == Vote.id).where(Ballot.place == place)
    vote = session.exec(holding).first()
    if vote is None:
        raise NoSuchCard
    if vote.state != VoteState.OPEN:
        raise _no_vote()
    return Card(vote, place)


def cast_ballot(
    session: Session,
    keyring: Keyring,
    code_text: str,
    chosen: Mapping[str, int],
    money: Callable[[int], str],
) -> None:
    """Put a ballot into the box, or replace the one of the same card.

    `chosen` has marks by proposal id: 1 for a mark, points, or places from 1 in a ranking; 1 or 2
    for yes or no to one project alone. `money` says an amount in the country's way.
    Refusal for a wrong code, unknown projects, too many marks, more than the money there is, or a
    vote that is not open.
    """
    card = find_card(session, keyring, code_text)
    # Nothing may fall into a box that is being emptied, nor to a card that is declared void.
    session.refresh(card.vote, with_for_update={"read": True})
    if card.vote.state != VoteState.OPEN:
        raise _no_vote()
    sheet = sheet_of(session, card.vote)
    marks = _marks(session, card.vote, sheet, chosen, money)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = key_of(card.vote, keyring).seal(card.place, marks, nonce, sheet.options)
    put = update(Ballot).where(col(Ballot.place) == card.place).values(sealed=sealed)
    placed = put.returning(col(Ballot.vote))
    unsynchronized = {"synchronize_session": False}
    if session.execute(placed, execution_options=unsynchronized).first() is None:
        raise _no_vote()


def _no_vote() -> Refusal:
    return Refusal(_NO_VOTE, "code")


def _marks(
    session: Session,
    vote: Vote,
    sheet: BallotSheet,
    chosen: Mapping[str, int],
    money: Callable[[int], str],
) -> bytes:
    rows = session.execute(
        pick(VoteOption.proposal, VoteOption.position).where(VoteOption.vote == vote.id)
    )
    position = {str(proposal): place for proposal, place in rows}
    if not set(chosen) <= set(position):
        raise Refusal(N_("Choose among the projects of this vote."), "mark")
    ranking, alone = sheet.kind is Kind.RANKING, sheet.kind is Kind.YES_NO
    if any(given < 0 or given > (NO if alone else vote.marks) for given in chosen.values()):
        raise too_many(vote)
    pairs = [(position[id_], given) for id_, given in chosen.items() if given]
    if ranking:
        pairs = _in_order(vote.marks, pairs)
    try:
        return marks_of(pairs, sheet)
    except BadBallot as bad:
        if bad.fault is Fault.OVER_BUDGET:
            raise Refusal(
                N_(
                    "What you chose costs %(cost)s together: %(over)s more than the %(budget)s "
                    "there are. Take something away."
                ),
                "mark",
                cost=money(vote.budget + bad.over),
                over=money(bad.over),
                budget=money(vote.budget),
            ) from None
        if bad.fault is Fault.TWICE:
            raise Refusal(N_("Give each place to one project only."), "mark") from None
        raise too_many(vote) from None


def _in_order(most: int, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return Borda's points for places from 1; a gap between them closes, as on a paper.

    Who gives the same place twice gives the same points twice, which is refused.
    """
    order = sorted({place for _, place in places})
    return [(at, most - order.index(place)) for at, place in places]


def too_many(vote: Vote) -> Refusal:
    """Return the refusal of a ballot with more marks than its vote allows."""
    message = {
        "yes_no": N_("Choose yes or no, or leave both empty."),
        "approval": N_("Mark at most %(most)s projects. You marked more."),
        "points": N_("You have %(most)s beans to give. You gave more."),
        "ranking": N_("Write places from 1 to %(most)s."),
    }[counted_as(vote.kind)]
    return Refusal(message, "mark", most=vote.marks)
