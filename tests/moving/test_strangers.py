"""Who makes a file of a village takes nothing with it but that village."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, World
from tests.moving.servers import close, district, faults_of, rows_of, sent, taken
from tests.preparing import Prepared
from ubudehe.moving import exporting
from ubudehe.moving.above import HeldAbove, roles_above
from ubudehe.moving.rows import Lines, read_lines
from ubudehe.moving.server import WillNotMove
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.storage.backups.files import Backup, Broken, Writer

NEIGHBOUR = "22120307"


def a_role_everywhere(lines: Lines) -> None:
    """Let a role of the village be one of the whole country as well."""
    names = [name for name, _ in lines.columns["role_grant"]]
    line = list(lines.of["role_grant"][0])
    line[names.index("id")], line[names.index("place")] = str(uuid4()), ""
    line[names.index("role")] = "administrator"
    lines.of["role_grant"].append(line)


def a_need_of_the_neighbours(lines: Lines) -> None:
    names = [name for name, _ in lines.columns["need"]]
    line = list(lines.of["need"][0])
    line[names.index("id")], line[names.index("village")] = str(uuid4()), NEIGHBOUR
    lines.of["need"].append(line)


def a_session(lines: Lines) -> None:
    lines.put("sign_in", [("token_hash", "text")], [["0" * 64]])


@pytest.mark.parametrize("change", [a_role_everywhere, a_need_of_the_neighbours, a_session])
def test_rows_that_are_not_the_villages_are_not_laid_in(
    world: World,
    prepared: Prepared,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Lines], None],
) -> None:
    other = district(prepared, world, tmp_path / "district")
    there = other.services

    def read(*of: object, **more: object) -> Lines:
        lines = read_lines(*of, **more)  # type: ignore[arg-type]
        change(lines)
        return lines

    monkeypatch.setattr(exporting, "read_lines", read)
    file, _ = sent(world.services, there)
    with pytest.raises(Broken, match="do not fit"):
        taken(there, file)
    assert not any(rows_of(there).values())
    with there.database.read() as session:
        assert session.exec(select(RoleGrant)).all() == [] == session.exec(select(Account)).all()
    close(other)


def test_roles_above_are_believed_only_above_only_past_and_bring_no_pin(
    world: World, prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = district(prepared, world, tmp_path / "district")
    there, today = other.services, world.clock.now.date()
    with world.services.database.read() as session:
        key = session.exec(
            select(Account.key).where(
                Account.phone == world.find("treasurer", VILLAGE).phone,
            )
        ).one()
    told: list[HeldAbove] = []
    monkeypatch.setattr(exporting, "roles_above", lambda *of: [*roles_above(*of), *told])
    for place, since, until in (
        ("22", today, date(2099, 1, 1)),
        ("22", today, today - timedelta(1)),
        (NEIGHBOUR, today, today),
        (VILLAGE, today, today),
        ("", today, today),
    ):
        told[:] = [HeldAbove(place, "district_officer", key, since, until)]
        file, _ = sent(world.services, there)
        with pytest.raises(WillNotMove, match="not above the village, or have not ended"):
            taken(there, file)
    told[:] = [HeldAbove("22", "district_officer", "nobody", today, today)]
    file, _ = sent(world.services, there)
    with pytest.raises(Broken, match="do not fit"):
        taken(there, file)
    told[:] = [HeldAbove("22", "district_officer", key, today, today)]
    file, _ = sent(world.services, there)
    taken(there, file)
    with there.database.read() as session:
        held = session.exec(select(Account).where(Account.key == key)).one()
        assert (held.pin_hash, held.phone[:1]) == ("", "+")
        others = session.exec(select(Account).where(Account.key != key)).all()
        assert any(one.pin_hash for one in others)
    assert faults_of(there) == []
    close(other)


@pytest.mark.parametrize(
    "name", ["keys/../../stolen", "/etc/stolen", "keys/..", "heads/a\0b", "keys\\..\\x", "keys//x"]
)
def test_a_part_is_laid_into_no_other_folder(name: str) -> None:
    out = io.BytesIO()
    with Writer(out) as writer:
        writer.add(name, b"key")
        writer.finish({"bases": []})
    with pytest.raises(Broken, match="a name that no backup gives"):
        Backup([out])
