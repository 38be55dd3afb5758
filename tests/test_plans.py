"""No page and no act reads a whole table that grows with the country."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests.acts.playing import played
from tests.conftest import CELL, VILLAGE, World
from tests.households.test_register import HOME, HOMES
from tests.ledger.test_money import CAME, propose
from tests.preparing import Prepared, clone
from tests.test_walk import crawl


@contextmanager
def statements() -> Iterator[dict[str, Any]]:
    """Gather every statement that is sent meanwhile, with what it was asked with."""
    found: dict[str, Any] = {}

    def note(
        _connection: object, _cursor: object, statement: str, given: Any, *_more: object
    ) -> None:
        found.setdefault(statement, given)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def scans(world: World, found: dict[str, Any]) -> dict[str, set[str]]:
    """Return the tables that a plan of SQLite reads whole, by statement."""
    whole: dict[str, set[str]] = {}
    with world.services.database.read() as session:
        connection = session.connection()
        for statement, given in found.items():
            if not re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", statement):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
            names = {
                match[1]
                for line in plan
                if (match := re.match(r"SCAN (?:TABLE )?([a-z_]+)(?!.*VIRTUAL)", line[-1]))
            }
            names = {name for name in names if not name.startswith("anon_")}
            if names:
                whole[statement] = names
    return whole


def test_no_page_reads_a_whole_table(world: World) -> None:
    with statements() as found:
        for role, place in (
            ("facilitator", VILLAGE),
            ("treasurer", VILLAGE),
            ("cell_secretary", CELL),
            ("sector_officer", VILLAGE[:4]),
        ):
            crawl(world.signed_in(role, place), "/en/work", "/en/work", most=120)
        crawl(world.signed_in("chair", VILLAGE), "/en/", "/en/", most=120)
        world.signed_in("facilitator", VILLAGE).done(f"{HOMES}/new", HOME)
        entry = propose(world, CAME, "came")
        world.signed_in("chair", VILLAGE).done(f"{entry}/approve", {})
    assert len(found) > 200
    whole = scans(world, found)
    assert not whole, told(whole)


def test_no_act_reads_a_whole_table(world: World, prepared: Prepared, tmp_path: Path) -> None:
    database = clone(prepared.blank, prepared.cluster, tmp_path / "acts.sqlite")
    with statements() as found:
        played(tmp_path, database, lambda _probe: None)
    assert len(found) > 200
    whole = scans(world, found)
    assert not whole, told(whole)


def told(whole: dict[str, set[str]]) -> str:
    return "\n\n".join(f"{sorted(names)}: {one}" for one, names in whole.items())
