"""Codes of sealed slips: made again from the act that made the slip, kept only as keyed hashes."""

import hashlib
import hmac
from uuid import UUID

from ubudehe.language.codes import make_code

DAYS = 14
"""How many days after it was made a slip opens its account."""


def code_of_slip(key: bytes, act: UUID) -> str:
    """Return the code of the slip that the act `act` makes."""
    return make_code(key, b"sealed" + act.bytes)


def mark_of_slip(key: bytes, code: str) -> str:
    """Return the hash under which a code is kept, in hex."""
    return hmac.new(key, b"sealed mark" + code.encode(), hashlib.sha256).hexdigest()
