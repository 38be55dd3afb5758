"""What may be done with a question, when it is late, what everybody reads: plain rules."""

from datetime import date, timedelta
from itertools import product

import pytest

from ubudehe.people.rules import RIGHTS, Right, Role
from ubudehe.places.calendar import working_day
from ubudehe.places.reading import load_country
from ubudehe.questions.actions import seal_of
from ubudehe.questions.asking import last_day
from ubudehe.questions.rules import QuestionState, is_late, next_steps, public_state


def test_only_facilitator_secretary_and_chair_answer() -> None:
    may = {role for role, rights in RIGHTS.items() if Right.ANSWER_QUESTIONS in rights}
    assert may == {Role.FACILITATOR, Role.SECRETARY, Role.CHAIR}
    hide = {role for role, rights in RIGHTS.items() if Right.HIDE_ANSWERS in rights}
    assert hide == may | {Role.DATA_PROTECTION}


@pytest.mark.parametrize(("may", "published"), list(product((True, False), repeat=2)))
def test_it_is_published_once_and_only_where_its_writer_allows_it(
    may: bool, published: bool
) -> None:
    offered = "publish" in next_steps(QuestionState.ANSWERED, may_publish=may, published=published)
    assert offered is (may and not published)
    assert public_state(published=published, may_publish=may) == (
        "public" if may and published else "private"
    )
    for state in (QuestionState.ASKED, QuestionState.DECLINED):
        assert "publish" not in next_steps(state, may_publish=may, published=published)


def test_an_answer_is_late_from_the_day_after_ten_working_days() -> None:
    country = load_country()
    due = last_day(date(2026, 6, 15), country, lambda _: working_day(country))
    assert due == date(2026, 6, 29)
    assert not is_late(QuestionState.ASKED, due, due)
    assert is_late(QuestionState.ASKED, due, due + timedelta(days=1))
    assert not is_late(QuestionState.DECLINED, due, due + timedelta(days=1))


def test_a_seal_tells_each_text_apart() -> None:
    parts = ("s", "w", "t", "q")
    others = [(*parts[:at], "x", *parts[at + 1 :]) for at in range(4)]
    assert len({seal_of(*one) for one in (parts, *others)}) == 5
