"""Canonical bytes of an event: RFC 8785 (JCS), with whole numbers and NFC text only."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import cast

import rfc8785

MAX_ENTRY = 65_535
"""Bytes: an entry bundle of C2SP tlog-tiles gives each entry a 16-bit length."""
_MAX_INTEGER = 2**53 - 1
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Every control character (Unicode Cc) but LF, and halves of a surrogate pair."""


class NotCanonical(ValueError):
    """A value that has no canonical bytes here, or bytes that are not canonical."""


def canonical(event: Mapping[str, object]) -> bytes:
    """Return the canonical bytes of `event`; NotCanonical if it cannot be a public event."""
    data = canonical_value(dict(event))
    if len(data) > MAX_ENTRY:
        raise NotCanonical(f"an event of {len(data)} bytes")
    return data


def canonical_value(value: object) -> bytes:
    """Return the canonical bytes of any JSON value under the same rules."""
    try:
        _check(value)
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise NotCanonical(str(error)) from error


def parse(data: bytes) -> dict[str, object]:
    """Return the event whose canonical bytes are exactly `data`; NotCanonical otherwise."""
    if len(data) > MAX_ENTRY:
        raise NotCanonical(f"an event of {len(data)} bytes")
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(str(error)) from error
    if not isinstance(value, dict) or canonical(value) != data:
        raise NotCanonical("not the canonical bytes of an object")
    return cast("dict[str, object]", value)


def _distinct(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise NotCanonical(f"the key {key!r} stands twice")
        found[key] = value
    return found


def _check(value: object) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > _MAX_INTEGER:
            raise NotCanonical("a whole number beyond 2^53-1")
    elif isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotCanonical("a key that is not text")
            _check_text(key)
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        raise NotCanonical(f"a {type(value).__name__}")


def _check_text(text: str) -> None:
    if _FORBIDDEN.search(text):
        raise NotCanonical("a control character or half a character")
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("text that is not NFC")
