"""Trees for tests: the definitions of RFC 9162 word for word, and a store of complete nodes."""

import hashlib

from ubudehe.record.rules.merkle import completed


def hashes(size: int) -> list[bytes]:
    """Return `size` distinct leaf hashes."""
    return [hashlib.sha256(b"\x00" + str(number).encode()).digest() for number in range(size)]


def mth(leaves: list[bytes]) -> bytes:
    """MTH(D) of RFC 9162 §2.1.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _largest_power_below(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D) of RFC 9162 §2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = _largest_power_below(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], b: bool) -> list[bytes]:
    """SUBPROOF(m, D, b) of RFC 9162 §2.1.4.1; PROOF(m, D) has b true."""
    if m == len(leaves):
        return [] if b else [mth(leaves)]
    k = _largest_power_below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], b), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def _largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


class Store:
    """Complete nodes as a record keeps them, each written once; counts how many were read."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.reads = 0
        for number, leaf in enumerate(leaves):
            self.add(number, leaf)

    def add(self, number: int, leaf: bytes) -> None:
        """Append one leaf."""
        for level, index, node in completed(number, leaf, self.node):
            assert (level, index) not in self.nodes
            self.nodes[level, index] = node

    def node(self, level: int, index: int) -> bytes:
        """Read one node; KeyError unless it is complete."""
        self.reads += 1
        return self.nodes[level, index]
