"""Appeals: filing one, the inbox by what is due, and the decision of each level."""

from collections.abc import Sequence
from uuid import UUID

from starlette.responses import Response

from ubudehe.categories import queries as rounds
from ubudehe.categories.actions.rounds import last_round
from ubudehe.categories.appeals import queries
from ubudehe.categories.appeals.actions import (
    AppealForm,
    AppealRef,
    HearingForm,
    OutcomeForm,
    WithdrawAppealForm,
    carry_appeal,
    decide_appeal,
    file_appeal,
    hear_appeal,
    withdraw_appeal,
)
from ubudehe.categories.rules import RoundState
from ubudehe.language.messages import N_
from ubudehe.language.paging import Paging, read_start
from ubudehe.language.refusals import NotAllowed, Refusal
from ubudehe.people.rules import Right
from ubudehe.places.queries import PlaceLine, places_of
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
_SEES = (Right.FILE_APPEALS, Right.DECIDE_APPEALS)
PAGE = 40


@pages.work("/{place}/appeals", Right.LOOK)
def list_appeals(visit: Visit) -> Response:
    """Show the appeals under a place: those to be decided here first, by the day they are due."""
    _admit(visit)
    place = visit.place
    levels = _levels(visit, place.code)
    found = queries.inbox(visit.session, place.code, levels, visit.today, visit.country)
    part = Paging(read_start(visit.query("from")), PAGE, len(found.ids))
    lines = queries.appeal_lines(visit.session, part.of(found.ids), visit.today, visit.country)
    return visit.render(
        "categories/appeals.html",
        lines,
        place=place,
        villages=places_of(visit.session, {one.village for one in lines}, visit.country),
        levels=levels,
        part=part,
        mine=found.mine,
        files=visit.may(Right.FILE_APPEALS, place.code) and _posted(visit, place),
    )


@pages.work("/{place}/appeals/new", Right.FILE_APPEALS)
def new_appeal(visit: Visit) -> Response:
    """File an appeal for a household and hand out its receipt number."""
    place = visit.place
    round_ = rounds.round_view(visit.session, place.code, visit.country)
    if round_.id is None or round_.state not in (RoundState.POSTED, RoundState.FINAL):
        raise Refusal(N_("Appeals can be filed once the list is posted."))
    lines = rounds.category_lines(visit.session, place.code, round_.id)
    asked = visit.query("household").strip()
    form = visit.form(AppealForm, {"household": _by_number(lines, asked) or asked or None})
    if receipt := visit.perform(form, file_appeal, place.code):
        return visit.redirect(f"/work/{place.code}/appeals/{receipt.made}", "recorded")
    chosen = form.typed.get("household")
    return visit.render(
        "categories/appeal.html",
        next((line for line in lines if line.category and str(line.household) == chosen), None),
        form=form,
        number=asked,
        place=place,
        round=round_,
        is_late=round_.is_past(visit.today),
    )


def _by_number(lines: Sequence[rounds.CategoryLine], number: str) -> str:
    """Return the household of a number that has a category; nothing if there is none."""
    found = (line for line in lines if line.category and str(line.number) == number)
    return next((str(line.household) for line in found), "")


@pages.work("/{place}/appeals/{appeal:uuid}", Right.LOOK)
def show_appeal(visit: Visit) -> Response:
    """Show one appeal with its way through the levels; who may, decides it."""
    _admit(visit)
    place = visit.place
    appeal: UUID = visit.request.path_params["appeal"]
    view = queries.appeal_view(visit.session, place.code, appeal, visit.today, visit.country)
    level = view.line.standing.turn.level
    hearing = visit.form(HearingForm, of=hear_appeal, appeal=appeal)
    outcome = visit.form(OutcomeForm, of=decide_appeal, appeal=appeal)
    if level == "village":
        done = visit.perform(hearing, hear_appeal, place.code)
    else:
        done = visit.perform(outcome, decide_appeal, place.code)
    if done:
        return visit.redirect(f"/work/{place.code}/appeals/{appeal}", "recorded")
    return visit.render(
        "categories/decision.html",
        view,
        form=hearing if level == "village" else outcome,  # type: ignore[misc]
        place=place,
        scheme=rounds.schemes_of_rounds(visit.session, place.code, visit.country)[view.round],
        decides=level in _levels(visit, place.code),
        hears=level == "village" and visit.may(Right.CATEGORISE, place.code),
    )


@pages.work("/{place}/appeals/{appeal:uuid}/further", Right.FILE_APPEALS)
def further(visit: Visit) -> Response:
    """Carry a rejected appeal to the next level."""
    place = visit.place
    appeal: UUID = visit.request.path_params["appeal"]
    form = visit.form(AppealRef, of=carry_appeal, appeal=appeal)
    if visit.perform(form, carry_appeal, place.code):
        return visit.redirect(f"/work/{place.code}/appeals/{appeal}", "recorded")
    view = queries.appeal_view(visit.session, place.code, appeal, visit.today, visit.country)
    return visit.render("categories/further.html", view, form=form, place=place)


@pages.work("/{place}/appeals/{appeal:uuid}/withdraw", Right.FILE_APPEALS)
def withdraw(visit: Visit) -> Response:
    """Take an appeal back that waits for its decision."""
    place = visit.place
    appeal: UUID = visit.request.path_params["appeal"]
    form = visit.form(WithdrawAppealForm, of=withdraw_appeal, appeal=appeal)
    if visit.perform(form, withdraw_appeal, place.code):
        return visit.redirect(f"/work/{place.code}/appeals/{appeal}", "recorded")
    view = queries.appeal_view(visit.session, place.code, appeal, visit.today, visit.country)
    return visit.render("categories/withdraw_appeal.html", view, form=form, place=place)


def _posted(visit: Visit, place: PlaceLine) -> bool:
    round_ = last_round(visit.session, place.code)
    return round_ is not None and round_.state in (RoundState.POSTED, RoundState.FINAL)


def _admit(visit: Visit) -> None:
    if not any(visit.may(right, visit.param("place")) for right in _SEES):
        raise NotAllowed(N_("Your role does not allow this at this place."))


def _levels(visit: Visit, place: str) -> tuple[str, ...]:
    return queries.levels_of(visit.person, place, visit.today, visit.country)
