"""Interviews from house to house: the list, and each one as far as it was told."""

from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

import ubudehe.households.speaking  # noqa: F401 - enters what can be said
from ubudehe.households.actions import household_of, register_household
from ubudehe.households.forms import NO_GROUP, HouseholdForm
from ubudehe.households.interviews import queries
from ubudehe.households.interviews.actions import (
    answer_draft,
    drop_draft,
    refuse_neighbours,
    registered_as,
    save_draft,
)
from ubudehe.households.interviews.doubts import doubts, doubts_after
from ubudehe.households.interviews.members import (
    DraftMember,
    list_member,
    register_told,
    unlist_member,
)
from ubudehe.households.interviews.rules import pairs_of, state_of
from ubudehe.households.interviews.steps import Screen, following, steps_of
from ubudehe.households.isibos.listing import isibo_names
from ubudehe.households.questions import known_in, questions_of
from ubudehe.households.roster.queries import keeps_roster
from ubudehe.households.roster.rules import HEAD, RELATIONS
from ubudehe.language.fields import Line, PersonName
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.people.acts import Nothing
from ubudehe.people.counter import in_one_piece
from ubudehe.people.rules import Right
from ubudehe.people.seen import version_of
from ubudehe.spoken.queries import heard
from ubudehe.web.forms import Form, read
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()

_HOMES = "/{place}/households"
_DRAFT = _HOMES + "/drafts/{draft:uuid}"


class VisitForm(BaseModel):
    """Whom to visit."""

    head: PersonName
    isibo: Line | None = None
    isibo_new: Line | None = None


@pages.work(_HOMES + "/interviews", Right.HOUSEHOLDS)
def list_interviews(visit: Visit) -> Response:
    """Show whom to visit and what to finish, and take in whom to visit next."""
    place = visit.village
    form = visit.form(VisitForm)
    if form.submitted and form.value is not None and _kept(visit, form, form.act_id):
        return visit.redirect(f"/work/{place.code}/households/interviews", "saved")
    first = read_start(visit.query("from"))
    page = queries.interviews(visit.session, place.code, visit.country, first)
    ask = questions_of(visit.country, isibo_names(visit.session, place.code))
    return visit.render("households/interviews.html", page, form=form, place=place, ask=ask)


@pages.work(_HOMES + "/new", Right.HOUSEHOLDS)
def new_household(visit: Visit) -> Response:
    """Register a household, now or later; the isibo of the one before stands there already."""
    form = visit.form(HouseholdForm, _isibo_before(visit), **known_in(visit.country))
    asked_for = visit.query("show") or visit.query("household")
    # The page of one question that is only to be seen in another language sends nothing else.
    alone = not form.submitted and set(form.typed) <= {"csrf", "act", "head"}
    if alone and not asked_for and _is_new(visit):
        return visit.render("households/first.html", form=form, place=visit.village)
    return _interview(visit, form)


def _is_new(visit: Visit) -> bool:
    """Tell whether who is signed in never registered a household here: the questions then come one
    at a time, unless all of them are asked for.
    """
    place, account = visit.village.code, visit.person.account
    return not queries.has_registered(visit.session, place, account)


@pages.work(_DRAFT, Right.HOUSEHOLDS)
def go_on(visit: Visit) -> Response:
    """Go on with an interview that was begun."""
    place, draft = visit.village, visit.id("draft")
    refuse_neighbours(visit.session, place.code, draft)
    if visit.data is None:
        home = registered_as(visit.session, place.code, draft)
        if home is not None:
            return visit.render("households/interview_done.html", home, place=place)
        return _interview(visit, _as_told(visit, draft))
    form = visit.form(HouseholdForm, **known_in(visit.country))
    form.act_id = draft
    return _interview(visit, form)


