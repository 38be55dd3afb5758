"""What happens to accounts, roles, keys and backups is noted, and nothing personal with it."""

import json
import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.shell import run
from ubudehe.cli.logging_lines import JsonLines
from ubudehe.people.acts import ACTS
from ubudehe.storage.counters import Counters
from ubudehe.storage.security_log import EVENTS, SecurityLog, counters_of, truncated

NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)


def noted(world: World) -> list[dict[str, str]]:
    """Return what was noted, the oldest first."""
    return [json.loads(line) for line in world.services.security.lines()]


def test_signing_in_is_noted_and_no_number_name_or_pin(world: World) -> None:
    owner = world.find("treasurer", VILLAGE)
    guest = Visitor(world.client())
    guest.refused("/en/sign-in", {"phone": owner.phone, "pin": "83625194"})
    guest.refused("/en/sign-in", {"phone": "0788999888", "pin": "83625194"})
    guest.done("/en/sign-in", {"phone": owner.phone, "pin": owner.pin})
    guest.client.get(f"/en/work/people/{VILLAGE}")
    guest.client.post("/en/work/sign-out", data=guest.fields(f"/en/work/{VILLAGE}"))
    lines = noted(world)
    assert [one["event"] for one in lines] == [
        *("sign_in.failed", "sign_in.failed", "sign_in", "refused", "sign_out")
    ]
    assert "who" not in lines[1], "nobody is known by that number"
    assert len({one["who"] for one in lines if "who" in one}) == 1
    assert lines[3]["place"] == VILLAGE
    text = (world.services.settings.data / "security" / "2026-06.jsonl").read_text()
    for secret in (owner.phone, owner.phone[-9:], owner.pin, "83625194", "0788999888", owner.name):
        assert secret not in text


def test_a_line_that_a_full_disk_cut_short_spoils_no_other(tmp_path: Path) -> None:
    log = SecurityLog(tmp_path, b"s", counters_of(tmp_path))
    log.note("sign_in", NOW)
    file = tmp_path / "2026-06.jsonl"
    file.write_bytes(file.read_bytes()[:-5])
    log.note("sign_out", NOW)
    assert [json.loads(line)["event"] for line in log.lines()] == ["sign_out"]


def test_waiting_is_noted_and_a_stranger_is_not_told_apart_from_it(world: World) -> None:
    guest = Visitor(world.client())
    for _ in range(6):
        guest.refused("/en/sign-in", {"phone": "0788999888", "pin": "83625194"})
    events = [one["event"] for one in noted(world)]
    assert events.count("sign_in.failed") == 5
    assert events.count("sign_in.waits") == 1


def test_acts_about_accounts_are_noted_a_refused_one_is_not(
    world: World, administrator: Visitor
) -> None:
    path = f"/en/work/people/{VILLAGE}"
    typed = {"name": "Uwera Grace", "phone": "0788555444", "role": "tellers"}
    administrator.refused(path, typed)
    assert noted(world) == []
    administrator.done(path, {**typed, "role": "auditor", "since": "2026-06-15"})
    (line,) = [one for one in noted(world) if one["event"] == "role.grant"]
    assert line["place"] == VILLAGE
    assert "Uwera" not in json.dumps(noted(world))


def test_every_act_about_accounts_and_roles_is_on_the_list() -> None:
    about = {act for act in ACTS if act.split(".")[0] in ("role", "account", "factor")}
    assert about | {"slip.seal"} <= set(EVENTS)
    assert len(about) >= 6


def test_a_year_is_kept_a_wrong_event_is_refused_a_full_disk_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = SecurityLog(tmp_path / "security", b"x", counters_of(tmp_path))
    for month in range(14):
        log.note("backup", datetime(2025 + month // 12, month % 12 + 1, 3, tzinfo=UTC))
    kept = sorted(path.stem for path in log.folder.iterdir())
    assert (len(kept), kept[0], kept[-1]) == (12, "2025-03", "2026-02")
    assert len(list(log.lines(date(2026, 1, 3)))) == 2
    assert len(list(log.lines(date(2026, 1, 4)))) == 1
    with pytest.raises(KeyError):
        log.note("anything", NOW)
    (tmp_path / "file").write_text("")
    replace(log, folder=tmp_path / "file").note("backup", NOW)
    assert "takes no line" in caplog.text


def test_pseudonyms_need_the_key_and_networks_hold_many(tmp_path: Path) -> None:
    who, counters = uuid4(), counters_of(tmp_path)
    first, other = (SecurityLog(tmp_path, key, counters) for key in (b"a", b"b"))
    assert first.pseudonym(who) == first.pseudonym(who) != other.pseudonym(who)
    assert first.pseudonym(who) not in str(who).replace("-", "")
    assert truncated("41.186.77.12") == "41.186.77.0/24"
    assert truncated("2c0f:eb68:1:2::/64") == "2c0f:eb68:1::/48"
    assert truncated("testclient") == ""


def test_processes_count_together_and_go_on_after_a_restart(tmp_path: Path) -> None:
    names, passing = ("a", "b"), frozenset("b")
    first, second = (Counters(tmp_path, names, passing) for _ in range(2))
    first.add("a")
    second.add("a", 2)
    second.add("b")
    second.add("b", -1)
    first.add("b", 5)
    assert first.all() == second.all() == {"a": 3, "b": 5}
    assert len(list(tmp_path.iterdir())) == 2
    assert Counters(tmp_path, ("a", "b", "c")).all() == {"a": 0, "b": 0, "c": 0}


def test_the_operators_commands_are_noted_and_printed(tmp_path: Path) -> None:
    admin = ("admin", "create", "--name", "Mukamana", "--phone", "0788123456")
    assert run(tmp_path, *admin, typed="83625194\n83625194\n").returncode == 0
    assert run(tmp_path, "backup", str(tmp_path / "all.backup")).returncode == 0
    assert run(tmp_path, "keys", "rotate").returncode == 0
    said = run(tmp_path, "security-log")
    events = [json.loads(line) for line in said.stdout.splitlines()]
    assert [one["event"] for one in events] == ["admin.create", "backup", "key.rotate"]
    assert "Mukamana" not in said.stdout
    assert "123456" not in said.stdout
    assert run(tmp_path, "security-log", "--since", "2999-01-01").stdout == ""


def test_the_servers_own_log_leaves_out_what_somebody_typed() -> None:
    try:
        int("0788123456 Mukamana")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "failed\n{}", None, (ValueError, error, error.__traceback__)
        )
    written = JsonLines().format(record)
    assert "\n" not in written, "nobody begins a line of their own"
    line = json.loads(written)
    assert line["error"] == "ValueError"
    assert line["where"][0].endswith("test_the_servers_own_log_leaves_out_what_somebody_typed")
    assert "Mukamana" not in json.dumps(line)
