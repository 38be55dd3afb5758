"""Addresses as they come out of text messages and by hand: forgiven where the meaning is clear.

A sign that ended a sentence, a slash, a language in capitals or with its country, or none at all.
"""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.routing import Match

from ubudehe.language.wanted import wanted_language

MACHINES = frozenset(
    ("v", "r", "log", "policy", "data", "feed", "api", "healthz", "metrics", ".well-known")
)
"""How addresses begin that programs ask for: their answers are plain text."""
AROUND = "/.,;:!?)]}>»”’\"'…* \t\r\n\u00a0\u200b\u200e\u200f"


def meant_address(request: Request) -> str | None:
    """Return the address that a visitor meant who asked for one that there is not; None if none.

    It is an address of this server that exists, with what stood behind the question mark.
    """
    parts = [part for part in request.url.path.rstrip(AROUND).split("/") if part]
    if not parts or parts[0] in MACHINES or request.method not in ("GET", "HEAD"):
        return None
    first = parts[0].lower().replace("_", "-").split("-")[0]
    spoken = request.app.state.services.country.languages
    wanted = wanted_language(request.headers.get("accept-language", ""), spoken)
    tried = ["/" + "/".join(parts)]
    if first in spoken:
        tried.append("/" + "/".join([first, *parts[1:]]))
        tried.append("/" + "/".join([first, *(part.lower() for part in parts[1:])]))
    else:
        tried.append("/" + "/".join([wanted, *parts]))
        tried.append("/" + "/".join([wanted, *(part.lower() for part in parts)]))
    for path in tried:
        if path != request.url.path and _is_there(request, path, spoken):
            query = request.url.query.rstrip(AROUND)
            return quote(path) + (f"?{query}" if query else "")
    return None


def _is_there(request: Request, path: str, spoken: Sequence[str]) -> bool:
    scope = {**request.scope, "path": path, "raw_path": path.encode(), "method": "GET"}
    return any(
        route.matches(scope)[0] is Match.FULL and path.split("/")[1] in spoken
        for route in request.app.router.routes
    )
