"""A flipped byte in each tile and bundle is found each time (the class of CVE-2026-56865).

For 257 and 600 entries every file is flipped and the whole folder verified. At 65,537 that would
take minutes, so each file is checked alone, as `rebuild` checks it, and a sample end to end.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.verifier import records
from tests.verifier.records import HOST
from ubudehe.record.rules import tiles
from ubudehe.record.rules.merkle import leaf_hash
from ubudehe.record.rules.notes import Checkpoint, parse_checkpoint, parse_note
from ubudehe.verifier import reading
from ubudehe.verifier.reading import LogFiles, rebuild
from ubudehe.verifier.report import LogReport
from ubudehe.verifier.sources.folder import FolderSource

ORIGIN = f"{HOST}/v/1"


class Memory:
    """A log in memory, with what was read of it."""

    name, is_site = "memory", False

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)

    def read(self, path: str, most: int) -> bytes | None:
        return self.files.get(path)

    def listed(self, prefix: str) -> Iterable[str]:
        return [path for path in self.files if path.startswith(prefix)]


def log(folder: Path, size: int) -> tuple[dict[str, bytes], Checkpoint]:
    """Return the files of a log of `size` small entries."""
    note = records.write_log(folder, ORIGIN, [b"entry %d" % n for n in range(size)])
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in (folder / "tile").rglob("*")
        if path.is_file()
    }
    return files, parse_checkpoint(parse_note(note.encode()).text)


def faults(source: Memory | FolderSource, checkpoint: Checkpoint) -> list[str]:
    report = LogReport()
    rebuild(LogFiles(source, "", checkpoint.size), checkpoint, [], lambda *_: None, report)
    return [fault.msgid % fault.params for fault in report.faults]


def flipped(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


@pytest.mark.parametrize("size", [257, 600])
def test_a_flip_in_each_file(tmp_path: Path, size: int) -> None:
    files, checkpoint = log(tmp_path, size)
    source = Memory(files)
    assert faults(source, checkpoint) == []
    chance = random.Random(size)
    for path, data in files.items():
        for _ in range(3):
            source.files[path] = flipped(data, chance)
            found = faults(source, checkpoint)
            assert found, path
            if "entries" not in path:
                assert found == [f"{path} is not what the entries make."]
        source.files[path] = data[:-1]
        assert faults(source, checkpoint), path
        source.files[path] = data + b"\0"
        assert faults(source, checkpoint), path
        del source.files[path]
        assert f"{path} is missing." in faults(source, checkpoint)
        source.files[path] = data
    assert faults(source, checkpoint) == []


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], Checkpoint]:
    folder = tmp_path_factory.mktemp("large")
    files, checkpoint = log(folder, 65_537)
    return folder, files, checkpoint


def test_a_flip_in_each_file_of_a_large_log(
    large: tuple[Path, dict[str, bytes], Checkpoint],
) -> None:
    _, files, checkpoint = large
    source = Memory(files)
    log_files = LogFiles(source, "", checkpoint.size)
    chance = random.Random(5)
    expected = {level: list(tiles.tiles_of(checkpoint.size, level)) for level in (0, 1, 2)}
    assert sum(map(len, expected.values())) + len(list(tiles.tiles_of(checkpoint.size, -1))) == len(
        files
    )
    for bundle in tiles.tiles_of(checkpoint.size, -1):
        good = files[bundle.path]
        leaves = _leaves(tiles.parse_bundle(good, bundle.width))
        assert leaves == files[tiles.Tile(0, bundle.index, bundle.width).path]
        source.files[bundle.path] = flipped(good, chance)
        report = LogReport()
        entries = reading._bundle(log_files, bundle, report)
        assert entries is None or _leaves(entries) != leaves
        source.files[bundle.path] = good
    for tile in (tile for level in expected.values() for tile in level):
        report = LogReport()
        reading._compare(log_files, tile, files[tile.path], report)
        assert report.faults == []
        source.files[tile.path] = flipped(files[tile.path], chance)
        reading._compare(log_files, tile, files[tile.path], report)
        assert [fault.params["path"] for fault in report.faults] == [tile.path]
        source.files[tile.path] = files[tile.path]


def _leaves(entries: Sequence[bytes]) -> bytes:
    return b"".join(map(leaf_hash, entries))


def test_a_flip_in_some_files_of_a_large_log_end_to_end(
    large: tuple[Path, dict[str, bytes], Checkpoint],
) -> None:
    folder, files, checkpoint = large
    source = FolderSource(folder)
    assert faults(source, checkpoint) == []
    chance = random.Random(6)
    some = ["tile/2/000.p/1", "tile/1/000", "tile/entries/256.p/1"]
    names = [name for name in files if name.startswith(("tile/0", "tile/entries"))]
    for path in some + chance.sample(names, 6):
        (folder / path).write_bytes(flipped(files[path], chance))
        assert faults(source, checkpoint), path
        (folder / path).write_bytes(files[path])


def test_a_false_narrow_tile_beside_a_good_one(tmp_path: Path) -> None:
    files, checkpoint = log(tmp_path, 300)
    narrow = {
        tiles.Tile(0, 0, 9).path: files["tile/0/000"][: 9 * 32],
        tiles.Tile(-1, 1, 3).path: tiles.pack_bundle([b"entry 256", b"entry 257", b"entry 258"]),
    }
    source = Memory(files | narrow)
    assert faults(source, checkpoint) == []
    for path, data in narrow.items():
        source.files[path] = flipped(data, random.Random(1))
        assert len(faults(source, checkpoint)) == 1
        source.files[path] = data


def test_a_partial_tile_may_be_dropped_once_the_full_one_is_there(tmp_path: Path) -> None:
    files, _ = log(tmp_path / "a", 512)
    _, older = log(tmp_path / "b", 300)
    assert faults(Memory(files), older) == ["tile/1/000.p/1 is missing."]
    assert older.size == 300


def test_a_checkpoint_that_claims_the_moon(tmp_path: Path) -> None:
    files, checkpoint = log(tmp_path, 3)
    found = faults(Memory(files), Checkpoint(ORIGIN, 10**18, checkpoint.root))
    assert found == ["The record claims to be too large to be checked."]
