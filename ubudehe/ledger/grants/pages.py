"""Grants in the village's own pages."""

from starlette.responses import Response

from ubudehe.ledger.grants import actions
from ubudehe.ledger.grants.forms import TRANCHES, GrantForm
from ubudehe.ledger.grants.queries import grant_lines
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import funded_projects
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/money/grants", Right.LOOK)
def show_grants(visit: Visit) -> Response:
    """Show the village's grants, and what of them has come."""
    place = visit.place
    found = grant_lines(visit.session, place.code, visit.today, visit.country)
    return visit.render("ledger/grants.html", found, place=place)


@pages.work("/{place}/money/grants/new", Right.PROPOSE_MONEY)
def agree(visit: Visit) -> Response:
    """Write down a grant agreement."""
    place = visit.place
    form = visit.form(GrantForm, {"agreed_on": visit.today})
    if visit.perform(form, actions.agree_grant, place.code):
        return visit.redirect(f"/work/{place.code}/money/grants", "recorded")
    projects = funded_projects(visit.session, place.code)
    return visit.render(
        "ledger/agree_grant.html", projects, form=form, place=place, tranches=TRANCHES
    )
