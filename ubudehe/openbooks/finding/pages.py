"""Finding a place: step by step, or by name."""

from starlette.responses import Response

from ubudehe.places.queries import search_places
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.public("/find")
def find(visit: Visit) -> Response:
    """Show the places whose name or code fits what was asked."""
    asked = visit.query("q")[:80]
    found = search_places(visit.session, asked, visit.country)
    return visit.render("openbooks/find.html", found, asked=asked)
