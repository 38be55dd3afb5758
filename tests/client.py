"""A client whose requests the app answers within this process.

Starlette's own asks its event loop nine times for one request, to hand an answer on while it is
made; that was a fifth of the time of all tests. This one asks once, and holds the answer whole.
"""

from collections.abc import Mapping
from contextlib import ExitStack, nullcontext
from typing import Self

from anyio import sleep_forever
from anyio.from_thread import BlockingPortal, start_blocking_portal
from httpx2 import BaseTransport, ByteStream, Request, Response
from httpx2 import Client as HttpClient
from starlette.types import ASGIApp, Message, Scope

HERE = "http://localhost:8000"


class Client(HttpClient):
    """A visitor without cookies, as if from `address`; what the app does not catch is raised.

    Between `with` and its end one event loop serves all requests, without it each has its own.
    """

    def __init__(
        self, app: ASGIApp, base_url: str = HERE, headers: Mapping[str, str] | None = None
    ) -> None:
        self.address = "testclient"
        self._app = app
        self._loop = ExitStack()
        self._portal: BlockingPortal | None = None
        super().__init__(transport=_InProcess(self), base_url=base_url, headers=headers)

    def __enter__(self) -> Self:
        self._portal = self._loop.enter_context(start_blocking_portal())
        return super().__enter__()

    def __exit__(self, *raised: object) -> None:
        super().__exit__()
        self._portal = None
        self._loop.close()

    def answer(self, request: Request) -> Response:
        """Return what the app answers."""
        body = request.read()
        with nullcontext(self._portal) if self._portal else start_blocking_portal() as loop:
            return loop.call(_answered, self._app, request, body, self.address)


class _InProcess(BaseTransport):
    def __init__(self, client: Client) -> None:
        self._client = client

    def handle_request(self, request: Request) -> Response:
        return self._client.answer(request)


async def _answered(app: ASGIApp, request: Request, body: bytes, address: str) -> Response:
    coming: list[Message] = [{"type": "http.request", "body": body}]
    start: Message = {}
    parts: list[bytes] = []

    async def receive() -> Message:
        if not coming:
            await sleep_forever()  # nobody hangs up
        return coming.pop()

    async def send(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
        elif request.method != "HEAD":
            parts.append(message.get("body", b""))

    await app(_scope(request, address), receive, send)
    stream = ByteStream(b"".join(parts))
    return Response(start["status"], headers=start["headers"], stream=stream, request=request)


def _scope(request: Request, address: str) -> Scope:
    url = request.url
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": url.path,
        "raw_path": url.raw_path.split(b"?", 1)[0],
        "root_path": "",
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": (address, 50_000),
        "server": (url.host, url.port or {"http": 80, "https": 443}[url.scheme]),
        "state": {},
    }
