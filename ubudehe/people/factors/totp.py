"""Codes that change with time (RFC 6238: SHA-1, six digits, steps of 30 seconds)."""

import hmac
import unicodedata
from datetime import datetime

import pyotp

DIGITS = 6
_SECONDS = 30
_NEAR = 1
"""Steps that the clock of a phone may be off, either way."""
_ISSUER = "Ubudehe"


def step_of(now: datetime) -> int:
    """Return the number of the step at a moment."""
    return int(now.timestamp()) // _SECONDS


def code_at(secret: str, step: int) -> str:
    """Return the code of a step; `secret` is base32."""
    return pyotp.HOTP(secret, digits=DIGITS).at(step)


def step_shown(secret: str, typed: str, now: datetime, last: int) -> int | None:
    """Return the step of which `typed` is the code; None where it is of none that still counts.

    Those count that are near `now` and later than the step `last`, which was used.
    """
    found = None
    for step in range(step_of(now) - _NEAR, step_of(now) + _NEAR + 1):
        if hmac.compare_digest(code_at(secret, step), typed) and step > last:
            found = step
    return found


def digits_of(typed: str) -> str:
    """Return the digits of what was typed, in ASCII, whatever splits them."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(str(unicodedata.decimal(sign)) for sign in plain if sign.isdecimal())


def address_of(secret: str, name: str) -> str:
    """Return the otpauth address that apps read from a QR picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)
