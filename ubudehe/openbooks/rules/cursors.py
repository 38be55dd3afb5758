"""Cursors: where a list goes on, as a text that says nothing to whoever holds it.

A cursor names the last thing that was read, not how many came before it: so nothing comes twice
and nothing is left out while a list grows.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = tuple[int | str, ...]
_LONGEST = 300
_TOO_LARGE = 2**53
"""No key is; databases hold no more than 2^63."""
T = TypeVar("T")


class BadCursor(ValueError):
    """A text that is no cursor, or that of another list."""


@dataclass(frozen=True)
class PartOfList(Generic[T]):
    """Some things of a list, and the key of the last of them; `more` tells whether others follow.

    Where nothing is left to read the key stays, so that what is added later can be asked for.
    """

    items: tuple[T, ...]
    last: Key | None
    more: bool


def name_of_list(path: str, asked: Mapping[str, object]) -> str:
    """Return the name of a list: an address with what narrows it down."""
    said = json.dumps([path, sorted((name, str(value)) for name, value in asked.items())])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def write_cursor(name: str, key: Key) -> str:
    """Return the cursor of the list `name` behind the thing of this key."""
    told = json.dumps([name, *key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


def read_cursor(name: str, text: str, like: Sequence[type]) -> Key:
    """Return the key that a cursor of the list `name` holds; BadCursor unless it is of that form.

    >>> read_cursor("a", write_cursor("a", (7, "x")), (int, str))
    (7, 'x')
    """
    if len(text) > _LONGEST:
        raise BadCursor(text[:40])
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        told = json.loads(base64.b64decode(padded, b"-_", validate=True))
    except (binascii.Error, UnicodeError, ValueError, RecursionError) as wrong:
        raise BadCursor(text[:40]) from wrong
    if not isinstance(told, list) or len(told) != len(like) + 1 or told[0] != name:
        raise BadCursor(text[:40])
    key = tuple(told[1:])
    if any(type(one) is not kind for one, kind in zip(key, like, strict=True)):
        raise BadCursor(text[:40])
    if any(isinstance(one, int) and not 0 <= one < _TOO_LARGE for one in key):
        raise BadCursor(text[:40])
    return key


def part_after(
    things: Sequence[T], key: Callable[[T], Key], last: Key | None, most: int
) -> PartOfList[T]:
    """Return the first `most` of the things whose key lies behind `last`, in the order of keys."""
    rest = sorted((one for one in things if last is None or key(one) > last), key=key)
    return part_of_rest(rest, key, last, most)


def part_of_rest(
    rest: Sequence[T], key: Callable[[T], Key], last: Key | None, most: int
) -> PartOfList[T]:
    """Return the first `most` of what lies behind `last`; one more tells that others follow."""
    items = tuple(rest[:most])
    return PartOfList(items, key(items[-1]) if items else last, len(rest) > most)
