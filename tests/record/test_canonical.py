"""Canonical bytes of events: what has them, what has none, and that they read back."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.record.json_values import events
from ubudehe.record.rules.canonical import MAX_ENTRY, NotCanonical, canonical, parse


@given(events)
def test_events_read_back(event: dict[str, object]) -> None:
    data = canonical(event)
    assert parse(data) == event
    assert canonical(parse(data)) == data
    assert json.loads(data) == event


@given(events, st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(event: dict[str, object], chance: object) -> None:
    keys = list(event)
    chance.shuffle(keys)  # type: ignore[attr-defined]
    assert canonical({key: event[key] for key in keys}) == canonical(event)


def test_known_bytes() -> None:
    event = {"v": 1, "t": 'é\n"', "\U00010000": [], "\ue000": {}, "n": [-5, True, None]}
    expected = '{"n":[-5,true,null],"t":"é\\n\\"","v":1,"\U00010000":[],"\ue000":{}}'
    assert canonical(event) == expected.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        -0.0,
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        10**4000,
        Decimal(1),
        b"bytes",
        {1, 2},
        {1: "key"},
        {None: "key"},
        [{"deep": [0.5]}],
        "e\u0301",
        "\ud800",
        "\udfff x",
        "\x00",
        "\t",
        "\r\n",
        "\x1f",
        "\x7f",
        "\x85",
        "\x9f",
        {"e\u0301": 1},
        {"\r": 1},
        {"\ud800": 1},
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_what_has_no_canonical_bytes(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"x": value})


@given(st.floats())
def test_no_float_at_all(value: float) -> None:
    with pytest.raises(NotCanonical):
        canonical({"x": [value]})


@given(st.text())
def test_any_text_is_taken_as_it_is_or_refused(text: str) -> None:
    try:
        data = canonical({"x": text})
    except NotCanonical:
        return
    assert parse(data) == {"x": text}


def test_the_largest_event() -> None:
    room = MAX_ENTRY - len('{"x":""}')
    data = canonical({"x": "a" * room})
    assert len(data) == 65_535
    assert parse(data) == {"x": "a" * room}
    with pytest.raises(NotCanonical):
        canonical({"x": "a" * (room + 1)})
    with pytest.raises(NotCanonical):
        canonical({"x": "é" * (room // 2 + 1)})
    with pytest.raises(NotCanonical):
        parse(b'{"x":"' + b"a" * (room + 1) + b'"}')


def test_nesting_without_end_is_refused() -> None:
    deep: list[object] = []
    for _ in range(20_000):
        deep = [deep]
    with pytest.raises(NotCanonical):
        canonical({"x": deep})


@pytest.mark.parametrize("depth", [300, 900, 990, 1_000, 20_000])
def test_nested_bytes_are_read_or_refused(depth: int) -> None:
    data = b'{"x":' + b"[" * depth + b"]" * depth + b"}"
    try:
        parse(data)
    except NotCanonical:
        assert depth > 300


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{}\n",
        b" {}",
        b"{} {}",
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"x":{"a":1,"a":1}}',
        b'{"a":1,"\\u0061":1}',
        b'{"\\u0061":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":9007199254740992}',
        b'{"a":' + b"1" * 5000 + b"}",
        b'{"a":"\\/"}',
        b'{"a":"\\t"}',
        b'{"a":"\t"}',
        b'{"a":"\n"}',
        b'{"a":"\\u000a"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\ud83d\\ude00"}',
        b'{"a":"\xff"}',
        b'{"a":"\xc0\xaf"}',
        b'{"a":"\xed\xa0\x80"}',
        b'\xef\xbb\xbf{"a":1}',
        '{"a":1}'.encode("utf-16"),
        '{"a":"e\u0301"}'.encode(),
        b"{'a':1}",
        b'{"a":1,}',
        b'{"a":1',
    ],
    ids=lambda data: ascii(data)[:30],
)
def test_bytes_that_are_not_canonical(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(data)


@given(st.binary(max_size=60))
def test_noise_is_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(b"{" + data + b"]")


@given(events, st.integers(0, 10_000), st.integers(0, 255))
def test_one_changed_byte_is_refused_or_another_event(
    event: dict[str, object], place: int, byte: int
) -> None:
    data = bytearray(canonical(event))
    data[place % len(data)] = byte
    try:
        read = parse(bytes(data))
    except NotCanonical:
        return
    assert canonical(read) == bytes(data)
