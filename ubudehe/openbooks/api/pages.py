"""The addresses of the API: each row of the table a route, and one for all that is none.

Answers come from memory of nobody: each is counted, and says how much its network has left.
"""

import hashlib
import json
from datetime import datetime
from email.utils import format_datetime
from functools import cache, partial
from http import HTTPStatus
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.language.wanted import wanted_language
from ubudehe.openbooks.api.asking import ApiAsk, Endpoint
from ubudehe.openbooks.api.changing import last_change
from ubudehe.openbooks.api.document import document
from ubudehe.openbooks.api.models import ApiProblem
from ubudehe.openbooks.api.table import ENDPOINTS
from ubudehe.people.buckets import PROGRAMS, network_of
from ubudehe.web.addresses import AROUND
from ubudehe.web.metering import Meter
from ubudehe.web.pages import Pages
from ubudehe.web.parts import are_sound
from ubudehe.web.rendering import Speech
from ubudehe.web.services import Services

BASE = "/api/v1"
DOCUMENT = f"{BASE}/openapi.json"
pages = Pages()
_JSON, _PROBLEM = "application/json", "application/problem+json"
_FOR_ALL = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Last-Modified, RateLimit, RateLimit-Policy, "
    "Retry-After",
    "x-content-type-options": "nosniff",
    "vary": "accept-language",
}
_ASKING = {
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "accept-language, if-none-match",
    "access-control-max-age": "86400",
}
_NO_PAGE = N_("There is no such page.")
_TOO_OFTEN = N_("Too many questions from your network. Wait %(seconds)s seconds and ask again.")


def meter_of(request: Request) -> Meter:
    """Return the meter of this process's API."""
    state = request.app.state
    if not hasattr(state, "meter"):
        state.meter = Meter(PROGRAMS)
    found: Meter = state.meter
    return found


def problem(
    request: Request, status: int, msgid: str, field: str | None = None, **params: object
) -> Response:
    """Return what went wrong as RFC 9457 writes it, in the reader's language."""
    speech = _speech(request)
    told = ApiProblem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=speech.say(msgid, **params),
        field=field,
    )
    headers = {**_FOR_ALL, "content-language": speech.lang, "cache-control": "no-store"}
    body = told.model_dump_json(exclude_none=True)
    return Response(body, status, headers, _PROBLEM)


def _speech(request: Request) -> Speech:
    services: Services = request.app.state.services
    spoken = services.country.languages
    asked = request.query_params.get("lang", "")
    header = request.headers.get("accept-language", "")
    return Speech(asked if asked in spoken else wanted_language(header, spoken), services.country)


def _serve(one: Endpoint) -> Route:
    async def endpoint(request: Request) -> Response:
        services: Services = request.app.state.services
        network = network_of(request.client.host if request.client else "")
        metered = meter_of(request).pour(network, services.clock())
        if metered.wait:
            answer = problem(request, 429, _TOO_OFTEN, seconds=metered.wait)
        elif not are_sound(request.path_params.values()):
            answer = _not_there(request)
        else:
            near = partial(_answer, one=one, request=request)
            answer = await run_in_threadpool(services.reading, near)
        answer.headers.update(metered.headers)
        return answer

    path = BASE + one.path.replace("{id}", "{id:uuid}")
    return Route(path, endpoint, methods=["GET"], name=one.name)


def _answer(services: Services, one: Endpoint, request: Request) -> Response:
    speech = _speech(request)
    sent = [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]
    try:
        query = one.asked(sent)
        with services.database.read() as session:
            ask = ApiAsk(
                session,
                services.heads,
                services.country,
                services.clock(),
                request.url.path,
                request.path_params,
                query,
                speech.sentence,
            )
            answer = one.read(ask)
            changed = last_change(ask, one.reads, answer)
            told = answer.model_dump_json(exclude_none=True)
    except Refusal as refusal:
        msgid = refusal.msgid or _NO_PAGE
        if isinstance(refusal, NotFound):
            return _not_there(request, msgid)
        return problem(request, refusal.status, msgid, refusal.field, **refusal.params)
    return _told(request, told, speech.lang, changed)


def _told(request: Request, body: str, lang: str, changed: datetime | None = None) -> Response:
    """Return an answer, or say that it is what was fetched before.

    That is asked with its ETag alone: when it changed last is told, and no question is answered
    by it, since a new version of the app may say more of the same acts.
    """
    etag = f'W/"{hashlib.sha256(f"{lang} {body}".encode()).hexdigest()[:24]}"'
    headers = {**_FOR_ALL, "etag": etag, "cache-control": "public, no-cache"}
    headers["content-language"] = lang
    if changed is not None:
        headers["last-modified"] = format_datetime(changed, usegmt=True)
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=_JSON)


async def _document(request: Request) -> Response:
    services: Services = request.app.state.services
    settings, spoken = services.settings, tuple(services.country.languages)
    return _told(request, _written(settings.address + BASE, spoken, settings.licence), "en")


@cache
def _written(base: str, languages: tuple[str, ...], licence: tuple[str, str]) -> str:
    return json.dumps(document(ENDPOINTS, base, languages, licence), ensure_ascii=False)


async def _other(request: Request) -> Response:
    """Answer what no row of the table does: forgiven where the meaning is clear."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={**_FOR_ALL, **_ASKING})
    if request.url.path.rstrip(AROUND) in ("/api", BASE):
        return RedirectResponse(DOCUMENT, 308, _FOR_ALL)
    return _not_there(request)


def _not_there(request: Request, msgid: str = _NO_PAGE) -> Response:
    """Lead to the address that was meant, where only a slash or a dot is too much."""
    path = request.url.path
    meant = path.rstrip(AROUND)
    scope = {**request.scope, "path": meant, "raw_path": meant.encode()}
    known = any(route.matches(scope)[0] is Match.FULL for route in pages.routes[:-1])
    if meant == path or not known:
        return problem(request, 404, msgid)
    query = request.url.query
    return RedirectResponse(quote(meant) + (f"?{query}" if query else ""), 308, _FOR_ALL)


async def failed(request: Request, error: Exception) -> Response:
    """Answer what went wrong on the way to an address of the API."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == HTTPStatus.NOT_FOUND:
        return await _other(request)
    msgid = _NO_PAGE if status < HTTPStatus.INTERNAL_SERVER_ERROR else _WRONG
    answer = problem(request, status, msgid)
    answer.headers.update((isinstance(error, HTTPException) and error.headers) or {})
    return answer


_WRONG = N_("Something went wrong here. Try again.")
pages.routes += [
    Route(DOCUMENT, _document, methods=["GET"]),
    *map(_serve, ENDPOINTS),
    Route("/api/{rest:path}", _other, methods=["GET", "OPTIONS"]),
]
