"""What was asked, and on which engine: over all the tests, all of it on each.

A page is the same bytes on both engines, so most tests of pages run on one. But what it asks the
database may be answered by one engine and refused by the other: so each page is asked on both, and
each function that asks the database does so on both.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
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


ON_SQLITE = {
    "moving/importing.py _people": "a village that comes in is looked at in a file apart",
    "moving/importing.py renewed": "the same: an older version's rows are brought up there",
    "record/backups/restoring.py _write_back": "what SQLite keeps beside its file",
}
"""Functions that ask no other engine, and why."""
_INVENTING = ("demo/", "cli/")
"""Rooms that only begin what others do."""

_OURS = str(Path(__file__).parents[1] / "ubudehe") + os.sep
_TESTS = str(Path(__file__).parent) + os.sep
_asking: dict[str, set[CodeType]] = defaultdict(set)


def note_who_asks() -> None:
    """From now on, note which functions of ours ask a database, by the name of its engine."""
    event.listen(Engine, "before_cursor_execute", _note)


def _note(connection: Connection, _cursor: Any, statement: str, *_values: Any) -> None:
    if statement.startswith("BEGIN"):
        return
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_OURS) and not name.startswith(_OURS + "storage"):
            _asking[connection.dialect.name].add(frame.f_code)
            return
        if name.startswith(_TESTS):
            return
        frame = frame.f_back  # type: ignore[assignment]


def keep_who_asked(folder: Path) -> None:
    """Add which functions asked a database in this process to what the run's processes say."""
    for engine, found in _asking.items():
        names = {f"{one.co_filename.removeprefix(_OURS)} {one.co_qualname}" for one in found}
        _add(folder, f"functions-{engine}", names)


def never_asking(folder: Path) -> list[str]:
    """Return the functions that asked SQLite in the run and never PostgreSQL."""
    found = _kept(folder, "functions-sqlite") - _kept(folder, "functions-postgresql")
    return sorted(one for one in found - ON_SQLITE.keys() if not one.startswith(_INVENTING))


def keep(folder: Path, engine: str, test: str, asked: set[str]) -> None:
    """Add what one test asked to what the run's tests asked on this engine."""
    _add(folder, engine, {f"{kind}\t{test}" for kind in map(_kind, asked)})


def _add(folder: Path, name: str, found: Iterable[str]) -> None:
    folder.mkdir(exist_ok=True)
    lines = "".join(f"{one}\n" for one in sorted(found))
    to = os.open(folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(to, lines.encode())  # at once, so that the processes' lines do not mix
    os.close(to)


def never_asked(folder: Path, engine: str) -> list[str]:
    """Return the patterns of the addresses that no test of the run asked on this engine."""
    asked = {line.split("\t")[0] for line in _kept(folder, engine)}
    return sorted({route.path for route in _ROUTES} - asked)


def _kept(folder: Path, name: str) -> set[str]:
    kept = folder / name
    return set(kept.read_text().splitlines()) if kept.exists() else set()


def _kind(path: str) -> str:
    return next(_fitting(path), "")


def _fitting(path: str) -> Iterator[str]:
    return (route.path for route in _ROUTES if route.path_regex.match(path))
