"""Drawing lots, without bias."""

from collections.abc import Callable


def draw_lot(count: int, entropy: Callable[[int], bytes]) -> list[int]:
    """Return the numbers 0 to count-1 in an order drawn by lot (Fisher-Yates, without bias)."""
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        chosen = _below(last + 1, entropy)
        order[last], order[chosen] = order[chosen], order[last]
    return order


def _below(limit: int, entropy: Callable[[int], bytes]) -> int:
    most = (1 << 64) // limit * limit
    while True:
        drawn = int.from_bytes(entropy(8), "big")
        if drawn < most:
            return drawn % limit
