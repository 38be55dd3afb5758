"""Voting cards: codes that are stored nowhere, and a box that nobody can look into by name.

A card's code is made from the vote's secret key and the card's number, printed, and forgotten. A
ballot lies under a keyed hash of the code, so its holder can replace it and nobody else find it.
Once the vote is closed the key is destroyed.
"""

import hashlib
import hmac
from collections.abc import Callable

from ubudehe.language.codes import make_code


def card_code(key: bytes, number: int) -> str:
    """Return the code of card `number` (from 0) of the vote with this secret key."""
    return make_code(key, b"card" + number.to_bytes(4, "big"))


def is_card(key: bytes, cards: int, code: str) -> bool:
    """Tell whether `code` is one of the first `cards` cards of this key."""
    found = False
    for number in range(cards):
        found |= hmac.compare_digest(card_code(key, number), code)
    return found


def ballot_place(key: bytes, code: str) -> str:
    """Return where the ballot of `code` lies: a keyed hash that names no card and no voter."""
    return hmac.new(key, b"box" + code.encode(), hashlib.sha256).hexdigest()


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
