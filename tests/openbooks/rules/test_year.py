"""The steps of a village's year, one example for each place it can be at."""

from datetime import date

import pytest

from ubudehe.openbooks.rules.year import YearFacts, year_of

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("facts", "states", "title"),
    [
        (YearFacts(), "now next next next next", "The categories come next"),
        (
            YearFacts(round_state="posted"),
            "now next next next next",
            "The village is deciding its categories",
        ),
        (
            YearFacts(round_state="final", round_final=DAY),
            "done now next next next",
            "The needs come next",
        ),
        (
            YearFacts(round_final=DAY, round_state="final", needs=2),
            "done now next next next",
            "The village names what it needs",
        ),
        (YearFacts(needs=2, ranked=DAY), "next done now next next", "The vote comes next"),
        (YearFacts(needs=2, vote_open=True), "next done now next next", "The village votes"),
        (
            YearFacts(needs=2, vote_closed=DAY),
            "next done done now next",
            "The work comes next",
        ),
        (
            YearFacts(needs=2, vote_closed=DAY, projects=3, closed=2, reported=DAY),
            "next done done now next",
            "The work is going on",
        ),
        (
            YearFacts("final", DAY, 2, DAY, False, DAY, 3, 3, DAY),
            "done done done done done",
            "Everything of this year is done and reported",
        ),
    ],
)
def test_where_a_village_is(facts: YearFacts, states: str, title: str) -> None:
    found = year_of(facts)
    assert " ".join(one.state for one in found.steps) == states
    assert found.title.message == title


def test_a_new_round_beside_work_that_goes_on() -> None:
    found = year_of(YearFacts("agreed", None, 2, DAY, False, DAY, 3, 1, DAY))
    assert [one.state for one in found.steps] == ["now", "done", "done", "now", "next"]
    assert found.title.message == "The work is going on"
