"""Voting cards on the facilitator's phone: print them, print more, declare one void."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.language.refusals import NotFound
from ubudehe.people.rules import Right
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting import queries as voting
from ubudehe.projects.voting.cards import queries
from ubudehe.projects.voting.cards.actions import (
    AddCardsForm,
    VoidCardForm,
    add_cards,
    void_card,
)
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()
CARDS_ON_PAGE = 12


class AddCardsHere(AddCardsForm, SecondHere):
    """More cards, with a second person at the same phone."""


class VoidCardHere(VoidCardForm, SecondHere):
    """A card that may not vote any more, with a second person at the same phone."""


@pages.work("/{place}/votes/{vote:uuid}/cards", Right.PROJECTS)
def cards(visit: Visit) -> Response:
    """Show voting cards to be printed and cut, twelve at a time, before the vote is open."""
    vote = voting.vote_view(visit.session, visit.place.code, visit.id("vote"))
    first = int(visit.query("from")[:9]) if visit.query("from").isdecimal() else 0
    if vote.state != VoteState.PREPARED or first >= vote.cards:
        raise NotFound("")
    sheet = queries.card_sheet(
        visit.session, visit.keyring, vote.village, vote.id, first, CARDS_ON_PAGE
    )
    following = first + CARDS_ON_PAGE
    return _sheet(visit, vote, sheet, following if following < vote.cards else None)


@pages.work("/{place}/votes/{vote:uuid}/cards/more", Right.PROJECTS)
def more_cards(visit: Visit) -> Response:
    """Print more cards; what is sent back is the sheet to print, shown this once."""
    place = visit.place
    vote = voting.vote_view(visit.session, place.code, visit.id("vote"))
    form = visit.form(AddCardsHere, of=add_cards, vote=vote.id)
    take_second(visit, form)
    if visit.perform(form, add_cards, place.code):
        return _made(visit, vote.id, form.act_id)
    return visit.render("projects/more_cards.html", vote, form=form, place=place)


@pages.work("/{place}/votes/{vote:uuid}/cards/void", Right.PROJECTS)
def void(visit: Visit) -> Response:
    """Declare a card void; another in its place is sent back to be printed, shown this once."""
    place = visit.place
    vote = voting.vote_view(visit.session, place.code, visit.id("vote"))
    form = visit.form(VoidCardHere, of=void_card, vote=vote.id)
    take_second(visit, form)
    if visit.perform(form, void_card, place.code):
        if form.value is not None and form.value.another:
            return _made(visit, vote.id, form.act_id)
        return visit.redirect(f"/work/{place.code}/votes/{vote.id}", "recorded")
    return visit.render("projects/void_card.html", vote, form=form, place=place)


def _made(visit: Visit, vote: UUID, batch: UUID) -> Response:
    """Show the cards of the batch that was just made; where its vote is over, the vote."""
    sheet = queries.batch_sheet(visit.session, visit.keyring, vote, batch)
    if not sheet:
        return visit.redirect(f"/work/{visit.place.code}/votes/{vote}", "recorded")
    page = voting.vote_view(visit.session, visit.place.code, vote)
    return _sheet(visit, page, sheet, None)


def _sheet(
    visit: Visit,
    vote: voting.VoteView,
    sheet: tuple[queries.PrintedCard, ...],
    following: int | None,
) -> Response:
    cards = [(one, qr_of(visit, f"/vote#{one.code}")) for one in sheet]
    at = visit.reached_at.partition("://")[2]
    return visit.render(
        "projects/cards.html", vote, place=visit.place, sheet=cards, following=following, at=at
    )
