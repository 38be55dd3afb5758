"""Signing in and out, the own PIN, and who holds which role."""

from dataclasses import replace
from datetime import timedelta

from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sqlmodel import Session
from starlette.responses import Response

from ubudehe.language.messages import N_
from ubudehe.language.paging import LINES, Paging, read_start
from ubudehe.language.refusals import Refusal
from ubudehe.people import queries
from ubudehe.people.actions import EndForm, GiveRoleForm, end_role, grant_role
from ubudehe.people.devices import REMEMBERED, new_device, read_device
from ubudehe.people.factors.showing import is_enrolled
from ubudehe.people.finding import FindForm, find_people
from ubudehe.people.pins import MAX_PIN, is_weak_pin
from ubudehe.people.rules import Right, Role, is_given_with_code
from ubudehe.people.signing import (
    close_session,
    drop_draft,
    keep_draft,
    open_session,
    take_draft,
)
from ubudehe.people.tables import Account
from ubudehe.places.queries import FoundPlaces, search_places
from ubudehe.web.browsers import kind_of_browser
from ubudehe.web.cookies import DEVICE, DRAFT, NEXT, SESSION, drop_cookie, read_cookie, set_cookie
from ubudehe.web.going_on import inside, way_on
from ubudehe.web.own_code import OwnCodeHere, take_own_code
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class SignInForm(BaseModel):
    """Who wants to sign in."""

    phone: str = Field(max_length=40)
    pin: str = Field(max_length=MAX_PIN)
    kept_for: str = Field(default="", max_length=500)
    kept: str = Field(default="", max_length=250_000)

    def typed_before(self) -> list[tuple[str, str]]:
        """Return what somebody had typed who was no longer signed in when sending it."""
        if not inside(self.kept_for).startswith("/work/"):
            return []
        try:
            return TypeAdapter(list[tuple[str, str]]).validate_json(self.kept or "[]")
        except ValidationError:
            return []


class PinForm(BaseModel):
    """The PIN so far, and a new one twice."""

    pin: str = Field(max_length=MAX_PIN)
    new_pin: str = Field(max_length=MAX_PIN)
    again: str = Field(max_length=MAX_PIN)


class GiveRoleHere(GiveRoleForm, SecondHere, OwnCodeHere):
    """A role to be given, with a second administrator at the same phone."""


@pages.public("/sign-in", form=True)
def sign_in(visit: Visit) -> Response:
    """Sign in with phone number and PIN, and go on where one was."""
    form = visit.form(SignInForm)
    if form.submitted and (value := form.value) is not None:
        kept_by = read_cookie(visit.request, DEVICE)
        device = kept_by if visit.door.device else new_device(visit.services.secret)

        def enter(session: Session, account: Account) -> tuple[str, str, bool]:
            before = value.typed_before()
            path = visit.url(inside(value.kept_for))
            keep = (session, account.id, path, before, visit.now)
            account.pin_is_new = is_weak_pin(value.pin, account.phone)
            browser = kind_of_browser(visit.request.headers.get("user-agent", ""))
            token = open_session(session, account, visit.now, browser)
            waits = is_enrolled(session, account.id)
            return token, keep_draft(*keep) if before else "", waits

        door = replace(visit.door, device=read_device(visit.services.secret, device))
        visit.session.rollback()
        try:
            token, kept, waits = door.enter(value.phone, value.pin, visit.now, enter)
        except Refusal as refusal:
            form.refuse_by(refusal, refusal.field)
        else:
            response = _welcome(visit, token, kept, waits)
            set_cookie(response, visit.services.settings, DEVICE, device, REMEMBERED)
            return response
    form.typed.pop("pin", None)
    return visit.render("web/sign_in.html", form=form)


def _welcome(visit: Visit, token: str, kept: str, waits: bool) -> Response:
    response = visit.redirect("/work/factor/show" if waits else way_on(visit, kept))
    set_cookie(response, visit.services.settings, SESSION, token)
    if kept:
        set_cookie(response, visit.services.settings, DRAFT, kept, timedelta(days=1))
    if not waits:
        drop_cookie(response, visit.services.settings, NEXT)
    return response


