"""Whatever was changed in the file of a backup is found, even where its list tells of it, too."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import VILLAGE, World
from tests.record.backing_up import back_up, bring_back, place_for
from ubudehe.storage.backups.files import Broken

Parts = dict[str, bytes]


def a_byte_in_a_chunk(parts: Parts) -> None:
    name = next(one for one in parts if one.startswith("rows/household/"))
    parts[name] = parts[name].replace(b"1", b"2", 1)


def a_dropped_chunk(parts: Parts) -> None:
    del parts[next(one for one in parts if one.startswith("rows/total/"))]


def a_dropped_photo(parts: Parts) -> None:
    del parts[next(one for one in parts if one.startswith("blobs/"))]


def a_part_too_many(parts: Parts) -> None:
    parts["rows/account/more.jsonl"] = b"[]\n"


def a_head_of_another_place(parts: Parts) -> None:
    other = next(one for one in parts if one.startswith("heads/43"))
    forged(parts, f"heads/{VILLAGE}.notes", parts[other])


def an_event_left_out(parts: Parts) -> None:
    name = next(one for one in parts if one.startswith(f"rows/log_leaf/{VILLAGE[:6]}"))
    lines = parts[name].splitlines(keepends=True)
    forged(parts, name, b"".join(lines[:-1]))


def an_event_changed(parts: Parts) -> None:
    name = next(one for one in parts if one.startswith(f"rows/log_leaf/{VILLAGE[:6]}"))
    lines = parts[name].splitlines(keepends=True)
    first, second = json.loads(lines[0]), json.loads(lines[1])
    first[2:] = second[2:]  # another event with its own hash: only the root can tell
    lines[0] = (json.dumps(first) + "\n").encode()
    forged(parts, name, b"".join(lines))


def forged(parts: Parts, name: str, data: bytes) -> None:
    """Put other bytes in, and let the list tell of them as if they were right."""
    parts[name] = data
    said = json.loads(parts["manifest.json"])
    for entry in said["entries"]:
        if entry[0] == name:
            rows = None if entry[3] is None else data.count(b"\n")
            entry[1:] = [hashlib.sha256(data).hexdigest(), len(data), rows]
    parts["manifest.json"] = json.dumps(said).encode()


TAMPERED: tuple[tuple[Callable[[Parts], None], str], ...] = (
    (a_byte_in_a_chunk, "is not what the backup was made of"),
    (a_dropped_chunk, "rows/total/.* is missing"),
    (a_dropped_photo, "blobs/.* is missing"),
    (a_part_too_many, "which its list does not name"),
    (a_head_of_another_place, "is not the one that the backup tells of"),
    (an_event_left_out, f"The record of {VILLAGE} has"),
    (an_event_changed, "do not make the root that its head signs"),
)


def test_whatever_was_changed_in_a_file_is_found(world: World, tmp_path: Path) -> None:
    world.services.publisher.step(world.clock.now)
    good = back_up(world, tmp_path / "good.zip")
    with zipfile.ZipFile(good) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    for damage, expected in TAMPERED:
        harmed = dict(parts)
        damage(harmed)
        with zipfile.ZipFile(tmp_path / "bad.zip", "w") as file:
            for name, data in harmed.items():
                file.writestr(name, data)
        with pytest.raises(Broken, match=expected):
            bring_back(world, place_for(world, tmp_path / "there"), tmp_path / "bad.zip")
    data = good.read_bytes()
    (tmp_path / "bad.zip").write_bytes(data[: len(data) // 2])
    with pytest.raises(Broken, match="no backup, or it was cut short"):
        bring_back(world, place_for(world, tmp_path / "there"), tmp_path / "bad.zip")
    assert not (tmp_path / "there").exists()
