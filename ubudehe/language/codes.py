"""Codes that people type from paper, say on the phone or key into a menu: digits in threes.

Sixteen digits carry 53 bits of a keyed hash. The last two check them by ISO/IEC 7064, MOD 97-10:
they catch every single wrong digit and every two digits that changed places, neighbours or not
(10 to any power below 96 is never 1 modulo 97). People here know longer numbers from electricity
vouchers.

Codes printed before were ten letters and digits with a check symbol (Crockford's base32,
https://www.crockford.com/base32.html); they are read for as long as their papers live.
"""

import hashlib
import hmac
import unicodedata

_DIGITS, _CHECK = 16, 2
_GROUP = 3
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTER_CHECKS = _LETTERS + "*~$=U"
_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SIGNS = 10


def make_code(key: bytes, about: bytes) -> str:
    """Return the code that `key` makes of `about`: 18 digits, the last two a check."""
    payload = f"{_hashed(key, about) % 10**_DIGITS:0{_DIGITS}d}"
    return payload + f"{98 - int(payload) * 100 % 97:0{_CHECK}d}"


def make_letters(key: bytes, about: bytes) -> str:
    """Return the code that older versions made of `about`: 50 bits, and a check symbol."""
    value = _hashed(key, about) >> 14
    signs = "".join(_LETTERS[(value >> 5 * place) & 31] for place in reversed(range(_SIGNS)))
    return signs + _LETTER_CHECKS[value % 37]


def _hashed(key: bytes, about: bytes) -> int:
    return int.from_bytes(hmac.new(key, about, hashlib.sha256).digest()[:8], "big")


def read_code(text: str) -> str | None:
    """Return the code that `text` means, whatever splits its groups; None if it is none."""
    plain = unicodedata.normalize("NFKC", text)
    kept = (sign for sign in plain if unicodedata.category(sign)[0] in "LN" or sign in "*~$=")
    signs = "".join(str(unicodedata.decimal(sign, sign)) for sign in kept)
    code = signs.upper().translate(_LIKE)
    if len(code) == _DIGITS + _CHECK and code.isascii() and code.isdigit():
        return code if int(code) % 97 == 1 else None
    return _read_letters(code)


def _read_letters(code: str) -> str | None:
    signs, check = code[:_SIGNS], code[_SIGNS:]
    if len(code) != _SIGNS + 1 or not set(signs) <= set(_LETTERS):
        return None
    value = 0
    for sign in signs:
        value = value * 32 + _LETTERS.index(sign)
    return code if _LETTER_CHECKS[value % 37] == check else None


def spaced(code: str) -> str:
    """Return a code in groups that are easy to read: «123 456 789 012 345 678»."""
    if not code.isdigit():
        return "-".join((code[:4], code[4:8], code[8:]))
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
