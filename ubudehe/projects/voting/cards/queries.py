"""Cards to print, and what became of those that were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.codes import spaced
from ubudehe.projects.rules.cards import CardCounts, shown_cards
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.cards.laying import codes_of, void_cards
from ubudehe.projects.voting.tables import CardBatch, VoidCard, Vote
from ubudehe.projects.voting.votes import vote_of
from ubudehe.record.rules.suppression import Shown
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.vault import Keyring

_LATER = Prepared(
    select(CardBatch.reason)
    .where(CardBatch.vote == given("vote"), CardBatch.batch > 1)
    .order_by(col(CardBatch.batch))
)
_VOID = Prepared(
    select(col(VoidCard.why), col(VoidCard.reason))
    .where(VoidCard.vote == given("vote"))
    .order_by(col(VoidCard.card))
)


@dataclass(frozen=True)
class PrintedCard:
    """A card to be cut out: its batch, its number and its code in groups."""

    batch: int
    card: int
    code: str


@dataclass(frozen=True)
class CardNote:
    """Why cards were printed later or declared void; `kind` is «more» or why one is void."""

    kind: str
    reason: str


def cards_now(session: Session, ids: Mapping[str, object]) -> dict[str, object]:
    """Return how many cards of a vote there are, and how many of them are void."""
    found = session.get(Vote, ids["vote"])
    return {} if found is None else {"cards": found.cards, "void_cards": found.void_cards}


def card_sheet(
    session: Session, keyring: Keyring, village: str, vote: UUID, first: int, many: int
) -> tuple[PrintedCard, ...]:
    """Return some cards of a vote to print, without void ones; none once the vote is open.

    Who could read them while people vote could vote for anybody.
    """
    found = vote_of(session, village, vote)
    if found.state != VoteState.PREPARED:
        return ()
    wanted = range(first + 1, min(first + many, found.cards) + 1)
    return _printed(session, keyring, found, wanted)


def batch_sheet(
    session: Session, keyring: Keyring, vote: UUID, batch: UUID
) -> tuple[PrintedCard, ...]:
    """Return the cards of a batch to print, while its vote is not over.

    Only for who, with a second person, has just done the act `batch` that made them.
    """
    made = session.get(CardBatch, batch)
    if made is None or made.vote != vote:
        return ()
    found = session.get_one(Vote, vote)
    if found.state not in (VoteState.PREPARED, VoteState.OPEN):
        return ()
    return _printed(session, keyring, found, range(made.first, made.first + made.cards))


def card_notes(session: Session, vote: UUID) -> tuple[CardNote, ...]:
    """Return why cards were printed later or declared void; never which ones."""
    return (
        *(CardNote("more", reason) for reason in _LATER.column(session, vote=vote)),
        *(CardNote(why, reason) for why, reason in _VOID.rows(session, vote=vote)),
    )


def card_counts(vote: Vote, used: Shown | None) -> CardCounts | None:
    """Return what became of a vote's cards, as everybody may see it; None without cards."""
    if not vote.cards:
        return None
    alone = vote.method == "cards"  # of mixed votes cards and papers are counted together
    return shown_cards(vote.cards, vote.void_cards, used if alone else None)


def _printed(
    session: Session, keyring: Keyring, vote: Vote, wanted: Iterable[int]
) -> tuple[PrintedCard, ...]:
    code, void = codes_of(session, keyring, vote), void_cards(session, vote)
    batches = session.exec(select(CardBatch).where(CardBatch.vote == vote.id)).all()

    def batch_of(card: int) -> int:
        return next((b.batch for b in batches if b.first <= card < b.first + b.cards), 1)

    return tuple(
        PrintedCard(batch_of(card), card, spaced(code(card))) for card in wanted if card not in void
    )
