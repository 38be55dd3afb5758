"""What happened to a household: one short form."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.categories.events.actions import ENDS, KINDS, EventForm, write_event
from ubudehe.categories.events.queries import events_of
from ubudehe.households.queries import household_view
from ubudehe.people.rules import Right
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/households/{household:uuid}/event", Right.HOUSEHOLDS)
def household_event(visit: Visit) -> Response:
    """Write down what happened; then the questionnaire, or the new household, is the next page."""
    place = visit.place
    household: UUID = visit.request.path_params["household"]
    home = household_view(visit.session, place.code, household)
    filled = {"happened_on": visit.today}
    form = visit.form(EventForm, filled, of=write_event, household=household)
    if visit.perform(form, write_event, place.code):
        here = f"/work/{place.code}/households"
        kind = form.value.kind if form.value else ""
        if kind == "split":
            return visit.redirect(f"{here}/new", "recorded")
        return visit.redirect(here if kind in ENDS else f"{here}/{household}", "recorded")
    return visit.render(
        "categories/event.html",
        home,
        form=form,
        place=place,
        kinds=KINDS,
        events=events_of(visit.session, household),
    )
