"""What does not move, and files that are not believed."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import select

from tests.conftest import VILLAGE, World
from tests.moving.servers import (
    REASON,
    as_server,
    close,
    district,
    faults_of,
    rows_of,
    sent,
    taken,
    towards,
)
from tests.preparing import Prepared
from ubudehe.households.importing.rules.states import ImportState
from ubudehe.households.importing.tables import HouseholdImport
from ubudehe.moving.exporting import leave, stay
from ubudehe.moving.server import WillNotMove
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import Vote
from ubudehe.record.moves import is_away
from ubudehe.record.queries import record_size
from ubudehe.record.rules.notes import vkey
from ubudehe.storage.backups.files import Broken

NEED = f"/en/work/{VILLAGE}/projects/need"
A_NEED = {"text": "A bridge over the stream", "symbol": "bridge"}
Change = Callable[[dict[str, Any]], None]


def rewritten(data: bytes, change: Change) -> bytes:
    """Return a file whose list of parts says something else, as who changes it would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                said = json.loads(content)
                change(said)
                content = json.dumps(said).encode()
            new.writestr(name, content)
    return out.getvalue()


def set_to(**fields: object) -> Change:
    return lambda said: said.update(fields)


def test_a_file_that_was_changed_or_is_for_others_is_refused_and_changes_nothing(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    other = district(prepared, world, tmp_path / "district")
    there = other.services
    copy, _ = sent(world.services, None)
    with pytest.raises(WillNotMove, match="It is a copy"):
        taken(there, copy)
    file, _ = sent(world.services, there)
    for wrong, why in (
        (file[:-20], "cut short"),
        (b"no file at all", "cut short"),
        (rewritten(file, set_to(format="ubudehe-village/v0")), "another format"),
        (rewritten(file, set_to(above=[])), "changed"),
        (rewritten(file, set_to(note="nothing")), "changed"),
        (rewritten(file, lambda said: said["going"].update(reason="Another.")), "changed"),
        (rewritten(file, lambda said: said["vkeys"].clear()), "changed"),
        (file.replace(b"PK\x01\x02", b"PK\x01\x03", 1), "cut short"),
    ):
        with pytest.raises(Broken, match=why):
            taken(there, wrong)
    for other_file, why in (
        (rewritten(file, set_to(country="KE")), "another country"),
        (rewritten(file, set_to(revision="9999")), "other tables"),
        (rewritten(file, set_to(code="99999999")), "no village 99999999"),
    ):
        with pytest.raises(WillNotMove, match=why):
            taken(there, other_file)
    thief = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(Broken, match="not signed by a key that is believed"):
        taken(there, file, vkey(world.services.heads.origin(VILLAGE), thief))
    assert not any(rows_of(there).values())
    assert taken(there, file, *world.services.heads.vkeys(VILLAGE)).rows
    with pytest.raises(WillNotMove, match=r"made for http://district\.example"):
        taken(world.services, file)
    close(other)


def test_rows_that_the_record_does_not_make_are_taken_back_whole(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    """Nothing is left of it: no row, no name of a record, no account."""
    other = district(prepared, world, tmp_path / "district")
    there = other.services
    leave(as_server(world.services), VILLAGE, towards(world.services, there), world.clock.now)
    world.tampered = True
    with world.services.database.write() as session:
        session.connection().exec_driver_sql(
            f"UPDATE household SET members = members + 1 WHERE village = '{VILLAGE}'"
        )
    file, _ = sent(world.services, there)
    with pytest.raises(WillNotMove, match="would not be here what its record says"):
        taken(there, file)
    assert not any(rows_of(there).values())
    assert there.heads.origin(VILLAGE) == f"district.example/v/{VILLAGE}"
    assert faults_of(there) == []
    close(other)


def test_a_village_that_cannot_be_carried_is_told_why_and_nothing_is_told(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    other = district(prepared, world, tmp_path / "district")
    old, going = as_server(world.services), towards(world.services, other.services)
    world.tampered = True
    with world.services.database.read() as session:
        size = record_size(session, VILLAGE)

    def try_it(why: str, code: str = VILLAGE) -> None:
        with pytest.raises(WillNotMove, match=why):
            leave(old, code, going, world.clock.now)

    try_it("No village with this code", "99999999")
    with world.services.database.write() as session:
        vote = session.exec(select(Vote).where(Vote.village == VILLAGE)).all()[0]
        before, vote.state = vote.state, VoteState.OPEN
    try_it("A vote is prepared or open")
    with world.services.database.write() as session:
        session.get_one(Vote, vote.id).state = before
        session.add(running_import(world.clock.now))
    try_it("is being read in")
    with pytest.raises(WillNotMove, match="this server's own address"):
        towards(world.services, world.services)
    with pytest.raises(WillNotMove, match="has not moved away"):
        stay(old, VILLAGE, REASON, world.clock.now)
    with world.services.database.read() as session:
        assert record_size(session, VILLAGE) == size
    close(other)


def test_a_move_that_was_called_off_lets_the_village_work_on(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    """Its file, which was not taken up, is older than the record then."""
    other = district(prepared, world, tmp_path / "district")
    sent(world.services, other.services)
    visitor = world.signed_in("facilitator", VILLAGE)
    with world.services.database.read() as session:
        assert is_away(session, VILLAGE)
    stay(as_server(world.services), VILLAGE, "The district's machine broke.", world.clock.now)
    world.services.versions.refresh()
    visitor.done(NEED, A_NEED)
    assert faults_of(world.services) == []
    again, _ = sent(world.services, other.services)
    assert taken(other.services, again).rows
    assert faults_of(other.services) == []
    third = replace(world.services, settings=replace(world.services.settings, host="x.example"))
    with pytest.raises(WillNotMove, match=r"has moved to http://district\.example already"):
        leave(as_server(world.services), VILLAGE, towards(world.services, third), world.clock.now)
    close(other)


def running_import(at: datetime) -> HouseholdImport:
    return HouseholdImport(
        id=uuid4(),
        village=VILLAGE,
        account=uuid4(),
        created_at=at,
        state=ImportState.RUNNING,
        sheet=b"",
        row_count=0,
    )
