"""Annulling a vote, on the facilitator's phone."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects.voting import queries
from ubudehe.projects.voting.annulling.actions import AnnulForm, annul_vote
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class AnnulHere(AnnulForm, SecondHere):
    """Why a vote is annulled, with a second person at the same phone."""


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
