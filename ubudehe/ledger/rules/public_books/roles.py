"""Who held which role when, as the record itself tells it (for invariant I5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

PROPOSERS = frozenset({"facilitator", "secretary", "treasurer"})
"""Roles that may propose money."""
APPROVERS = frozenset({"chair", "treasurer"})
"""Roles that may approve it."""

_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)
"""The record is in UTC and a role counts by the local day; which that is, the record leaves open
between these two."""
_FOR_EVER = "9999-12-31"


@dataclass
class _Held:
    since: str
    until: str = _FOR_EVER


class Roles:
    """Roles by key, filled from `role.grant` and `role.end` events in their order.

    Events of a place above the village may be taken too: a role there covers all under it.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], list[_Held]] = {}
        self._answers: dict[tuple[str, str, str], bool] = {}

    def take(self, event: Mapping[str, Any]) -> None:
        """Take one event; others than role.grant and role.end are passed over. KeyError if bad."""
        if event["t"] == "role.grant":
            held = self._held.setdefault((event["key"], event["role"]), [])
            held.append(_Held(str(event["from"])))
        elif event["t"] == "role.end":
            for held_one in self._held.get((event["key"], event["role"]), ()):
                held_one.until = min(held_one.until, str(event["until"]))
        else:
            return
        self._answers.clear()

    def held(self, key: str, role: str, at: str) -> bool:
        """Tell whether `key` held `role` on the day of the moment `at` (UTC, …Z).

        ValueError if `at` is no moment.
        """
        asked = key, role, at[:13]
        answer = self._answers.get(asked)
        if answer is None:
            first, last = days_of(at)
            answer = any(
                one.since <= last and first <= one.until for one in self._held.get(asked[:2], ())
            )
            self._answers[asked] = answer
        return answer


def days_of(at: str) -> tuple[str, str]:
    """Return the first and the last day that the moment `at` (UTC, …Z) can be somewhere."""
    return _days_of_hour(at[:13])


@lru_cache(maxsize=4_096)
def _days_of_hour(hour: str) -> tuple[str, str]:
    moment = datetime.fromisoformat(hour)
    return (moment - _WEST).date().isoformat(), (moment + _EAST).date().isoformat()
