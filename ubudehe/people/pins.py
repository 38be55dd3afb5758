"""Which PINs and passphrases are too easy to guess."""

import itertools
import re
from datetime import date
from functools import cache
from pathlib import Path

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal

MIN_PIN = 8
MAX_PIN = 128
_FEW = 3
_YEARS = range(1900, 2100)
_COMMON = Path(__file__).parent / "data" / "common_pins.txt"
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def is_weak_pin(secret: str, phone: str) -> bool:
    """Tell whether `secret` is too short or among the first that anyone would guess.

    Short, of few signs, a part of the phone number, a common one (also with digits or signs around
    it); of digits also a run up or down, a repeated half, pairs, or a day.
    """
    plain = secret.casefold().strip()
    if len(plain) < MIN_PIN or len(set(plain)) <= _FEW or plain in phone:
        return True
    if plain in _common() or _AROUND.sub("", plain) in _common():
        return True
    return plain.isdecimal() and _has_a_pattern(plain)


def refuse_weak(pin: str, phone: str, field: str = "pin") -> None:
    """Raise Refusal, at the form's `field`, for a PIN that anyone would guess."""
    if is_weak_pin(pin, phone):
        raise Refusal(
            N_(
                "This PIN is easy to guess. Take eight digits or more that are no day and not in a "
                "row, or a sentence that only you know."
            ),
            field,
        )


def _has_a_pattern(digits: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(digits)}
    half = len(digits) // 2
    return (
        steps in ({1}, {9})
        or digits[:half] * 2 == digits
        or digits[::2] == digits[1::2]
        or _is_day(digits)
    )


def _is_day(digits: str) -> bool:
    """Tell whether eight digits are a day: its year first or last, day and month in any order."""
    if len(digits) != len("DDMMYYYY"):
        return False
    ways = (
        (digits[4:], digits[2:4], digits[:2]),
        (digits[4:], digits[:2], digits[2:4]),
        (digits[:4], digits[4:6], digits[6:]),
    )
    return any(_is_date(int(year), int(month), int(day)) for year, month, day in ways)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year in _YEARS
    except ValueError:
        return False


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text("ascii").split())
