"""No address makes the server fail, whatever stands in its parts or behind the question mark."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from tests.conftest import CELL, VILLAGE, Visitor, World
from ubudehe.app import _ROOMS

pytestmark = pytest.mark.both_engines

NASTY = (
    "9" * 5000,
    "9" * 19,
    "-1",
    "0",
    "²",
    "%00",
    "a%00b",
    "%ff%fe",
    "%ED%A0%80",
    "%F0%9F%98%80" * 80,
    "' OR 1=1 --",
    "00000000-0000-0000-0000-000000000000",
)
ON_A_SERVER = ("9" * 19, "a%00b")
"""What an engine may refuse that another takes; the rest is the same code on both."""
ASKED = ("a%00b", "%ff%fe", "9" * 19, "-1")
NOBODY = "00000000-0000-0000-0000-000000000000"
_PART = re.compile(r"\{(\w+)(?::(\w+))?\}")
_ASKED = re.compile(r'query(?:_id)?\(\s*"(\w+)"|query_params(?:\.get\(|\[)"(\w+)"|"(\w+)"')


def routes() -> Iterator[str]:
    """Yield the patterns of all addresses that may be asked for."""
    for room in _ROOMS:
        for route in room.routes:
            if isinstance(route, Route) and "GET" in (route.methods or ()):
                yield route.path


def names_asked() -> list[str]:
    """Return every name that a page may read from behind the question mark."""
    found: set[str] = set()
    for path in Path("ubudehe").rglob("pages.py"):
        for line in path.read_text("utf-8").splitlines():
            if "query" in line:
                found.update(name for pair in _ASKED.findall(line) for name in pair if name)
    return sorted(found)


def filled(path: str, **odd: str) -> str:
    """Return an address of a pattern, with ordinary values but for those in `odd`."""

    def value(part: re.Match[str]) -> str:
        name, kind = part.groups()
        ordinary = {"lang": "en", "place": VILLAGE, "code": VILLAGE, "month": "2026-05"}
        return odd.get(name) or ordinary.get(name) or (NOBODY if kind == "uuid" else "1")

    return _PART.sub(value, path)


def test_no_address_makes_the_server_fail(world: World) -> None:
    people = [
        world.signed_in("facilitator", VILLAGE),
        world.signed_in("treasurer", VILLAGE),
        world.signed_in("chair", VILLAGE),
        world.signed_in("auditor", VILLAGE),
        world.signed_in("cell_secretary", CELL),
        world.signed_in("administrator", ""),
    ]
    guest = Visitor(world.client())
    names = names_asked()
    assert {"from", "grant", "household", "code", "part"} <= set(names)
    queries = ["&".join(f"{name}={odd}" for name in names) for odd in ASKED]
    queries += [f"{name}={'9' * 5000}" for name in ("from", "part", "month", "code")]
    failed: list[str] = []
    nasty = NASTY if world.services.database.url.startswith("sqlite") else ON_A_SERVER
    for at, path in enumerate(routes()):
        who = guest
        if "/work" in path:
            who = next((p for p in people if status(p, filled(path)) != 403), people[0])
        asked = [f"{filled(path)}?{queries[at % len(queries)]}"]
        for name, kind in _PART.findall(path):
            # Which place or household is read in one way on all pages: one odd one for each page.
            some = name in ("place", "lang", "code") or kind == "uuid"
            odds = (nasty[at % len(nasty)],) if some else nasty
            asked += [filled(path, **{name: odd}) for odd in odds]
        failed += [f"{path} {one[-60:]}" for one in asked if status(who, one) >= 500]
    assert not failed, "\n".join(failed[:40])


def test_signs_that_no_text_holds_come_in_with_no_form(world: World) -> None:
    guest, keeper = Visitor(world.client()), world.signed_in("facilitator", VILLAGE)
    assert "not right" in guest.refused("/en/sign-in", {"phone": "0788\0123456", "pin": "1\0"})
    guest.refused("/en/vote", {"code": "1\0"})
    path = f"/en/work/{VILLAGE}/projects/need"
    need = {"title": "Wa\0ter", "kind": "water", "text": "Far\0 away"}
    answer = keeper.send(path, need)
    assert answer.status_code in (303, 422)
    parts = {name: (None, value) for name, value in {**keeper.fields(path), **need}.items()}
    assert keeper.client.post(path, files=parts).status_code in (303, 422)


def status(visitor: Visitor, address: str) -> int:
    """Return how an address is answered; 500 where the server raised."""
    try:
        return visitor.client.get(address).status_code
    except Exception as error:
        return 599 if not isinstance(error, AssertionError) else 0
