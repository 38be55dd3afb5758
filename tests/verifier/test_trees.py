"""The tree that grows by bundles is the tree of RFC 9162, at every size and at every prefix."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record.trees import hashes, mth
from ubudehe.record.rules.merkle import EMPTY_ROOT
from ubudehe.record.rules.tiles import Tile, levels_of, tiles_of
from ubudehe.verifier.trees import GrowingTree


def grown(leaves: list[bytes], wanted: list[int]) -> tuple[GrowingTree, dict[Tile, bytes]]:
    tree = GrowingTree(wanted)
    found: dict[Tile, bytes] = {}
    for at in range(0, len(leaves), 256):
        found.update(tree.add(leaves[at : at + 256]))
    found.update(tree.partial())
    return tree, found


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1_200), st.lists(st.integers(0, 1_300), max_size=5))
def test_roots_of_the_tree_and_of_its_prefixes(size: int, wanted: list[int]) -> None:
    leaves = hashes(size)
    tree, tiles = grown(leaves, wanted)
    assert (tree.size, tree.root) == (size, mth(leaves))
    assert tree.roots == {n: mth(leaves[:n]) for n in wanted if n <= size}
    assert set(tiles) == {t for level in levels_of(size) for t in tiles_of(size, level)}
    for tile, data in tiles.items():
        if tile.level == 0:
            first = tile.index * 256
            assert data == b"".join(leaves[first : first + tile.width])
        else:
            first = tile.index * 256
            assert data == b"".join(
                mth(leaves[n * 256 : (n + 1) * 256]) for n in range(first, first + tile.width)
            )


def test_the_third_level_of_tiles() -> None:
    leaves = hashes(65_536 + 256 + 3)
    tree, tiles = grown(leaves, [65_536])
    assert tree.root == mth(leaves)
    assert tiles[Tile(2, 0, 1)] == mth(leaves[:65_536]) == tree.roots[65_536]
    assert tiles[Tile(1, 1, 1)] == mth(leaves[65_536:65_792])
    assert tiles[Tile(0, 257, 3)] == b"".join(leaves[65_792:])


def test_an_empty_tree_and_bundles_out_of_order() -> None:
    tree = GrowingTree([0])
    assert tree.root == tree.roots[0] == EMPTY_ROOT
    list(tree.add(hashes(3)))
    with pytest.raises(ValueError, match="partial"):
        list(tree.add(hashes(3)))
    with pytest.raises(ValueError, match="empty"):
        list(GrowingTree().add([]))
