"""A household that has to wait keeps none of the others from being decided."""

from uuid import UUID, uuid4

import pytest

from tests.categories.test_round import HANDS, HERE, choices, round_in_meeting
from tests.conftest import VILLAGE, Visitor, World
from ubudehe.households.duplicates.rules import CaseState
from ubudehe.households.duplicates.tables import DuplicateCase

DECIDE = f"{HERE}/categories/decide"


def found_twice(world: World, one: str, other: str) -> None:
    """Write down that an officer found two entries to be one household."""
    with world.services.database.write() as session:
        session.add(
            DuplicateCase(
                id=uuid4(),
                village=VILLAGE,
                household=UUID(one),
                other_village=VILLAGE,
                other=UUID(other),
                signs=[],
                state=CaseState.SAME,
                found_at=world.clock.now,
            )
        )


def on_screen(visitor: Visitor) -> list[str]:
    return choices(visitor.get(DECIDE))


@pytest.mark.both_engines
def test_the_others_are_decided_and_what_waits_says_why(world: World) -> None:
    visitor, _ = round_in_meeting(world)
    names = on_screen(visitor)
    found_twice(world, names[0].removeprefix("choice."), names[1].removeprefix("choice."))
    page = visitor.refused(DECIDE, {**HANDS, **dict.fromkeys(names, "2:has_house")})
    assert "The others are written down" in page
    assert page.count("This household is registered twice: an officer found it so") >= 2
    assert choices(page)[0] in names[:2]
    assert not set(names[2:]) & set(on_screen(visitor))


def test_where_all_have_to_wait_nothing_is_written(world: World) -> None:
    visitor, _ = round_in_meeting(world)
    names = on_screen(visitor)[:2]
    found_twice(world, names[0].removeprefix("choice."), names[1].removeprefix("choice."))
    page = visitor.refused(DECIDE, {**HANDS, **dict.fromkeys(names, "2:has_house")})
    assert "The others are written down" not in page
    assert "registered twice" in page
    assert set(names) <= set(on_screen(visitor))
