"""Which PINs are too easy to guess."""

import itertools

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal

MIN_PIN = 6
MAX_PIN = 128


def is_weak_pin(secret: str, phone: str) -> bool:
    """Tell whether `secret` is too short or among the first that anyone would guess.

    Short, one repeated sign, a run up or down, a repeated half, or a part of the phone number.
    """
    if len(secret) < MIN_PIN or len(set(secret)) < 3 or secret in phone:
        return True
    if not secret.isdigit():
        return False
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(secret)}
    half = len(secret) // 2
    return steps in ({1}, {9}) or secret[:half] * 2 == secret


def refuse_weak(pin: str, phone: str, field: str = "pin") -> None:
    """Raise Refusal, at the form's `field`, for a PIN that anyone would guess."""
    if is_weak_pin(pin, phone):
        raise Refusal(
            N_("This PIN is easy to guess. Take six digits or more that are not in a row."), field
        )
