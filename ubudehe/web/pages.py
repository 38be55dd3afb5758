"""From an address to a page function: language, session, rights, forms and refusals on the way.

A room's `pages.py` makes one `Pages` and decorates its functions; `app.py` gathers them. Page
functions are plain functions: they run in a worker thread, with a session for reading open.
"""

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from pydantic import BaseModel
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ubudehe.language.catalogues import say
from ubudehe.language.dates import day_of
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Busy, NotAllowed, NotFound, Refusal
from ubudehe.language.wanted import wanted_language
from ubudehe.people.buckets import network_of
from ubudehe.people.devices import read_device
from ubudehe.people.factors.showing import is_enrolled
from ubudehe.people.rules import Right, shows_two
from ubudehe.people.signing import Signed, find_session, keep_draft, touch_session
from ubudehe.storage.engine import AWAY
from ubudehe.web import forms
from ubudehe.web.addresses import meant_address
from ubudehe.web.body_limit import MAX_BODY
from ubudehe.web.cookies import (
    DEVICE,
    DRAFT,
    GUEST,
    NEXT,
    OURS,
    SESSION,
    read_cookie,
    set_cookie,
)
from ubudehe.web.csrf import PLAYED, is_from_elsewhere, is_from_here, is_theirs
from ubudehe.web.gate import busy_page, gates_of
from ubudehe.web.moved import moved_answer
from ubudehe.web.parts import are_sound
from ubudehe.web.reading import MAX_OF_GUESTS, MAX_TYPED, Sent, read_form
from ubudehe.web.services import Services
from ubudehe.web.visit import Visit

_log = logging.getLogger(__name__)
Page = Callable[[Visit], Response]
_TOUCH_AFTER = timedelta(minutes=1)
_OVER = N_(
    "This was typed in a rehearsal that is over, so it is kept nowhere. Nothing real changed."
)
_NOT_OURS = N_("This form did not come from this site, or it is too old. Open the page again.")
_OLD = N_("This page was opened some time ago. Look at it once more, and send it again.")
_NO_COOKIES = N_(
    "Your browser does not keep cookies. Allow them for this site, or use another browser."
)
_NO_PAGE = N_("There is no such page.")
_AWAY = N_(
    "The books cannot be reached just now, so what you sent may be kept or not. Send it again in "
    "%(seconds)s seconds: it is never written twice."
)
_LONG_QUERY = 150
_LONGEST_CODE = 12
_NEVER_KEPT = {"csrf", "pin", "new_pin", "again", "one_time", "second_pin", "second_code"}


@dataclass(frozen=True)
class _Rules:
    signed: bool = False
    right: Right | None = None
    guest_form: bool = False
    rehearsed: bool = True
    files: bool = False
    near: bool = False
    """Whether it may be read from a replica."""


