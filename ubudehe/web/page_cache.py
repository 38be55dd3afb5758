"""The page cache: in front of routing and middleware, so that a public page costs a look-up.

Only GETs are looked at that hold none of our cookies and ask nothing that any page reads: what
other sites add to a link or a browser is nothing to us. A page says itself how long it stays true,
in two headers that never leave the house: `x-page-of` (a place: true until its record grows),
`x-page-seconds`, or both. It is compressed once, and kept with ready headers; the least recently
used goes first when the cache is full.

One visitor renews a page. Where its time alone is over, the others get it as it was meanwhile;
where the record grew, or there is no page yet, they wait for the one.

Where a page cannot be renewed, since the database is away or does not answer, everybody gets it as
it was, with the header `age`. It is tried again after a moment.
"""

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ubudehe.web.compression import FOR_EVER, IN_PASSING, KEPT, Stream, pack, wanted
from ubudehe.web.cookies import OURS
from ubudehe.web.versions import Versions

_OF = b"x-page-of"
_SECONDS = b"x-page-seconds"
_LONG = 3_600
"""For so many seconds a page is held that it is packed as hard as can be."""
_TEXT = (b"text/", b"application/json", b"image/svg+xml", b"application/xml")
Headers = list[tuple[bytes, bytes]]
_log = logging.getLogger(__name__)
_FAILED = 500
ASKED = frozenset(
    b"about after again as-of by code cursor feature first flag from grant household isibo kind "
    b"lang limit month more only page part place project q show take text to way".split()
)
"""Every name that a page or a file reads from an address's query."""


@dataclass(frozen=True)
class _Page:
    log: str | None
    version: int
    until: float
    etag: bytes
    start: Message
    body: Message
    unchanged: Message
    cost: int
    made: float = field(default_factory=time.monotonic)

    def aged(self) -> "_Page":
        """Return the page as it is given out while it cannot be renewed: it says how old it is."""
        seconds = str(int(time.monotonic() - self.made)).encode()
        start, unchanged = (
            {**one, "headers": [*one["headers"], (b"age", seconds)]}
            for one in (self.start, self.unchanged)
        )
        return replace(self, start=start, unchanged=unchanged)


_MOST_PASSING = 10_000
PATIENCE, AGAIN = 2.0, 2.0
"""Seconds that a visitor waits for a page to be renewed, where there is an older one; and after how
many it is tried again, where that failed."""
_NO_BODY: Message = {"type": "http.response.body", "body": b""}


