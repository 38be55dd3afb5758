"""Votes on the facilitator's phone; the ballot on anybody's."""

from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.desk import Nothing
from ubudehe.people.rules import Right
from ubudehe.places.queries import find_place
from ubudehe.projects.proposals.queries import proposals
from ubudehe.projects.voting import queries
from ubudehe.projects.voting.actions import (
    HandsForm,
    VoteForm,
    cast_ballot,
    close_vote,
    find_card,
    open_vote,
    prepare_vote,
)
from ubudehe.record.append import total
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of
from ubudehe.web.visit import Visit

pages = Pages()
CARDS_ON_PAGE = 12


class CardForm(BaseModel):
    """A card's code, and what its holder marked once the ballot was shown."""

    code: str = Field(max_length=40)
    choices: list[str] = Field(default_factory=list, max_length=20)
    step: str = Field(default="show", max_length=8)


@pages.work("/{place}/votes/new", Right.PROJECTS)
def new_vote(visit: Visit) -> Response:
    """Prepare a vote at the meeting."""
    place = visit.place
    households = total(visit.session, place.code, "households")
    form = visit.form(
        VoteForm,
        {"cards": min(households, 2000) or None, "method": "cards", "electorate": "households"},
    )
    if receipt := visit.perform(form, prepare_vote, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{receipt.made}", "recorded")
    free = [
        line
        for line in proposals(visit.session, place.code)
        if line.state in ("proposed", "not_chosen")
    ]
    return visit.render("projects/new_vote.html", free, form=form, place=place)


@pages.work("/{place}/votes/{vote:uuid}", Right.LOOK)
def show_vote(visit: Visit) -> Response:
    """Show a vote and what comes next in it."""
    page = queries.vote_view(visit.session, visit.param("place"), _vote(visit))
    return visit.render("projects/vote.html", page, place=visit.place)


@pages.work("/{place}/votes/{vote:uuid}/open", Right.PROJECTS)
def open_(visit: Visit) -> Response:
    """Open a prepared vote."""
    place = visit.place
    form = visit.form(Nothing)
    page = queries.vote_view(visit.session, place.code, _vote(visit))
    if visit.perform(form, open_vote, place.code, page.id):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    return visit.render("projects/open.html", page, form=form, place=place)


@pages.work("/{place}/votes/{vote:uuid}/close", Right.PROJECTS)
def close(visit: Visit) -> Response:
    """Close a vote: count the box, or write down the hands."""
    place = visit.place
    form = visit.form(HandsForm)
    page = queries.vote_view(visit.session, place.code, _vote(visit))
    if visit.perform(form, close_vote, place.code, page.id):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    return visit.render("projects/close.html", page, form=form, place=place)


@pages.work("/{place}/votes/{vote:uuid}/cards", Right.PROJECTS)
def cards(visit: Visit) -> Response:
    """Show voting cards to be printed and cut, twelve at a time."""
    place = visit.place
    vote = _vote(visit)
    page = queries.vote_view(visit.session, place.code, vote)
    first = int(visit.query("from")[:9]) if visit.query("from").isdecimal() else 0
    codes = queries.card_sheet(visit.session, place.code, vote, first, CARDS_ON_PAGE)
    if not codes:
        raise NotFound("")
    sheet = [(code, qr_of(visit, f"/vote#{code}")) for code in codes]
    return visit.render(
        "projects/cards.html", page, place=place, sheet=sheet, first=first, step=CARDS_ON_PAGE
    )


@pages.public("/vote", form=True)
def vote_with_card(visit: Visit) -> Response:
    """Vote with a card: the code first, then the ballot, then it is in the box."""
    form = visit.form(CardForm)
    if not form.submitted or form.value is None:
        return visit.render("projects/card.html", None, form=form)
    code, choices = form.value.code, form.value.choices
    try:
        if form.value.step == "cast":
            visit.session.rollback()
            with visit.database.write() as session:
                cast_ballot(session, code, choices)
            return visit.render("projects/cast.html", None, form=form)
        found, _ = find_card(visit.session, code)
        ballot = queries.vote_view(visit.session, found.village, found.id)
        place = find_place(visit.session, found.village)
        return visit.render("projects/ballot.html", ballot, form=form, place=place)
    except Refusal as refusal:
        form.refuse(refusal.msgid, "code", **refusal.params)
        return visit.render("projects/card.html", None, form=form)


def _vote(visit: Visit) -> UUID:
    vote: UUID = visit.request.path_params["vote"]
    return vote
