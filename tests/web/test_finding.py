"""The page that an address means is the first whose pattern fits, as if all were tried in turn."""

import random
from collections.abc import Iterator

import pytest
from starlette.routing import Match, Route
from starlette.types import Scope

from tests.web.test_addresses_fuzzed import NASTY, filled
from ubudehe.app import _ROOMS
from ubudehe.web.finding import AllPages

_ROUTES = [route for room in _ROOMS for route in room.routes]
_PAGES = AllPages(_ROUTES)
_FEW = 12


def _scope(path: str, method: str = "GET") -> Scope:
    return {"type": "http", "path": path, "method": method, "root_path": ""}


def _in_turn(scope: Scope) -> tuple[Match, Scope]:
    partly: tuple[Match, Scope] = Match.NONE, {}
    for route in _ROUTES:
        match, found = route.matches(scope)
        if match is Match.FULL:
            return match, {**found, "route": route}
        if match is Match.PARTIAL and partly[0] is Match.NONE:
            partly = match, {**found, "route": route}
    return partly


def _bent(path: str) -> Iterator[str]:
    """Yield an address, and others that are nearly the same."""
    parts, drawn = path.split("/"), random.Random(path)
    yield from (path, f"{path}/", f"{path}/x", path.upper(), "/".join(parts[:-1]), f"/{path}")
    others = [route.path.split("/") for route in drawn.sample(_ROUTES, 3)]
    for at in range(1, len(parts)):
        for odd in (*drawn.sample(NASTY, 2), "", *(one[at] for one in others if at < len(one))):
            yield "/".join([*parts[:at], odd, *parts[at + 1 :]])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_found_is_what_trying_all_in_turn_finds(method: str) -> None:
    for route in _ROUTES[::_FEW]:
        for path in _bent(filled(route.path)):
            scope = _scope(path, method)
            assert _PAGES.matches(scope) == _in_turn(scope), path


def test_few_patterns_are_compared_with_an_address() -> None:
    most = max(len([*_PAGES.fitting(filled(one.path).split("/")[1:])]) for one in _ROUTES)
    assert most < 10 < len(_ROUTES)


def test_patterns_that_come_first_win() -> None:
    def page() -> None:
        raise NotImplementedError

    paths = ("/a/{x}", "/a/b", "/{x:path}", "/{y}/b")
    ways = AllPages([Route(path, page) for path in paths])
    assert [one.path for one in ways.fitting(["a", "b"])] == list(paths)
    assert ways.matches(_scope("/a/b"))[1]["path_params"] == {"x": "b"}
    assert ways.matches(_scope("/c/b"))[1]["path_params"] == {"x": "c/b"}
