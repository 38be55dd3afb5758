"""Preparing and opening a vote, on the facilitator's phone."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import proposals
from ubudehe.projects.rules.states import ProposalState
from ubudehe.projects.voting import queries
from ubudehe.projects.voting.binding import free_envelopes
from ubudehe.projects.voting.preparing.actions import (
    ReasonForm,
    VoteForm,
    declare_void,
    open_vote,
    prepare_vote,
    voting_meeting,
)
from ubudehe.projects.voting.roll.queries import electors_in
from ubudehe.projects.voting.votes import VoteRef
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class VoidHere(ReasonForm, SecondHere):
    """Why a vote is void, with a second person at the same phone."""


@pages.work("/{place}/votes/new", Right.PROJECTS)
def new_vote(visit: Visit) -> Response:
    """Prepare a vote at the meeting."""
    place = visit.place
    electors = electors_in(visit.session, place.code, "adults")
    filled: dict[str, object] = {
        "cards": min(electors, 2000) or None,
        "method": "cards",
        "electorate": "adults",
        "kind": "approval",
        "marks": 5,
        "rule": "greedy_votes",
        "threshold": 0,
        "quorum": visit.country.vote_quorum,
        "part": "false",
    }
    if visit.query("again"):
        filled |= queries.as_prepared(visit.session, place.code, visit.query_id("again"))
    form = visit.form(VoteForm, filled)
    if receipt := visit.perform(form, prepare_vote, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{receipt.made}", "recorded")
    visit.foresee(form, voting_meeting)
    free = [
        line
        for line in proposals(visit.session, place.code)
        if line.state in (ProposalState.PROPOSED, ProposalState.NOT_CHOSEN)
    ]
    return visit.render(
        "projects/new_vote.html",
        free,
        form=form,
        place=place,
        bare=[line for line in free if not line.pictured],
        none=not free,
        envelopes=free_envelopes(visit.session, place.code, visit.country.currency),
    )


@pages.work("/{place}/votes/{vote:uuid}/open", Right.PROJECTS)
def open_(visit: Visit) -> Response:
    """Open a prepared vote."""
    place = visit.place
    page = queries.vote_view(visit.session, place.code, visit.id("vote"))
    form = visit.form(VoteRef, of=open_vote, vote=page.id)
    if visit.perform(form, open_vote, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    return visit.render("projects/open.html", page, form=form, place=place)


@pages.work("/{place}/votes/{vote:uuid}/void", Right.PROJECTS)
def void(visit: Visit) -> Response:
    """Declare a vote void that was not counted."""
    place = visit.place
    page = queries.vote_view(visit.session, place.code, visit.id("vote"))
    form = visit.form(VoidHere, of=declare_void, vote=page.id)
    take_second(visit, form)
    if visit.perform(form, declare_void, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{page.id}", "recorded")
    return visit.render("projects/void.html", page, form=form, place=place)


@pages.work("/{place}/votes/{vote:uuid}/papers", Right.PROJECTS)
def papers(visit: Visit) -> Response:
    """Show the ballot paper to be printed and copied, and its poster for the wall."""
    place = visit.place
    page = queries.vote_view(visit.session, place.code, visit.id("vote"))
    return visit.render("projects/ballot_paper.html", page, place=place)
