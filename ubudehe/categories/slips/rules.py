"""Codes of slips: made again from the act that issued them, kept only as keyed hashes.

The key lies outside the database (data/keys), so a copy of the database opens no household. A form
that is sent twice gives the same slips, since its act id is the same.
"""

import hashlib
import hmac
from uuid import UUID

from ubudehe.language.codes import make_code


def slip_code(key: bytes, act: UUID, household: UUID) -> str:
    """Return the code of the slip that the act `act` issues to a household."""
    return make_code(key, b"slip" + act.bytes + household.bytes)


def mark_of(key: bytes, code: str) -> str:
    """Return the hash under which a code is kept, in hex."""
    return hmac.new(key, b"mark" + code.encode(), hashlib.sha256).hexdigest()