@pages.work(_DRAFT + "/drop", Right.HOUSEHOLDS)
def drop(visit: Visit) -> Response:
    """Throw an interview away, once somebody said so twice."""
    place, draft = visit.village, visit.id("draft")
    form = visit.form(Nothing)
    if form.submitted and form.value is not None:

        def work(session: Session) -> bool:
            drop_draft(session, place.code, draft)
            return True

        if visit.write(form, lambda: in_one_piece(visit.database, work)):
            return visit.redirect(f"/work/{place.code}/households/interviews", "dropped")
    view = queries.draft_view(visit.session, place.code, draft)
    return visit.render("households/interview_drop.html", view, form=form, place=place)


@pages.work(_DRAFT + "/members", Right.HOUSEHOLDS)
def list_draft(visit: Visit) -> Response:
    """List who lives in a household whose interview is half-way, and take somebody out again."""
    place, draft = visit.village, visit.id("draft")
    refuse_neighbours(visit.session, place.code, draft)
    page = queries.draft_list(visit.session, place.code, draft)
    form = visit.form(DraftMember, _head_first(page), household=draft)
    if _listed(visit, form, draft):
        return visit.redirect(f"/work/{place.code}/households/drafts/{draft}/members", "saved")
    return visit.render(
        "households/draft_members.html", page, form=form, place=place, relations=RELATIONS
    )


def _listed(visit: Visit, form: Form[DraftMember], draft: UUID) -> bool:
    """Do what was sent: take somebody out, or write somebody down; False where it was neither."""
    code, now, today, account = visit.village.code, visit.now, visit.today, visit.person.account
    out, value = form.typed.get("out", ""), form.value
    if out:
        form.errors = {name: problem for name, problem in form.errors.items() if name == ""}

    def work(session: Session) -> bool:
        if out:
            unlist_member(session, code, draft, out, today)
        elif value is not None:
            manners = visit.country.manners
            list_member(session, code, form.act_id, value, manners, account, now, today)
        return True

    if form.errors or not form.submitted or not (out or value):
        return False
    return bool(visit.write(form, lambda: in_one_piece(visit.database, work)))


def _head_first(page: queries.DraftList) -> dict[str, object]:
    """Return what is known of the first one to be listed: it is the head."""
    if page.members:
        return {}
    return {"name": page.head, "relation": HEAD, "sex": page.head_sex or None}


@pages.work(_DRAFT + "/ask/{step:number}", Right.HOUSEHOLDS)
def ask(visit: Visit) -> Response:
    """Ask one question of an interview; what is answered is kept at once."""
    place, draft, at = visit.village, visit.id("draft"), visit.number("step")
    steps = steps_of(visit.country.groups)
    if not 1 <= at <= len(steps):
        raise NotFound("")
    step = steps[at - 1]
    refuse_neighbours(visit.session, place.code, draft)
    home = registered_as(visit.session, place.code, draft)
    if home is not None:
        return visit.render("households/interview_done.html", home, place=place)
    state = state_of(queries.draft_view(visit.session, place.code, draft).pairs)
    here = f"/work/{place.code}/households/drafts/{draft}"
    if visit.data is None:
        form = _as_told(visit, draft)
        form.typed["seen"] = version_of({name: state[name] for name in step.fields})
    else:
        form = visit.form(HouseholdForm, **known_in(visit.country))
        told = _answered(visit, form, draft, step)
        if told is not None:
            following_ = following(steps, at, told)
            return visit.redirect(f"{here}/ask/{following_}" if following_ else here)
    before = following(steps, at, state, -1)
    return visit.render(
        "households/ask.html",
        step,
        form=form,
        place=place,
        ask=questions_of(visit.country, isibo_names(visit.session, place.code)),
        head=state["head"],
        at=at,
        of=len(steps),
        before=before,
        after=following(steps, at, state),
        lists=keeps_roster(visit.session, place.code),
        doubts=doubts_after(state, step.fields, steps[before - 1].fields if before else ()),
        draft=draft,
        voice=heard(visit.session, place.code, "question").get(step.name),
    )