@pages.work("/sign-out", rehearsed=False)
def sign_out(visit: Visit) -> Response:
    """End the session at once."""
    if visit.data is None:
        return visit.redirect("/work")
    with visit.services.database.write() as session:
        close_session(session, visit.signed.token if visit.signed else "")
    visit.note("sign_out")
    response = visit.redirect("/sign-in")
    drop_cookie(response, visit.services.settings, SESSION)
    return response


@pages.work("/pin", rehearsed=False)
def own_pin(visit: Visit) -> Response:
    """Choose a new PIN of one's own."""
    form = visit.form(PinForm)
    if form.submitted and form.value is not None:
        if form.value.new_pin != form.value.again:
            form.refuse(N_("The two PINs are not the same."), "again")
        else:
            try:
                token, value = visit.signed.token if visit.signed else "", form.value
                visit.session.rollback()
                visit.door.change_pin(
                    visit.person.account, value.pin, value.new_pin, token, visit.now
                )
                return visit.redirect(way_on(visit, ""), "saved")
            except Refusal as refusal:
                form.refuse_by(refusal, refusal.field)
    form.typed.clear()
    return visit.render("desks/pin.html", form=form)


@pages.work("/kept", rehearsed=False)
def kept_form(visit: Visit) -> Response:
    """Offer again what was typed when the session ended."""
    token = read_cookie(visit.request, DRAFT)
    draft = take_draft(visit.session, token, visit.person.account)
    if draft is None or visit.data is not None:
        visit.session.rollback()
        with visit.services.database.write() as session:
            drop_draft(session, token)
        response = visit.redirect("/work")
        drop_cookie(response, visit.services.settings, DRAFT)
        return response
    return visit.render("desks/kept.html", draft)


@pages.work("/people/{place}", Right.PEOPLE, rehearsed=False)
def place_people(visit: Visit) -> Response:
    """Show who holds which role at a place, and give a role to somebody."""
    code = visit.param("place")
    place = queries.where_held(visit.session, code, visit.country)
    form = visit.form(GiveRoleHere)
    if form.value is not None and is_given_with_code(form.value.role):
        take_own_code(visit, form)
    take_second(visit, form)
    if visit.perform(form, grant_role, code):
        return visit.redirect(f"/work/people/{code}", "saved")
    start, held = read_start(visit.query("after")), queries.holders(visit.session, code)
    part = Paging(start if start < len(held) else 0, LINES, len(held))
    held_here = [role for role in Role if place.level in visit.country.roles.get(role, ())]
    return visit.render(
        "desks/place.html",
        part.of(held),
        part=part,
        form=form,
        place=place,
        code=code,
        roles=held_here if place.code else [],
    )


@pages.work("/people/{place}/find", Right.PEOPLE, rehearsed=False)
def find_person(visit: Visit) -> Response:
    """Find a person with a role at or below a place, or a place in it: what is typed is sent, so
    that no name or number stands in an address.
    """
    code = visit.param("place")
    place = queries.where_held(visit.session, code, visit.country)
    form = visit.form(FindForm)
    asked = form.value or FindForm(q=form.typed.get("q", "")[:80])
    found = find_people(visit.session, code, asked.q, asked.first, visit.country)
    places = search_places(visit.session, asked.q, visit.country, place.code)
    return visit.render(
        "desks/find.html",
        found,
        form=form,
        place=place,
        places=places if asked.q else FoundPlaces((), 0),
    )


@pages.work("/people/{place}/end", Right.PEOPLE, rehearsed=False)
def end_of_role(visit: Visit) -> Response:
    """Let a role end."""
    code = visit.param("place")
    place = queries.where_held(visit.session, code, visit.country)
    filled = {"grant": visit.query_id("grant"), "last_day": visit.today} if not visit.data else {}
    form = visit.form(EndForm, filled, of=end_role)
    if visit.perform(form, end_role, code):
        return visit.redirect(f"/work/people/{code}", "saved")
    return visit.render("desks/end.html", place, form=form)


@pages.work("/{place}/kept/{act:uuid}", Right.LOOK)
def was_kept(visit: Visit) -> Response:
    """Tell whether an act of one's own is in the record, where its answer got lost on the way."""
    place = visit.place
    event = queries.own_act(visit.session, place.code, visit.id("act"), visit.person.accounts)
    return visit.render("desks/was_kept.html", event, place=place)
