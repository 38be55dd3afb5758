"""Where the ballots of cards lie in the box.

There is an empty one for each card and some to spare, so that no ballot can be told by its coming
when a card is printed later.
"""

from collections.abc import Callable

from sqlmodel import Session, col, select

from ubudehe.people.desk import Desk
from ubudehe.projects.rules.cards import laid_out
from ubudehe.projects.voting.keys import place_of
from ubudehe.projects.voting.tables import Ballot, VoidCard, Vote
from ubudehe.projects.voting.votes import key_of
from ubudehe.storage.vault import Keyring


def lay_out(desk: Desk, vote: Vote) -> None:
    """Put an empty ballot into the box for each card that has none, and some to spare."""
    there, code = _box(desk.session, desk.keyring, vote)
    void = void_cards(desk.session, vote)
    places = {
        place_of(desk.keyring.secret, code(card))
        for card in range(1, laid_out(vote.cards) + 1)
        if card not in void
    }
    desk.session.add_all(Ballot(place=place, vote=vote.id) for place in sorted(places - there))


def codes_of(session: Session, keyring: Keyring, vote: Vote) -> Callable[[int], str]:
    """Return what makes the code of a card from its number, which begins with 1."""
    return _box(session, keyring, vote)[1]


def void_cards(session: Session, vote: Vote) -> frozenset[int]:
    """Return the numbers of the cards of a vote that were declared void."""
    return frozenset(session.exec(select(VoidCard.card).where(col(VoidCard.vote) == vote.id)).all())


def _box(
    session: Session, keyring: Keyring, vote: Vote
) -> tuple[frozenset[str], Callable[[int], str]]:
    key = key_of(vote, keyring)
    there = frozenset(session.exec(select(Ballot.place).where(Ballot.vote == vote.id)).all())
    # Of a vote that an older version prepared, codes are letters and digits.
    old = {place_of(keyring.secret, key.letters(number)) for number in range(vote.cards)}
    made = key.letters if there & old else key.code
    return there, lambda card: made(card - 1)
