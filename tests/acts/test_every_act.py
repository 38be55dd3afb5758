"""What holds for every act: tried on each, just before it is done for the first time."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from tests.acts.playing import played
from tests.acts.probing import PROBES, Probe
from tests.plans import read_whole, statements
from tests.preparing import Prepared, clone, once
from ubudehe.people.acts import ACTS
from ubudehe.record.tables import LogLeaf
from ubudehe.storage.engine import Database

pytestmark = pytest.mark.both_engines
Faults = dict[str, dict[str, str]]
"""What went wrong, by act and probe."""


@dataclass(frozen=True)
class Found:
    """What playing every act found, on one engine."""

    faults: Faults
    asked: int
    """How many different statements were sent."""
    whole: list[str]
    """Tables that a statement reads whole; of SQLite only."""
    records: dict[str, list[Any]]
    """What each record says, the demo's year first."""
    pins: set[str]


@pytest.fixture(scope="session")
def found(prepared: Prepared, folder_of_run: Path) -> Found:
    """Play everything, once in a run on each engine."""
    folder = folder_of_run / f"acts-{'postgresql' if prepared.cluster else 'sqlite'}"
    return once(folder, lambda home: found_by_playing(prepared, home))


def found_by_playing(prepared: Prepared, home: Path) -> Found:
    found: Faults = {}

    def try_all(probe: Probe) -> None:
        if probe.act.type in found:
            return
        told = found[probe.act.type] = {}
        for one in PROBES:
            try:
                one(probe)
            except Exception as error:
                told[one.__name__] = f"{type(error).__name__}: {error}"[:600]

    url = clone(prepared.blank, prepared.cluster, home / "acts.sqlite")
    with statements() as sent:
        sign_ins = played(home, url, try_all)
    database = Database(url)
    whole = [] if prepared.cluster else read_whole(database, sent)
    return Found(found, len(sent), whole, records_in(database), {one.pin for one in sign_ins})


def records_in(database: Database) -> dict[str, list[Any]]:
    """Return what each record of a database says."""
    records: dict[str, list[Any]] = defaultdict(list)
    with database.read() as session:
        leaves = select(LogLeaf.log, LogLeaf.entry).order_by(LogLeaf.log, col(LogLeaf.idx))
        for log, entry in session.exec(leaves):
            # What is committed to may be an account's id, and that is chance.
            records[log].append({**json.loads(entry), "priv": None})
    database.close()
    return records


@pytest.mark.parametrize("type_", sorted(ACTS))
def test_what_holds_for_every_act(found: Found, type_: str) -> None:
    assert type_ in found.faults, "no play does this act"
    assert found.faults[type_] == {}


def test_no_act_reads_a_table_whole_that_grows_with_the_country(found: Found) -> None:
    assert found.asked > 200
    assert not found.whole, "\n\n".join(found.whole)


def test_the_same_seed_gives_the_same_demo_and_other_pins(found: Found, prepared: Prepared) -> None:
    """The one that tests clone was played on SQLite: so the engines agree as well."""
    demo = records_in(Database(prepared.played))
    assert sum(map(len, demo.values())) > 800
    assert {log: found.records[log][: len(said)] for log, said in demo.items()} == demo
    assert not found.pins & {one.pin for one in prepared.sign_ins}


def test_each_act_says_how_it_is_corrected() -> None:
    known = set(ACTS)
    for act in ACTS.values():
        assert bool(act.corrected_by) != bool(act.final), act.type
        assert set(act.corrected_by) | set(act.agree) <= known, act.type
