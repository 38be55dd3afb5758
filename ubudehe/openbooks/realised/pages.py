"""The report on how budgets were carried out: for a village, and for what lies above it."""

from datetime import date

from starlette.responses import Response

from ubudehe.language.refusals import NotFound
from ubudehe.openbooks.realised.queries import realised_report
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
_ABOVE_SECONDS = 30
_YEARS = 5
"""How many financial years back the page leads."""


@pages.public("/p/{code}/budget")
def budget_now(visit: Visit) -> Response:
    """Show planned beside realised in the financial year that runs."""
    return _report(visit, visit.country.financial_year(visit.today)[0].year)


@pages.public("/p/{code}/budget/{year:number}")
def budget_then(visit: Visit) -> Response:
    """Show the same of a financial year that began in `year`."""
    return _report(visit, visit.number("year"))


def _report(visit: Visit, year: int) -> Response:
    """Show a place's report, up to a district: above it the files of open data tell it."""
    try:
        code = parse_code(visit.param("code"), visit.country)
    except NotACode:
        raise NotFound("") from None
    now = visit.country.financial_year(visit.today)[0].year
    highest = visit.country.length_of(visit.country.compared_at)
    if not now - _YEARS <= year <= now or len(code) < highest:
        raise NotFound("")
    if is_village(code, visit.country):
        visit.hold_while(code)
    else:
        visit.hold_for(_ABOVE_SECONDS)
    first = date(year, *visit.country.financial_year_start)
    page = realised_report(visit.session, code, visit.country, first, visit.today)
    years = range(now, now - _YEARS - 1, -1)
    return visit.render("openbooks/realised.html", page, years=years, now=now)
