"""Voting cards: codes that are stored nowhere, and a box that nobody can look into by name.

A card's code is made from the vote's secret key and the card's number, printed, and forgotten. A
ballot lies under a keyed hash of the code, so its holder can replace it and nobody else find it.
Once the vote is closed the key is destroyed. Codes are Crockford base32: 50 bits and a check
symbol, easy to read aloud (https://www.crockford.com/base32.html).
"""

import hashlib
import hmac
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = ALPHABET + "*~$=U"
_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SIGNS = 10


def card_code(key: bytes, number: int) -> str:
    """Return the code of card `number` (from 0) of the vote with this secret key."""
    raw = hmac.new(key, b"card" + number.to_bytes(4, "big"), hashlib.sha256).digest()
    value = int.from_bytes(raw[:7], "big") >> 6
    signs = "".join(ALPHABET[(value >> 5 * place) & 31] for place in reversed(range(_SIGNS)))
    return signs + _CHECKS[value % 37]


def read_code(text: str) -> str | None:
    """Return the code that `text` means, blanks, hyphens and case aside; None if it is none."""
    plain = "".join(text.split()).replace("-", "").upper()
    signs, check = plain[:_SIGNS].translate(_LIKE), plain[_SIGNS:].translate(_LIKE)
    if len(signs) != _SIGNS or len(check) != 1 or not set(signs) <= set(ALPHABET):
        return None
    value = 0
    for sign in signs:
        value = value * 32 + ALPHABET.index(sign)
    return signs + check if _CHECKS[value % 37] == check else None


def spaced(code: str) -> str:
    """Return a code in groups that are easy to read: «ABCD-EFGH-JKM»."""
    return "-".join((code[:4], code[4:8], code[8:]))


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
