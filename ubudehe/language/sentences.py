"""Sentences with the values that stand in them, not yet said in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Value:
    """A value in a sentence; `kind` tells how it is written.

    «number», «money» (minor units of the country's currency), «day» (YYYY-MM-DD), «moment» (a day
    with its time), «month» (YYYY-MM), «list» (of texts), «scheme» (of categories, with its version:
    «2020/1»), «text»; any other kind is a table of words, and the value a code of it, or several.
    """

    kind: str
    value: int | str | tuple[str, ...]
    lang: str = ""
    """The language of a text that somebody wrote (ISO 639-1), where it is known."""


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


@dataclass(frozen=True)
class Milestone:
    """A step in the life of something: «done», «now» or «next», and what stands below it."""

    state: str
    said: Sentence
    below: str = ""


def number(value: int) -> Value:
    """Return a whole number."""
    return Value("number", value)


def money(value: int) -> Value:
    """Return an amount in minor units of the country's currency."""
    return Value("money", value)


def text(value: str, lang: str = "") -> Value:
    """Return what somebody wrote, as it is, and in which language if that is known."""
    return Value("text", value, lang)


def day(value: date) -> Value:
    """Return a day."""
    return Value("day", value.isoformat())


def moment(value: datetime) -> Value:
    """Return a day with its time, which is told on the country's clock."""
    return Value("moment", value.isoformat())


def listed(values: list[str]) -> Value:
    """Return several texts, said as «a, b and c»."""
    return Value("list", tuple(values))
