"""Codes that people read aloud and type: Crockford base32 with a check symbol.

Ten signs carry 50 bits; the last sign finds every single wrong sign and every swap of neighbours.
Letters that look like digits are read as those. Source: https://www.crockford.com/base32.html.
"""

import hashlib
import hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = ALPHABET + "*~$=U"
_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SIGNS = 10


def make_code(key: bytes, about: bytes) -> str:
    """Return the code that `key` makes of `about`: 50 bits of a keyed hash, and a check symbol."""
    raw = hmac.new(key, about, hashlib.sha256).digest()
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
