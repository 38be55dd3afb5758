"""From a laptop to the district and back: every row, every proof, and work goes on."""

from pathlib import Path

import pytest

from tests.conftest import VILLAGE, World
from tests.moving.servers import close, district, faults_of, rows_of, sent, taken, verified
from tests.preparing import Prepared
from tests.record.backing_up import back_up
from ubudehe.record.backups.opening import opened_backup
from ubudehe.record.backups.proving import prove
from ubudehe.record.heads import NATIONAL
from ubudehe.record.queries import record_size
from ubudehe.verifier.older import parse_older

APRIL = f"/en/work/{VILLAGE}/money/months/2026-04"
PAGE = f"/en/p/{VILLAGE}"
NEED = f"/en/work/{VILLAGE}/projects/need"
GREW = {"act", "log_head", "log_leaf", "log_node", "opening", "total"}
"""The tables that the arrival itself adds to."""
A_NEED = {"text": "A bridge over the stream", "symbol": "bridge"}


@pytest.mark.both_engines
def test_a_village_goes_to_the_district_and_comes_back(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    """Between two of SQLite; and from PostgreSQL to SQLite to PostgreSQL."""
    laptop = world.services
    laptop.publisher.step(world.clock.now)
    other = district(prepared, world, tmp_path / "district")
    there = other.services
    before = laptop.heads.last_signed(VILLAGE)
    assert before is not None
    file, told = sent(laptop, there)
    rows = rows_of(laptop)
    done = taken(there, file)
    assert (done.size, done.people) == (told.size, told.people)
    assert {name for name, lines in rows_of(there).items() if lines != rows[name]} == GREW
    assert taken(there, file).nothing
    assert faults_of(there) == [] == faults_of(laptop)
    assert there.heads.origin(VILLAGE) == laptop.heads.origin(VILLAGE)

    other.signed_in("facilitator", VILLAGE).done(NEED, A_NEED)
    other.signed_in("chair", VILLAGE).done(f"{APRIL}/sign", {})  # closed before the move
    older = parse_older(before.note)
    paper, log = laptop.heads.vkeys(VILLAGE), there.heads.vkeys(NATIONAL)
    assert verified(other, tmp_path, keys=(*paper, *log), older=(older,)) == ""
    assert verified(world, tmp_path, keys=paper, older=(older,)) == ""

    assert "came here from the server http://localhost:8000" in other.client().get(PAGE).text
    kept = back_up(other, tmp_path / "backup.zip", settings=there.settings)
    with opened_backup([str(kept)], None) as backup:
        assert prove(backup).records >= 1
    back, _ = sent(there, laptop)
    assert taken(laptop, back).rows
    assert faults_of(laptop) == [] == faults_of(there)
    world.signed_in("facilitator", VILLAGE).done(NEED, A_NEED)
    assert faults_of(laptop) == []
    assert verified(world, tmp_path, keys=paper, older=(older,)) == ""
    with laptop.database.read() as session:
        assert record_size(session, VILLAGE) > told.size
    close(other)
