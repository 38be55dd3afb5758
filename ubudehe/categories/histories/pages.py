"""What was written about a household, act by act."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.categories.histories.queries import household_history
from ubudehe.language.paging import read_start
from ubudehe.people.rules import Right
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
_HOME = "/{place}/households/{household:uuid}"


@pages.work(_HOME + "/history", Right.HOUSEHOLDS)
def show_history(visit: Visit) -> Response:
    """Show what each act changed about a household: all of it, or one answer alone."""
    place = visit.village
    household: UUID = visit.request.path_params["household"]
    page = household_history(
        visit.session,
        place.code,
        household,
        visit.country.zone,
        visit.lang,
        visit.query("only"),
        read_start(visit.query("from")),
    )
    return visit.render("categories/history.html", page, place=place)
