"""Names of fields that mean the same: one of them would win, and nobody would know which.

A row of a table of fields is named by a key behind a dot: a number, an identity, a text. Each can
be written in several ways, and what reads the form takes them for one key.
"""

import unicodedata
from collections.abc import Collection, Iterable
from uuid import UUID

_LONGEST = 60
"""Longer keys are no number and no identity."""


def said_twice(sent: Iterable[tuple[str, str]], single: Collection[str]) -> str | None:
    """Return the first field that came twice with different values, in whatever spelling.

    `single` are the fields with one value, or one for each of their keys.
    """
    said: dict[str, tuple[str, str]] = {}
    for name, value in sent:
        start, dot, key = name.partition(".")
        before, held = said.setdefault(f"{start}{dot}{usual_key(key)}", (name, value))
        if held != value and (before != name or start in single):
            return name
    return None


def usual_key(key: str) -> str:
    """Return a key as all its spellings mean it: «٠١» and «1», an identity in any letters."""
    shown = "".join(
        sign for sign in unicodedata.normalize("NFC", key) if unicodedata.category(sign) != "Cf"
    )
    plain = " ".join(shown.split())
    if len(plain) > _LONGEST:
        return plain
    if plain.isdecimal():
        return str(int(plain))
    try:
        return str(UUID(plain))
    except ValueError:
        return plain
