"""Annulling a vote: by a meeting, or by two people and the sector."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.places.queries import find_place
from ubudehe.projects.voting import queries
from ubudehe.projects.voting.annulling.actions import AnnulForm, annul_vote
from ubudehe.projects.voting.annulling.asking import (
    AnswerAnnulForm,
    AskForm,
    AskTakenBack,
    answer_annul,
    ask_to_annul,
    take_back_asking,
)
from ubudehe.projects.voting.annulling.queries import request_line, waiting_requests
from ubudehe.projects.voting.binding import without_money
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class AnnulHere(AnnulForm, SecondHere):
    """Why a vote is annulled, with a second person at the same phone."""


class AskHere(AskForm, SecondHere):
    """Why a vote should be annulled, with a second person at the same phone."""


@pages.work("/{place}/votes/{vote:uuid}/annul", Right.PROJECTS)
def annul(visit: Visit) -> Response:
    """Annul a vote that was counted, in a meeting."""
    place = visit.place
    page = queries.vote_view(visit.session, place.code, visit.id("vote"))
    form = visit.form(AnnulHere, of=annul_vote, vote=page.id)
    take_second(visit, form)
    if visit.perform(form, annul_vote, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    return visit.render("projects/annul.html", page, form=form, place=place)


@pages.work("/{place}/votes/{vote:uuid}/annul/ask", Right.PROJECTS)
def ask(visit: Visit) -> Response:
    """Ask the sector to agree that a vote is annulled."""
    place = visit.place
    page = queries.vote_view(visit.session, place.code, visit.id("vote"))
    form = visit.form(AskHere, of=ask_to_annul, vote=page.id)
    take_second(visit, form)
    if visit.perform(form, ask_to_annul, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    return visit.render("projects/ask_annul.html", page, form=form, place=place)


@pages.work("/{place}/votes/{vote:uuid}/annul/back", Right.PROJECTS)
def take_back(visit: Visit) -> Response:
    """Take back what the sector was asked."""
    place = visit.place
    asked = request_line(visit.session, place.code, visit.id("vote"))
    form = visit.form(AskTakenBack, of=take_back_asking, request=asked.id)
    if visit.perform(form, take_back_asking, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{asked.vote}", "recorded")
    return visit.render("projects/unask_annul.html", form=form, place=place, asked=asked)


@pages.work("/{place}/votes/{vote:uuid}/annul/answer", Right.CHECK_PROPOSALS)
def answer(visit: Visit) -> Response:
    """Agree that a vote is annulled, or refuse."""
    place = visit.place
    asked = request_line(visit.session, place.code, visit.id("vote"))
    page = queries.vote_view(visit.session, place.code, asked.vote)
    form = visit.form(AnswerAnnulForm, of=answer_annul, request=asked.id)
    if visit.perform(form, answer_annul, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    return visit.render("projects/answer_annul.html", page, form=form, place=place, asked=asked)


@pages.work("/{place}/annulments", Right.CHECK_PROPOSALS)
def waiting(visit: Visit) -> Response:
    """Show what waits for the sector's word below a place."""
    lines = waiting_requests(visit.session, visit.place.code)
    gone = without_money(visit.session, visit.place.code)
    codes = {line.village for line in lines} | {vote.village for vote in gone}
    return visit.render(
        "projects/annulments.html",
        lines,
        place=visit.place,
        villages={code: find_place(visit.session, code) for code in codes},
        gone=gone,
    )
