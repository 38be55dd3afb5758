"""HTTP over connections that do not wait for ever: the head of a request is short and in time.

What this server answers before or beside the app bears the same headers as all that the app says.
"""

import asyncio
import logging
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from ubudehe.web.headers import ALWAYS, NOTHING_LOADED

HEAD_SECONDS = 15.0
"""From the connection, or from the first byte of a further request, to the end of its head."""
MOST_OF_HEAD = 64 * 1024
"""Bytes of a head, and of all that surrounds a body: the parser keeps as much as comes."""
MOST_CONNECTIONS = 1_000
"""Of one process; who comes beyond is asked to come again."""

_log = logging.getLogger(__name__)
_OWN = [
    *ALWAYS,
    (b"content-security-policy", NOTHING_LOADED),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"connection", b"close"),
]


def _plain(text: str, status: int) -> PlainTextResponse:
    headers = {name.decode(): value.decode() for name, value in _OWN}
    return PlainTextResponse(text, status, headers)


class TimedHTTP(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """The server's own protocol, which gives up a connection whose request does not come.

    Where it is written in Python (h11) it bounds heads by itself, and tells of no parts of bodies.

    Idle connections end by the server's own `timeout_keep_alive`, slow bodies in `web.body_limit`.
    """

    _head: asyncio.TimerHandle | None = None
    _came = 0
    """Bytes since a request began or a part of its body came, up to what one reading brings."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._app: ASGIApp = self.config.loaded_app
        self.app = self._answered

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, unless too many are here; and say so where it cannot."""
        if len(self.connections) > MOST_CONNECTIONS or len(self.tasks) > MOST_CONNECTIONS:
            await _plain("Service Unavailable", 503)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        except Exception:
            _log.exception("an answer could not be given")
            # Where it was begun already the server itself ends the connection.
            await _plain("Internal Server Error", 500)(scope, receive, send)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, and end the connection."""
        text = msg.encode("ascii", "replace")
        said = [*_OWN, (b"content-length", str(len(text)).encode())]
        lines = [b"HTTP/1.1 400 Bad Request", *(name + b": " + value for name, value in said)]
        self.transport.write(b"\r\n".join([*lines, b"", text]))
        self.transport.close()

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the head of the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; wait for the rest of a head, or no longer."""
        self._came += len(data)
        super().data_received(data)
        if self._came > MOST_OF_HEAD and hasattr(super(), "on_body"):
            self._refuse_head()
        if self.cycle is not None and not self.cycle.response_complete:
            self._rest()
        elif self._head is None:
            self._wait()

    def on_message_begin(self) -> None:
        """Begin to count the head of a request."""
        self._came = 0
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body, whose length is bounded elsewhere (`web.body_limit`)."""
        self._came = 0
        super().on_body(body)

    def _refuse_head(self) -> None:
        """Answer a head that is too long; end what brings too much beside its body."""
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            self.send_400_response("This request has too long a head.")
        else:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._rest()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._head = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _rest(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _give_up(self) -> None:
        self._head = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
