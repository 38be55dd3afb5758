"""Pages of accounts: sealed slips and their opening, sessions, blocking."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, col, delete
from starlette.responses import Response

from ubudehe.language.codes import read_code, spaced
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.accounts import actions, queries
from ubudehe.people.accounts.opening import holder_of, open_account
from ubudehe.people.accounts.slips import code_of_slip, mark_of_slip
from ubudehe.people.acts import Act
from ubudehe.people.devices import REMEMBERED, know, new_device, read_device
from ubudehe.people.factors.showing import is_enrolled
from ubudehe.people.pins import MAX_PIN, refuse_weak
from ubudehe.people.queries import where_held
from ubudehe.people.rules import Right
from ubudehe.people.signing import digest, open_session
from ubudehe.people.tables import SignIn
from ubudehe.web.browsers import kind_of_browser
from ubudehe.web.cookies import DEVICE, SESSION, read_cookie, set_cookie
from ubudehe.web.forms import Form
from ubudehe.web.guessing import guessed
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()
_NO_SLIP = N_("No sealed slip has this code. A newer one may have replaced it.")


class OpenSlipForm(BaseModel):
    """The code on a sealed slip, and the PIN that its holder chooses, twice."""

    code: str = Field(max_length=40)
    new_pin: str = Field(max_length=MAX_PIN)
    again: str = Field(max_length=MAX_PIN)


class SealHere(actions.SealForm, SecondHere):
    """A slip to be made, with a second administrator at the same phone where one is needed."""


class NumberHere(actions.NumberForm, SecondHere):
    """Another number for an account, with a second administrator at the same phone."""


class UnblockHere(actions.UnblockForm, SecondHere):
    """An account to be unblocked, with a second administrator at the same phone."""


class FactorEndHere(actions.FactorEndForm, SecondHere):
    """A second factor to be taken away, with a second administrator at the same phone."""


class EndSessionForm(BaseModel):
    """One of one's own sessions, or all others."""

    session: str = Field(max_length=16)


@pages.public("/slip", form=True)
def open_slip(visit: Visit) -> Response:
    """Open a sealed slip: choose a PIN, and be signed in with it."""
    form = visit.form(OpenSlipForm)
    answer = None
    if form.submitted and form.value is not None:
        answer = _opened(visit, form, form.value)
    for name in ("new_pin", "again"):
        form.typed.pop(name, None)
    return answer or visit.render("desks/open_slip.html", form=form)


def _opened(visit: Visit, form: Form[OpenSlipForm], value: OpenSlipForm) -> Response | None:
    code = read_code(value.code)
    if code is None:
        form.refuse(N_("There is a typing error in this code. Compare it with the slip."), "code")
        return None
    mark = mark_of_slip(visit.services.secret, code)
    account = guessed(visit, form, lambda: holder_of(visit.session, mark, visit.today))
    if account is None:
        visit.note("slip.failed")
        if not form.errors:
            form.refuse(
                N_("No sealed slip has this code. A newer one may have replaced it."), "code"
            )
        return None
    try:
        if value.new_pin != value.again:
            raise Refusal(N_("The two PINs are not the same."), "again")
        refuse_weak(value.new_pin, account.phone, "new_pin")
        visit.session.rollback()
        with visit.services.hashing.guests.turn():
            hashed = visit.services.hashing.hash(value.new_pin)
        return _signed_in(visit, mark, hashed)
    except Refusal as refusal:
        form.refuse_by(refusal, refusal.field)
        return None


def _signed_in(visit: Visit, mark: str, hashed: str) -> Response:
    secret, kept = visit.services.secret, read_cookie(visit.request, DEVICE)
    device = kept if visit.door.device else new_device(secret)
    browser = kind_of_browser(visit.request.headers.get("user-agent", ""))
    with visit.services.database.write() as session:
        account = open_account(session, mark, hashed, visit.today, visit.now)
        if account is None:
            raise Refusal(N_("Somebody else was quicker. Look again and send it once more."))
        if not is_enrolled(session, account.id):
            know(session, read_device(secret, device), account.id, visit.now)
        token = open_session(session, account, visit.now, browser)
    visit.note("slip.opened", account=visit.services.security.pseudonym(account.id))
    response = visit.redirect("/work")
    set_cookie(response, visit.services.settings, SESSION, token)
    set_cookie(response, visit.services.settings, DEVICE, device, REMEMBERED)
    return response


@pages.work("/sessions", rehearsed=False)
def own_sessions(visit: Visit) -> Response:
    """Show where one is signed in, and sign out there."""
    mine = visit.signed.token if visit.signed else ""
    own = queries.session_name(digest(mine))
    form = visit.form(EndSessionForm)
    if form.submitted and form.value is not None:
        wanted, account = form.value.session, visit.person.account
        visit.session.rollback()
        with visit.services.database.write() as session:
            _end(session, account, wanted, digest(mine))
        visit.note("sessions.ended")
        return visit.redirect("/work/sessions", "saved")
    lines = queries.open_sessions(visit.session, visit.person.account, visit.now)
    return visit.render("desks/sessions.html", lines, form=form, own=own)


