"""Trees of any size: our short cuts against the definitions of RFC 9162, and forged proofs."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.record.trees import Store, hashes, mth, path, subproof
from ubudehe.record.rules.merkle import (
    EMPTY_ROOT,
    ProofFailed,
    completed,
    consistency_proof,
    inclusion_proof,
    root,
    root_at,
    verify_consistency,
    verify_inclusion,
)

MOST = 600
LEAVES = hashes(MOST)
STORE = Store(LEAVES)
ROOTS = [root(LEAVES[:size]) for size in range(MOST + 1)]
OTHER = b"\x5a" * 32

sizes = st.integers(1, MOST)
pairs = sizes.flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))


def reads(work: Callable[[], object]) -> int:
    before = STORE.reads
    work()
    return STORE.reads - before


@given(st.integers(0, MOST))
def test_roots_are_those_of_the_definition(size: int) -> None:
    assert root_at(size, STORE.node) == ROOTS[size] == mth(LEAVES[:size])


@given(st.integers(0, MOST), st.integers(0, MOST))
def test_a_larger_tree_still_knows_its_earlier_roots(one: int, other: int) -> None:
    old, size = sorted((one, other))
    grown = Store(LEAVES[:size])
    assert root_at(old, grown.node) == ROOTS[old]


@given(pairs)
def test_inclusion_proofs_are_those_of_the_definition(pair: tuple[int, int]) -> None:
    index, size = pair
    proof = inclusion_proof(index, size, STORE.node)
    assert proof == path(index, LEAVES[:size])
    verify_inclusion(index, size, LEAVES[index], proof, ROOTS[size])


@given(pairs)
def test_consistency_proofs_are_those_of_the_definition(pair: tuple[int, int]) -> None:
    old, size = pair
    proof = consistency_proof(old, size, STORE.node)
    assert proof == (subproof(old, LEAVES[:size], True) if old else [])
    verify_consistency(old, size, ROOTS[old], ROOTS[size], proof)


@given(sizes)
def test_each_tree_is_consistent_with_itself_alone(size: int) -> None:
    assert consistency_proof(size, size, STORE.node) == []
    verify_consistency(size, size, ROOTS[size], ROOTS[size], [])
    for old_root, proof in ((OTHER, []), (ROOTS[size], [OTHER])):
        with pytest.raises(ProofFailed):
            verify_consistency(size, size, old_root, ROOTS[size], proof)


@given(pairs)
def test_work_grows_with_the_logarithm(pair: tuple[int, int]) -> None:
    index, size = pair
    most = 2 * size.bit_length()
    assert reads(lambda: root_at(size, STORE.node)) <= size.bit_length()
    assert reads(lambda: completed(size - 1, LEAVES[size - 1], STORE.node)) < size.bit_length() + 1
    assert reads(lambda: inclusion_proof(index, size, STORE.node)) <= most
    assert reads(lambda: consistency_proof(index, size, STORE.node)) <= most


def mutations(proof: list[bytes], place: int, bit: int) -> list[list[bytes]]:
    """Return `proof` cut short, made longer, reordered, with a bit flipped, with a short hash."""
    found = [[*proof, OTHER], [OTHER, *proof], [*proof, b""]]
    if proof:
        at = place % len(proof)
        flipped = bytearray(proof[at])
        flipped[bit // 8] ^= 1 << bit % 8
        found += [proof[:at] + proof[at + 1 :], [*proof[:at], bytes(flipped), *proof[at + 1 :]]]
        found.append([*proof[:at], proof[at][:-1], *proof[at + 1 :]])
    if len(proof) > 1:
        found.append(proof[::-1])
    return found


@given(pairs, st.integers(0, 99), st.integers(0, 255))
def test_forged_inclusion_fails(pair: tuple[int, int], place: int, bit: int) -> None:
    index, size = pair
    proof, leaf, top = inclusion_proof(index, size, STORE.node), LEAVES[index], ROOTS[size]
    forged = [(index, size, leaf, wrong, top) for wrong in mutations(proof, place, bit)]
    forged += [(index, size, OTHER, proof, top), (index, size, leaf, proof, OTHER)]
    forged += [(index, size, leaf[:31], proof, top), (index, size, leaf, proof, top + b"\0")]
    forged += [(other, size, leaf, proof, top) for other in (-1, index + 1, index ^ 1, size)]
    forged += [(index, wrong, leaf, proof, top) for wrong in (-size, 0, index)]
    for case in forged:
        with pytest.raises(ProofFailed):
            verify_inclusion(*case)


@given(pairs.filter(lambda pair: pair[0] > 0), st.integers(0, 99), st.integers(0, 255))
def test_forged_consistency_fails(pair: tuple[int, int], place: int, bit: int) -> None:
    old, size = pair
    proof = consistency_proof(old, size, STORE.node)
    before, after = ROOTS[old], ROOTS[size]
    forged = [(old, size, before, after, wrong) for wrong in mutations(proof, place, bit)]
    forged += [(old, size, before, after, []), (old, size, after, before, proof)]
    forged += [(old, size, OTHER, after, proof), (old, size, before, OTHER, proof)]
    forged += [(size, old, before, after, proof), (-old, size, before, after, proof)]
    forged += [(0, size, before, after, proof), (0, size, EMPTY_ROOT, after, proof)]
    forged += [(old, size, before[:31], after, proof), (old, size, before, after + b"\0", proof)]
    for case in forged:
        with pytest.raises(ProofFailed):
            verify_consistency(*case)


@given(pairs.filter(lambda pair: pair[0] > 0), st.data())
def test_an_edited_leaf_breaks_every_later_head(pair: tuple[int, int], data: st.DataObject) -> None:
    old, size = pair
    leaves = LEAVES[:size]
    leaves[data.draw(st.integers(0, old - 1))] = OTHER
    edited = Store(leaves)
    assert root_at(old, edited.node) != ROOTS[old]
    proof = consistency_proof(old, size, edited.node)
    with pytest.raises(ProofFailed):
        verify_consistency(old, size, ROOTS[old], root(leaves), proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3), (4, 3)])
def test_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ProofFailed):
        inclusion_proof(index, size, STORE.node)


@pytest.mark.parametrize(("old", "size"), [(-1, 3), (4, 3)])
def test_no_proof_from_a_tree_that_is_not_earlier(old: int, size: int) -> None:
    with pytest.raises(ProofFailed):
        consistency_proof(old, size, STORE.node)


def test_a_negative_size_is_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        root_at(-1, STORE.node)
    with pytest.raises(ValueError, match="negative"):
        completed(-1, OTHER, STORE.node)
