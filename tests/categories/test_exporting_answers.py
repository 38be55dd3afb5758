"""All answers as a file: a row for each household, and how complete they are."""

from typing import Any

import pytest
from httpx2 import Response
from sqlmodel import select

from tests.categories.test_exporting import WHY, grid
from tests.conftest import VILLAGE, Visitor, World
from tests.households.own.asking import a_home, in_force
from ubudehe.categories.exporting.answers import (
    CORE_FIELDS,
    AnswerRow,
    AnswerTable,
    answer_cells,
    core_filled,
)
from ubudehe.households.interviews.steps import steps_of
from ubudehe.households.tables import HouseholdHealth, HouseholdIdentity
from ubudehe.record.tables import LogLeaf

HERE = f"/en/work/{VILLAGE}/answers/export"


def taken(visitor: Visitor, kind: str) -> Response:
    answer = visitor.send(HERE, {"reason": WHY, "kind": kind})
    assert answer.status_code == 200, answer.text[:500]
    return answer


def answered(world: World) -> Visitor:
    visitor = world.signed_in("facilitator", VILLAGE)
    form = in_force(world)
    given = {"answers.has_garden": "yes", "answers.harvest": "2.5"}
    visitor.done(f"{a_home(world)}/questions/{form}", given)
    both = {"answers.has_garden": "yes", "answers.beds": "4", "answers.crops": ["beans", "maize"]}
    first = f"{a_home(world, 1)}/questions/{form}"
    visitor.done(first, {"answers.has_garden": "yes"})
    visitor.done(first, both)
    return visitor


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_each_household_has_a_row_with_its_answers_and_how_many_they_are(
    world: World, kind: str
) -> None:
    visitor = answered(world)
    answer = taken(visitor, kind)
    name = f'attachment; filename="ubudehe-{VILLAGE}-answers-2026-06-15.{kind}"'
    assert answer.headers["content-disposition"] == name
    assert answer.headers["cache-control"] == "no-store"
    note, names, labels, *lines = grid(answer.content)
    assert "Planning of the road works with the cell" in note[0]
    assert names[:4] == ["number", "isibo", "members", CORE_FIELDS[0]]
    assert labels[names.index("gardens.beds")] == "How many beds?"
    assert labels[names.index("roof")] == "Roof"
    rows = {int(line[0]): dict(zip(names, line, strict=True)) for line in lines}
    one, other, nobody = (rows[number] for number in sorted(rows)[:3])
    assert (one["gardens.has_garden"], one["gardens.harvest"]) == ("yes", "2.5")
    assert (int(one["gardens.answered"]), int(one["gardens.asked"])) == (2, 4)
    assert (int(other["gardens.beds"]), other["gardens.crops"]) == (4, "beans maize")
    assert (int(other["gardens.answered"]), int(other["gardens.asked"])) == (3, 5)
    assert (nobody["gardens.has_garden"], int(nobody["gardens.answered"])) == ("", 0)
    assert 0 < int(one["core.answered"]) <= int(one["core.asked"])


@pytest.mark.both_engines
def test_the_page_says_how_complete_each_question_is(world: World) -> None:
    page = answered(world).get(HERE)
    assert "How many beds?: 1 of 2" in page
    assert "Kitchen gardens" in page
    assert "Roof: " in page


def test_taking_them_is_in_the_record_and_no_reason_with_it(
    world: World, facilitator: Visitor
) -> None:
    assert 'role="alert"' in facilitator.send(HERE, {"kind": "csv"}).text
    taken(facilitator, "csv")
    with world.services.database.read() as session:
        entries = session.exec(select(LogLeaf.entry).where(LogLeaf.log == VILLAGE)).all()
    found = [entry for entry in entries if b"answers.export" in entry]
    assert len(found) == 1
    assert b"road works" not in found[0]


def test_names_phones_and_health_stay_here(world: World, facilitator: Visitor) -> None:
    with world.services.database.write() as session:
        for health in session.exec(select(HouseholdHealth)):
            health.disability = 59
        told = session.exec(select(HouseholdIdentity)).all()
        secrets = [one.head for one in told] + [one.phone for one in told if one.phone]
    text = taken(facilitator, "csv").content.decode("utf-8-sig")
    assert ",59," not in text
    assert [one for one in secrets if one in text] == []


def test_who_keeps_no_list_takes_nothing(world: World) -> None:
    assert world.signed_in("chair", VILLAGE).client.get(HERE).status_code == 403


def test_a_question_that_is_needless_is_not_asked() -> None:
    homes: list[dict[str, Any]] = [
        {"water": "home_tap"},
        {"water": "river", "water_minutes": 9},
        {"water": "river"},
    ]
    lines = tuple(AnswerRow(1, "Ubumwe", 2, core, ()) for core in homes)
    table = AnswerTable(steps_of(groups=True), (), lines)
    found = {step.name: counts for step, *counts in core_filled(table)}
    assert found["water"] == [3, 3]
    assert found["water_minutes"] == [2, 1]
    assert found["roof"] == [3, 0]
    assert answer_cells(table, lines[1])[-2] == 2