def _end(session: Session, account: UUID, wanted: str, mine: str) -> None:
    """End one session of an account by its name, or «others»; never the one of `mine`."""
    query = delete(SignIn).where(col(SignIn.account) == account, col(SignIn.token_hash) != mine)
    if wanted != "others":
        query = query.where(col(SignIn.token_hash).startswith(wanted, autoescape=True))
    session.exec(query)


@pages.work("/people/{place}/account", Right.PEOPLE, rehearsed=False)
def account(visit: Visit) -> Response:
    """Show an account and what can be done for it."""
    code, grant = visit.param("place"), visit.query_id("grant")
    view = queries.account_view(visit.session, code, grant, visit.now, visit.today)
    return visit.render("desks/account.html", view, code=code, grant=grant)


@pages.work("/people/{place}/slip", Right.PEOPLE, rehearsed=False)
def seal(visit: Visit) -> Response:
    """Make a sealed slip; what is sent back is the paper to print, shown this once."""
    form = visit.form(SealHere, _asked(visit))
    take_second(visit, form)
    if form.submitted and form.value is not None:
        secret = visit.services.secret
        slip = code_of_slip(secret, form.act_id)
        told = form.value.model_copy(update={"slip_mark": mark_of_slip(secret, slip)})
        if visit.perform_by(form, actions.seal_slip, told, visit.param("place")):
            return _paper(visit, told.grant, slip)
    return visit.render("desks/seal.html", _view(visit, _grant(visit, form)), form=form)


def _paper(visit: Visit, grant: UUID, slip: str) -> Response:
    code = visit.param("place")
    return visit.render(
        "desks/sealed.html",
        _view(visit, grant),
        qr=qr_of(visit, f"/slip#{slip}"),
        digits=spaced(slip),
        place=where_held(visit.session, code, visit.country),
        address=f"{visit.reached_at.partition('://')[2]}{visit.url('/slip')}",
        code=code,
    )


@pages.work("/people/{place}/number", Right.PEOPLE, rehearsed=False)
def change_number(visit: Visit) -> Response:
    """Give an account another telephone number, by two."""
    form = visit.form(NumberHere, _asked(visit), of=actions.change_number)
    take_second(visit, form)
    return _done(visit, form, actions.change_number, "desks/number.html")


@pages.work("/people/{place}/block", Right.PEOPLE, rehearsed=False)
def block(visit: Visit) -> Response:
    """Block an account."""
    form = visit.form(actions.BlockForm, _asked(visit))
    return _done(visit, form, actions.block_account, "desks/block.html")


@pages.work("/people/{place}/unblock", Right.PEOPLE, rehearsed=False)
def unblock(visit: Visit) -> Response:
    """Unblock an account, by two."""
    form = visit.form(UnblockHere, _asked(visit))
    take_second(visit, form)
    return _done(visit, form, actions.unblock_account, "desks/unblock.html")


@pages.work("/people/{place}/factor", Right.PEOPLE, rehearsed=False)
def end_factor(visit: Visit) -> Response:
    """Take a second factor away, by two."""
    form = visit.form(FactorEndHere, _asked(visit))
    take_second(visit, form)
    return _done(visit, form, actions.end_factor, "desks/end_factor.html")


@pages.work("/people/{place}/sign-out", Right.PEOPLE, rehearsed=False)
def sign_out_account(visit: Visit) -> Response:
    """Sign somebody out everywhere."""
    form = visit.form(actions.SignOutForm, _asked(visit))
    return _done(visit, form, actions.sign_out_account, "desks/sign_out.html")


def _done(visit: Visit, form: Form[Any], act: Act[Any], template: str) -> Response:
    """Do one act for an account and lead back to it, or show its form."""
    grant = _grant(visit, form)
    place = visit.param("place")
    if visit.perform(form, act, place):
        return visit.redirect(f"/work/people/{place}/account?grant={grant}", "saved")
    return visit.render(template, _view(visit, grant), form=form)


def _asked(visit: Visit) -> dict[str, object]:
    return {"grant": visit.query_id("grant")} if visit.data is None else {}


def _grant(visit: Visit, form: Form[Any]) -> UUID:
    try:
        return UUID(form.typed.get("grant", ""))
    except ValueError:
        return visit.query_id("grant")


def _view(visit: Visit, grant: UUID) -> queries.AccountView:
    place = visit.param("place")
    return queries.account_view(visit.session, place, grant, visit.now, visit.today)
