"""Ordering by pairs: every true order is found, with few questions."""

from math import ceil, log2
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.categories.ranking.rules.inserting import Compared, Insertion, insert


def answer(question: tuple[int, int], level: dict[int, int]) -> Compared[int]:
    first, second = question
    if level[first] == level[second]:
        return Compared(first, second, equal=True)
    better, worse = sorted(question, key=level.__getitem__)
    return Compared(better, worse)


def ask_all(level: dict[int, int], limit: int) -> tuple[Insertion[int], list[Compared[int]]]:
    said: list[Compared[int]] = []
    while (state := insert(list(level), said, limit)).questions:
        assert len(state.questions) <= limit
        assert len({household for household, _ in state.questions}) == len(state.questions)
        said += [answer(question, level) for question in state.questions]
    return state, said


def wanted(level: dict[int, int]) -> list[set[int]]:
    return [{h for h in level if level[h] == step} for step in sorted(set(level.values()))]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.integers(1, 6))
def test_any_order_is_found_with_few_questions(levels: list[int], limit: int) -> None:
    level = dict(enumerate(levels))
    state, said = ask_all(level, limit)
    assert state.done
    assert [set(slot) for slot in state.slots] == wanted(level)
    assert len(said) <= len(levels) * ceil(log2(len(levels))) + len(levels)
    pairs = {frozenset((one.better, one.worse)) for one in said}
    assert len(pairs) == len(said), "no pair is asked twice"


@given(st.lists(st.integers(0, 9), min_size=2, max_size=20), st.randoms())
def test_questions_may_be_left_open(levels: list[int], random: Any) -> None:
    level = dict(enumerate(levels))
    said: list[Compared[int]] = []
    while (state := insert(list(level), said)).questions:
        some = random.sample(state.questions, random.randint(1, len(state.questions)))
        said += [answer(question, level) for question in some]
    assert [set(slot) for slot in state.slots] == wanted(level)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=20))
def test_further_answers_only_add(levels: list[int]) -> None:
    level = dict(enumerate(levels))
    _, said = ask_all(level, 6)
    before = insert(list(level), said[: len(said) // 2])
    after = insert(list(level), said)
    known = [h for slot in before.slots for h in slot]
    kept = [[h for h in slot if h in known] for slot in after.slots]
    assert [slot for slot in kept if slot] == [list(slot) for slot in before.slots]


@given(st.integers(2, 12), st.randoms())
def test_contradicting_answers_come_to_an_end(count: int, random: Any) -> None:
    said: list[Compared[int]] = []
    while (state := insert(range(count), said)).questions:
        for question in state.questions:
            better, worse = random.sample(question, 2)
            said.append(Compared(better, worse, equal=random.random() < 0.2))
    assert state.done
    assert sorted(h for slot in state.slots for h in slot) == list(range(count))
    assert len(said) <= count * (count - 1) // 2


def test_the_worst_orders_of_a_village_stay_within_the_bound() -> None:
    for count in (63, 64, 65, 128):
        for levels in (range(count), range(count, 0, -1), [(h * 37) % count for h in range(count)]):
            _, said = ask_all(dict(enumerate(levels)), 6)
            assert len(said) <= count * ceil(log2(count)) + count


def test_nobody_and_one() -> None:
    assert insert([], []).done
    assert insert(["a"], []) == Insertion((("a",),), 0, ())
