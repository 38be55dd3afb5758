"""Lists of members on the facilitator's phone: the village's choice, and each household's list."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from ubudehe.households.actions import household_of
from ubudehe.households.roster.actions import (
    MemberBack,
    MemberChange,
    MemberForm,
    MemberGone,
    NewHeadForm,
    add_member,
    as_listed,
    change_member,
    choose_head,
    member_of,
    remove_member,
    restore_member,
    switch_roster_off,
    switch_roster_on,
)
from ubudehe.households.roster.queries import MemberLine, MemberList, member_list, roster_page
from ubudehe.households.roster.rules import GONE, HEAD, RELATIONS
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.people.acts import Nothing
from ubudehe.people.rules import Right
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()

_LIST = "/{place}/households/{household:uuid}/members"
_ONE = _LIST + "/{member:uuid}"
_STEPS = ("name", "relation", "sex", "birth_year")
"""What is asked of somebody, one question a screen."""


@pages.work("/{place}/households/roster", Right.HOUSEHOLDS)
def village_roster(visit: Visit) -> Response:
    """Show whether the village lists members, switch it, and show whose list is open."""
    code = visit.village.code
    page = roster_page(visit.session, code, read_start(visit.query("from")))
    form = visit.form(Nothing)
    if visit.perform(form, switch_roster_off if page.kept else switch_roster_on, code):
        return visit.redirect(f"/work/{code}/households/roster", "recorded")
    return visit.render("households/roster.html", page, form=form, place=visit.village)


@pages.work(_LIST, Right.HOUSEHOLDS)
def members(visit: Visit) -> Response:
    """Show who lives in a household, and take the next one in."""
    code, household = visit.village.code, visit.id("household")
    page = _list(visit)
    form = visit.form(MemberForm, _first(visit, page), household=household)
    if visit.perform(form, add_member, code):
        return visit.redirect(f"/work/{code}/households/{household}/members", "recorded")
    return visit.render(
        "households/members.html", page, form=form, place=visit.village, relations=RELATIONS
    )


@pages.work(_LIST + "/ask", Right.HOUSEHOLDS)
def ask_member(visit: Visit) -> Response:
    """Ask about the next member one question a screen; what was answered travels along."""
    code, household = visit.village.code, visit.id("household")
    page = _list(visit)
    form = visit.form(MemberForm, _first(visit, page), household=household)
    if "birth_year" in form.typed and visit.perform(form, add_member, code):
        more = "/ask" if page.missing > 1 else ""
        return visit.redirect(f"/work/{code}/households/{household}/members{more}", "recorded")
    form.errors = {
        name: problem
        for name, problem in form.errors.items()
        if name not in _STEPS or form.typed.get(name, "").strip()
    }
    step = _step(form)
    return visit.render(
        "households/member_ask.html",
        page,
        form=form,
        place=visit.village,
        step=step,
        at=_STEPS.index(step) + 1,
        told={name: form.typed[name] for name in _STEPS if name != step and form.typed.get(name)},
        relations=RELATIONS,
    )


@pages.work(_ONE, Right.HOUSEHOLDS)
def change(visit: Visit) -> Response:
    """Correct what is written about somebody."""
    page, line, ids = _one(visit)
    written = as_listed(visit.session, visit.village.code, ids) or {}
    form = visit.form(MemberChange, written, of=change_member, **ids)
    if visit.perform(form, change_member, visit.village.code):
        return _back(visit)
    return _member(visit, "households/member.html", page, line, form)


@pages.work(_ONE + "/remove", Right.HOUSEHOLDS)
def remove(visit: Visit) -> Response:
    """Take somebody out of the list."""
    page, line, ids = _one(visit)
    form = visit.form(MemberGone, None, of=remove_member, **ids)
    if visit.perform(form, remove_member, visit.village.code):
        return _back(visit)
    return _member(visit, "households/member_remove.html", page, line, form)


@pages.work(_ONE + "/restore", Right.HOUSEHOLDS)
def restore(visit: Visit) -> Response:
    """Take somebody back into the list."""
    page, line, ids = _one(visit)
    form = visit.form(MemberBack, None, of=restore_member, **ids)
    if visit.perform(form, restore_member, visit.village.code):
        return _back(visit)
    return _member(visit, "households/member_restore.html", page, line, form)


@pages.work(_ONE + "/head", Right.HOUSEHOLDS)
def head(visit: Visit) -> Response:
    """Let somebody of the list head the household."""
    page, line, ids = _one(visit)
    told = any(one.relation == HEAD and one.name == page.head for one in page.present)
    # After an event «It has a new head» the household has the new head's name already.
    open_ = not told and any(one.relation == HEAD for one in page.present)
    filled = {"name": page.head if open_ else line.name}
    form = visit.form(NewHeadForm, filled, of=choose_head, **ids)
    if visit.perform(form, choose_head, visit.village.code):
        return _back(visit)
    return _member(visit, "households/member_head.html", page, line, form)


def _list(visit: Visit) -> MemberList:
    home = household_of(visit.session, visit.village.code, visit.id("household"))
    return member_list(visit.session, home)


def _one(visit: Visit) -> tuple[MemberList, MemberLine, dict[str, object]]:
    """Return a household's list, and somebody of it; NotFound where there is nobody."""
    ids: dict[str, object] = {"household": visit.id("household"), "member": visit.id("member")}
    page = _list(visit)
    found = member_of(visit.session, visit.village.code, ids["household"], ids["member"])
    line = next((one for one in (*page.present, *page.gone) if one.id == found.id), None)
    if line is None:
        raise NotFound(N_("There is nobody like this in the list of this household."))
    return page, line, ids


def _member(
    visit: Visit, template: str, page: MemberList, line: MemberLine, form: Form[Any]
) -> Response:
    return visit.render(
        template,
        page,
        form=form,
        place=visit.village,
        line=line,
        relations=RELATIONS,
        reasons=GONE,
    )


def _back(visit: Visit) -> Response:
    here = f"/work/{visit.village.code}/households/{visit.id('household')}/members"
    return visit.redirect(here, "recorded")


def _first(visit: Visit, page: MemberList) -> Mapping[str, object]:
    """Return what is known of the first one to be listed: it is the head."""
    if page.present:
        return {}
    home = household_of(visit.session, visit.village.code, page.household)
    return {"name": page.head, "relation": HEAD, "sex": home.answers.get("head_sex")}


def _step(form: Form[MemberForm]) -> str:
    """Return which question is next: the first that is open, or was not answered rightly."""
    for name in _STEPS[:-1]:
        if name in form.errors or not form.typed.get(name, "").strip():
            return name
    return _STEPS[-1]
