"""Who held which role when, as the record itself tells it (for invariant I5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from ubudehe.ledger.rules.rights import ABOVE, ADMINISTRATOR

TELL_ROLES = ("role.grant", "role.end", "role.depute", "role.recall")
"""The types of events about roles."""
_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)
"""The record is in UTC and a role counts by the local day; which that is, the record leaves open
between these two."""
_FOR_EVER = "9999-12-31"


@dataclass
class _Held:
    since: str
    until: str = _FOR_EVER


class Roles:
    """Roles by key, filled from events about roles in their order.

    Events of a place above the village may be taken too: a role there covers all under it.
    `whole` tells whether all records above were: if not, who was never given a role that is held
    above is not blamed, but counted in `unknown`. An administrator whom no record made was made by
    the server's operator, and is counted in `by_operator`.
    """

    def __init__(self, *, whole: bool = False) -> None:
        self._held: dict[tuple[str, str], list[_Held]] = {}
        self._answers: dict[tuple[str, str, str], bool] = {}
        self._whole = whole
        self.unknown: set[tuple[str, str]] = set()
        self.by_operator: set[str] = set()

    def take(self, event: Mapping[str, Any]) -> None:
        """Take one event; others than those about roles are passed over."""
        if event["t"] == "role.grant":
            held = self._held.setdefault((event["key"], event["role"]), [])
            held.append(_Held(event["from"]))
        elif event["t"] == "role.depute":
            held = self._held.setdefault((event["key"], event["role"]), [])
            held.append(_Held(event["from"], event["until"]))
        elif event["t"] in ("role.end", "role.recall"):
            for held_one in self._held.get((event["key"], event["role"]), ()):
                held_one.until = min(held_one.until, event["until"])
        else:
            return
        self._answers.clear()

    def held(self, key: str, role: str, at: str) -> bool:
        """Tell whether `key` held `role` on the day of the moment `at` (UTC, …Z)."""
        asked = key, role, at[:13]
        answer = self._answers.get(asked)
        if answer is None:
            answer = self._answers[asked] = self._held_in_force(key, role, at)
        return answer

    def may_depute(self, event: Mapping[str, Any]) -> bool:
        """Tell whether an event names no deputy, or is by the role's holder or an administrator."""
        if event["t"] != "role.depute":
            return True
        by, of = event["by"], event["of"]
        own = by["key"] == of or by["role"] == ADMINISTRATOR
        return own and self.held(of, event["role"], event["at"])

    def _held_in_force(self, key: str, role: str, at: str) -> bool:
        given = self._held.get((key, role))
        if given is None:
            if role == ADMINISTRATOR:
                self.by_operator.add(key)
                return True
            if role in ABOVE and not self._whole:
                self.unknown.add((key, role))
                return True
            return False
        first, last = days_of(at)
        return any(one.since <= last and first <= one.until for one in given)


def days_of(at: str) -> tuple[str, str]:
    """Return the first and the last day that the moment `at` (UTC, …Z) can be somewhere."""
    return _days_of_hour(at[:13])


@lru_cache(maxsize=4_096)
def _days_of_hour(hour: str) -> tuple[str, str]:
    moment = datetime.fromisoformat(hour)
    return (moment - _WEST).date().isoformat(), (moment + _EAST).date().isoformat()
