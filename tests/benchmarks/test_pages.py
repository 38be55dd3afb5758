"""A cached page against a bare server that answers a constant of the same size, in one run."""

import multiprocessing
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.conftest import VILLAGE, World
from ubudehe.app import serving_app
from ubudehe.settings import Settings

PATH = f"/en/p/{VILLAGE}"
ROUNDS = 5


def constant(body: bytes, headers: list[tuple[bytes, bytes]]) -> ASGIApp:
    """Return the least an ASGI app can do."""
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    end = {"type": "http.response.body", "body": body}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        await send(end)

    return app


def _serve_constant(port: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    _run(constant(body, headers), port)


def _serve_settings(port: int, settings: Settings) -> None:
    _run(serving_app(settings), port)


def _run(app: ASGIApp, port: int) -> None:
    uvicorn.run(
        app,
        port=port,
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
    )


@contextmanager
def served(target: Callable[..., None], *args: object) -> Iterator[str]:
    """Serve in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(target=target, args=(port, *args))
    process.start()
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield base
    finally:
        process.terminate()
        process.join()


def rate(url: str, seconds: int = 4) -> float:
    """Return requests per second by wrk, one thread, 16 connections."""
    done = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{seconds}s", "-H", "Accept-Encoding: br", url],
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("Requests/sec"))
    return float(line.split()[1])


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk (Debian package) is not installed")
def test_a_cached_page_against_a_bare_server(
    world: World, report: Callable[[str, str], None]
) -> None:
    settings = world.services.settings
    answer = world.client().get(PATH, headers={"accept-encoding": "br"})
    raw = [(k.encode(), v.encode()) for k, v in answer.headers.items()]
    size = int(answer.headers["content-length"])
    with (
        served(_serve_settings, settings) as ours,
        served(_serve_constant, b"x" * size, raw) as bare,
    ):
        pairs = [(rate(ours + PATH), rate(bare + PATH)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine = statistics.median(a for a, _ in pairs)
    engine = world.services.database.engine.dialect.name
    report(
        f"cached village page ({size} B) against a bare ASGI constant, {engine}",
        f"{ratio:.2f} of it ({mine:,.0f} requests/s)",
    )


def test_an_uncached_village_page(world: World, report: Callable[[str, str], None]) -> None:
    visitor = world.signed_in("chair", VILLAGE)
    visitor.get(PATH)
    times = []
    for _ in range(40):
        began = time.perf_counter()
        visitor.get(PATH)
        times.append(time.perf_counter() - began)
    engine = world.services.database.engine.dialect.name
    figure = f"{statistics.median(times) * 1000:.1f} ms"
    report(f"uncached village page through the whole app, {engine}", figure)
