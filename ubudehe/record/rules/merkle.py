"""The hash tree of RFC 9162 §2.1: roots and proofs, each in O(log n) stored hashes.

A node (level, index) is complete when all 2^level leaves under it exist. Only complete nodes are
kept; they never change. `node(level, index)` reads one of them.
"""

import hashlib
from collections.abc import Callable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32
ReadNode = Callable[[int, int], bytes]


class ProofFailed(ValueError):
    """A proof that does not prove what it claims."""


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over all leaf hashes, from scratch in O(n)."""
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        level, top = 0, leaf
        while stack and stack[-1][0] == level:
            top = node_hash(stack.pop()[1], top)
            level += 1
        stack.append((level, top))
    if not stack:
        return EMPTY_ROOT
    top = stack.pop()[1]
    while stack:
        top = node_hash(stack.pop()[1], top)
    return top


def completed(size: int, leaf: bytes, node: ReadNode) -> list[tuple[int, int, bytes]]:
    """Return the (level, index, hash) of all nodes that leaf number `size` (from 0) completes."""
    if size < 0:
        raise ValueError("a tree has no negative size")
    found = [(0, size, leaf)]
    level, index, top = 0, size, leaf
    while index % 2 == 1:
        top = node_hash(node(level, index - 1), top)
        level, index = level + 1, index // 2
        found.append((level, index, top))
    return found


def peaks(size: int) -> list[tuple[int, int]]:
    """Return (level, index) of the largest complete nodes over `size` leaves, from left to right.

    The root of so many leaves is made of them, and so is every node that the next leaf completes.
    """
    if size < 0:
        raise ValueError("a tree has no negative size")
    levels = range(size.bit_length() - 1, -1, -1)
    return [(level, (size >> level) - 1) for level in levels if size >> level & 1]


def root_at(size: int, node: ReadNode) -> bytes:
    """Return the root of the first `size` leaves of a tree that has at least so many."""
    tops = [node(level, index) for level, index in peaks(size)]
    if not tops:
        return EMPTY_ROOT
    top = tops.pop()
    while tops:
        top = node_hash(tops.pop(), top)
    return top


def inclusion_proof(index: int, size: int, node: ReadNode) -> list[bytes]:
    """Return PATH(index, D[size]); ProofFailed unless index < size."""
    if not 0 <= index < size:
        raise ProofFailed("no such leaf in this tree")
    return _path(index, 0, size, node)


def consistency_proof(old: int, size: int, node: ReadNode) -> list[bytes]:
    """Return PROOF(old, D[size]); ProofFailed unless 0 <= old <= size. Empty for old 0 or size."""
    if not 0 <= old <= size:
        raise ProofFailed("the old tree is not smaller")
    return _subproof(old, 0, size, True, node) if old not in (0, size) else []


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected: bytes
) -> None:
    """Raise ProofFailed unless `leaf` is number `index` under root `expected` (9162 §2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofFailed("no such leaf in this tree")
    _check_lengths([leaf, expected, *proof])
    first, last, top = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise ProofFailed("the proof is too long")
        if first % 2 == 1 or first == last:
            top = node_hash(step, top)
            while first % 2 == 0 and first:
                first, last = first >> 1, last >> 1
        else:
            top = node_hash(top, step)
        first, last = first >> 1, last >> 1
    if last != 0 or top != expected:
        raise ProofFailed("the leaf is not under this root")


def verify_consistency(
    old: int, size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise ProofFailed unless the tree `size` begins with the tree `old` (9162 §2.1.4.2).

    Nothing is proved about an empty old tree but that its root is the empty root, as the C2SP
    witness protocol has it.
    """
    _check_lengths([old_root, new_root, *proof])
    if not 0 <= old <= size:
        raise ProofFailed("the old tree is not smaller")
    if old == 0 and old_root != EMPTY_ROOT:
        raise ProofFailed("an empty tree has another root")
    if old in (0, size):
        if proof or (old == size and old_root != new_root):
            raise ProofFailed("the trees differ")
        return
    _verify_growth(old, size, old_root, new_root, proof)


def _verify_growth(
    old: int, size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    steps = list(proof)
    if not steps:
        raise ProofFailed("the proof is empty")
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    first, last = old - 1, size - 1
    while first % 2 == 1:
        first, last = first >> 1, last >> 1
    old_top = new_top = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofFailed("the proof is too long")
        if first % 2 == 1 or first == last:
            old_top, new_top = node_hash(step, old_top), node_hash(step, new_top)
            while first % 2 == 0 and first:
                first, last = first >> 1, last >> 1
        else:
            new_top = node_hash(new_top, step)
        first, last = first >> 1, last >> 1
    if last != 0 or old_top != old_root or new_top != new_root:
        raise ProofFailed("the trees differ")


def _check_lengths(hashes: Sequence[bytes]) -> None:
    if any(len(value) != HASH_BYTES for value in hashes):
        raise ProofFailed("a hash has the wrong length")


def _split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(start: int, size: int, node: ReadNode) -> bytes:
    """Return the hash over `size` leaves from `start`, which is a multiple of what they fill."""
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    left = _split(size)
    return node_hash(_subtree(start, left, node), _subtree(start + left, size - left, node))


def _path(index: int, start: int, size: int, node: ReadNode) -> list[bytes]:
    if size == 1:
        return []
    left = _split(size)
    if index < left:
        return [*_path(index, start, left, node), _subtree(start + left, size - left, node)]
    right = _path(index - left, start + left, size - left, node)
    return [*right, _subtree(start, left, node)]


def _subproof(old: int, start: int, size: int, whole: bool, node: ReadNode) -> list[bytes]:
    if old == size:
        return [] if whole else [_subtree(start, size, node)]
    left = _split(size)
    if old <= left:
        inner = _subproof(old, start, left, whole, node)
        return [*inner, _subtree(start + left, size - left, node)]
    inner = _subproof(old - left, start + left, size - left, False, node)
    return [*inner, _subtree(start, left, node)]
