"""The commands, as an operator types them."""

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import col, select

from tests.shell import run
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.record.tables import LogLeaf
from ubudehe.storage.engine import Database

NOW = datetime(2026, 6, 1, tzinfo=UTC)


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
    differ = run(tmp_path, *create, "0788123456", typed="83625194\n83625195\n")
    assert differ.returncode == 1
    nowhere = run(tmp_path, *create, "12", typed="83625194\n83625194\n")
    assert nowhere.returncode == 1
    assert accounts(tmp_path) == []
    done = run(tmp_path, *create, "0788123456", typed="83625194\n83625194\n")
    assert done.returncode == 0, done.stderr
    assert "83625194" not in done.stdout
    again = run(tmp_path, *create, "0788123456", typed="83625194\n83625194\n")
    assert again.returncode == 1
    invented = run(tmp_path, "simulate", "--villages", "1")
    assert invented.returncode == 1, "beside people who are real"
    assert "all villages are invented" in invented.stdout
    nowhere = run(tmp_path, "simulate", "--villages", "1", "--district", "99")
    assert (nowhere.returncode, nowhere.stdout) == (1, "There are only 0 villages.\n")
    (admin,) = accounts(tmp_path)
    assert admin.phone == "+250788123456"
    database = Database(f"sqlite:///{tmp_path / 'data' / 'ubudehe.sqlite'}")
    with database.read() as session:
        grant = session.exec(select(RoleGrant)).one()
        assert (grant.role, grant.place, grant.account) == ("administrator", "", admin.id)
    # One made before the country had a record is told beside the next one.
    with database.write() as session:
        session.add(
            Account(phone="+250788999888", name="Old", key="01d", pin_hash="", created_at=NOW)
        )
        session.flush()
        first = session.exec(select(Account).where(Account.key == "01d")).one()
        session.add(RoleGrant(account=first.id, role="administrator", place="", since=NOW.date()))
    assert run(tmp_path, "check").returncode == 1, "a role that no act gave"
    more = run(tmp_path, *create, "0788222333", typed="83625194\n83625194\n")
    assert more.returncode == 0, more.stderr
    with database.read() as session:
        leaves = session.exec(
            select(LogLeaf.entry).where(LogLeaf.log == "0").order_by(col(LogLeaf.idx))
        )
        said = [json.loads(entry) for entry in leaves]
    assert [(one["t"], one["role"], one["by"]["key"] == one["key"]) for one in said] == [
        ("role.grant", "administrator", True)
    ] * 3
    assert said[1]["key"] == "01d"
    database.close()
    checked = run(tmp_path, "check")
    assert checked.returncode == 0, checked.stdout


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
