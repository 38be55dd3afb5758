"""When a question is asked, and which answers it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.households.own.rules.expressions import DEEPEST, Answer, NotUnderstood, Scope, parse

ANSWERS: dict[str, Answer] = {
    "water": "river",
    "minutes": "40",
    "has": ("phone", "radio"),
    "none": "",
}


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("${water} = 'river'", True),
        ('${water} != "river"', False),
        ("${minutes} > 30 and ${minutes} <= 40", True),
        ("${minutes} > 40 or ${water} = 'tap'", False),
        ("selected(${has}, 'radio')", True),
        ("selected(${has}, 'rad')", False),
        ("count-selected(${has}) = 2", True),
        ("not(selected(${has}, 'car'))", True),
        ("${none} = ''", True),
        ("${none} > 0", False),
        ("${none} <= 0", False),
        ("${none} != 3", True),
        ("${never_asked} = ''", True),
        ("${minutes} = 40.0", True),
        ("${minutes} - 10 = 30", True),
        ("${minutes} = 10 + 3 * 10", True),
        ("(${water} = 'tap' or ${minutes} = 40) and true()", True),
        ("${water} = 'tap' or ${water} = 'river' and false()", False),
        ("string-length(${water}) = 5", True),
        ("-1 < 0", True),
        (". >= 0 and . <= 20", True),
        (". > 0.1 * 170", False),
    ],
)
def test_what_holds(source: str, holds: bool) -> None:
    assert parse(source).holds(Scope(ANSWERS, "17")) is holds


@pytest.mark.parametrize(
    "source",
    [
        *("", "(", "${a} =", "${a} 'b'", "a", "pulldata('x')", "selected(${a})", "1 ! 2"),
        *("'open", "${}", "(" * (DEEPEST + 2) + "1" + ")" * (DEEPEST + 2)),
    ],
)
def test_what_is_no_expression(source: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(source)


def test_an_expression_names_the_questions_that_it_needs() -> None:
    assert parse("${a} = 1 or selected(${b_2}, 'x')").names == {"a", "b_2"}


@given(st.text(max_size=40), st.text(max_size=10))
def test_no_text_does_more_than_be_refused(source: str, answer: str) -> None:
    try:
        found = parse(source)
    except NotUnderstood:
        return
    assert found.holds(Scope({"a": answer}, answer)) in (True, False)


@given(st.integers(-999, 999), st.integers(-999, 999))
def test_numbers_are_compared_as_numbers(one: int, other: int) -> None:
    scope = Scope({"a": str(one), "b": str(other)})
    assert parse("${a} < ${b}").holds(scope) == (one < other)
    assert parse("${a} + ${b} = ${b} + ${a}").holds(scope)
    assert parse(f"${{a}} = {one}").holds(scope)
