"""Connections and bodies that do not come in time, and files that nobody asked for."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.conftest import VILLAGE, Visitor, World
from tests.looping import awaited
from ubudehe.cli import timed_http
from ubudehe.web import body_limit
from ubudehe.web.body_limit import BodyLimit, BodyTooSlow

HEAD = b"GET / HTTP/1.1\r\nhost: x\r\n"


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body, and say how long it was."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@contextmanager
def served(app: ASGIApp = answering) -> Iterator[int]:
    """Serve an app as `ubudehe serve` does; give the port."""
    settings = uvicorn.Config(
        BodyLimit(app),
        port=0,
        http=timed_http.TimedHTTP,
        log_level="critical",
        lifespan="off",
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def said(port: int, *parts: bytes, pause: float = 0, of: str = "127.0.0.1") -> bytes:
    """Send parts one after the other; return all that is answered until the connection ends."""
    at = ("127.0.0.1", port)
    with socket.create_connection(at, timeout=10, source_address=(of, 0)) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        found = b""
        with suppress(ConnectionResetError):
            while more := connection.recv(65_536):
                found += more
        return found


def test_a_head_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed_http, "HEAD_SECONDS", 0.3)
    with served() as port:
        for parts in ((), (HEAD,), (HEAD + b"\r\n", HEAD)):
            begun = time.monotonic()
            assert said(port, *parts, pause=0.1).count(b"200 OK") == len(parts) // 2
            assert time.monotonic() - begun < 4, "before the end of an idle connection"
        slow = HEAD + b"connection: close\r\n", b"\r\n"
        assert b"200 OK" in said(port, *slow, pause=0.1), "a slow one that ends in time is served"


def test_a_long_answer_is_no_slow_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed_http, "HEAD_SECONDS", 0.2)
    post = b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n"
    with served() as port:
        assert b"200 OK" in said(port, post, b"a", b"b", pause=0.4)


async def asking_who(scope: Scope, receive: Receive, send: Send) -> None:
    """Say where a request came from."""
    await PlainTextResponse(scope["client"][0])(scope, receive, send)


def test_only_the_proxy_beside_it_says_who_asks() -> None:
    asked = HEAD + b"connection: close\r\nx-forwarded-for: 192.0.2.66, 198.51.100.7\r\n\r\n"
    with served(asking_who) as port:
        assert said(port, asked).endswith(b"198.51.100.7"), "what the proxy saw, not what was sent"
        assert said(port, asked, of="127.0.0.2").endswith(b"127.0.0.2")


def test_a_message_with_two_lengths_hides_no_second_one() -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 40\r\ntransfer-encoding: chunked\r\n"
    with served() as port:
        answer = said(port, head + b"connection: close\r\n\r\n0\r\n\r\n" + HEAD + b"\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b" 400 " in answer or answer.endswith(b"\r\n\r\n0")


def taken(parts: list[Message], pause: float) -> list[Message]:
    """Let a body come through the limit in parts; return what comes out."""
    coming, out = iter(parts), []

    async def receive() -> Message:
        await asyncio.sleep(pause)
        return next(coming)

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        out.extend([await receive() for _ in parts])

    async def send(_message: Message) -> None: ...

    scope = {"type": "http", "headers": []}
    awaited(BodyLimit(app)(scope, receive, send))
    return out


def test_a_body_that_stops_or_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    part = {"type": "http.request", "body": b"x", "more_body": True}
    last = {"type": "http.request", "body": b"x"}
    monkeypatch.setattr(body_limit, "QUIET", 0.05)
    with pytest.raises(BodyTooSlow):
        taken([part, last], 0.2)
    monkeypatch.setattr(body_limit, "QUIET", 5)
    monkeypatch.setattr(body_limit, "GRACE", 0.1)
    with pytest.raises(BodyTooSlow):
        taken([part] * 9, 0.05)
    assert len(taken([{**part, "body": b"x" * 1_000}] * 9, 0.05)) == 9, "fast enough for its size"
    ended = {"type": "http.disconnect"}
    monkeypatch.setattr(body_limit, "QUIET", 0.05)
    monkeypatch.setattr(body_limit, "GRACE", 5)
    assert taken([last], 0.01) == [last]
    assert taken([last, ended], 0.04)[1] == ended


def test_files_come_in_only_where_a_form_has_one(world: World) -> None:
    guest, keeper = Visitor(world.client()), world.signed_in("facilitator", VILLAGE)
    file = {"photo": ("x.jpg", b"x" * 100, "image/jpeg")}
    for path in ("/en/sign-in", "/en/check", "/en/vote", "/en/slip"):
        assert guest.client.post(path, data=guest.fields(path), files=file).status_code == 400
    need, proposal = (f"/en/work/{VILLAGE}/projects/{one}" for one in ("need", "proposal"))
    assert keeper.client.post(need, data=keeper.fields(need), files=file).status_code == 400
    sent = keeper.client.post(proposal, data=keeper.fields(proposal), files=file)
    assert sent.status_code == 422


LONG = b"".join(b"x-%d: %s\r\n" % (at, b"a" * 90) for at in range(timed_http.MOST_OF_HEAD // 90))
CHUNKED = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "then"),
    [
        (HEAD, LONG),
        (HEAD + b"x: ", b"a" * timed_http.MOST_OF_HEAD),
        (b"GET /", b"a" * timed_http.MOST_OF_HEAD),
        (CHUNKED + b"1\r\na\r\n0\r\n", LONG),
        (CHUNKED + b"1;", b"a" * timed_http.MOST_OF_HEAD),
        (HEAD + b"\r\n" + HEAD, LONG),
    ],
)
def test_a_head_without_an_end_is_not_kept(head: bytes, then: bytes) -> None:
    """150 MB of headers in two seconds were 800 MB of memory, and did not come back."""
    with served() as port:
        with suppress(ConnectionError):
            answer = said(port, head, then, *[then] * 3)
            assert answer.count(b"HTTP/1.1 200") <= head.count(b"\r\n\r\n")
            assert b"too long a head" in answer or answer == b"" or head.startswith(b"POST")
        chunks = b"".join(b"4000\r\n%s\r\n" % (b"a" * 0x4000) for _ in range(9))
        assert b"147456" in said(
            port, CHUNKED.replace(b"host", b"connection: close\r\nhost"), chunks, b"0\r\n\r\n"
        )
        assert b"HTTP/1.1 200" in said(port, HEAD + b"connection: close\r\n\r\n")
