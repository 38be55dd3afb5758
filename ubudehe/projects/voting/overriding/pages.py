"""Taking other projects than the count did, on the facilitator's phone."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects.voting import queries
from ubudehe.projects.voting.binding import most_to_take
from ubudehe.projects.voting.overriding.actions import OverrideForm, override_vote
from ubudehe.projects.voting.votes import vote_of
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class OverrideHere(OverrideForm, SecondHere):
    """What a meeting takes, with a second person at the same phone."""


@pages.work("/{place}/votes/{vote:uuid}/override", Right.PROJECTS)
def override(visit: Visit) -> Response:
    """Take other projects than the count chose, in a meeting."""
    place = visit.place
    page = queries.vote_view(visit.session, place.code, visit.id("vote"))
    filled = {"chosen": [option.id for option in page.options if option.chosen]}
    form = visit.form(OverrideHere, filled, of=override_vote, vote=page.id)
    take_second(visit, form)
    if visit.perform(form, override_vote, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    most = most_to_take(visit.session, vote_of(visit.session, place.code, page.id))
    return visit.render("projects/override.html", page, form=form, place=place, most=most)
