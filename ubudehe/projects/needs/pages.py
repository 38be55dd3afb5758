"""Needs on the facilitator's phone."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects.needs.actions import NeedForm, add_need
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/projects/need", Right.PROJECTS)
def need(visit: Visit) -> Response:
    """Write down a need."""
    place = visit.place
    form = visit.form(NeedForm)
    if visit.perform(form, add_need, place.code):
        return visit.redirect(f"/work/{place.code}/projects", "recorded")
    return visit.render("projects/need.html", place, form=form, place=place)
