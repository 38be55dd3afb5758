"""When two entries look like one household: one rule for form, edit and import."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ubudehe.language.names import fold

_LEAST_WORDS = 2


class CaseState(StrEnum):
    """Nobody said yet whether two entries are one household; they are, and one must end; or not."""

    OPEN = "open"
    SAME = "same"
    DISTINCT = "distinct"


@dataclass(frozen=True)
class Traits:
    """What is compared; `name` is `in_any_order` of it, «» where nobody knows the head.

    `origin` is the village people say they came from; an `isibo` that folds to nothing is unknown.
    """

    village: str
    name: str
    phone: str | None
    members: int
    origin: str | None = None
    isibo: str = ""


@dataclass(frozen=True)
class KnownHousehold:
    """A household that is registered: how it is compared, and its number in its village."""

    traits: Traits
    number: int


def signs(new: Traits, known: Traits) -> tuple[str, ...]:
    """Return in what two entries agree.

    «name» (the same words in any order), «part» (one name is a part of the other), «phone», «size»
    (within one person), «isibo» (of one village: the same, or not known of one), «origin».
    """
    found = {
        "name": bool(new.name) and new.name == known.name,
        "part": _part(new.name, known.name),
        "phone": new.phone is not None and new.phone == known.phone,
        "size": abs(new.members - known.members) <= 1,
        "isibo": new.village == known.village and _same_isibo(new.isibo, known.isibo),
        "origin": new.origin == known.village,
    }
    return tuple(sign for sign, holds in found.items() if holds)


def look_alike(found: Iterable[str]) -> bool:
    """Tell whether these signs are enough to ask.

    Names repeat and phones are shared, so one of them alone says nothing: the name, or a part of
    it, must go with the phone; the name with the village they came from, or with isibo and size;
    the phone with the size and the origin.
    """
    sure = (
        {"name", "phone"},
        {"part", "phone"},
        {"name", "origin"},
        {"name", "isibo", "size"},
        {"phone", "size", "origin"},
    )
    agree = set(found)
    return any(need <= agree for need in sure)


def _part(one: str, other: str) -> bool:
    first, second = set(one.split()), set(other.split())
    least = min(len(first), len(second))
    return first != second and least >= _LEAST_WORDS and (first < second or second < first)


def _same_isibo(one: str, other: str) -> bool:
    first, second = fold(one), fold(other)
    return first == second or not first or not second
