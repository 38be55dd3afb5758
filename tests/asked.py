"""Which addresses were asked, and on which engine: over all the tests, each of them on each.

A page is the same bytes on both engines, so most tests of pages run on one. But what it asks the
database may be answered by one engine and refused by the other: so each page is asked on both.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ubudehe.app import _ROOMS

_ROUTES = [
    route
    for room in _ROOMS
    for route in room.routes
    if isinstance(route, Route) and "GET" in (route.methods or ())
]


class Noting:
    """An app that notes in `asked` which GETs it answered with a page or a way to one."""

    def __init__(self, app: ASGIApp, asked: set[str]) -> None:
        self.app, self.asked = app, asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                self.asked.add(scope["path"])
            await send(message)

        asks = scope["type"] == "http" and scope["method"] == "GET"
        await self.app(scope, receive, noted if asks else send)


def keep(folder: Path, engine: str, test: str, asked: set[str]) -> None:
    """Add what one test asked to what the run's tests asked on this engine."""
    folder.mkdir(exist_ok=True)
    lines = "".join(f"{kind}\t{test}\n" for kind in sorted(set(map(_kind, asked))))
    to = os.open(folder / engine, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(to, lines.encode())  # at once, so that the processes' lines do not mix
    os.close(to)


def never_asked(folder: Path, engine: str) -> list[str]:
    """Return the patterns of the addresses that no test of the run asked on this engine."""
    kept = folder / engine
    asked = {line.split("\t")[0] for line in kept.read_text().splitlines()} if kept.exists() else ()
    return sorted({route.path for route in _ROUTES}.difference(asked))


def _kind(path: str) -> str:
    return next(_fitting(path), "")


def _fitting(path: str) -> Iterator[str]:
    return (route.path for route in _ROUTES if route.path_regex.match(path))
