"""The round on the facilitator's phone."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.categories import queries
from ubudehe.categories.actions.cancelling import CancelRoundForm, cancel_round
from ubudehe.categories.actions.decisions import (
    CategoriseForm,
    choices_now,
    current_decision,
    decide_categories,
    held_up,
    moved_meanwhile,
    without,
)
from ubudehe.categories.actions.rounds import (
    AgreeForm,
    RoundForm,
    RoundStep,
    agree_criteria,
    agreeing_meeting,
    deciding_round,
    finish_map,
    finish_round,
    post_round,
    start_round,
)
from ubudehe.categories.actions.withdrawing import WithdrawListForm, withdraw_list
from ubudehe.categories.events.queries import events_of
from ubudehe.categories.histories.snapshots import snapshots
from ubudehe.categories.ranking.queries import suggestions
from ubudehe.categories.schemes.queries import schemes_for
from ubudehe.categories.ways import round_page
from ubudehe.households.queries import household_view
from ubudehe.households.social_map.queries import map_progress
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.rules import Right
from ubudehe.people.seen import NOTHING
from ubudehe.places.queries import PlaceLine
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class CancelHere(CancelRoundForm, SecondHere):
    """Why a round is given up, with a second person at the same phone."""


class WithdrawHere(WithdrawListForm, SecondHere):
    """Why a posted list is taken back, with a second person at the same phone."""


@pages.work("/{place}/categories", Right.LOOK)
def show_round(visit: Visit) -> Response:
    """Show the round: its path, where it stands and what comes next."""
    place = visit.place
    found = queries.round_view(visit.session, place.code, visit.country)
    page = round_page(found, visit.rights(place.code))
    stopped = queries.given_up(visit.session, place.code)
    return visit.render("categories/round.html", page, place=place, stopped=stopped)


@pages.work("/{place}/categories/cancel", Right.CATEGORISE)
def cancel(visit: Visit) -> Response:
    """Give up a round that was begun by mistake."""
    place = visit.place
    page = _round(visit, place)
    form = visit.form(CancelHere, of=cancel_round)
    take_second(visit, form)
    if visit.perform(form, cancel_round, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    return visit.render("categories/cancel.html", page, form=form, place=place)


@pages.work("/{place}/categories/start", Right.CATEGORISE)
def start(visit: Visit) -> Response:
    """Choose the scheme and start a round."""
    place = visit.place
    form = visit.form(RoundForm, of=start_round)
    if visit.perform(form, start_round, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    schemes = schemes_for(visit.session, visit.country, place.code)
    return visit.render("categories/start.html", schemes, form=form, place=place)


@pages.work("/{place}/categories/criteria", Right.LOOK)
def criteria(visit: Visit) -> Response:
    """Show what each category means, to be read aloud."""
    place = visit.place
    page = queries.round_view(visit.session, place.code, visit.country)
    if page.scheme is None:
        raise Refusal(N_("No round is going on. Start one first."))
    return visit.render("categories/criteria.html", page, place=place)


@pages.work("/{place}/categories/agree", Right.CATEGORISE)
def agree(visit: Visit) -> Response:
    """Read the criteria aloud and count the hands for them."""
    place = visit.place
    page = _round(visit, place)
    form = visit.form(AgreeForm, of=agree_criteria)
    if visit.perform(form, agree_criteria, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    visit.foresee(form, agreeing_meeting)
    return visit.render("categories/agree.html", page, form=form, place=place)


@pages.work("/{place}/categories/map", Right.CATEGORISE)
def mapped(visit: Visit) -> Response:
    """Say that the map is drawn."""
    place = visit.place
    page = _round(visit, place)
    form = visit.form(RoundStep, of=finish_map)
    if visit.perform(form, finish_map, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    drawn = map_progress(visit.session, place.code)
    return visit.render("categories/mapped.html", page, form=form, place=place, drawn=drawn)


@pages.work("/{place}/categories/decide", Right.CATEGORISE)
def decide(visit: Visit) -> Response:
    """Decide for many households on one screen; those on which groups disagree may come first."""
    place = visit.place
    round_ = _round(visit, place)
    path, by_talk = f"/work/{place.code}/categories/decide", visit.query("by") == "talk"
    assert round_.id is not None
    assert round_.scheme is not None
    lines = queries.to_decide(visit.session, place.code, round_.id)
    now = choices_now(visit.session, round_.id, [line.household for line in lines])
    was = {str(line.household): now.get(line.household, NOTHING) for line in lines}
    form = visit.form(CategoriseForm, {"was": was})
    value = form.value
    waiting = held_up(visit.session, place.code, value)
    if value and (
        visit.perform_by(form, decide_categories, without(value, waiting), place.code)
        or form.overtaken
    ):
        moved = moved_meanwhile(visit.session, round_.id, value)
        if not (moved or waiting or form.overtaken):
            return visit.redirect(path + ("?by=talk" if by_talk else ""), "recorded")
        _ask_again(form, moved, {home: now.get(UUID(home), NOTHING) for home in waiting})
        for home, why in waiting.items():
            form.refuse(why, f"choice.{home}")
        known = queries.category_lines(visit.session, place.code, round_.id)
        lines = tuple(line for line in known if str(line.household) in {*moved, *waiting})
    if not lines and not form.submitted:
        return visit.redirect(f"/work/{place.code}/categories")
    visit.foresee(form, deciding_round)
    said = suggestions(visit.session, round_.id, round_.scheme)
    if by_talk:
        lines = tuple(
            sorted(
                lines,
                key=lambda line: -len(said[line.household].flags) if line.household in said else 1,
            )
        )
    return visit.render(
        "categories/decide.html",
        lines[: queries.SCREEN],
        form=form,
        place=place,
        round=round_,
        said=said,
        left=len(lines),
        by_talk=by_talk,
    )


def _ask_again(form: Form[CategoriseForm], moved: dict[str, str], waiting: dict[str, str]) -> None:
    """Ask about what others changed meanwhile, and show what has to wait; the rest is kept."""
    form.ask_again("choice", moved | waiting)
    for home in waiting:
        form.theirs.pop(f"choice.{home}", None)
    if waiting and not moved:
        form.refuse(N_("The others are written down. What is left says why it has to wait."))


@pages.work("/{place}/categories/decide/{household:uuid}", Right.CATEGORISE)
def decide_one(visit: Visit) -> Response:
    """Decide for one household, with all that is known beside it; by secret vote if wished."""
    place = visit.place
    round_ = _round(visit, place)
    household: UUID = visit.request.path_params["household"]
    home = household_view(visit.session, place.code, household)
    assert round_.id is not None
    assert round_.scheme is not None
    now = current_decision(visit.session, round_.id, household)
    past = queries.decisions_about(visit.session, household)
    zone = visit.country.zone
    was = f"{now.category}:{now.criterion}" if now else NOTHING
    form = visit.form(CategoriseForm, {"was": {str(household): was}})
    if visit.perform(form, decide_categories, place.code):
        return visit.redirect(f"/work/{place.code}/categories/decide", "recorded")
    visit.foresee(form, deciding_round)
    return visit.render(
        "categories/decide_one.html",
        home,
        form=form,
        place=place,
        round=round_,
        said=suggestions(visit.session, round_.id, round_.scheme).get(household),
        past=past,
        then=snapshots(visit.session, place.code, household, past, zone),
        schemes=queries.schemes_of_rounds(visit.session, place.code, visit.country),
        events=events_of(visit.session, household),
    )


@pages.work("/{place}/categories/list", Right.CATEGORISE)
def show_list(visit: Visit) -> Response:
    """Show the list of the round, for the village's own use."""
    place = visit.place
    round_ = _round(visit, place)
    assert round_.id is not None
    lines = queries.category_lines(visit.session, place.code, round_.id)
    return visit.render("categories/list.html", lines, place=place, round=round_)


