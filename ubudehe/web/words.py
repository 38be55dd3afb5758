"""How codes are said to people: each room has its own words, the app gathers them."""

from collections.abc import Mapping

from ubudehe.web.field_words import FIELD_WORDS

Words = Mapping[str, Mapping[str, str]]
"""Messages of the catalogue, by kind of code and code."""

WORDS: dict[str, dict[str, str]] = {"field": dict(FIELD_WORDS)}


def take(words: Words) -> None:
    """Let the words of a room be said; ValueError where two rooms say one code differently."""
    for kind, said in words.items():
        known = WORDS.setdefault(kind, {})
        for code, message in said.items():
            if known.setdefault(code, message) != message:
                raise ValueError(f"{kind} {code} is said in two ways")
