"""Lists of numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.categories.ranking.rules.typed_lists import read_order, read_piles
from ubudehe.language.refusals import Refusal

KNOWN = range(1, 31)


def test_piles_with_ranges_and_any_separators() -> None:
    found = read_piles({1: "3 7 12-15, 20", 2: "\n1;2.\n 4 - 5 ", 3: " , "}, KNOWN, "pile")
    assert [n for n, pile in found.items() if pile == 1] == [3, 7, 12, 13, 14, 15, 20]
    assert [n for n, pile in found.items() if pile == 2] == [1, 2, 4, 5]
    assert set(found.values()) == {1, 2}


def test_an_order_with_equals() -> None:
    assert read_order("3 7 = 12 15", KNOWN, "text") == {3: 1, 7: 2, 12: 2, 15: 3}
    assert read_order("5=6=7\n1-3", KNOWN, "text") == {5: 1, 6: 1, 7: 1, 1: 2, 2: 3, 3: 4}
    assert read_order("", KNOWN, "text") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("3 99", "There is no household"),
        ("3 0", "There is no household"),
        ("3 7 3", "stands here twice"),
        ("1-4 2", "stands here twice"),
        ("15-12", "runs backwards"),
        ("3 x", "not a household number"),
        ("1-2-3", "not a household number"),
        ("٣", "not a household number"),
        ("1-999999", "There is no household"),
        ("9" * 400, "not a household number"),
    ],
)
def test_wrong_lists_are_told(text: str, says: str) -> None:
    with pytest.raises(Refusal, match=says) as order:
        read_order(text, KNOWN, "text")
    assert order.value.field == "text"
    with pytest.raises(Refusal, match=says) as piles:
        read_piles({2: text}, KNOWN, "pile")
    assert piles.value.field == "pile.2"


@pytest.mark.parametrize("text", ["= 3", "3 =", "3 = = 4"])
def test_an_equals_sign_needs_both_sides(text: str) -> None:
    with pytest.raises(Refusal, match="both sides"):
        read_order(text, KNOWN, "text")


def test_a_number_in_two_piles() -> None:
    with pytest.raises(Refusal) as refused:
        read_piles({1: "1-5", 3: "5"}, KNOWN, "pile")
    assert (refused.value.field, refused.value.params) == ("pile.3", {"number": 5})


@given(st.permutations(range(1, 15)), st.data())
def test_what_is_written_is_read(numbers: list[int], data: st.DataObject) -> None:
    text, wanted, place = str(numbers[0]), {numbers[0]: 1}, 1
    for number in numbers[1:]:
        equal = data.draw(st.booleans())
        place += not equal
        wanted[number] = place
        text += f"{'=' if equal else ' '}{number}"
    assert read_order(text, KNOWN, "text") == wanted
