"""Trees and proofs against outside vectors; their sources stand in tests/data/merkle."""

import base64
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.record.trees import Store
from ubudehe.record.rules.merkle import (
    EMPTY_ROOT,
    ProofFailed,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    root_at,
    verify_consistency,
    verify_inclusion,
)

DATA = Path(__file__).parent.parent / "data" / "merkle"
TREE: dict[str, Any] = json.loads((DATA / "vectors.json").read_text())
CASES: dict[str, Any] = json.loads((DATA / "proofs.json").read_text())
LEAVES = [leaf_hash(bytes.fromhex(entry)) for entry in TREE["leaf_inputs_hex"]]
ROOTS = [bytes.fromhex(text) for text in TREE["roots_hex_by_size"]]

ACCEPTED_THERE_ONLY = "sizes are equal (one) and proof is empty"
"""A case whose «roots» have 12 bytes; a hash of the wrong length is refused here."""


def unhex(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in proof]


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def test_leaves_nodes_and_roots() -> None:
    assert [leaf.hex() for leaf in LEAVES] == TREE["leaf_hashes_hex"]
    assert ROOTS[0] == EMPTY_ROOT
    store = Store(LEAVES)
    for name, nodes in TREE["node_hashes_hex"].items():
        level = int(name.removeprefix("level"))
        assert [store.node(level, index).hex() for index in range(len(nodes))] == nodes
    assert len(store.nodes) == 8 + 4 + 2 + 1
    for size, expected in enumerate(ROOTS):
        assert root(LEAVES[:size]) == expected
        assert root_at(size, store.node) == expected


def test_all_36_inclusion_proofs() -> None:
    store = Store(LEAVES)
    assert len(TREE["inclusion"]) == 36
    for case in TREE["inclusion"]:
        index, size, proof = case["leaf_index"], case["tree_size"], unhex(case["proof_hex"])
        assert inclusion_proof(index, size, store.node) == proof
        verify_inclusion(index, size, LEAVES[index], proof, ROOTS[size])


def test_all_36_consistency_proofs() -> None:
    store = Store(LEAVES)
    assert len(TREE["consistency"]) == 36
    for case in TREE["consistency"]:
        old, size, proof = case["size1"], case["size2"], unhex(case["proof_hex"])
        assert consistency_proof(old, size, store.node) == proof
        verify_consistency(old, size, ROOTS[old], ROOTS[size], proof)


def test_there_are_196_cases_of_which_184_are_wrong() -> None:
    cases = CASES["inclusion"] + CASES["consistency"]
    assert (len(cases), sum(case["wantErr"] for case in cases)) == (196, 184)


@pytest.mark.parametrize("case", CASES["inclusion"], ids=lambda case: case["file"])
def test_inclusion_case(case: dict[str, Any]) -> None:
    proof = [raw(step) for step in case["proof"] or []]
    given = (case["leafIdx"], case["treeSize"], raw(case["leafHash"]), proof, raw(case["root"]))
    if case["wantErr"]:
        with pytest.raises(ProofFailed):
            verify_inclusion(*given)
    else:
        verify_inclusion(*given)


@pytest.mark.parametrize("case", CASES["consistency"], ids=lambda case: case["file"])
def test_consistency_case(case: dict[str, Any]) -> None:
    proof = [raw(step) for step in case["proof"] or []]
    given = (case["size1"], case["size2"], raw(case["root1"]), raw(case["root2"]), proof)
    if case["wantErr"] or case["desc"] == ACCEPTED_THERE_ONLY:
        with pytest.raises(ProofFailed):
            verify_consistency(*given)
    else:
        verify_consistency(*given)


def test_exactly_one_case_is_judged_otherwise_for_its_short_roots() -> None:
    (case,) = (case for case in CASES["consistency"] if case["desc"] == ACCEPTED_THERE_ONLY)
    assert not case["wantErr"]
    assert len(raw(case["root1"])) == 12


def test_an_empty_old_tree_is_judged_as_witnesses_do() -> None:
    """The vectors call an old size of 0 an error; C2SP tlog-witness asks for an empty proof."""
    for size, expected in enumerate(ROOTS):
        verify_consistency(0, size, EMPTY_ROOT, expected, [])
        for old_root, proof in ((ROOTS[1], []), (EMPTY_ROOT, [ROOTS[1]])):
            with pytest.raises(ProofFailed):
                verify_consistency(0, size, old_root, expected, proof)
    with pytest.raises(ProofFailed):
        verify_consistency(0, 0, EMPTY_ROOT, ROOTS[1], [])
    with pytest.raises(ProofFailed):
        verify_consistency(0, 0, ROOTS[1], ROOTS[1], [])


def test_node_bytes_sent_as_an_entry_do_not_verify() -> None:
    left, right = LEAVES[0], LEAVES[1]
    for entry in (left + right, b"\x01" + left + right):
        assert leaf_hash(entry) != ROOTS[2]
        with pytest.raises(ProofFailed):
            verify_inclusion(0, 1, leaf_hash(entry), [], ROOTS[2])


def test_growing_by_one_always_extends() -> None:
    store = Store(LEAVES)
    for old, size in pairwise(range(1, 9)):
        proof = consistency_proof(old, size, store.node)
        verify_consistency(old, size, ROOTS[old], ROOTS[size], proof)
