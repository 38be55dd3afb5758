"""A new key takes over from the old one, told in every log; and the old one ends."""

import json
from pathlib import Path

import pytest

from tests.conftest import VILLAGE, World
from tests.record.logs import grow, sign
from ubudehe.record.checking_national import check_all
from ubudehe.record.keys import LogKeys
from ubudehe.record.rotation import revoke_key, rotate_key
from ubudehe.record.rules.notes import BadNote, verify_note
from ubudehe.record.rules.policies import Policy, parse_policy
from ubudehe.record.rules.tiles import parse_bundle

pytestmark = pytest.mark.both_engines

SMALL = "51010101"


def last_event(world: World, log: str) -> dict[str, object]:
    signed = world.services.heads.last_signed(log)
    assert signed
    size = signed.checkpoint.size
    prefix = "/log" if log == "log" else f"/v/{log}"
    path = f"{prefix}/tile/entries/{(size - 1) // 256:03d}.p/{(size - 1) % 256 + 1}"
    bundle = world.client().get(path).content
    found: dict[str, object] = json.loads(parse_bundle(bundle, (size - 1) % 256 + 1)[-1])
    return found


def national_entries(world: World) -> list[bytes]:
    signed = world.services.heads.last_signed("log")
    assert signed
    size = signed.checkpoint.size
    return parse_bundle(world.client().get(f"/log/tile/entries/000.p/{size}").content, size)


def rotate(world: World) -> int:
    return rotate_key(world.services.database, world.services.heads, world.clock.now)


def revoke(world: World) -> int:
    return revoke_key(world.services.database, world.services.heads, world.clock.now)


def faults(world: World) -> tuple[object, ...]:
    with world.services.database.read() as session:
        return check_all(session, world.services.heads, Policy()).faults


def test_both_keys_sign_while_the_new_one_is_introduced(world: World) -> None:
    client, heads = world.client(), world.services.heads
    world.services.publisher.step(world.clock.now)
    (old,) = heads.vkeys(VILLAGE)
    told = rotate(world)
    assert told == len(client.get("/v/0/logs").text.split()) + 1
    assert client.get(f"/v/{VILLAGE}/key").text.split() == list(heads.vkeys(VILLAGE))
    first, new = heads.vkeys(VILLAGE)
    assert first == old
    note = client.get(f"/v/{VILLAGE}/checkpoint").content
    for key in (old, new):
        verify_note(note, [key])
    event = last_event(world, VILLAGE)
    assert (event["t"], event["vkey"], event["village"]) == ("key.add", new, VILLAGE)
    assert event["by"] == {"role": "server", "key": old.split("+")[1]}
    assert last_event(world, "log") == {
        "v": 1,
        "t": "key.add",
        "origin": "localhost:8000/log",
        "vkey": heads.vkeys("log")[1],
    }
    world.services.publisher.step(world.clock.now)
    for key in heads.vkeys("log"):
        verify_note(client.get("/log/checkpoint").content, [key])
    assert set(parse_policy(client.get("/policy").text).logs) == set(heads.vkeys("log"))
    assert faults(world) == ()


def test_a_revoked_key_signs_no_more(world: World) -> None:
    client, heads = world.client(), world.services.heads
    world.services.publisher.step(world.clock.now)
    rotate(world)
    old, new = heads.vkeys(VILLAGE)
    revoke(world)
    assert client.get(f"/v/{VILLAGE}/key").text.split() == [new]
    note = client.get(f"/v/{VILLAGE}/checkpoint").content
    verify_note(note, [new])
    with pytest.raises(BadNote):
        verify_note(note, [old])
    assert (last_event(world, VILLAGE)["t"], last_event(world, VILLAGE)["vkey"]) == (
        "key.revoke",
        old,
    )
    world.services.publisher.step(world.clock.now)
    assert faults(world) == ()
    told = [
        json.loads(entry) for entry in national_entries(world) if b'localhost:8000/log"' in entry
    ]
    assert [event["t"] for event in told] == ["key.add", "key.revoke", "cp"]
    assert told[0]["vkey"] != told[1]["vkey"]
    for event in told[:2]:  # both keys signed the head that tells of both
        verify_note(told[2]["note"].encode(), [event["vkey"]])
    with pytest.raises(ValueError, match="only key"):
        revoke(world)
    keys = world.services.settings.data / "keys"
    assert sorted(path.name for path in keys.glob("log*")) == ["log-2.key", "log.pub"]
    assert {path.stat().st_mode & 0o077 for path in keys.glob("*.key")} == {0}


def test_a_rotation_that_broke_off_is_finished_by_the_next(
    empty_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for log in (SMALL, "51010102"):
        grow(empty_world, log, 3)
        sign(empty_world, log)

    def power_cut(_keys: LogKeys) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(LogKeys, "take_introduced", power_cut)
        with pytest.raises(KeyboardInterrupt):
            rotate(empty_world)
    assert len(empty_world.services.heads.vkeys(SMALL)) == 1
    assert rotate(empty_world) == 2
    for log in (SMALL, "51010102"):
        head = empty_world.services.heads.last_signed(log)
        assert head
        assert head.checkpoint.size == 4  # told once
        assert last_event(empty_world, log)["vkey"] == empty_world.services.heads.vkeys(log)[1]


def test_keys_follow_each_other_for_years(tmp_path: Path) -> None:
    keys = LogKeys(tmp_path)
    (first,) = keys.all()
    for number in range(2, 13):
        keys.introduced()
        assert len(LogKeys(tmp_path).all()) == 1
        keys.take_introduced()
        old, new = keys.all()
        assert old.private_bytes_raw() != new.private_bytes_raw()
        keys.drop(old)
        assert [path.name for path in tmp_path.glob("*.key")] == [f"log-{number}.key"]
    ended = {key.public_bytes_raw() for key in keys.dropped()}
    assert first.public_key().public_bytes_raw() in ended
    assert len(ended) == 11
