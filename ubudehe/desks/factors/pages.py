"""Pages of one's own second factor: setting it up, printing codes, showing one at sign-in."""

from functools import partial
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from ubudehe.language.codes import spaced
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.factors.secrets import offered, printed_codes
from ubudehe.people.factors.showing import (
    Factor,
    end_other_sessions,
    enrol,
    factor_of,
    keep_codes,
    pass_on,
)
from ubudehe.people.factors.totp import address_of, digits_of, step_shown
from ubudehe.people.pins import MAX_PIN
from ubudehe.people.proving import WRONG_CODE
from ubudehe.people.rules import shows_two
from ubudehe.web.cookies import NEXT, drop_cookie
from ubudehe.web.forms import Form
from ubudehe.web.going_on import way_on
from ubudehe.web.own_code import OwnCodeHere
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of_text
from ubudehe.web.visit import Visit

pages = Pages()
_FEW = 2
"""With so few printed codes left and no app, new ones are offered at sign-in."""


class ShowForm(BaseModel):
    """A code of the second factor."""

    one_time: str = Field(max_length=40)


class AppForm(BaseModel):
    """The PIN, and the code that the app shows now."""

    pin: str = Field(max_length=MAX_PIN)
    one_time: str = Field(max_length=40)


class CodesForm(OwnCodeHere):
    """What new printed codes are asked with: a code of the factor so far, else the PIN."""

    pin: str | None = Field(default=None, max_length=MAX_PIN)


@pages.work("/factor", rehearsed=False)
def own_factor(visit: Visit) -> Response:
    """Tell what one shows after the PIN, and offer to set it up."""
    way = way_on(visit, "")
    return visit.render(
        "desks/factor.html",
        factor_of(visit.session, visit.person.account),
        way=way,
        further=N_("Your places") if way == "/work" else N_("Go on where you were"),
        needed=visit.services.settings.two_factors and shows_two(visit.person.grants, visit.today),
    )


@pages.work("/factor/show", rehearsed=False)
def show_factor(visit: Visit) -> Response:
    """Show a code after the PIN, and go on where one was."""
    if visit.signed is None or not visit.signed.waits_for_code:
        return visit.redirect("/work")
    form = visit.form(ShowForm)
    if form.submitted and form.value is not None:
        account, token = visit.person.account, visit.signed.token

        def let_in(session: Session) -> Factor | None:
            pass_on(session, token)
            return factor_of(session, account)

        visit.session.rollback()
        try:
            factor = visit.door.show_code(account, form.value.one_time, visit.now, let_in)
        except Refusal as refusal:
            form.refuse_by(refusal, refusal.field)
        else:
            way = way_on(visit, "")
            running_out = factor is not None and not factor.app and factor.left <= _FEW
            response = visit.redirect("/work/factor" if running_out else way)
            drop_cookie(response, visit.services.settings, NEXT)
            return response
    form.typed.clear()
    return visit.render("desks/factor_show.html", form=form)


@pages.work("/factor/app", rehearsed=False)
def set_up_app(visit: Visit) -> Response:
    """Set up an app that makes codes; what is sent back is a paper of codes for when it is lost."""
    account, key = visit.person.account, visit.services.secret
    if factor_of(visit.session, account) is not None:
        return visit.redirect("/work/factor")
    form = visit.form(AppForm)
    secret = offered(key, account, _token(visit))
    if form.submitted and form.value is not None:
        step = step_shown(secret, digits_of(form.value.one_time), visit.now, 0)
        if step is None:
            form.refuse(WRONG_CODE, "one_time")
        elif codes := _enrolled(visit, form, form.value.pin, (secret, step)):
            return _paper(visit, codes)
    form.typed.clear()
    return visit.render(
        "desks/factor_app.html",
        form=form,
        qr=qr_of_text(address_of(secret, visit.person.name)),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    )


@pages.work("/factor/codes", rehearsed=False)
def print_codes(visit: Visit) -> Response:
    """Print codes, each of which counts once; earlier ones count no more."""
    factor = factor_of(visit.session, visit.person.account)
    form = visit.form(CodesForm)
    if form.submitted and form.value is not None:
        if factor is None:
            codes = _enrolled(visit, form, form.value.pin or "", None)
        else:
            codes = _renewed(visit, form, form.value.one_time or "")
        if codes:
            return _paper(visit, codes)
    form.typed.clear()
    return visit.render("desks/factor_codes.html", factor, form=form)


def _enrolled(
    visit: Visit, form: Form[Any], pin: str, app: tuple[str, int] | None
) -> tuple[str, ...]:
    """Set up a factor and return its printed codes; none, said in the form, where it is refused."""
    account, token, key = visit.person.account, _token(visit), visit.services.secret
    codes = printed_codes(key)

    def keep(session: Session) -> None:
        enrol(session, key, account, app, visit.now)
        keep_codes(session, key, account, codes)
        end_other_sessions(session, account, token)

    visit.session.rollback()
    try:
        visit.door.confirm_pin(account, pin, token, visit.now, keep)
    except Refusal as refusal:
        form.refuse_by(refusal, refusal.field)
        return ()
    visit.note("factor.set")
    return codes


def _renewed(visit: Visit, form: Form[CodesForm], typed: str) -> tuple[str, ...]:
    """Replace printed codes for who shows one; none, said in the form, where it is refused."""
    account, key = visit.person.account, visit.services.secret
    codes = printed_codes(key)
    keep = partial(keep_codes, key=key, account=account, codes=codes)
    visit.session.rollback()
    try:
        visit.door.show_code(account, typed, visit.now, keep)
    except Refusal as refusal:
        form.refuse_by(refusal, refusal.field)
        return ()
    visit.note("factor.codes")
    return codes


def _paper(visit: Visit, codes: tuple[str, ...]) -> Response:
    codes = tuple(spaced(code) for code in codes)
    return visit.render("desks/factor_paper.html", codes, way=way_on(visit, ""))


def _token(visit: Visit) -> str:
    return visit.signed.token if visit.signed else ""
