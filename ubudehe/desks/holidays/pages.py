"""Pages of days off: those that were announced, a new one, one that is called off."""

from starlette.responses import Response

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed
from ubudehe.people.holidays.actions import (
    EndHolidayForm,
    HolidayForm,
    announce_holiday,
    call_off_holiday,
)
from ubudehe.people.holidays.queries import coming_holidays, holiday_of
from ubudehe.people.queries import where_held
from ubudehe.people.rules import Right
from ubudehe.places.queries import PlaceLine
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()

_HERE = "/{place}/holidays"


@pages.work(_HERE, Right.HOLIDAYS)
def holidays_here(visit: Visit) -> Response:
    """Show the days off that were announced for a place, and announce one."""
    place, code = _place(visit), visit.param("place")
    form = visit.form(HolidayForm)
    if visit.perform(form, announce_holiday, code):
        return visit.redirect(f"/work/{code}/holidays", "recorded")
    found = coming_holidays(visit.session, code, visit.today)
    return visit.render("desks/holidays.html", found, form=form, place=place, code=code)


@pages.work(_HERE + "/{holiday:uuid}/call-off", Right.HOLIDAYS)
def end_of_holiday(visit: Visit) -> Response:
    """Call a day off, once somebody said why."""
    place, code = _place(visit), visit.param("place")
    found = holiday_of(visit.session, code, visit.id("holiday"))
    form = visit.form(EndHolidayForm, of=call_off_holiday, holiday=found.id)
    if visit.perform(form, call_off_holiday, code):
        return visit.redirect(f"/work/{code}/holidays", "recorded")
    return visit.render("desks/end_holiday.html", found, form=form, place=place, code=code)


def _place(visit: Visit) -> PlaceLine:
    place = where_held(visit.session, visit.param("place"), visit.country)
    if place.level == "village":
        raise NotAllowed(N_("Days off are announced by a place above the village."))
    return place
