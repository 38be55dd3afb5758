"""The matrix of problems: wins, circles, ties."""

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.projects.rules.matrix import Answers, beats, questions, standing


@st.composite
def answered(draw: st.DrawFn) -> tuple[int, Answers, list[int]]:
    count = draw(st.integers(2, 7))
    answers = {pair: draw(st.sampled_from((*pair, None))) for pair in questions(count)}
    return count, answers, draw(st.permutations(range(count)))


@given(answered())
def test_the_order_holds_everybody_and_follows_the_wins(
    drawn: tuple[int, Answers, list[int]],
) -> None:
    count, answers, lot = drawn
    found = standing(count, answers, lot)
    assert sorted(found.order) == list(range(count))
    wins = [found.wins[item] for item in found.order]
    assert wins == sorted(wins, reverse=True)
    assert sum(found.wins) == 2 * len(questions(count))
    for circle in found.circles:
        assert len({found.wins[item] for item in circle}) == 1
        for item in circle:
            assert any(beats(answers, item, other) for other in circle)
            assert any(beats(answers, other, item) for other in circle)
    for pair in found.ask_again:
        assert pair in answers
    in_circle = {item: circle for circle in found.circles for item in circle}
    for at, first in enumerate(found.order):
        for second in found.order[at + 1 :]:
            if found.wins[first] == found.wins[second] and beats(answers, second, first):
                assert second in in_circle.get(first, ()), "who is worse stands first"


@given(st.integers(2, 7), st.data())
def test_without_contradiction_the_order_is_the_one_that_people_mean(
    count: int, data: st.DataObject
) -> None:
    meant = data.draw(st.permutations(range(count)))
    answers = {pair: min(pair, key=meant.index) for pair in questions(count)}
    found = standing(count, answers, list(range(count)))
    assert list(found.order) == list(meant)
    assert not found.circles
    assert not found.by_lot


def test_three_in_a_circle_are_asked_again_and_then_the_lot_decides() -> None:
    answers = {(0, 1): 0, (1, 2): 1, (0, 2): 2}
    found = standing(3, answers, [2, 0, 1])
    assert found.circles == ((1, 2, 0),), "in the order of the lot"
    assert found.ask_again == ((0, 1), (0, 2), (1, 2))
    assert found.order == (1, 2, 0)
    assert found.by_lot == ((1, 2, 0),)


def test_answers_among_three_with_the_same_wins_come_before_the_lot() -> None:
    answers: dict[tuple[int, int], int | None] = dict.fromkeys(questions(5))
    # 0, 1 and 2 have the same wins; 1 is worse than 0, and 2 is equal to both.
    answers |= {(0, 1): 1, (0, 3): 0, (1, 4): 4}
    found = standing(5, answers, [0, 1, 2, 3, 4])
    level = [item for item in found.order if found.wins[item] == found.wins[1]]
    assert {0, 1, 2} <= set(level)
    assert found.order.index(1) < found.order.index(0)
    assert not found.circles


def test_two_circles_are_two() -> None:
    answers: dict[tuple[int, int], int | None] = dict.fromkeys(questions(6))
    answers |= {(0, 1): 0, (1, 2): 1, (0, 2): 2, (3, 4): 3, (4, 5): 4, (3, 5): 5}
    found = standing(6, answers, [5, 4, 3, 2, 1, 0])
    assert sorted(sorted(circle) for circle in found.circles) == [[0, 1, 2], [3, 4, 5]]
    assert len(found.ask_again) == 6
