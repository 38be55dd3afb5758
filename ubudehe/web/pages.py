"""From an address to a page function: language, session, rights, forms and refusals on the way.

A room's `pages.py` makes one `Pages` and decorates its functions; `app.py` gathers them. Page
functions are plain functions: they run in a worker thread, with a session for reading open.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.people.rules import Right
from ubudehe.people.signing import Signed, find_session, keep_draft, touch_session
from ubudehe.web.body_limit import BodyTooLarge
from ubudehe.web.cookies import DRAFT, GUEST, SESSION, set_cookie
from ubudehe.web.csrf import is_ours
from ubudehe.web.services import Services
from ubudehe.web.visit import Visit

Page = Callable[[Visit], Response]
_TOUCH_AFTER = timedelta(minutes=1)
_OVER = N_(
    "This was typed in a rehearsal that is over, so it is kept nowhere. Nothing real changed."
)
_NEVER_KEPT = {"csrf", "pin", "new_pin", "again", "second_pin"}


@dataclass(frozen=True)
class _Rules:
    signed: bool = False
    right: Right | None = None
    guest_form: bool = False
    rehearsed: bool = True


class Pages:
    """The pages of one room."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def public(self, path: str, *, form: bool = False) -> Callable[[Page], Page]:
        """Serve `/{lang}path` to everybody; with `form`, it also takes what guests send."""
        return self._add(
            path, _Rules(guest_form=form, rehearsed=form), ["GET", "POST"] if form else ["GET"]
        )

    def work(
        self, path: str, right: Right | None = None, *, rehearsed: bool = True
    ) -> Callable[[Page], Page]:
        """Serve `/{lang}/workpath` to who is signed in and, if given, holds `right` at `{place}`.

        With `rehearsed` false the page always works in the real database.
        """
        rules = _Rules(signed=True, right=right, rehearsed=rehearsed)
        return self._add(f"/work{path}", rules, ["GET", "POST"])

    def machine(self, path: str) -> Callable[[Callable[[Services, Request], Response]], None]:
        """Serve `path` as it is, to programs."""

        def take(answer: Callable[[Services, Request], Response]) -> None:
            async def endpoint(request: Request) -> Response:
                return await run_in_threadpool(answer, request.app.state.services, request)

            self.routes.append(Route(path, endpoint, methods=["GET"]))

        return take

    def _add(self, path: str, rules: _Rules, methods: list[str]) -> Callable[[Page], Page]:
        def take(page: Page) -> Page:
            async def endpoint(request: Request) -> Response:
                data = await _read_form(request) if request.method == "POST" else None
                return await run_in_threadpool(_serve, page, rules, request, data)

            self.routes.append(Route("/{lang}" + path, endpoint, methods=methods))
            return page

        return take


async def _read_form(request: Request) -> FormData:
    if request.scope.get("body_too_large"):
        raise HTTPException(413)
    try:
        return await request.form(max_files=4, max_fields=4000, max_part_size=200_000)
    except BodyTooLarge:
        raise HTTPException(413) from None
    except (MultiPartException, UnicodeError, LookupError):
        raise HTTPException(400) from None


def _serve(page: Page, rules: _Rules, request: Request, data: FormData | None) -> Response:
    services: Services = request.app.state.services
    lang = str(request.path_params["lang"])
    if lang not in services.country.languages:
        raise HTTPException(404)
    signed, response = _who(services, rules, request, data, lang)
    if response is not None:
        return response
    playing = signed.rehearsal if signed else None
    gone = bool(playing) and not services.rehearsals.exists(str(playing))
    if signed and (gone or not rules.rehearsed):
        signed = replace(signed, rehearsal=None)
    visit = Visit(request, services, lang, None, data, signed)  # type: ignore[arg-type]
    if rules.guest_form and signed is None:
        visit.guest = request.cookies.get(GUEST) or secrets.token_urlsafe(12)
    with visit.database.read() as session:
        visit.session = session
        try:
            if gone and rules.rehearsed and data is not None:
                raise Refusal(_OVER)
            _admit(visit, rules, playing)
            answer = page(visit)
        except Refusal as refusal:
            answer = refused(visit, refusal)
    if visit.guest:
        set_cookie(answer, services.settings, GUEST, visit.guest)
    return answer


def _admit(visit: Visit, rules: _Rules, playing: str | None) -> None:
    if rules.right is not None and not visit.may(rules.right, visit.param("place")):
        raise NotAllowed(N_("Your role does not allow this at this place."))
    if visit.data is None:
        return
    token = visit.signed.token if visit.signed else visit.request.cookies.get(GUEST, "")
    bound = {visit.bound_to(token)}
    if playing and not rules.rehearsed:
        bound.add(f"{token} {visit.services.rehearsals.name(playing)}")
    sent = str(visit.data.get("csrf", ""))
    if not any(is_ours(visit.request, visit.services.secret, one, sent) for one in bound):
        raise NotAllowed(
            N_("This form did not come from this site, or it is too old. Open the page again.")
        )


def refused(visit: Visit, refusal: Refusal) -> Response:
    """Return the page that says why not."""
    msgid = refusal.msgid or N_("You are not signed in.")
    if isinstance(refusal, NotFound) and not refusal.msgid:
        msgid = N_("There is no such page.")
    return visit.render(
        "web/refused.html", visit.say(msgid, **refusal.params), status=refusal.status
    )


def _who(
    services: Services, rules: _Rules, request: Request, data: FormData | None, lang: str
) -> tuple[Signed | None, Response | None]:
    """Return who is signed in, or the answer that sends them to sign in first."""
    token = request.cookies.get(SESSION)
    now = services.clock()
    signed = None
    if token:
        with services.database.read() as session:
            signed = find_session(session, token, now)
        if signed and signed.fresh and signed.quiet_for > _TOUCH_AFTER:
            with services.database.write() as session:
                touch_session(session, token, now)
    if signed and signed.fresh:
        if signed.pin_is_new and rules.signed and not request.url.path.endswith("/work/pin"):
            return None, RedirectResponse(f"/{lang}/work/pin", 303)
        return signed, None
    if not rules.signed:
        return None, None
    answer = RedirectResponse(f"/{lang}/sign-in", 303)
    set_cookie(answer, services.settings, "next", request.url.path, minutes=30)
    if data is not None and signed is not None and signed.rehearsal is None:
        with services.database.write() as session:
            kept = keep_draft(session, signed.person.account, request.url.path, _typed(data), now)
        set_cookie(answer, services.settings, DRAFT, kept, minutes=24 * 60)
    return None, answer


def _typed(data: FormData) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in data.multi_items()
        if not isinstance(value, UploadFile) and name not in _NEVER_KEPT
    ]
