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
    for first, second in zip(found.order, found.order[1:], strict=False):
        level = [item for item in range(count) if found.wins[item] == found.wins[first]]
        if found.wins[first] == found.wins[second] and len(level) == 2:
            assert not beats(answers, second, first), "who won their own pair stands first"


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
    assert found.circles == ((0, 1, 2),)
    assert found.ask_again == ((0, 1), (0, 2), (1, 2))
    assert found.order == (1, 2, 0)
    assert found.by_lot == ((1, 2, 0),)