class Pages:
    """The pages of one room."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def public(self, path: str, *, form: bool = False, near: bool = True) -> Callable[[Page], Page]:
        """Serve `/{lang}path` to everybody; with `form`, it also takes what guests send.

        Without a form it may be read from a replica, unless `near` is false.
        """
        rules = _Rules(guest_form=form, rehearsed=form, near=near and not form)
        return self._add(path, rules, ["GET", "POST"] if form else ["GET"])

    def work(
        self,
        path: str,
        right: Right | None = None,
        *,
        rehearsed: bool = True,
        files: bool = False,
    ) -> Callable[[Page], Page]:
        """Serve `/{lang}/workpath` to who is signed in and, if given, holds `right` at `{place}`.

        With `rehearsed` false the page always works in the real database; only with `files` its
        form may bring any.
        """
        rules = _Rules(signed=True, right=right, rehearsed=rehearsed, files=files)
        return self._add(f"/work{path}", rules, ["GET", "POST"])

    def machine(
        self, path: str, *, near: bool = False
    ) -> Callable[[Callable[[Services, Request], Response]], None]:
        """Serve `path` as it is, to programs; a refusal is a line of text.

        With `near` it may be read from a replica: only what is whole before it is sent.
        """

        def take(answer: Callable[[Services, Request], Response]) -> None:
            def read(services: Services, request: Request) -> Response:
                return services.reading(lambda near: answer(near, request))

            async def endpoint(request: Request) -> Response:
                if not are_sound(request.path_params.values()):
                    raise HTTPException(404)
                try:
                    work = read if near else answer
                    return await run_in_threadpool(work, request.app.state.services, request)
                except Refusal as refusal:
                    return _told_plainly(request, refusal)

            self.routes.append(Route(path, endpoint, methods=["GET"]))

        return take

    def _add(self, path: str, rules: _Rules, methods: list[str]) -> Callable[[Page], Page]:
        def take(page: Page) -> Page:
            async def endpoint(request: Request) -> Response:
                if not are_sound(request.path_params.values()):
                    raise HTTPException(404)
                sent = None
                if request.method == "POST":
                    sent = await read_form(request, _most(rules, request), files=rules.files)
                    if rules.guest_form:
                        return await _in_turn(page, rules, request, sent)
                return await _served(page, rules, request, sent)

            self.routes.append(Route("/{lang}" + path, endpoint, methods=methods))
            return page

        return take


async def _served(page: Page, rules: _Rules, request: Request, sent: Sent | None) -> Response:
    """Serve a page; where the database goes away meanwhile, give back what was typed."""
    try:
        return await run_in_threadpool(_serve_near, page, rules, request, sent)
    except AWAY as error:
        if sent is None:
            raise
        _log.error("the database failed: %s", type(error).__name__)
        return _given_back(request, sent, str(request.path_params["lang"]), _AWAY)


def _given_back(request: Request, sent: Sent, lang: str, message: str) -> Response:
    csrf = ("csrf", _field(sent, "csrf"))
    return busy_page(request, lang, [csrf, *_typed(sent.fields)], message)


async def _in_turn(page: Page, rules: _Rules, request: Request, sent: Sent) -> Response:
    """Serve a guest's form when it is its turn; else give it back with what was typed."""
    services: Services = request.app.state.services
    network = network_of(request.client.host if request.client else "")
    device = read_device(services.secret, read_cookie(request, DEVICE))
    gates = gates_of(request)
    try:
        async with gates.turn(network, device) as turn:
            answer = await _served(page, rules, request, sent)
            turn.refused = answer.status_code >= 400
        return answer
    except Busy:
        lang = str(request.path_params["lang"])
        if lang not in services.country.languages:
            raise HTTPException(404) from None
        await gates.pause()
        return _given_back(request, sent, lang, Busy.text)


def _place_of(visit: Visit) -> str:
    """Return the code of the place that an address names, if it is one; else nothing."""
    place = str(visit.request.path_params.get("place", ""))
    return place if place.isdigit() and place.isascii() and len(place) <= _LONGEST_CODE else ""


def _told_plainly(request: Request, refusal: Refusal) -> Response:
    asked = request.headers.get("accept-language", "")
    lang = wanted_language(asked, request.app.state.services.country.languages)
    text = say(lang, refusal.msgid or _NO_PAGE, **refusal.params)
    return PlainTextResponse(text, refusal.status, {"x-content-type-options": "nosniff"})


def _most(rules: _Rules, request: Request) -> int:
    if not rules.signed:
        return MAX_OF_GUESTS
    return MAX_BODY if rules.files and read_cookie(request, SESSION) else MAX_TYPED


def _serve_near(page: Page, rules: _Rules, request: Request, sent: Sent | None) -> Response:
    """Serve a page, from a replica where it is everybody's and its visitor did nothing here."""
    services: Services = request.app.state.services
    if sent is not None and rules.signed and not rules.files:
        with services.acting:
            return _serve(services, page, rules, request, sent)
    if not rules.near or any(name.encode() in OURS for name in request.cookies):
        return _serve(services, page, rules, request, sent)
    return services.reading(lambda near: _serve(near, page, rules, request, sent))


