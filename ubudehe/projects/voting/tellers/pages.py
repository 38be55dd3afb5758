"""The tellers' counts on the facilitator's phone."""

from starlette.responses import Response

from ubudehe.language.refusals import NotFound
from ubudehe.people.rules import Right
from ubudehe.projects.voting import queries as voting
from ubudehe.projects.voting.tellers import queries
from ubudehe.projects.voting.tellers.actions import TellerForm, tell
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/votes/{vote:uuid}/count", Right.PROJECTS)
def show_counts(visit: Visit) -> Response:
    """Show which teller has counted, and where the two differ."""
    place = visit.place
    vote = voting.vote_view(visit.session, place.code, visit.id("vote"))
    page = queries.telling(visit.session, vote.id)
    return visit.render("projects/counts.html", page, vote=vote, place=place)


@pages.work("/{place}/votes/{vote:uuid}/count/{turn:number}", Right.PROJECTS)
def count(visit: Visit) -> Response:
    """Write down what one teller counted; the other's count is not shown."""
    place, turn = visit.place, visit.number("turn")
    vote = voting.vote_view(visit.session, place.code, visit.id("vote"))
    if turn not in (1, 2) or vote.state != "open":
        raise NotFound("")
    form = visit.form(TellerForm, of=tell, vote=vote.id, turn=turn)
    if visit.perform(form, tell, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{vote.id}/count", "recorded")
    return visit.render("projects/count.html", vote, form=form, place=place, turn=turn)
