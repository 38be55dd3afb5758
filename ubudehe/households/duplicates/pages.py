"""Pairs of entries that look like one household, for officers and for the villages concerned."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.households.duplicates import queries
from ubudehe.households.duplicates.actions import CaseForm, decide_case
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotAllowed
from ubudehe.people.rules import Right
from ubudehe.places.queries import find_place, places_of
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
_SEES = (Right.HOUSEHOLDS, Right.DECIDE_APPEALS)


@pages.work("/{place}/duplicates", Right.LOOK)
def list_cases(visit: Visit) -> Response:
    """Show the pairs of a place, those nobody has looked into first."""
    _admit(visit)
    place = visit.place
    found = queries.cases_under(visit.session, place.code, read_start(visit.query("after")))
    codes = {side.village for one in found.rows for side in (one.newer, one.older)}
    villages = places_of(visit.session, codes, visit.country)
    return visit.render("households/duplicates.html", found, place=place, villages=villages)


@pages.work("/{place}/duplicates/{case:uuid}", Right.LOOK)
def show_case(visit: Visit) -> Response:
    """Show two entries one above the other, with what differs marked; an officer decides."""
    _admit(visit)
    place = visit.place
    case: UUID = visit.request.path_params["case"]
    line = queries.case_line(visit.session, place.code, case)
    form = visit.form(CaseForm, of=decide_case, case=case)
    if visit.perform(form, decide_case, line.newer.village):
        return visit.redirect(f"/work/{place.code}/duplicates", "recorded")
    sides = [(side, find_place(visit.session, side.village)) for side in (line.newer, line.older)]
    decides = all(visit.may(Right.DECIDE_APPEALS, side.village) for side, _ in sides)
    return visit.render(
        "households/duplicate.html",
        line,
        form=form,
        place=place,
        sides=sides,
        villages=len({side.village for side, _ in sides}),
        decides=decides,
    )


def _admit(visit: Visit) -> None:
    if not any(visit.may(right, visit.param("place")) for right in _SEES):
        raise NotAllowed(N_("Your role does not allow this at this place."))
