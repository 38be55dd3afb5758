"""No body larger than this comes in, nor slower: told at once where the size is announced."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 40_000_000
"""Bytes: three photos with their form around them; each kind of form has a narrower limit."""

QUIET = 20.0
"""Seconds in which something of a body must come."""
GRACE, SLOWEST = 30.0, 1_000
"""A body may take so many seconds, and one more for so many bytes: less than a phone on 2G."""


class BodyTooSlow(Exception):
    """A body stopped coming, or drips."""


class BodyTooLarge(Exception):
    """More came in than is allowed."""


class BodyLimit:
    """ASGI middleware that marks an announced large body and stops reading an unannounced one."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what comes in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        scope["body_too_large"] = not announced.isdigit() or int(announced) > self._limit
        came, whole, begun = 0, False, asyncio.get_running_loop().time()

        async def counted() -> Message:
            nonlocal came, whole
            if whole:  # what is waited for now is the end of the visit
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), QUIET)
            except TimeoutError:
                raise BodyTooSlow from None
            whole = not message.get("more_body", False)
            came += len(message.get("body", b""))
            if not whole and _took(begun) > GRACE + came / SLOWEST:
                raise BodyTooSlow
            if came > self._limit:
                raise BodyTooLarge
            return message

        await self._app(scope, counted, send)


def _took(begun: float) -> float:
    return asyncio.get_running_loop().time() - begun
