"""Which page an address means, found part by part: few of the patterns need to be compared whole.

There are hundreds of pages, and to compare an address with one pattern after the other takes as
long as a few questions to the database.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send


@dataclass
class _Parts:
    """What may follow after some parts of an address."""

    named: dict[str, "_Parts"] = field(default_factory=dict)
    other: "_Parts | None" = None
    ends: list[tuple[int, Route]] = field(default_factory=list)
    """The patterns that end here, each with its place among all of them."""
    rests: list[tuple[int, Route]] = field(default_factory=list)
    """Those whose next part may hold slashes."""


class AllPages(BaseRoute):
    """All routes as one: the first that fits an address answers, as if all were tried in turn."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._begin = _Parts()
        for order, route in enumerate(self.routes):
            _enter(self._begin, route.path.split("/")[1:], (order, route))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether an address is one of them, and what its parts are."""
        if scope["type"] != "http":
            return Match.NONE, {}
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        partly: tuple[Match, Scope] = Match.NONE, {}
        for route in self.fitting(path.split("/")[1:]):
            match, child = route.matches(scope)
            if match is Match.FULL:
                return match, {**child, "route": route}
            if match is Match.PARTIAL and partly[0] is Match.NONE:
                partly = match, {**child, "route": route}
        return partly

    def fitting(self, parts: Sequence[str]) -> Iterator[Route]:
        """Yield the routes that an address of these parts may be meant for, in their order."""
        found: list[tuple[int, Route]] = []
        here = [self._begin]
        for part in parts:
            found += (one for node in here for one in node.rests)
            named = [node.named[part] for node in here if part in node.named]
            here = named + [node.other for node in here if node.other]
        found += (one for node in here for one in node.ends)
        return (route for _, route in sorted(found, key=lambda one: one[0]))

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route answer that was found."""
        await scope["route"].handle(scope, receive, send)


def _enter(node: _Parts, parts: Sequence[str], entry: tuple[int, Route]) -> None:
    if not parts:
        node.ends.append(entry)
    elif ":path}" in parts[0]:
        node.rests.append(entry)
    elif "{" in parts[0]:
        node.other = node.other or _Parts()
        _enter(node.other, parts[1:], entry)
    else:
        _enter(node.named.setdefault(parts[0], _Parts()), parts[1:], entry)
