"""Sentences with the values that stand in them, not yet said in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Value:
    """A value in a sentence; `kind` tells how it is written.

    «number», «money» (minor units of the country's currency), «day» (YYYY-MM-DD), «month»
    (YYYY-MM), «list» (of texts), «scheme» (of categories, with its version: «2020/1»), «text»; any
    other kind is a table of words, and the value is a code of it, or several.
    """

    kind: str
    value: int | str | tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A message of the catalogue, and the value of each of its places."""

    message: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def plain(self) -> dict[str, object]:
        """Return it as JSON values, as it is committed to."""
        given = {name: one.value for name, one in self.values.items()}
        held = {n: list(v) if isinstance(v, tuple) else v for n, v in given.items()}
        return {"text": self.message, "values": held}


def number(value: int) -> Value:
    """Return a whole number."""
    return Value("number", value)


def money(value: int) -> Value:
    """Return an amount in minor units of the country's currency."""
    return Value("money", value)


def text(value: str) -> Value:
    """Return what somebody wrote, as it is."""
    return Value("text", value)


def listed(values: list[str]) -> Value:
    """Return several texts, said as «a, b and c»."""
    return Value("list", tuple(values))
