"""Which part of a grant paid what: the money that came first is spent first."""

from collections.abc import Sequence


def paid_by_parts(came: Sequence[int], paid: Sequence[int]) -> list[list[tuple[int, int]]]:
    """Return, for each part that came, (which payment, how much of it) in the order of payments.

    Both are minor units in the order of time. A payment below zero gives back what was taken last.
    What is paid beyond all parts counts with the last one; without any part, nothing is told.
    """
    told: list[list[tuple[int, int]]] = [[] for _ in came]
    used = [0] * len(came)
    at = 0
    for which, amount in enumerate(paid):
        open_ = amount if came else 0
        while open_ > 0:
            free = open_ if at == len(came) - 1 else max(came[at] - used[at], 0)
            taken = min(open_, free)
            open_ -= taken
            _tell(told, used, at, which, taken)
            at += bool(open_)
        while open_ < 0:
            given = max(open_, -used[at]) if at else open_
            open_ -= given
            _tell(told, used, at, which, given)
            at -= bool(open_)
    return told


def _tell(
    told: list[list[tuple[int, int]]], used: list[int], at: int, which: int, amount: int
) -> None:
    if amount:
        told[at].append((which, amount))
        used[at] += amount