def _serve(
    services: Services, page: Page, rules: _Rules, request: Request, sent: Sent | None
) -> Response:
    lang = str(request.path_params["lang"])
    if lang not in services.country.languages:
        raise HTTPException(404)
    with services.database.read() as session:
        signed, response = _who(services, session, rules, request, sent, lang)
        if response is not None:
            return response
        playing = signed.rehearsal if signed else None
        gone = bool(playing) and not services.rehearsals.exists(str(playing))
        if signed and (gone or not rules.rehearsed):
            signed = replace(signed, rehearsal=None)
        visit = Visit(request, services, lang, session, sent.fields if sent else None, signed)
        visit.doubt = sent.doubt if sent else ""
        if rules.guest_form and signed is None:
            visit.guest = read_cookie(request, GUEST) or secrets.token_urlsafe(16)
        over = gone and rules.rehearsed and visit.data is not None
        if visit.database is services.database:
            answer = _admitted(visit, page, rules, playing, over)
        else:
            session.rollback()
            with visit.database.read() as visit.session:
                answer = _admitted(visit, page, rules, playing, over)
    if visit.guest:
        set_cookie(answer, services.settings, GUEST, visit.guest)
    return answer


def _admitted(visit: Visit, page: Page, rules: _Rules, playing: str | None, over: bool) -> Response:
    """Return what the page answers, or why it does not; `over` is the rehearsal it was sent in."""
    try:
        if over:
            raise Refusal(_OVER)
        return _answered(visit, page, rules, playing)
    except OldForm:
        visit.session.rollback()
        return _keep_and_offer(visit)
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed):
            visit.note("refused", way=visit.request.method, place=_place_of(visit))
        return refused(visit, refusal)


def _answered(visit: Visit, page: Page, rules: _Rules, playing: str | None) -> Response:
    """Return what the page answers; where its village has moved away, the page that says so."""
    named = str(visit.request.path_params.get("code", "")) or _place_of(visit)
    gone = moved_answer(visit, named)
    if gone is not None:
        return gone
    _admit(visit, rules, playing)
    answer = page(visit)
    of = answer.headers.get("x-page-of", "").partition(":")[0]
    return moved_answer(visit, of if of != named else "") or answer


def _admit(visit: Visit, rules: _Rules, playing: str | None) -> None:
    if rules.right is not None and not visit.may(rules.right, visit.param("place")):
        raise NotAllowed(N_("Your role does not allow this at this place."))
    if visit.data is None:
        return
    if is_from_elsewhere(visit.request):
        raise NotAllowed(_NOT_OURS)
    cookie = visit.signed.token if visit.signed else read_cookie(visit.request, GUEST)
    opened_in = {visit.rehearsal}
    if playing and not rules.rehearsed:
        opened_in.add(visit.services.rehearsals.name(playing))
    sent = str(visit.data.get("csrf", ""))
    if any(is_theirs(visit.services.secret, cookie, one, sent) for one in opened_in):
        return
    if rules.guest_form:
        visit.doubt = _OLD if cookie else _NO_COOKIES
    elif playing or sent.startswith(PLAYED) or not is_from_here(visit.request):
        raise NotAllowed(_NOT_OURS)
    else:
        raise OldForm


class OldForm(Exception):
    """A form of ours came from a page that was opened before its sender signed in anew."""


def _keep_and_offer(visit: Visit) -> Response:
    """Keep what was typed into an old form, and show it again; nothing is done."""
    account, fields = visit.person.account, _typed(visit.data or FormData())
    with visit.services.database.write() as session:
        kept = keep_draft(session, account, _asked(visit.request), fields, visit.now)
    answer = visit.redirect("/work/kept")
    set_cookie(answer, visit.services.settings, DRAFT, kept, timedelta(days=1))
    return answer


def refused(visit: Visit, refusal: Refusal) -> Response:
    """Return the page that says why not; or the way to what the address was meant for."""
    if isinstance(refusal, NotFound) and (meant := meant_address(visit.request)) is not None:
        return RedirectResponse(meant, 308)
    msgid = refusal.msgid or N_("You are not signed in.")
    if isinstance(refusal, NotFound) and not refusal.msgid:
        msgid = _NO_PAGE
    return visit.render(
        "web/refused.html", visit.say(msgid, **refusal.params), status=refusal.status
    )


