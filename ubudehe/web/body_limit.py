"""No body larger than this comes in: told at once where the size is announced, else cut short."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 40_000_000
"""Bytes: three photos with their form around them; each kind of form has a narrower limit."""


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
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self._limit:
                raise BodyTooLarge
            return message

        await self._app(scope, counted, send)
