"""A project's story: its steps, and what may be said a year after it was closed."""

from dataclasses import replace
from datetime import date

import pytest

from ubudehe.openbooks.rules.story import StoryFacts, story_of

FULL = StoryFacts(
    today=date(2026, 6, 15),
    need="Water is far",
    needed=date(2025, 9, 1),
    proposed=date(2025, 9, 3),
    chosen=date(2025, 9, 13),
    begun=date(2025, 10, 1),
    entries=7,
    closed=date(2026, 2, 1),
)


def told(facts: StoryFacts) -> list[tuple[str, str]]:
    return [(one.state, one.said.message.split("%")[0]) for one in story_of(facts).steps]


def test_from_the_need_to_the_report() -> None:
    story = story_of(FULL)
    assert story.title.values["days"].value == 153
    assert [one.state for one in story.steps] == ["done"] * 5 + ["next"]
    assert story.steps[0].below == "Water is far"
    assert story.steps[-1].said.values["day"].value == "2027-02-01"


@pytest.mark.parametrize(("today", "state"), [("2027-01-31", "next"), ("2027-02-01", "now")])
def test_a_year_later_it_says_that_nobody_wrote_it_down(today: str, state: str) -> None:
    steps = story_of(replace(FULL, today=date.fromisoformat(today))).steps
    assert steps[-1].state == state


def test_what_goes_on_and_what_has_not_begun() -> None:
    going = replace(FULL, closed=None)
    assert told(going)[-2:] == [
        ("now", "Work and money: since "),
        ("next", "At its end the meeting hears a report"),
    ]
    fresh = replace(going, begun=None, entries=0, needed=None, chosen=None)
    assert told(fresh)[0] == ("done", "Proposed on ")
    assert story_of(fresh).title.message == "It is chosen, and the work has not begun"