class PageCache:
    """ASGI middleware that answers public pages from memory; at most `limit` bytes of bodies."""

    def __init__(self, app: ASGIApp, versions: Versions, limit: int = 64_000_000) -> None:
        self._app = app
        self._versions = versions
        self._limit = limit
        self._held = 0
        self._pages: OrderedDict[tuple[str, bytes], _Page] = OrderedDict()
        self._renewing: dict[tuple[str, bytes], asyncio.Event] = {}
        self._passing: OrderedDict[tuple[str, bytes], None] = OrderedDict()
        self._spared: OrderedDict[tuple[str, bytes], float] = OrderedDict()
        self._late: set[asyncio.Task[None]] = set()
        # Of its own, so that a database which does not answer holds no thread of the pages.
        self._thread = ThreadPoolExecutor(1, "versions")
        self._asking: asyncio.Future[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory where that is true and allowed, else ask the app and remember."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        encoding, cookie, known = b"", False, b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                encoding = wanted(value)
            elif name == b"cookie":
                cookie = cookie or _is_ours(value)
            elif name == b"if-none-match":
                known = value
        public = scope["method"] == "GET" and not cookie
        if not public or _asks(scope["query_string"]):
            await self._app(scope, receive, _Listener(send, encoding))
            return
        key = (scope["path"], encoding)
        if self._versions.stale:
            await self._refreshed()
        page = self._pages.get(key)
        if page is None or not self._is_true(page):
            page = await self._renewed(key, page, scope, receive, send, known)
        if page is None:
            return
        if key in self._pages:
            self._pages.move_to_end(key)
        if known and page.etag in known:
            await send(page.unchanged)
            await send(_NO_BODY)
        else:
            await send(page.start)
            await send(page.body)

    async def _renewed(
        self,
        key: tuple[str, bytes],
        old: _Page | None,
        scope: Scope,
        receive: Receive,
        send: Send,
        known: bytes,
    ) -> _Page | None:
        """Return what to answer with; None where this visitor's own request was answered."""
        spared = self._spared.get(key, 0.0) > time.monotonic()
        going = self._renewing.get(key)
        if going is not None and key not in self._passing:
            if old is not None and (self._is_of_now(old) or key in self._spared):
                return old.aged() if key in self._spared else old
            with suppress(TimeoutError):
                async with asyncio.timeout(None if old is None else PATIENCE):
                    await going.wait()
            page = self._pages.get(key)
            if page is not None and self._is_true(page):
                return page
            spared = key in self._spared or not going.is_set()
        if old is not None and spared:
            return old.aged()
        done = self._renewing[key] = asyncio.Event()
        if old is None:
            await self._ask(key, done, scope, receive, send, known)
            return None
        return await self._replaced(key, old, done, scope, receive, send, known)

    async def _ask(
        self,
        key: tuple[str, bytes],
        done: asyncio.Event,
        scope: Scope,
        receive: Receive,
        send: Send,
        known: bytes,
    ) -> None:
        """Let the app answer, and keep its page."""
        listener = _Listener(send, key[1], known)
        try:
            await self._app(scope, receive, listener)
            if listener.page is not None:
                self._keep(key, listener.page)
            elif listener.status < _FAILED:
                self._pass(key)
        finally:
            done.set()
            if self._renewing.get(key) is done:
                del self._renewing[key]

    async def _replaced(
        self,
        key: tuple[str, bytes],
        old: _Page,
        done: asyncio.Event,
        scope: Scope,
        receive: Receive,
        send: Send,
        known: bytes,
    ) -> _Page | None:
        """Let the app answer anew; return the page as it was where it fails or takes too long."""
        answer: list[Message] = []

        async def hold(message: Message) -> None:
            answer.append(message)

        asking = asyncio.ensure_future(self._ask(key, done, scope, receive, hold, known))
        await asyncio.wait({asking}, timeout=PATIENCE)
        if not asking.done():
            _log.error("a page is not renewed yet: the one before is served")
            self._late.add(asking)
            asking.add_done_callback(self._ended)
            self._spare(key)
            return old.aged()
        failure = asking.exception()
        if failure is not None or (answer and answer[0].get("status", 0) >= _FAILED):
            _log.error("a page is not renewed: the one before is served", exc_info=failure)
            self._spare(key)
            return old.aged()
        for message in answer:
            await send(message)
        return None

    def _ended(self, asking: "asyncio.Task[None]") -> None:
        self._late.discard(asking)
        if not asking.cancelled() and (failure := asking.exception()) is not None:
            _log.error("a page was not renewed", exc_info=failure)

    def _spare(self, key: tuple[str, bytes]) -> None:
        """Remember that a page cannot be renewed just now."""
        self._spared[key] = time.monotonic() + AGAIN
        while len(self._spared) > _MOST_PASSING:
            self._spared.popitem(last=False)

    async def _refreshed(self) -> None:
        """Ask what has grown; where the database does not say it soon, what is known has to do."""
        if self._asking is not None and not self._asking.done():
            return
        loop = asyncio.get_running_loop()
        self._asking = loop.run_in_executor(self._thread, self._versions.refresh)
        await asyncio.wait({self._asking}, timeout=PATIENCE)

    def _is_of_now(self, page: _Page) -> bool:
        return page.log is None or self._versions.version(page.log) == page.version

    def _is_true(self, page: _Page) -> bool:
        return self._is_of_now(page) and time.monotonic() < page.until

    def _pass(self, key: tuple[str, bytes]) -> None:
        """Remember that nobody need wait for another's answer here: it is each visitor's own."""
        self._passing[key] = None
        while len(self._passing) > _MOST_PASSING:
            self._passing.popitem(last=False)

    def _keep(self, key: tuple[str, bytes], page: _Page) -> None:
        self._passing.pop(key, None)
        self._spared.pop(key, None)
        old = self._pages.pop(key, None)
        self._held += page.cost - (old.cost if old else 0)
        self._pages[key] = page
        while self._held > self._limit:
            _, gone = self._pages.popitem(last=False)
            self._held -= gone.cost


def _is_ours(cookies: bytes) -> bool:
    return any(part.partition(b"=")[0].strip() in OURS for part in cookies.split(b";"))


def _asks(query: bytes) -> bool:
    return bool(query) and any(
        part.partition(b"=")[0] in ASKED or b"%" in part.partition(b"=")[0]
        for part in query.split(b"&")
    )


class _Listener:
    """Gathers one response, compresses it, and makes a page of it where it says that it holds."""

    def __init__(self, send: Send, encoding: bytes, known: bytes | None = None) -> None:
        self._send = send
        self._encoding = encoding
        self._known = known
        self._start: Message | None = None
        self._stream: Stream | None = None
        self._parts: list[bytes] = []
        self.page: _Page | None = None
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = dict(message["headers"])
            self.status = message["status"]
            kind = headers.get(b"content-type", b"")
            if not kind.startswith(_TEXT) or b"content-encoding" in headers:
                await self._send(message)
            elif b"content-length" not in headers:
                await self._begin(message)
            else:
                self._start = message
            return
        if self._stream is not None:
            await self._pass_on(self._stream, message)
            return
        if self._start is None:
            await self._send(message)
            return
        self._parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            await self._finish(self._start, b"".join(self._parts))

    async def _begin(self, message: Message) -> None:
        """Begin to send what comes piece by piece, however long it is; it is never kept."""
        self._stream = Stream(self._encoding)
        headers: Headers = [*message["headers"], (b"vary", b"accept-encoding")]
        if self._encoding:
            headers.append((b"content-encoding", self._encoding))
        await self._send({**message, "headers": headers})

    async def _pass_on(self, stream: Stream, message: Message) -> None:
        more = message.get("more_body", False)
        packed = await run_in_threadpool(stream.add, message.get("body", b""), last=not more)
        if packed or not more:
            await self._send({**message, "body": packed})

    async def _finish(self, start: Message, body: bytes) -> None:
        headers: Headers = [
            (name, value)
            for name, value in start["headers"]
            if name not in (_OF, _SECONDS, b"content-length", b"etag")
        ]
        told: dict[bytes, bytes] = dict(start["headers"])
        holds = _OF in told or _SECONDS in told
        for_long = int(told.get(_SECONDS, b"0")) >= _LONG
        for_ever = for_long or b"immutable" in told.get(b"cache-control", b"")
        quality = FOR_EVER if for_ever else KEPT if holds else IN_PASSING
        if quality == KEPT and len(body) >= _AT_ONCE:
            quality = IN_PASSING  # a second of work for half a minute would not pay
        if quality == IN_PASSING and len(body) < _AT_ONCE:
            packed, used = pack(body, self._encoding, quality)
        else:
            packed, used = await run_in_threadpool(pack, body, self._encoding, quality)
        if used:
            headers.append((b"content-encoding", used))
        headers.append((b"vary", b"accept-encoding"))
        if holds and start["status"] == 200 and self._known is not None:
            etag = (
                told.get(b"etag") or b'W/"' + hashlib.sha256(body).hexdigest()[:20].encode() + b'"'
            )
            headers += [(b"etag", etag), (b"cache-control", b"public, max-age=0, must-revalidate")]
            self.page = _page(told, etag, headers, packed)
            if self._known and etag in self._known:
                await self._send(self.page.unchanged)
                await self._send(_NO_BODY)
                return
        elif b"etag" in told and not holds:
            headers.append((b"etag", told[b"etag"]))
        headers.append((b"content-length", str(len(packed)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": packed})


def _page(told: dict[bytes, bytes], etag: bytes, headers: Headers, packed: bytes) -> _Page:
    log, version, until = None, 0, float("inf")
    if _OF in told:
        place, _, size = told[_OF].decode().partition(":")
        log, version = place, int(size)
    if _SECONDS in told:
        until = time.monotonic() + int(told[_SECONDS])
    sized = [*headers, (b"content-length", str(len(packed)).encode())]
    return _Page(
        log=log,
        version=version,
        until=until,
        etag=etag,
        start={"type": "http.response.start", "status": 200, "headers": sized},
        body={"type": "http.response.body", "body": packed},
        unchanged={"type": "http.response.start", "status": 304, "headers": _without_type(headers)},
        cost=len(packed) + 1_000,
    )


def _without_type(headers: Headers) -> Headers:
    kept = (b"etag", b"cache-control", b"vary")
    return [(name, value) for name, value in headers if name in kept]


_AT_ONCE = 100_000
"""Bytes up to which packing in passing takes no longer than asking another thread to."""
