"""Whom to tell of a hole: security.txt (RFC 9116)."""

from datetime import datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ubudehe.web.pages import Pages
from ubudehe.web.services import Services

pages = Pages()
_PATH = "/.well-known/security.txt"
_HOLDS = timedelta(days=90)
"""How long the answer may be believed; the RFC advises less than a year."""


@pages.machine(_PATH)
def security_txt(services: Services, _request: Request) -> Response:
    """Answer whom to tell of a hole; 404 where the operator named nobody."""
    contacts = services.settings.security_contact
    if not contacts:
        raise HTTPException(404)
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {_expires(services.clock())}",
        f"Preferred-Languages: {', '.join(services.country.languages)}",
        f"Canonical: {services.settings.address}{_PATH}",
    ]
    return PlainTextResponse("\r\n".join(lines) + "\r\n")


def _expires(now: datetime) -> str:
    return (now + _HOLDS).strftime("%Y-%m-%dT%H:%M:%SZ")
