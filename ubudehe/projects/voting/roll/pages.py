"""The roll on the facilitator's phone, and on paper for objections before the day."""

from starlette.responses import Response

from ubudehe.language.refusals import NotFound
from ubudehe.people.rules import Right
from ubudehe.projects.voting import queries as voting
from ubudehe.projects.voting.roll import queries
from ubudehe.projects.voting.roll.actions import (
    RollForm,
    moved_meanwhile,
    others_wrote,
    sign_in,
    told,
)
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/votes/{vote:uuid}/roll", Right.PROJECTS)
def show_roll(visit: Visit) -> Response:
    """Show the isibo of the roll with who came, or one isibo to write down who came."""
    place = visit.place
    vote = voting.vote_view(visit.session, place.code, visit.id("vote"))
    here = f"/work/{place.code}/votes/{vote.id}/roll"
    lines = queries.roll(visit.session, place.code, vote.id, vote.electorate)
    isibo = visit.query("isibo")
    if not isibo:
        return visit.render("projects/roll.html", queries.by_isibo(lines), vote=vote, place=place)
    own = tuple(line for line in lines if line.isibo == isibo)
    if not own:
        raise NotFound("")
    form = visit.form(
        RollForm,
        {
            "came": {str(line.household): line.came or "" for line in own},
            "helper": {str(line.household): line.helper for line in own},
            "was": {str(line.household): told(line.came, line.helper) for line in own},
        },
        vote=vote.id,
        isibo=isibo,
    )
    value = form.value
    if visit.perform(form, sign_in, place.code) or form.overtaken:
        moved = moved_meanwhile(visit.session, value)
        if not moved and not form.overtaken:
            return visit.redirect(here, "recorded")
        form.ask_again("came", moved)
        form.theirs = others_wrote(moved, form.typed)
        own = tuple(line for line in own if str(line.household) in moved)
    return visit.render(
        "projects/isibo_roll.html", own, vote=vote, place=place, form=form, isibo=isibo
    )


@pages.work("/{place}/votes/{vote:uuid}/roll/paper", Right.PROJECTS)
def paper_roll(visit: Visit) -> Response:
    """Show the whole roll, to print and hang out for objections, or to sign in on paper."""
    place = visit.place
    vote = voting.vote_view(visit.session, place.code, visit.id("vote"))
    lines = queries.roll(visit.session, place.code, vote.id, vote.electorate)
    return visit.render("projects/paper_roll.html", lines, vote=vote, place=place)
