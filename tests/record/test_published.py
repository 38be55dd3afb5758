"""Tiles, bundles, keys and proofs over HTTP: all of the record, and nothing unsigned."""

import gzip

import pytest

from tests.client import Client
from tests.conftest import VILLAGE, World
from tests.record.logs import entry, grow, sign
from ubudehe.record.rules.merkle import leaf_hash, root
from ubudehe.record.rules.notes import Checkpoint, parse_checkpoint, verify_note
from ubudehe.record.rules.proof_files import parse_proof_file, verify_proof_file
from ubudehe.record.rules.tiles import Tile, levels_of, parse_bundle, parse_tile, tiles_of

LOG = "51010101"


def head_of(client: Client, log: str) -> Checkpoint:
    keys = client.get(f"/v/{log}/key").text.split()
    return parse_checkpoint(verify_note(client.get(f"/v/{log}/checkpoint").content, keys))


def hashes_of(client: Client, log: str, tile: Tile) -> list[bytes]:
    answer = client.get(f"/v/{log}/{tile.path}")
    assert answer.status_code == 200, tile
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "immutable" in answer.headers["cache-control"]
    return parse_tile(answer.content, tile.width)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600])
def test_the_tiles_are_the_whole_tree(empty_world: World, size: int) -> None:
    grow(empty_world, LOG, size)
    client = empty_world.client()
    head = head_of(client, LOG)
    entries: list[bytes] = []
    for tile in tiles_of(size, -1):
        entries += parse_bundle(client.get(f"/v/{LOG}/{tile.path}").content, tile.width)
    below = [leaf_hash(one) for one in entries]
    assert (head.size, head.root) == (size, root(below))
    for level in levels_of(size):
        found = [one for tile in tiles_of(size, level) for one in hashes_of(client, LOG, tile)]
        assert found == below
        below = [root(below[at : at + 256]) for at in range(0, len(below) // 256 * 256, 256)]


def test_a_log_of_70_000_has_the_tiles_of_the_specification(empty_world: World) -> None:
    grow(empty_world, LOG, 70_000)
    sign(empty_world, LOG)
    client = empty_world.client()
    leaves = [leaf_hash(entry(index)) for index in range(70_000)]
    assert hashes_of(client, LOG, Tile(0, 273, 112)) == leaves[273 * 256 :]
    assert hashes_of(client, LOG, Tile(1, 1, 17))[-1] == root(leaves[272 * 256 : 273 * 256])
    assert hashes_of(client, LOG, Tile(2, 0, 1)) == [root(leaves[:65_536])]
    for path in ("tile/2/000.p/2", "tile/3/000.p/1", "tile/0/274.p/1", "tile/0/273"):
        assert client.get(f"/v/{LOG}/{path}").status_code == 404


@pytest.mark.both_engines
def test_nothing_is_served_that_no_checkpoint_covers(empty_world: World) -> None:
    grow(empty_world, LOG, 300)
    client = empty_world.client()
    paths = ("tile/0/000", "tile/entries/000", "proof/0", "entry/0")
    assert [client.get(f"/v/{LOG}/{path}").status_code for path in paths] == [404] * 4
    sign(empty_world, LOG)
    assert [client.get(f"/v/{LOG}/{path}").status_code for path in paths] == [200] * 4
    assert client.get(f"/v/{LOG}/entry/7").content == entry(7)
    for path in (
        "tile/0/001.p/45",
        "tile/entries/001.p/45",
        "tile/0/001",
        "proof/300",
        "entry/300",
    ):
        assert client.get(f"/v/{LOG}/{path}").status_code == 404
    assert client.get(f"/v/{LOG}/tile/0/001.p/44").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/x000/000",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/64/000",
        "tile/-1/000",
        "tile/entries/000/",
        "tile/0/\u0660\u0660\u0660",
        "tile/",
        "proof/00",
        "proof/-1",
        "proof/x",
        "proof/" + "9" * 18,
        "entry/00",
        "entry/-1",
        "entry/" + "9" * 18,
    ],
)
def test_other_spellings_are_no_addresses(empty_world: World, path: str) -> None:
    grow(empty_world, LOG, 300)
    sign(empty_world, LOG)
    assert empty_world.client().get(f"/v/{LOG}/{path}").status_code == 404


def test_bundles_are_compressed_where_that_is_understood(empty_world: World) -> None:
    grow(empty_world, LOG, 256)
    sign(empty_world, LOG)
    client = empty_world.client()
    path = f"/v/{LOG}/tile/entries/000"
    plain = client.get(path, headers={"accept-encoding": "identity"})
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == packed.headers["vary"] == "accept-encoding"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2


def test_each_entry_has_its_proof(world: World) -> None:
    client = world.client()
    head = head_of(client, VILLAGE)
    keys = client.get(f"/v/{VILLAGE}/key").text.split()
    entries = []
    for first in range(0, head.size, 256):
        many = min(head.size - first, 256)
        name = f"{first // 256:03}" + (f".p/{many}" if many < 256 else "")
        bundle = client.get(f"/v/{VILLAGE}/tile/entries/{name}")
        entries += parse_bundle(bundle.content, many)
    for index in (0, 1, head.size // 2, head.size - 1):
        proof = parse_proof_file(client.get(f"/v/{VILLAGE}/proof/{index}").content)
        assert proof.index == index
        verify_note(proof.note.encode(), keys)
        verify_proof_file(proof, leaf_hash(entries[index]))


def test_the_records_under_a_place_are_listed(world: World) -> None:
    client = world.client()
    listed = client.get("/v/22/logs").text.split("\n")
    assert listed == ["22", "2212", "221203", VILLAGE, ""]
    everything = client.get("/v/0/logs").text.split()
    assert everything == sorted(everything)
    assert {"22", "11", "43", VILLAGE} < set(everything)
    assert client.get("/v/52/logs").text == ""
