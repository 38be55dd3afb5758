"""Proof that a form was ours: a token bound to the visitor's cookie, and the browser's own word.

For who is signed in the token is bound to the session; before that, to a random cookie that comes
with the page. Old phones send no Sec-Fetch-Site, so its absence proves nothing, but «cross-site»
is believed.
"""

import hashlib
import hmac

from starlette.requests import Request


def token_for(secret: bytes, bound_to: str) -> str:
    """Return the form token for the cookie value `bound_to`."""
    return hmac.new(secret, f"csrf {bound_to}".encode(), hashlib.sha256).hexdigest()[:32]


def is_ours(request: Request, secret: bytes, bound_to: str, token: str) -> bool:
    """Tell whether a form with `token` was made by us for the holder of `bound_to`."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    expected = token_for(secret, bound_to)
    return bool(bound_to) and hmac.compare_digest(expected.encode(), token.encode())
