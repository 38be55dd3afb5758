"""Cursors: whatever is added between two parts of a list, nothing comes twice or is left out."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.openbooks.rules.cursors import (
    BadCursor,
    Key,
    name_of_list,
    part_after,
    read_cursor,
    write_cursor,
)

KEYS = st.tuples(st.integers(0, 10**15), st.text(max_size=40))


@given(KEYS)
def test_a_cursor_gives_back_its_key(key: Key) -> None:
    assert read_cursor("list", write_cursor("list", key), (int, str)) == key


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: base64.b64encode(b).decode()))
def test_no_other_text_is_a_cursor(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor("list", text, (int, str))


@pytest.mark.parametrize(
    ("name", "key", "like"),
    [("other", (1,), (int,)), ("list", (1,), (str,)), ("list", (1,), (int, int)),
     ("list", (True,), (int,)), ("list", ("x" * 300,), (str,)),
     ("list", (-1,), (int,)), ("list", (2**63,), (int,))],
)  # fmt: skip
def test_a_cursor_of_another_list_or_form_is_refused(
    name: str, key: Key, like: tuple[type, ...]
) -> None:
    with pytest.raises(BadCursor):
        read_cursor("list", write_cursor(name, key), like)


def test_each_question_has_a_list_of_its_own() -> None:
    told = name_of_list("/entries", {"kind": "spend", "way": "out"})
    assert told == name_of_list("/entries", {"way": "out", "kind": "spend"})
    assert len({told, name_of_list("/entries", {}), name_of_list("/grants", {})}) == 3


@given(st.lists(st.integers(1, 5), max_size=12), st.integers(1, 4))
def test_what_is_added_meanwhile_is_read_once(added: list[int], most: int) -> None:
    things, last = list(range(7)), None
    read: list[int] = []
    growing = iter(added)
    while True:
        part = part_after(things, lambda one: (one,), last, most)
        read += part.items
        last = part.last
        more = next(growing, 0)
        things += range(len(things), len(things) + more)
        if not part.more and not more:
            break
    assert read == things
