"""Grants in the village's own pages."""

from typing import Any

from starlette.responses import Response

from ubudehe.ledger.grants import actions
from ubudehe.ledger.grants.amending import amend_grant, as_typed, grant_in
from ubudehe.ledger.grants.forms import (
    TONGUES,
    TRANCHES,
    AmendForm,
    GrantForm,
    RestoreGrantForm,
    WithdrawGrantForm,
)
from ubudehe.ledger.grants.holding import left_of_grant
from ubudehe.ledger.grants.queries import grant_lines
from ubudehe.ledger.grants.withdrawing import restore_grant, withdraw_grant
from ubudehe.people.acts import Act
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import funded_projects
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class GrantHere(GrantForm, SecondHere):
    """A grant agreement, with a second person at the same phone."""


class AmendHere(AmendForm, SecondHere):
    """What was agreed anew, with a second person at the same phone."""


class WithdrawGrantHere(WithdrawGrantForm, SecondHere):
    """That a grant was withdrawn, with a second person at the same phone."""


class RestoreGrantHere(RestoreGrantForm, SecondHere):
    """That it was withdrawn by mistake, with a second person at the same phone."""


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
    form = visit.form(GrantHere, {"agreed_on": visit.today})
    take_second(visit, form)
    if visit.perform(form, actions.agree_grant, place.code):
        return visit.redirect(f"/work/{place.code}/money/grants", "recorded")
    projects = funded_projects(visit.session, place.code)
    return visit.render(
        "ledger/agree_grant.html",
        projects,
        form=form,
        place=place,
        tranches=TRANCHES,
        tongues=TONGUES,
    )


@pages.work("/{place}/money/grants/{grant:uuid}/amend", Right.PROPOSE_MONEY)
def amend(visit: Visit) -> Response:
    """Write down what was agreed anew with a giver."""
    place, id_ = visit.place, visit.id("grant")
    page = grant_in(visit.session, place.code, id_)
    filled = as_typed(visit.session, place.code, id_, visit.country)
    form = visit.form(AmendHere, filled, of=amend_grant, grant=id_)
    take_second(visit, form)
    if visit.perform(form, amend_grant, place.code):
        return visit.redirect(f"/work/{place.code}/money/grants", "recorded")
    return visit.render(
        "ledger/amend_grant.html", page, form=form, place=place, tranches=TRANCHES, tongues=TONGUES
    )


@pages.work("/{place}/money/grants/{grant:uuid}/withdraw", Right.PROPOSE_MONEY)
def withdraw(visit: Visit) -> Response:
    """Write down that a giver withdrew a grant whole."""
    return _end(visit, WithdrawGrantHere, withdraw_grant, "ledger/withdraw_grant.html")


@pages.work("/{place}/money/grants/{grant:uuid}/restore", Right.PROPOSE_MONEY)
def restore(visit: Visit) -> Response:
    """Take back that a grant was withdrawn."""
    return _end(visit, RestoreGrantHere, restore_grant, "ledger/restore_grant.html")


def _end(
    visit: Visit,
    model: type[WithdrawGrantHere] | type[RestoreGrantHere],
    action: Act[Any],
    template: str,
) -> Response:
    place, id_ = visit.place, visit.id("grant")
    page = grant_in(visit.session, place.code, id_)
    form = visit.form(model, {}, of=action, grant=id_)
    take_second(visit, form)
    if visit.perform(form, action, place.code):
        return visit.redirect(f"/work/{place.code}/money/grants", "recorded")
    left = left_of_grant(visit.session, page, visit.country.currency, visit.today)
    return visit.render(template, page, form=form, place=place, left=left)
