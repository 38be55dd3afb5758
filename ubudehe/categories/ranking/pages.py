"""Groups that rank the households: on the phone, from paper, pair by pair; and how they agree."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.categories.actions.rounds import current_round
from ubudehe.categories.ranking import queries
from ubudehe.categories.ranking.actions import (
    CompareForm,
    GroupForm,
    GroupRef,
    JudgeForm,
    OrderForm,
    PilesForm,
    add_group,
    compare_pairs,
    finish_group,
    judge,
)
from ubudehe.categories.ranking.correcting import DropForm, drop_group, has_said, reopen_group
from ubudehe.categories.ranking.rules.groups import KINDS, METHODS
from ubudehe.categories.schemes.queries import scheme_of
from ubudehe.categories.tables import CategoryRound
from ubudehe.households.queries import all_households
from ubudehe.language.messages import N_
from ubudehe.language.paging import Paging, read_start
from ubudehe.language.refusals import Refusal
from ubudehe.people.rules import Right
from ubudehe.places.pack import Scheme
from ubudehe.places.queries import PlaceLine
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()
SCREEN, SHEET = 20, 160
"""Households on one screen, and on one page of a sheet to print."""


class DropHere(DropForm, SecondHere):
    """Why a group is taken away, with a second person at the same phone."""


@pages.work("/{place}/ranking", Right.CATEGORISE)
def show_groups(visit: Visit) -> Response:
    """Show the groups, how far each has come, and how far they agree."""
    place = visit.place
    page = queries.ranking_view(visit.session, _round(visit, place))
    return visit.render("categories/ranking_groups.html", page, place=place)


@pages.work("/{place}/ranking/new", Right.CATEGORISE)
def new_group(visit: Visit) -> Response:
    """Add a group."""
    place = visit.place
    scheme = _scheme(visit, place)
    form = visit.form(GroupForm, {"method": "piles", "piles": len(scheme.categories)})
    if receipt := visit.perform(form, add_group, place.code):
        return visit.redirect(f"/work/{place.code}/ranking/{receipt.made}", "recorded")
    return visit.render(
        "categories/ranking_new.html", form=form, place=place, kinds=KINDS, methods=METHODS
    )


@pages.work("/{place}/ranking/result", Right.CATEGORISE)
def show_result(visit: Visit) -> Response:
    """Show how far the groups agree, the households on which they disagree most first."""
    place = visit.place
    scheme = _scheme(visit, place)
    page = queries.outcome(visit.session, _round(visit, place))
    part = Paging(_first(visit), SCREEN, len(page.opinions))
    return visit.render(
        "categories/ranking_result.html",
        page,
        place=place,
        part=part,
        shown=part.of(page.opinions),
        piles={group.id: queries.pile_names(group, scheme) for group in page.groups},
        order=queries.common_order(visit.session, page),
    )


@pages.work("/{place}/ranking/{group:uuid}", Right.CATEGORISE)
def show_group(visit: Visit) -> Response:
    """Show one group and what it does next."""
    place, group = visit.place, _group(visit)
    form = visit.form(GroupRef, of=finish_group, group=group.id)
    if visit.perform(form, finish_group, place.code):
        return visit.redirect(f"/work/{place.code}/ranking", "recorded")
    page = queries.group_page(visit.session, group, _round(visit, place))
    return visit.render("categories/ranking_group.html", page, form=form, place=place)


@pages.work("/{place}/ranking/{group:uuid}/reopen", Right.CATEGORISE)
def reopen(visit: Visit) -> Response:
    """Let a group go on that had finished."""
    place, group = visit.place, _group(visit)
    form = visit.form(GroupRef, of=reopen_group, group=group.id)
    if visit.perform(form, reopen_group, place.code):
        return visit.redirect(f"/work/{place.code}/ranking/{group.id}", "recorded")
    return visit.render("categories/ranking_reopen.html", group, form=form, place=place)


@pages.work("/{place}/ranking/{group:uuid}/drop", Right.CATEGORISE)
def drop(visit: Visit) -> Response:
    """Take away a group that was added by mistake."""
    place, group = visit.place, _group(visit)
    form = visit.form(DropHere, of=drop_group, group=group.id)
    take_second(visit, form)
    if visit.perform(form, drop_group, place.code):
        return visit.redirect(f"/work/{place.code}/ranking", "recorded")
    by_two = has_said(visit.session, place.code, group.id)
    return visit.render(
        "categories/ranking_drop.html", group, form=form, place=place, by_two=by_two
    )


@pages.work("/{place}/ranking/{group:uuid}/sort", Right.CATEGORISE)
def sort(visit: Visit) -> Response:
    """Put a screen of households into piles: those not asked about yet, or from `first` on."""
    place, group = visit.place, _group(visit)
    homes = all_households(visit.session, place.code)
    again = visit.query("first") != ""
    part = Paging(_first(visit), SCREEN, len(homes))
    if again:
        shown = part.of(homes)
    else:
        shown = tuple(home for home in homes if home.id not in group.said)[:SCREEN]
    known = {home.id: group.said[home.id] or "?" for home in shown if home.id in group.said}
    form = visit.form(JudgeForm, {"judged": known}, of=judge, group=group.id)
    here = f"/work/{place.code}/ranking/{group.id}"
    if visit.perform(form, judge, place.code):
        return visit.redirect(_after(here, part, again=again), "recorded")
    if not shown and not form.submitted:
        return visit.redirect(here)
    return visit.render(
        "categories/ranking_sort.html",
        shown,
        form=form,
        place=place,
        group=group,
        left=len(homes) - len(group.said),
        piles=queries.pile_names(group, _scheme(visit, place)),
    )


@pages.work("/{place}/ranking/{group:uuid}/typed", Right.CATEGORISE)
def type_piles(visit: Visit) -> Response:
    """Type from paper which households a group put into each pile."""
    place, group = visit.place, _group(visit)
    form = visit.form(PilesForm, of=judge, group=group.id)
    if visit.perform(form, judge, place.code):
        return visit.redirect(f"/work/{place.code}/ranking/{group.id}", "recorded")
    piles = queries.pile_names(group, _scheme(visit, place))
    return visit.render("categories/ranking_typed.html", piles, form=form, place=place, group=group)


@pages.work("/{place}/ranking/{group:uuid}/order", Right.CATEGORISE)
def type_order(visit: Visit) -> Response:
    """Type from paper into which order a group put all households."""
    place, group = visit.place, _group(visit)
    form = visit.form(OrderForm, of=judge, group=group.id)
    if visit.perform(form, judge, place.code):
        return visit.redirect(f"/work/{place.code}/ranking/{group.id}", "recorded")
    return visit.render("categories/ranking_order.html", form=form, place=place, group=group)


@pages.work("/{place}/ranking/{group:uuid}/pairs", Right.CATEGORISE)
def pairs(visit: Visit) -> Response:
    """Ask a group about a screen of pairs."""
    place, group = visit.place, _group(visit)
    here = f"/work/{place.code}/ranking/{group.id}"
    form = visit.form(CompareForm, of=compare_pairs, group=group.id)
    if visit.perform(form, compare_pairs, place.code):
        return visit.redirect(f"{here}/pairs", "recorded")
    homes = all_households(visit.session, place.code)
    cards = queries.insertion(visit.session, group, homes)
    if (group.done or not cards.questions) and not form.submitted:
        return visit.redirect(here)
    known = {home.id: home for home in homes}
    return visit.render(
        "categories/ranking_pairs.html",
        [(known[first], known[second]) for first, second in cards.questions],
        form=form,
        place=place,
        group=group,
        waiting=cards.waiting,
        homes=len(homes),
    )


@pages.work("/{place}/ranking/{group:uuid}/sheet", Right.CATEGORISE)
def sheet(visit: Visit) -> Response:
    """Show a blank sheet to print, on which a group ticks piles."""
    place, group = visit.place, _group(visit)
    homes = all_households(visit.session, place.code)
    part = Paging(_first(visit), SHEET, len(homes))
    return visit.render(
        "categories/ranking_sheet.html",
        part.of(homes),
        place=place,
        group=group,
        part=part,
        piles=queries.pile_names(group, _scheme(visit, place)),
    )


def _after(here: str, part: Paging, *, again: bool) -> str:
    """Return where sorting goes on: the next households, when looking at all of them again."""
    if not again:
        return f"{here}/sort"
    return here if part.after is None else f"{here}/sort?first={part.after}"


def _first(visit: Visit) -> int:
    return read_start(visit.query("first"))


def _group(visit: Visit) -> queries.GroupView:
    group: UUID = visit.request.path_params["group"]
    return queries.group_view(visit.session, visit.param("place"), group)


def _round(visit: Visit, place: PlaceLine) -> CategoryRound:
    """Return the round that goes on; Refusal where there is none."""
    found = current_round(visit.session, place.code)
    if found is None:
        raise Refusal(N_("No round is going on. Start one first."))
    return found


def _scheme(visit: Visit, place: PlaceLine) -> Scheme:
    return scheme_of(visit.session, visit.country, _round(visit, place))
