"""Writing down what came of a promise."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects.promises import queries
from ubudehe.projects.promises.actions import KeptForm, keep_promise
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/promises/{promise:uuid}", Right.PROJECTS)
def keep(visit: Visit) -> Response:
    """Write down how much of a promise has come."""
    place = visit.place
    page = queries.promise_line(visit.session, place.code, visit.id("promise"))
    form = visit.form(KeptForm, {"kept": page.kept}, of=keep_promise, promise=page.id)
    if visit.perform(form, keep_promise, place.code):
        return visit.redirect(f"/work/{place.code}/proposals/{page.project}", "recorded")
    return visit.render("projects/promise.html", page, form=form, place=place)
