"""A simulated district: the same from one seed, whole where it was interrupted, and sound."""

import json
from pathlib import Path

from sqlmodel import col, select

from tests.conftest import World, faults_of_grown
from tests.preparing import Prepared, clone
from ubudehe.demo.district import play_district, villages_of
from ubudehe.record.tables import LogLeaf
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.engine import Database

SEED = 4


def told(database: Database, village: str) -> list[dict[str, object]]:
    """Return a village's acts without what follows from the ids of accounts, which are chance."""
    with database.read() as session:
        query = select(LogLeaf.entry).where(LogLeaf.log == village).order_by(col(LogLeaf.idx))
        acts = [json.loads(entry) for entry in session.exec(query)]
    return [
        {name: said for name, said in act.items() if name not in ("priv", "hash")} for act in acts
    ]


def test_a_seed_makes_the_same_villages_and_goes_on_where_it_stopped(
    empty_world: World, prepared: Prepared, tmp_path: Path
) -> None:
    services = empty_world.services
    given = services.country, Blobs(tmp_path / "photos")
    with services.database.read() as session:
        villages = villages_of(session, "22", services.country, 2)
        elsewhere = villages_of(session, "43", services.country, 1)
        assert len(villages_of(session, "", services.country, 100_000)) == 14_837
    stopped = play_district(services.database, *given, villages, SEED)
    first, _ = next(stopped)
    del stopped
    second = villages[1][1]
    assert [code for code, _ in play_district(services.database, *given, villages, SEED)] == [
        second
    ]
    # A village of another place has people of its own, and as many households as are asked for.
    (code, _), *_ = play_district(services.database, *given, elsewhere, SEED, homes=9)
    assert [one["t"] for one in told(services.database, code)].count("household.register") == 9
    assert faults_of_grown(empty_world) == []
    other = Database(clone(prepared.blank, prepared.cluster, tmp_path / "other.sqlite"))
    list(play_district(other, *given, villages[:1], SEED))
    assert told(other, first) == told(services.database, first) != []
    assert told(services.database, second) != told(services.database, first)
    other.close()
