"""Proof that a form was ours: a token bound to the visitor's cookie, and the browser's own word.

For who is signed in the token is bound to the session; before that, to a random cookie that comes
with the page. Old phones send neither Sec-Fetch-Site nor Origin: their absence proves nothing, but
«cross-site» is believed, and so is an origin that is another server's.
"""

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

PLAYED = "r"
"""How the token of a form begins that was opened in a rehearsal."""


def token_for(secret: bytes, cookie: str, rehearsal: str = "") -> str:
    """Return the form token for a visitor's `cookie`, and for the `rehearsal` they play, if any."""
    bound_to = f"csrf {cookie} {rehearsal}".rstrip()
    token = hmac.new(secret, bound_to.encode(), hashlib.sha256).hexdigest()[:32]
    return PLAYED + token if rehearsal else token


def is_theirs(secret: bytes, cookie: str, rehearsal: str, token: str) -> bool:
    """Tell whether a form with `token` was made by us for the holder of `cookie`."""
    expected = token_for(secret, cookie, rehearsal)
    return bool(cookie) and hmac.compare_digest(expected.encode(), token.encode())


def is_from_elsewhere(request: Request) -> bool:
    """Tell whether the browser itself says that another site sent this."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    origin = _host_of(request.headers.get("origin", ""))
    ours = request.app.state.services.settings.host
    return origin not in ("", request.url.netloc, ours)


def is_from_here(request: Request) -> bool:
    """Tell whether the browser itself says that a page of ours sent this."""
    site = request.headers.get("sec-fetch-site")
    said = request.headers.get("origin") or request.headers.get("referer") or ""
    return site == "same-origin" if site else _host_of(said) == request.url.netloc


def _host_of(address: str) -> str:
    """Return the host of an address; of what is none, all of it, which is no host of ours."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return address
