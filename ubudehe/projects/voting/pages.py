"""One vote on the facilitator's phone: where it stands, and what comes next."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects.voting import queries
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/votes/{vote:uuid}", Right.LOOK)
def show_vote(visit: Visit) -> Response:
    """Show a vote and what comes next in it."""
    page = queries.vote_view(visit.session, visit.param("place"), visit.id("vote"))
    return visit.render("projects/vote.html", page, place=visit.place)
