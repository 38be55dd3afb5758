"""The board: needs, proposals and votes of a village; and one proposal with its promises."""

from starlette.responses import Response

import ubudehe.projects.speaking  # noqa: F401 - enters what can be said
from ubudehe.people.rules import Right
from ubudehe.projects import queries
from ubudehe.projects.promises.queries import promises_of
from ubudehe.projects.proposals.actions import FREE
from ubudehe.projects.proposals.queries import proposal_view, proposals
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/projects", Right.LOOK)
def show_board(visit: Visit) -> Response:
    """Show needs, proposals and votes of a village."""
    place = visit.place
    return visit.render(
        "projects/board.html", queries.board(visit.session, place.code), place=place
    )


@pages.work("/{place}/proposals/{proposal:uuid}", Right.LOOK)
def show_proposal(visit: Visit) -> Response:
    """Show a proposal, what can be done with it, and what came of its promises."""
    place = visit.place
    names = visit.may(Right.PROJECTS, place.code)
    page = proposal_view(visit.session, place.code, visit.id("proposal"), names=names)
    others = [
        line
        for line in proposals(visit.session, place.code)
        if line.state in FREE and line.id != page.line.id
    ]
    promises = promises_of(visit.session, page.line.id)
    return visit.render(
        "projects/proposal.html", page, place=place, others=others, free=FREE, promises=promises
    )
