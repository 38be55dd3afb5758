"""The page cache: strangers' cookies and questions are nothing to it, and one visitor renews."""

import asyncio
import re
import threading
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

import ubudehe
from tests.looping import awaited
from ubudehe.web import page_cache
from ubudehe.web.page_cache import ASKED, PageCache


class Sizes:
    """Sizes of records as a test sets them."""

    stale = False
    size = 1
    asked = 0

    def __init__(self) -> None:
        self.answers = threading.Event()

    def version(self, log: str) -> int:
        return self.size

    def refresh(self) -> None:
        self.asked += 1
        self.answers.wait(5)


class Counted:
    """An app that counts how often it is asked, and answers when it may."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.asked = 0
        self.headers = headers
        self.gate = asyncio.Event()
        self.gate.set()
        self.fails = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await self.gate.wait()
        if self.fails:
            await Response("away", 503)(scope, receive, send)
            return
        text = f"page {self.asked} {Request(scope).url.query}"
        await Response(text, headers=self.headers, media_type="text/html")(scope, receive, send)


async def ask(cache: PageCache, query: str = "", cookie: str = "", path: str = "/en/") -> str:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"host", b"here")] + ([(b"cookie", cookie.encode())] if cookie else [])
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
        "server": ("here", 80),
        "scheme": "http",
    }
    await cache(scope, receive, send)
    return b"".join(m.get("body", b"") for m in sent).decode()


def held(**headers: str) -> tuple[Counted, PageCache, Sizes]:
    app, sizes = (
        Counted({name.replace("_", "-"): value for name, value in headers.items()}),
        Sizes(),
    )
    return app, PageCache(app, sizes), sizes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "cookie"),
    [("fbclid=abc", ""), ("utm_source=x&gclid=y", ""), ("", "x=1"), ("", "_ga=1; other=2")],
)
def test_what_strangers_add_to_a_link_or_a_browser_costs_nothing(query: str, cookie: str) -> None:
    async def visit() -> None:
        app, cache, _ = held(x_page_seconds="60")
        first = await ask(cache)
        assert await ask(cache, query, cookie) == first
        assert app.asked == 1

    awaited(visit())


@pytest.mark.parametrize(
    ("query", "cookie"),
    [
        ("q=kabeza", ""),
        ("fbclid=abc&from=20", ""),
        ("%71=kabeza", ""),
        ("", "ubudehe=token"),
        ("", "x=1; said=hello"),
        ("", "guest=1"),
    ],
)
def test_what_a_page_reads_is_asked_anew(query: str, cookie: str) -> None:
    async def visit() -> None:
        app, cache, _ = held(x_page_seconds="60")
        await ask(cache)
        await ask(cache, query, cookie)
        assert app.asked == 2

    awaited(visit())


def test_every_name_that_a_page_reads_is_known_to_the_cache() -> None:
    code = "\n".join(
        path.read_text("utf-8") for path in Path(ubudehe.__file__).parent.rglob("*.py")
    )
    read = set(re.findall(r'visit\.query(?:_id)?\(\s*"([^"]+)"', code))
    read |= set(re.findall(r'\bquery\.get\(\s*"([^"]+)"', code))
    assert {"q", "as-of"} <= read
    assert {name.encode() for name in read} <= ASKED


def test_one_visitor_renews_and_the_others_get_the_page_as_it_was() -> None:
    async def visit() -> None:
        app, cache, _ = held(x_page_seconds="0")
        old = await ask(cache)
        app.gate.clear()
        renewing = asyncio.create_task(ask(cache))
        await asyncio.sleep(0)
        assert [await ask(cache) for _ in range(20)] == [old] * 20
        app.gate.set()
        assert await renewing != old
        assert app.asked == 2

    awaited(visit())


def test_who_comes_after_the_record_grew_waits_for_the_new_page() -> None:
    async def visit() -> None:
        app, cache, sizes = held(x_page_of="1:1")
        old = await ask(cache)
        sizes.size = 2
        app.headers["x-page-of"] = "1:2"
        app.gate.clear()
        everyone = [asyncio.create_task(ask(cache)) for _ in range(20)]
        await asyncio.sleep(0.01)
        app.gate.set()
        pages = set(await asyncio.gather(*everyone))
        assert len(pages) == 1
        assert old not in pages
        assert app.asked == 2

    awaited(visit())


def test_nobody_waits_for_an_answer_that_is_each_visitors_own() -> None:
    async def visit() -> None:
        app, cache, _ = held()
        await ask(cache)
        app.gate.clear()
        everyone = [asyncio.create_task(ask(cache)) for _ in range(5)]
        await asyncio.sleep(0.01)
        assert app.asked == 6
        app.gate.set()
        assert len(set(await asyncio.gather(*everyone))) >= 1

    awaited(visit())


def test_a_renewal_that_fails_keeps_nobody_waiting() -> None:
    async def visit() -> None:
        app, cache, _ = held(x_page_seconds="60")

        async def broken(scope: Scope, receive: Receive, send: Send) -> None:
            await app.gate.wait()
            raise OSError("gone")

        app.gate.clear()
        cache._app = broken
        everyone = [asyncio.create_task(ask(cache)) for _ in range(3)]
        await asyncio.sleep(0.01)
        app.gate.set()
        ends = await asyncio.gather(*everyone, return_exceptions=True)
        assert all(isinstance(end, OSError) for end in ends)

    awaited(visit())


@pytest.mark.parametrize("grown", [False, True])
def test_a_page_that_cannot_be_renewed_is_served_as_it_was(
    monkeypatch: pytest.MonkeyPatch, grown: bool
) -> None:
    monkeypatch.setattr(page_cache, "AGAIN", 0.05)

    async def visit() -> None:
        app, cache, sizes = held(x_page_of="1:1", x_page_seconds="60" if grown else "0")
        old = await ask(cache)
        sizes.size += grown
        app.headers["x-page-of"] = f"1:{sizes.size}"
        app.fails = True
        assert [await ask(cache) for _ in range(9)] == [old] * 9
        assert app.asked == 2, "it is not tried anew for each visitor"
        app.fails = False
        await asyncio.sleep(0.06)
        assert await ask(cache) != old
        assert await ask(cache, path="/rw/") != old

    awaited(visit())


def test_a_page_that_takes_too_long_comes_as_it_was_and_is_kept_when_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_cache, "PATIENCE", 0.05)

    async def visit() -> None:
        app, cache, sizes = held(x_page_of="1:1")
        old = await ask(cache)
        sizes.size = 2
        app.headers["x-page-of"] = "1:2"
        app.gate.clear()
        everyone = await asyncio.gather(ask(cache), *(ask(cache) for _ in range(3)))
        assert set(everyone) == {old}
        assert await ask(cache) == old
        assert app.asked == 2
        app.gate.set()
        await asyncio.sleep(0.01)
        assert await ask(cache) == "page 2 "
        assert app.asked == 2

    awaited(visit())


def test_a_database_that_does_not_answer_holds_up_no_page_at_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_cache, "PATIENCE", 0.05)

    async def visit() -> None:
        _, cache, sizes = held(x_page_seconds="60")
        old = await ask(cache)
        sizes.stale = True
        try:
            assert await asyncio.wait_for(ask(cache), 5) == old
            assert sizes.asked == 1
            assert [await ask(cache) for _ in range(5)] == [old] * 5
            assert sizes.asked == 1
        finally:
            sizes.answers.set()

    awaited(visit())
