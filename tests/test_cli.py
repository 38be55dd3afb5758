"""The commands, as an operator types them."""

import os
import subprocess
import sys
from pathlib import Path

from sqlmodel import select

from ubudehe.people.tables import Account, RoleGrant
from ubudehe.storage.engine import Database


def run(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with its data in `home`, away from any terminal."""
    return subprocess.run(
        [sys.executable, "-m", "ubudehe.cli", *words],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        env={**os.environ, "UBUDEHE_DATA": str(home / "data"), "UBUDEHE_DATABASE_URL": ""},
    )


def accounts(home: Path) -> list[Account]:
    database = Database(f"sqlite:///{home / 'data' / 'ubudehe.sqlite'}")
    with database.read() as session:
        found = list(session.exec(select(Account)).all())
        session.expunge_all()
    database.close()
    return found


def test_the_first_administrator(tmp_path: Path) -> None:
    create = ("admin", "create", "--name", "Aline", "--phone")
    weak = run(tmp_path, *create, "0788123456", typed="123456\n123456\n")
    assert weak.returncode == 1
    assert "easy to guess" in weak.stdout
    differ = run(tmp_path, *create, "0788123456", typed="836251\n836252\n")
    assert differ.returncode == 1
    nowhere = run(tmp_path, *create, "12", typed="836251\n836251\n")
    assert nowhere.returncode == 1
    assert accounts(tmp_path) == []
    done = run(tmp_path, *create, "0788123456", typed="836251\n836251\n")
    assert done.returncode == 0, done.stderr
    assert "836251" not in done.stdout
    again = run(tmp_path, *create, "0788123456", typed="836251\n836251\n")
    assert again.returncode == 1
    (admin,) = accounts(tmp_path)
    assert admin.phone == "+250788123456"
    database = Database(f"sqlite:///{tmp_path / 'data' / 'ubudehe.sqlite'}")
    with database.read() as session:
        grant = session.exec(select(RoleGrant)).one()
        assert (grant.role, grant.place, grant.account) == ("administrator", "", admin.id)
    database.close()


def test_the_demo_goes_in_once(tmp_path: Path) -> None:
    first = run(tmp_path, "demo", "--once")
    assert first.returncode == 0, first.stderr
    assert first.stdout.count("PIN") > 15
    held = len(accounts(tmp_path))
    second = run(tmp_path, "demo", "--once")
    assert (second.returncode, second.stdout) == (0, first.stdout)
    assert run(tmp_path, "demo").returncode == 1
    assert len(accounts(tmp_path)) == held
    sign_ins = tmp_path / "data" / "demo-sign-ins.json"
    assert sign_ins.stat().st_mode & 0o077 == 0


def test_an_unknown_command_is_told(tmp_path: Path) -> None:
    assert run(tmp_path, "fly").returncode == 2
    assert "serve" in run(tmp_path, "--help").stdout
