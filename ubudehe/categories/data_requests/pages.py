"""A household's file, its requests, and the register of all requests."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.categories.data_requests import queries
from ubudehe.categories.data_requests.actions import (
    BY_VILLAGE,
    KINDS,
    HouseholdRef,
    OpenFileForm,
    RequestAnswerForm,
    RequestForm,
    answer_request,
    decide_request,
    erase_data,
    file_request,
    give_file,
    open_file,
)
from ubudehe.categories.data_requests.giving import as_json
from ubudehe.categories.queries import schemes_of_rounds
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotAllowed
from ubudehe.people.acts import Nothing
from ubudehe.people.rules import Right
from ubudehe.places.queries import places_of
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
_FILE = "/{place}/households/{household:uuid}"


@pages.work(_FILE + "/file", Right.LOOK)
def show_file(visit: Visit) -> Response:
    """Show all that is kept about a household; an officer first says why, and that is kept too."""
    place, household = visit.place, _household(visit)
    if not visit.may(Right.HOUSEHOLDS, place.code):
        if not visit.may(Right.OPEN_FILES, place.code):
            raise NotAllowed(N_("Your role does not allow this at this place."))
        form = visit.form(OpenFileForm, household=household)
        if visit.perform(form, open_file, place.code):
            return visit.redirect(f"/work/{place.code}/households/{household}/file")
        if not _is_open(visit, household):
            return visit.render("categories/open_file.html", None, form=form, place=place)
    file = queries.household_file(visit.session, place.code, household, visit.country, visit.lang)
    return visit.render("categories/file.html", file, place=place, form=visit.form(Nothing))


@pages.work(_FILE + "/decisions/{decision:uuid}", Right.LOOK)
def show_answers_then(visit: Visit) -> Response:
    """Show the answers when a category was decided; an officer opens the file first."""
    place, household = visit.place, _household(visit)
    if not visit.may(Right.HOUSEHOLDS, place.code):
        if not visit.may(Right.OPEN_FILES, place.code):
            raise NotAllowed(N_("Your role does not allow this at this place."))
        if not _is_open(visit, household):
            return visit.redirect(f"/work/{place.code}/households/{household}/file")
    decision: UUID = visit.request.path_params["decision"]
    page = queries.answers_then(visit.session, place.code, household, decision, visit.country)
    schemes = schemes_of_rounds(visit.session, place.code, visit.country)
    scheme = schemes[page.decision.round]
    return visit.render("categories/answers_then.html", page, place=place, scheme=scheme)


@pages.work(_FILE + "/data", Right.HOUSEHOLDS)
def give(visit: Visit) -> Response:
    """Give the household everything that is kept about it, as a file."""
    place, household = visit.place, _household(visit)
    form = visit.form(HouseholdRef, household=household)
    if not visit.perform(form, give_file, place.code):
        return visit.render("categories/give_file.html", household, form=form, place=place)
    file = queries.household_file(visit.session, place.code, household, visit.country, visit.lang)
    headers = {
        "content-disposition": 'attachment; filename="household.json"',
        "cache-control": "no-store",
    }
    return Response(as_json(file, visit.lang), 200, headers, "application/json")


@pages.work(_FILE + "/request", Right.HOUSEHOLDS)
def new_request(visit: Visit) -> Response:
    """Enter a household's request into the register."""
    place, household = visit.place, _household(visit)
    form = visit.form(RequestForm, household=household)
    if receipt := visit.perform(form, file_request, place.code):
        return visit.redirect(f"/work/{place.code}/requests/{receipt.made}", "recorded")
    return visit.render("categories/request.html", KINDS, form=form, place=place)


@pages.work("/{place}/requests", Right.LOOK)
def list_requests(visit: Visit) -> Response:
    """Show the register of requests, what is due first."""
    place = visit.place
    _admit(visit)
    found = queries.requests_under(visit.session, place.code, read_start(visit.query("after")))
    villages = places_of(visit.session, {one.village for one in found.rows}, visit.country)
    return visit.render("categories/requests.html", found, place=place, villages=villages)


@pages.work("/{place}/requests/{request:uuid}", Right.LOOK)
def show_request(visit: Visit) -> Response:
    """Show one request; who may, answers it."""
    place = visit.place
    _admit(visit)
    id_: UUID = visit.request.path_params["request"]
    line = queries.request_line(visit.session, place.code, id_)
    officer = visit.may(Right.DATA_REQUESTS, place.code)
    form = visit.form(RequestAnswerForm, of=answer_request, request=id_)
    granted = form.value is not None and form.value.answer == "granted"
    act = answer_request
    if officer:
        act = erase_data if line.kind == "erasure" and granted else decide_request
    if visit.perform(form, act, place.code):
        return visit.redirect(f"/work/{place.code}/requests", "recorded")
    answers = officer or (line.kind in BY_VILLAGE and visit.may(Right.HOUSEHOLDS, place.code))
    return visit.render("categories/answer.html", line, form=form, place=place, answers=answers)


def _admit(visit: Visit) -> None:
    place = visit.param("place")
    if not any(visit.may(right, place) for right in (Right.HOUSEHOLDS, Right.DATA_REQUESTS)):
        raise NotAllowed(N_("Your role does not allow this at this place."))


def _is_open(visit: Visit, household: UUID) -> bool:
    """Tell whether this officer said lately why this file must be opened."""
    return queries.is_open_to(visit.session, household, visit.person.accounts, visit.now)


def _household(visit: Visit) -> UUID:
    household: UUID = visit.request.path_params["household"]
    return household
