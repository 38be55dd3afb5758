"""Pages of deputies: who stands in for whom, naming one, ending it earlier."""

from starlette.responses import Response

from ubudehe.people.deputies.actions import DeputyForm, RecallForm, name_deputy, recall_deputy
from ubudehe.people.queries import deputies, own_roles
from ubudehe.people.rules import Right
from ubudehe.web.own_code import OwnCodeHere, take_own_code
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class DeputyHere(DeputyForm, SecondHere, OwnCodeHere):
    """A deputy to be named, with an administrator at the same phone."""


@pages.work("/{place}/deputies", Right.DEPUTE, rehearsed=False)
def deputies_here(visit: Visit) -> Response:
    """Show who stands in for whom at a place."""
    place, who = visit.place, visit.person.accounts
    return visit.render(
        "desks/deputies.html",
        deputies(visit.session, place.code, who, visit.today),
        place=place,
        own=own_roles(visit.session, place.code, who, visit.today),
    )


@pages.work("/{place}/deputies/new", Right.DEPUTE, rehearsed=False)
def name_one(visit: Visit) -> Response:
    """Name a deputy."""
    place = visit.place
    form = visit.form(DeputyHere, grant=visit.query_id("grant"))
    if form.value is not None:
        take_own_code(visit, form)
    take_second(visit, form)
    if visit.perform(form, name_deputy, place.code):
        return visit.redirect(f"/work/{place.code}/deputies", "saved")
    return visit.render("desks/name_deputy.html", place, form=form)


@pages.work("/{place}/deputies/end", Right.DEPUTE, rehearsed=False)
def end_one(visit: Visit) -> Response:
    """End a deputy's time earlier."""
    place, grant = visit.place, visit.query_id("grant")
    form = visit.form(RecallForm, {"last_day": visit.today}, of=recall_deputy, grant=grant)
    if visit.perform(form, recall_deputy, place.code):
        return visit.redirect(f"/work/{place.code}/deputies", "saved")
    return visit.render("desks/end_deputy.html", place, form=form)