def _who(
    services: Services,
    session: Session,
    rules: _Rules,
    request: Request,
    sent: Sent | None,
    lang: str,
) -> tuple[Signed | None, Response | None]:
    """Return who is signed in, or the answer that sends them to sign in first."""
    token = read_cookie(request, SESSION)
    now = services.clock()
    signed = None
    if token:
        signed = find_session(session, token, now)
        if signed and signed.fresh and signed.quiet_for > _TOUCH_AFTER:
            session.rollback()  # who waits to write holds no second connection
            with services.database.write() as writing:
                touch_session(writing, token, now)
    if signed and signed.fresh:
        first = _comes_first(services, session, request, signed)
        if first and rules.signed:
            return None, _held_up(services, request, sent, signed, f"/{lang}/work{first}")
        return None if signed.waits_for_code and not rules.signed else signed, None
    if not rules.signed:
        return None, None
    visit = Visit(request, services, lang, session, None, None)
    rehearsed = (signed and signed.rehearsal) or (sent and _field(sent, "csrf").startswith(PLAYED))
    answer = visit.redirect("/sign-in", "ended" if signed or sent else "first")
    set_cookie(answer, services.settings, NEXT, _asked(request), timedelta(minutes=30))
    if sent is None or rehearsed:
        return None, answer
    if signed is None:
        return None, _carry(visit, sent) if is_from_here(request) else answer
    return None, _set_aside(services, request, sent, signed, answer)


def _comes_first(services: Services, session: Session, request: Request, signed: Signed) -> str:
    """Return the page below /work that comes before the one that is asked for; «» if none does.

    A code of the second factor, a PIN that must be renewed, a second factor that is required.
    """
    inside = request.url.path.partition("/work")[2]
    if inside == "/sign-out":
        return ""
    if signed.waits_for_code:
        return "" if inside == "/factor/show" else "/factor/show"
    if signed.pin_is_new:
        return "" if inside == "/pin" else "/pin"
    today = day_of(services.clock(), services.country.zone)
    if not services.settings.two_factors or not shows_two(signed.person.grants, today):
        return ""
    if inside == "/factor" or inside.startswith("/factor/"):
        return ""
    return "" if is_enrolled(session, signed.person.account) else "/factor"


def _held_up(
    services: Services, request: Request, sent: Sent | None, signed: Signed, first: str
) -> Response:
    """Send somebody to what comes first; what was typed is given back after it."""
    answer = RedirectResponse(first, 303)
    if sent is None or signed.rehearsal or _field(sent, "csrf").startswith(PLAYED):
        return answer
    return _set_aside(services, request, sent, signed, answer)


def _set_aside(
    services: Services, request: Request, sent: Sent, signed: Signed, answer: Response
) -> Response:
    """Keep what was typed for its owner, who finds it again by a cookie of `answer`."""
    account, fields = signed.person.account, _typed(sent.fields)
    with services.database.write() as session:
        kept = keep_draft(session, account, _asked(request), fields, services.clock())
    set_cookie(answer, services.settings, DRAFT, kept, timedelta(days=1))
    return answer


def _carry(visit: Visit, sent: Sent) -> Response:
    """Ask a sender whom nobody knows by now to sign in, with what was typed still on the page."""
    form = forms.blank(BaseModel)
    form.typed |= {"kept_for": _asked(visit.request), "kept": json.dumps(_typed(sent.fields))}
    if _field(sent, "kept"):  # Sent by this very page, to be seen in another language.
        form.typed |= {name: _field(sent, name) for name in ("kept_for", "kept", "phone")}
    visit.guest = read_cookie(visit.request, GUEST) or secrets.token_urlsafe(16)
    answer = visit.render("web/sign_in.html", form=form, status=403, notice=visit.tell("ended"))
    set_cookie(answer, visit.services.settings, GUEST, visit.guest)
    return answer


def _field(sent: Sent, name: str) -> str:
    return str(sent.fields.get(name, ""))


def _asked(request: Request) -> str:
    """Return what was asked for, with what stands behind the question mark if that is not long."""
    query = request.url.query
    return request.url.path + (f"?{query}" if 0 < len(query) <= _LONG_QUERY else "")


def _typed(data: FormData) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in data.multi_items()
        if not isinstance(value, UploadFile) and name not in _NEVER_KEPT
    ]
