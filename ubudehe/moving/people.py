"""People of a village that goes: who of them signs in where it goes, and who is only a name."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ubudehe.moving.belonging import PEOPLE
from ubudehe.moving.rows import Lines, read_people
from ubudehe.people.tables import ELSEWHERE, is_name_only

_Row = dict[str, Any]


def people_of(connection: sa.Connection, lines: Lines, keys: Iterable[str]) -> Lines:
    """Return those whom a row or an event names, with what opens their account where they may act.

    Of several accounts of one person one signs in there, and the others lead to it.
    """
    found = read_people(connection, lines.ids(), keys)
    names = [name for name, _ in found.columns[PEOPLE]]
    people = _by_id(names, found)
    above = {one["same_as"] for one in people.values() if one["same_as"]} - people.keys()
    roots = people | _by_id(names, read_people(connection, above, ()))
    groups: dict[str, list[_Row]] = {}
    for one in people.values():
        groups.setdefault(one["same_as"] or one["id"], []).append(one)
    own, factors = set(lines.values("role_grant", "account")), _with_second_factor(connection)
    carried = {
        one["id"]: one
        for root, of in groups.items()
        for one in _carried(roots[root], of, own, factors)
    }
    going = Lines()
    rows = [[carried[id_][name] for name in names] for id_ in sorted(carried)]
    going.put(PEOPLE, found.columns[PEOPLE], rows)
    return going


def _by_id(names: list[str], lines: Lines) -> dict[str, _Row]:
    rows = [dict(zip(names, line, strict=True)) for line in lines.of[PEOPLE]]
    return {one["id"]: one for one in rows}


def _carried(root: _Row, of: list[_Row], own: set[str], factors: set[str]) -> list[_Row]:
    """Return the accounts of one person as they go: who has a role in the village signs in."""
    acting = sorted((one["id"] != root["id"], one["id"]) for one in of if one["id"] in own)
    first = acting[0][1] if acting else min(one["id"] for one in of)
    found = []
    for one in of:
        opens = root if one["id"] == first and is_name_only(one["phone"]) else one
        said = {name: opens[name] for name in ("phone", "pin_hash", "pin_is_new")}
        if one["id"] not in own or is_name_only(opens["phone"]):
            # Somebody of a higher place, or an operator: a name behind a key, who signs in nowhere.
            said = {"phone": f"{ELSEWHERE}{one['key']}", "pin_hash": "", "pin_is_new": True}
        elif opens["id"] in factors:
            # Without the second factor, which stays, the PIN alone must not open it.
            said |= {"pin_hash": "", "pin_is_new": True}
        said["disabled"] = one["disabled"] or opens["disabled"]
        said["same_as"] = None if one["id"] == first else first
        found.append({**one, **said})
    return found


def _with_second_factor(connection: sa.Connection) -> set[str]:
    table = sa.table("second_factor", sa.column("account", sa.Uuid()))
    return {str(one) for one in connection.execute(sa.select(table.c.account)).scalars()}
