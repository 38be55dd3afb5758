"""Proposals on the facilitator's phone."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects.needs.queries import needs
from ubudehe.projects.proposals.actions import ProposalForm, add_proposal
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/projects/proposal", Right.PROJECTS)
def proposal(visit: Visit) -> Response:
    """Write down a proposal."""
    place = visit.place
    form = visit.form(ProposalForm)
    if visit.perform(form, add_proposal, place.code):
        return visit.redirect(f"/work/{place.code}/projects", "recorded")
    found = needs(visit.session, place.code)
    return visit.render("projects/proposal.html", found, form=form, place=place)
