"""HTTP over connections that do not wait for ever: the head of a request must come in time."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS = 15.0
"""From the connection, or from the first byte of a further request, to the end of its head."""
MOST_CONNECTIONS = 1_000
"""Of one process; who comes beyond is asked to come again."""


class TimedHTTP(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """The server's own protocol, which gives up a connection whose request does not come.

    Idle connections end by the server's own `timeout_keep_alive`, slow bodies in `web.body_limit`.
    """

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the head of the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; wait for the rest of a head, or no longer."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._rest()
        elif self._head is None:
            self._wait()

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
