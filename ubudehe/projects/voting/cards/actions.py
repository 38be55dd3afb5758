"""What becomes of cards once they are printed: more of them, and some that may not vote any more.

Nobody writes down whose card it was. Who asks about a card that has voted learns no more than that
it cannot be declared void, and asks with a second person.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field
from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from ubudehe.language.fields import PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.cards.laying import codes_of, lay_out
from ubudehe.projects.voting.cards.queries import cards_now
from ubudehe.projects.voting.keys import place_of
from ubudehe.projects.voting.minutes import VOTES
from ubudehe.projects.voting.tables import Ballot, CardBatch, VoidCard, Vote
from ubudehe.projects.voting.votes import ON_CARDS, VoteRef, how_far, vote_in
from ubudehe.record.append import Event

MOST_AT_ONCE = 12
"""Cards that are printed together while people vote: as many as one sheet shows, once."""


class AddCardsForm(VoteRef, Seconded):
    """How many more cards are printed, and why, in public."""

    cards: int = Field(ge=1, le=2000)
    reason: PublicPassage


class VoidCardForm(VoteRef, Seconded):
    """The number of a card that may not vote any more, and why, in public."""

    card: int = Field(ge=1, le=99_999)
    why: Literal["lost", "spoilt", "misprinted"]
    reason: PublicPassage
    another: Literal["yes"] | None = None
    """Whether another card is printed in its place."""


def _far(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    state = how_far(session, place, ids)
    return None if state is None else {**state, **cards_now(session, ids)}


def _while_voting(desk: Desk, form: VoteRef) -> bool:
    found = desk.session.get(Vote, form.vote)
    return found is not None and found.state == VoteState.OPEN


_BY_TWO = Second(
    Right.PROJECTS,
    N_(
        "While people vote, two people print a card or declare one void. Ask a second person, such "
        "as the chairperson."
    ),
    when=_while_voting,
)


@act(
    "vote.add_cards",
    Right.PROJECTS,
    said=N_("The cards are made. Print them now; while people vote they are shown only once."),
    corrected_by=("vote.void_card",),
    offline=Offline.SECRET,
    second=_BY_TWO,
    state=_far,
    minutes=VOTES,
    worded=("reason",),
)
def add_cards(desk: Desk, form: AddCardsForm) -> Event:
    """Print more cards, as a batch of their own; with a second person while people vote."""
    found = _with_cards(desk, form)
    if found.state == VoteState.OPEN and form.cards > MOST_AT_ONCE:
        raise Refusal(
            N_("While people vote, at most %(most)s cards are printed at a time."),
            "cards",
            most=MOST_AT_ONCE,
        )
    batch = _print(desk, found, form.cards, form.reason)
    vote = str(form.vote)
    return Event(
        public={"vote": vote, "batch": batch.batch},
        private={"cards": form.cards, "reason": form.reason},
        subject=vote,
    )


@act(
    "vote.void_card",
    Right.PROJECTS,
    said=N_("The card is void: nobody can vote with it any more. Tear it up if it is here."),
    corrected_by=("vote.add_cards",),
    offline=Offline.SECRET,
    second=_BY_TWO,
    state=_far,
    minutes=VOTES,
    worded=("reason",),
)
def void_card(desk: Desk, form: VoidCardForm) -> Event:
    """Declare a card void that has not voted; with a second person while people vote."""
    found = _with_cards(desk, form)
    if _while_voting(desk, form) and form.second is None:
        # Asked first: alone nobody may find out which cards have voted.
        raise Refusal(_BY_TWO.refusal, "second_pin")
    _take_out_of_the_box(desk, found, form.card)
    void = VoidCard(vote=found.id, card=form.card, why=form.why, reason=form.reason)
    desk.session.add(void)
    found.void_cards += 1
    desk.session.flush()
    batch = _print(desk, found, 1, form.reason).batch if form.another else None
    vote = str(form.vote)
    return Event(
        public={"vote": vote, "why": form.why, "batch": batch},
        private={"card": form.card, "reason": form.reason},
        subject=vote,
    )


def _with_cards(desk: Desk, form: VoteRef) -> Vote:
    found = vote_in(desk, form.vote, VoteState.PREPARED, VoteState.OPEN)
    if found.method not in ON_CARDS:
        raise Refusal(N_("People do not vote with cards in this vote."))
    return found


def _print(desk: Desk, vote: Vote, cards: int, reason: str) -> CardBatch:
    good = vote.cards - vote.void_cards
    if good + cards > vote.electors:
        raise Refusal(
            N_(
                "There are %(good)s good cards for %(electors)s voters: at most one for each. "
                "Declare those void that are lost."
            ),
            "cards",
            good=good,
            electors=vote.electors,
        )
    last = select(func.coalesce(func.max(CardBatch.batch), 1)).where(CardBatch.vote == vote.id)
    batch = CardBatch(
        id=desk.act_id,
        vote=vote.id,
        batch=desk.session.exec(last).one() + 1,
        first=vote.cards + 1,
        cards=cards,
        reason=reason,
    )
    desk.session.add(batch)
    vote.cards += cards
    lay_out(desk, vote)
    return batch


def _take_out_of_the_box(desk: Desk, vote: Vote, card: int) -> None:
    """Take the empty ballot of a card out of the box; Refusal where there is none."""
    code = codes_of(desk.session, desk.keyring, vote)
    empty = (
        delete(Ballot)
        .where(
            col(Ballot.place) == place_of(desk.keyring.secret, code(card)),
            col(Ballot.vote) == vote.id,
            col(Ballot.sealed).is_(None),
        )
        .returning(col(Ballot.vote))
    )
    if card > vote.cards or desk.session.execute(empty).first() is None:
        raise Refusal(
            N_(
                "This card cannot be declared void: it was used or is void already, or there is "
                "no card with this number."
            ),
            "card",
        )
