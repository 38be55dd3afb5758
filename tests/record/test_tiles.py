"""Tiles and bundles: the published paths and shapes, and every malformed form."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.record.rules.tiles import (
    BadTile,
    Tile,
    index_path,
    is_tile_of,
    levels_of,
    pack_bundle,
    parse_bundle,
    parse_path,
    parse_tile,
    tiles_of,
)

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "merkle" / "vectors.json").read_text()
)


@pytest.mark.parametrize("vector", VECTORS["tile_paths"])
def test_published_paths(vector: dict[str, object]) -> None:
    number, path = int(str(vector["N"])), str(vector["path"])
    assert index_path(number) == path
    assert parse_path(f"tile/0/{path}") == Tile(0, number)
    assert parse_path(f"tile/entries/{path}.p/7") == Tile(-1, number, 7)


@pytest.mark.parametrize("shape", VECTORS["tile_shape"])
def test_published_shapes(shape: dict[str, int]) -> None:
    found: dict[str, int] = {}
    for level in levels_of(shape["size"]):
        widths = [tile.width for tile in tiles_of(shape["size"], level)]
        if full := widths.count(256):
            found[f"level{level}_full"] = full
        found |= {f"level{level}_partial": width for width in widths if width < 256}
    assert found == {name: number for name, number in shape.items() if name != "size"}


@given(st.integers(-1, 63), st.integers(0, 2**55 - 1), st.integers(1, 256))
def test_paths_read_back(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert parse_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/x001/x002",
        "tile/0/001/002",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/000.p/0",
        "tile/0/000.p/00",
        "tile/0/000.p/05",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "tile/0/000\n",
        "tile/0/../000",
        "/tile/0/000",
        "tiles/0/000",
        "tile/0/\u0661\u0661\u0661",
        "tile/0/" + "x001/" * 8 + "000",
    ],
)
def test_malformed_paths(path: str) -> None:
    with pytest.raises(BadTile):
        parse_path(path)


@given(st.text(max_size=30) | st.from_regex(r"tile/[0-9e]{1,3}/[x0-9/.p]{0,20}", fullmatch=True))
def test_any_text_is_a_path_or_refused(text: str) -> None:
    try:
        tile = parse_path(text)
    except BadTile:
        return
    assert tile.path == text


@given(st.integers(0, 70_000), st.integers(-1, 3))
def test_tiles_cover_the_tree_once(size: int, level: int) -> None:
    tiles = list(tiles_of(size, level))
    hashes = size >> (8 * max(level, 0))
    assert sum(tile.width for tile in tiles) == hashes
    assert all(is_tile_of(tile, size) for tile in tiles)
    assert [tile.index for tile in tiles] == list(range(len(tiles)))
    assert (level < 0) or (level in levels_of(size)) == bool(tiles)


def test_a_wider_tile_is_not_of_the_tree() -> None:
    assert is_tile_of(Tile(0, 1, 4), 260)
    assert not is_tile_of(Tile(0, 1, 5), 260)
    assert not is_tile_of(Tile(1, 0, 2), 511)


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_bundles_read_back(entries: list[bytes]) -> None:
    assert parse_bundle(pack_bundle(entries), len(entries)) == entries


@given(st.binary(max_size=60), st.integers(1, 5))
def test_any_bytes_are_a_bundle_or_refused(data: bytes, width: int) -> None:
    try:
        entries = parse_bundle(data, width)
    except BadTile:
        return
    assert pack_bundle(entries) == data
    assert len(entries) == width


def test_a_bundle_holds_the_longest_entry_and_none_longer() -> None:
    assert parse_bundle(pack_bundle([b"x" * 65_535]), 1) == [b"x" * 65_535]
    with pytest.raises(OverflowError):
        pack_bundle([b"x" * 65_536])


@pytest.mark.parametrize("length", [0, 31, 33, 63, 96])
def test_a_tile_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BadTile):
        parse_tile(bytes(length), 2)
    assert parse_tile(bytes(64), 2) == [bytes(32)] * 2
