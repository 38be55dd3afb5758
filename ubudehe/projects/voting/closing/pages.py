"""Closing a vote, on the facilitator's phone."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects.voting import queries
from ubudehe.projects.voting.closing.actions import CloseForm, close_vote
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/votes/{vote:uuid}/close", Right.PROJECTS)
def close(visit: Visit) -> Response:
    """Close a vote with the numbers of its turnout, and count it."""
    place = visit.place
    page = queries.vote_view(visit.session, place.code, visit.id("vote"))
    filled = {"signed_in": page.signed_in, "handed_out": page.signed_in}
    form = visit.form(CloseForm, filled, of=close_vote, vote=page.id)
    if visit.perform(form, close_vote, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    return visit.render("projects/close.html", page, form=form, place=place)
