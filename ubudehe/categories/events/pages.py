"""What happened to a household, and what did not: one short form each."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.categories.events.actions import KINDS, EventForm, write_event
from ubudehe.categories.events.queries import closed_entries, event_line, events_of
from ubudehe.categories.events.rules import AGES, COUNTED, ENDS
from ubudehe.categories.events.undoing import UndoEventForm, undo_event
from ubudehe.categories.events.voiding import (
    RestoreForm,
    VoidForm,
    restore_household,
    void_household,
)
from ubudehe.households.queries import household_view
from ubudehe.households.roster.queries import has_list
from ubudehe.people.rules import Right
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()
_HOME = "/{place}/households/{household:uuid}"


class VoidEntryHere(VoidForm, SecondHere):
    """Closing an entry, with a second person at the same phone where two must agree."""


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
        if kind in (*COUNTED, "new_head") and has_list(visit.session, place.code, household):
            return visit.redirect(f"{here}/{household}/members", "recorded")
        return visit.redirect(here if kind in ENDS else f"{here}/{household}", "recorded")
    return visit.render(
        "categories/event.html",
        home,
        form=form,
        place=place,
        kinds=KINDS,
        ages=AGES,
        events=events_of(visit.session, household),
    )


@pages.work(_HOME + "/events/{event:uuid}/undo", Right.HOUSEHOLDS)
def undo(visit: Visit) -> Response:
    """Take back what was written down about a household by mistake."""
    place, household = visit.place, visit.id("household")
    line = event_line(visit.session, place.code, household, visit.id("event"))
    form = visit.form(UndoEventForm, of=undo_event, event=line.id)
    if visit.perform(form, undo_event, place.code):
        return visit.redirect(f"/work/{place.code}/households/{household}/event", "recorded")
    home = household_view(visit.session, place.code, household)
    return visit.render("categories/undo.html", line, form=form, place=place, home=home)


@pages.work(_HOME + "/void", Right.HOUSEHOLDS)
def void(visit: Visit) -> Response:
    """Close an entry that is no household."""
    place, household = visit.place, visit.id("household")
    home = household_view(visit.session, place.code, household)
    form = visit.form(VoidEntryHere, of=void_household, household=household)
    take_second(visit, form)
    if visit.perform(form, void_household, place.code):
        return visit.redirect(f"/work/{place.code}/households/closed", "recorded")
    return visit.render("categories/void.html", home, form=form, place=place)


@pages.work(_HOME + "/restore", Right.HOUSEHOLDS)
def restore(visit: Visit) -> Response:
    """Open an entry again that was closed as no household."""
    place, household = visit.place, visit.id("household")
    home = household_view(visit.session, place.code, household)
    form = visit.form(RestoreForm, of=restore_household, household=household)
    if visit.perform(form, restore_household, place.code):
        return visit.redirect(f"/work/{place.code}/households/{household}/file", "recorded")
    return visit.render(
        "categories/restore.html",
        home,
        form=form,
        place=place,
        events=events_of(visit.session, household),
    )


@pages.work("/{place}/households/closed", Right.HOUSEHOLDS)
def closed(visit: Visit) -> Response:
    """Show the entries that were closed as no households."""
    place = visit.village
    found = closed_entries(visit.session, place.code)
    return visit.render("categories/closed.html", found, place=place)
