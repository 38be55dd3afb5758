"""Canonical bytes of an event: RFC 8785 (JCS), with whole numbers and NFC text only."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, cast

MAX_ENTRY = 65_535
"""Bytes: an entry bundle of C2SP tlog-tiles gives each entry a 16-bit length."""
_MAX_INTEGER = 2**53 - 1
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Every control character (Unicode Cc) but LF, and halves of a surrogate pair."""
_LONG_NUMBER = re.compile("[0-9]{16}")
_TO_KINDS = bytes(
    ord("0") if chr(byte).isdecimal() else ord(":") if chr(byte) in ":,[" else byte
    for byte in range(256)
)
"""Makes every digit a 0, and every sign before a value a colon."""
_LONG_VALUES = (b":" + b"0" * 16, b":-" + b"0" * 16)
"""A long number where a value may stand: seldom within a text, never missed."""
_BELOW_SURROGATES = bytes(range(0xEE))
"""What UTF-8 writes before U+E000 is made of these bytes."""
_FIRST_AFTER_SURROGATES = "\ue000"
"""Below it, the order of code points that Python sorts by is the order of UTF-16 units."""


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
        return written(value)
    except RecursionError as error:
        raise NotCanonical(str(error)) from error


def parse(data: bytes) -> dict[str, object]:
    """Return the event whose canonical bytes are exactly `data`; NotCanonical otherwise."""
    if len(data) > MAX_ENTRY:
        raise NotCanonical(f"an event of {len(data)} bytes")
    try:
        text = data.decode("utf-8")
        value = _read(text)
        if not isinstance(value, dict) or written(value) != data:
            raise NotCanonical("not the canonical bytes of an object")
        if not _is_plainly_fit(text):
            _check(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(str(error)) from error
    return cast("dict[str, object]", value)


def parse_many(entries: Sequence[bytes]) -> list[dict[str, object] | NotCanonical]:
    """Return what `parse` returns or raises for each entry; several times faster on good ones.

    The entries are written again as one list. That is as strict as one by one: each entry was
    read to its last sign, and an object's text tells by itself where it ends.
    """
    read = _read_plainly(entries)
    if read is not None:
        values, whole = read
        if _encode_read(values) == whole:
            return [*values]
    return [_parsed(entry) for entry in entries]


def read_many(entries: Sequence[bytes]) -> list[dict[str, object] | NotCanonical]:
    """Return what `parse_many` does, or, where all values are plainly fit, what JSON reads.

    Then white space, the order of keys and keys that come twice are still to be looked at: for
    whoever asks more of the bytes anyway, and so need not have them written again.
    """
    read = _read_plainly(entries)
    return [_parsed(entry) for entry in entries] if read is None else [*read[0]]


def _read_plainly(entries: Sequence[bytes]) -> tuple[list[dict[str, object]], str] | None:
    """Return the values, and the text of a list of them, if all are plainly fit."""
    values: list[dict[str, object]] = []
    read, keep = _read_first, values.append
    try:
        texts = [entry.decode("utf-8") for entry in entries]
        for text in texts:
            value, end = read(text, 0)
            if end != len(text) or type(value) is not dict:
                return None
            keep(value)
    except (ValueError, RecursionError, StopIteration):
        return None
    whole = f"[{','.join(texts)}]"
    return (values, whole) if _is_all_plainly_fit(entries, whole) else None


def _is_all_plainly_fit(entries: Sequence[bytes], whole: str) -> bool:
    """Tell whether quick looks show that every value is fit; it may say no to one that is.

    The other control characters of ASCII do not stand in a JSON string as they are.
    """
    joined = b",".join(entries)
    kinds = joined.translate(_TO_KINDS)
    if "\\" in whole or any(number in kinds for number in _LONG_VALUES):
        return False
    if max(map(len, entries), default=0) > MAX_ENTRY:
        return False
    if whole.isascii():
        return b"\x7f" not in joined
    return (
        whole.isprintable()
        and not joined.translate(None, _BELOW_SURROGATES)
        and unicodedata.is_normalized("NFC", whole)
    )


def _parsed(entry: bytes) -> dict[str, object] | NotCanonical:
    try:
        return parse(entry)
    except NotCanonical as error:
        return error


def written(value: object) -> bytes:
    """Return the RFC 8785 bytes of a fit value: what `json` writes, keys in UTF-16 order."""
    text = _encode(value)
    if not text.isascii() and max(text) >= _FIRST_AFTER_SURROGATES:
        text = _encode_in_order(_in_order(value))
    return text.encode("utf-8", "surrogatepass")


def _refuse_number(text: str) -> NoReturn:
    raise NotCanonical(f"the number {text[:20]}")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_encode_read = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False
).encode
"""For what was just read, which cannot hold itself."""
_encode_in_order = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decoder = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number)
_read = _decoder.decode
_read_first: Callable[[str, int], tuple[object, int]] = _decoder.scan_once  # type: ignore[attr-defined]
"""What `decode` calls: without looking for white space around the value."""


def _in_order(value: object) -> object:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _in_order(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_in_order(inner) for inner in value]
    return value


def _is_plainly_fit(text: str) -> bool:
    """Tell whether one look at the whole JSON text shows that every value in it is fit.

    It may say no to text that is fit (a long number in a string, an accent after an escape);
    then each value is looked at.
    """
    return (
        unicodedata.is_normalized("NFC", text)
        and not _FORBIDDEN.search(text)
        and "\\" not in text
        and not _LONG_NUMBER.search(text)
    )


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
