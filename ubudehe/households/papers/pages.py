"""Choosing forms on paper, and the sheets to print."""

from starlette.responses import Response

from ubudehe.households.forms import ASSETS, BANDS, LIVESTOCK, SHOCKS, choices_of
from ubudehe.households.papers import queries
from ubudehe.households.papers.rules import KINDS, KNOWN, ON_SHEET, on_sheets, read_choice
from ubudehe.language.paging import Paging
from ubudehe.people.rules import Right
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/households/papers", Right.HOUSEHOLDS)
def choose(visit: Visit) -> Response:
    """Choose which forms to print."""
    place = visit.village
    groups = queries.groups_of(visit.session, place.code)
    return visit.render("households/papers.html", groups, place=place, kinds=KINDS, known=KNOWN)


@pages.work("/{place}/households/papers/sheets", Right.HOUSEHOLDS)
def sheets(visit: Visit) -> Response:
    """Show the sheets as they are printed."""
    place = visit.village
    asked = [visit.query(name) for name in ("kind", "known", "isibo", "from")]
    choice = read_choice(*asked)
    if choice.known == "nothing":
        found, homes = 0, [queries.NOBODY] * ON_SHEET[choice.kind]
    else:
        found = queries.count_for_paper(visit.session, place.code, choice.isibo)
        homes = queries.households_for_paper(
            visit.session, place.code, choice.isibo, choice.known, choice.start, choice.most
        )
    return visit.render(
        f"households/paper_{choice.kind}.html",
        on_sheets(homes, choice.kind),
        place=place,
        choice=choice,
        part=Paging(choice.start, choice.most, found),
        choices=choices_of(visit.country),
        bands=[(band, _years(band)) for band in BANDS],
        livestock=LIVESTOCK,
        assets=ASSETS,
        shocks=SHOCKS,
        bases=visit.country.lawful_bases,
        scheme=[scheme for scheme in visit.country.schemes if scheme.shown][-1],
    )


def _years(band: str) -> str:
    youngest, _, oldest = band.partition("_")
    return f"{youngest}–{oldest}" if oldest else f"{youngest}+"