@pages.work("/{place}/categories/post", Right.CATEGORISE)
def post(visit: Visit) -> Response:
    """Post the list and open appeals."""
    place = visit.place
    form = visit.form(RoundStep, of=post_round)
    if visit.perform(form, post_round, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    page = _round(visit, place)
    return visit.render("categories/post.html", page, form=form, place=place)


@pages.work("/{place}/categories/withdraw", Right.CATEGORISE)
def withdraw(visit: Visit) -> Response:
    """Take back a list that was posted by mistake."""
    place = visit.place
    page = _round(visit, place)
    form = visit.form(WithdrawHere, of=withdraw_list)
    take_second(visit, form)
    if visit.perform(form, withdraw_list, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    return visit.render("categories/withdraw.html", page, form=form, place=place)


@pages.work("/{place}/categories/final", Right.CATEGORISE)
def final(visit: Visit) -> Response:
    """Make the list final."""
    place = visit.place
    form = visit.form(RoundStep, of=finish_round)
    if visit.perform(form, finish_round, place.code):
        return visit.redirect(f"/work/{place.code}/categories", "recorded")
    page = _round(visit, place)
    return visit.render("categories/final.html", page, form=form, place=place)


def _round(visit: Visit, place: PlaceLine) -> queries.RoundView:
    """Return the round that goes on, or the last one; Refusal before the first."""
    page = queries.round_view(visit.session, place.code, visit.country)
    if page.id is None or page.scheme is None:
        raise Refusal(N_("No round is going on. Start one first."))
    return page
