"""The board: needs, proposals and votes of a village."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects import queries
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