def _answered(
    visit: Visit, form: Form[HouseholdForm], draft: UUID, step: Screen
) -> dict[str, str] | None:
    """Keep what is answered on one screen; None where it is not right yet, said in the form.

    A question may be left without an answer, also one that registering will ask for.
    """
    form.errors = {
        name: problem
        for name, problem in form.errors.items()
        if name == ""
        or name.startswith("choose.")
        or (name in step.fields and form.typed.get(name, "").strip())
    }
    if form.errors or not form.submitted:
        return None
    place, now, account = visit.village.code, visit.now, visit.person.account
    pairs = [one for one in pairs_of(form.typed, form.lists) if one[0] in step.fields]
    seen, manners = form.typed.get("seen", ""), visit.country.manners

    def work(session: Session) -> dict[str, str]:
        return answer_draft(session, place, draft, step.fields, pairs, seen, manners, account, now)

    return visit.write(form, lambda: in_one_piece(visit.database, work))


def _interview(visit: Visit, form: Form[HouseholdForm]) -> Response:
    """Do what the button says: keep it for later, or register it; else show the questions."""
    place = visit.village
    homes = f"/work/{place.code}/households"
    if form.submitted and "ask" in form.typed:
        if _kept_for_later(visit, form):
            # Where the head is told already, the next question is the second one.
            told = form.typed["ask"] == "next" and form.typed.get("head", "").strip()
            first = 2 if told else 1
            return visit.redirect(f"{homes}/drafts/{form.act_id}/ask/{first}")
    elif form.submitted and "list" in form.typed:
        if _kept_for_later(visit, form):
            return visit.redirect(f"{homes}/drafts/{form.act_id}/members")
    elif form.submitted and "later" in form.typed:
        if _kept_for_later(visit, form):
            return visit.redirect(f"{homes}/interviews", "kept_for_later")
    elif form.submitted and (value := form.value) is not None:
        seen = form.typed.get("seen", "")
        receipt = visit.attempt(
            form,
            lambda desk: register_told(desk, value, seen),
            place.code,
            said=register_household.type,
        )
        if receipt is not None:
            if "next" in form.typed:
                return visit.redirect(f"{homes}/new?household={receipt.made}", "recorded")
            listed = keeps_roster(visit.session, place.code)
            return visit.redirect(
                f"{homes}/{receipt.made}/members" if listed else homes, "recorded"
            )
    kept = visit.data is None and "seen" in form.typed
    return visit.render(
        "households/form.html",
        form=form,
        place=place,
        ask=questions_of(visit.country, isibo_names(visit.session, place.code)),
        draft=form.act_id if kept else None,
        lists=keeps_roster(visit.session, place.code),
        doubts=doubts(state_of(pairs_of(form.typed, form.lists))),
    )


def _kept_for_later(visit: Visit, form: Form[HouseholdForm]) -> bool:
    """Keep what was typed, also what is not right yet: that is asked when it is registered."""
    form.errors = {
        name: problem
        for name, problem in form.errors.items()
        if name == "" or name.startswith("choose.")
    }
    return not form.errors and _kept(visit, form, form.act_id)


def _kept(visit: Visit, form: Form[HouseholdForm] | Form[VisitForm], draft: UUID) -> bool:
    place, now, account = visit.village.code, visit.now, visit.person.account
    pairs, seen = pairs_of(form.typed, form.lists), form.typed.get("seen", "")

    def work(session: Session) -> bool:
        save_draft(session, place, draft, pairs, seen, visit.country.manners, account, now)
        return True

    return bool(visit.write(form, lambda: in_one_piece(visit.database, work)))


def _as_told(visit: Visit, draft: UUID) -> Form[HouseholdForm]:
    """Return the questionnaire with what was told so far, made from exactly that."""
    view = queries.draft_view(visit.session, visit.village.code, draft)
    told = [(name, value) for name, value in view.pairs]
    sent = FormData([*told, ("act", str(draft)), ("look_again", "yes")])
    form = read(HouseholdForm, sent, known_in(visit.country), visit.country)
    form.typed["seen"] = view.version
    return form


def _isibo_before(visit: Visit) -> dict[str, object]:
    if not visit.query("household"):
        return {}
    before = household_of(visit.session, visit.village.code, visit.query_id("household"))
    return {} if before.isibo == NO_GROUP else {"isibo": before.isibo}
