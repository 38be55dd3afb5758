"""What was written about a household, act by act, and what it was when a category was decided."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audit.queries import counted_queries
from tests.categories.test_appeals import filed
from tests.categories.test_round import HANDS, HERE, homes, made_final, posted
from tests.categories.test_taking_back import happened
from tests.conftest import CELL, VILLAGE, Visitor, World, typed_fields
from ubudehe.categories.histories.queries import household_history
from ubudehe.categories.histories.rules import differences, plain
from ubudehe.categories.histories.snapshots import snapshots
from ubudehe.categories.histories.states import replayed, states_of
from ubudehe.categories.queries import decisions_about
from ubudehe.households.answers import FIELDS, called
from ubudehe.households.forms import HouseholdForm
from ubudehe.households.queries import household_view
from ubudehe.record.replaying import Said

NEXT = "22120305"
ANSWERS = st.dictionaries(
    st.sampled_from(FIELDS),
    st.one_of(st.none(), st.integers(0, 9), st.text(max_size=3), st.lists(st.text(max_size=2))),
)


@given(ANSWERS, ANSWERS)
def test_differences_lead_from_one_state_to_the_other(
    before: dict[str, object], after: dict[str, object]
) -> None:
    old, new = plain(before), plain(after)
    state = dict(old)
    for one in differences(old, new, FIELDS):
        assert one.before != one.after
        assert state.pop(one.name, None) == one.before
        if one.after is not None:
            state[one.name] = one.after
    assert state == new


def test_no_answer_is_no_answer_however_it_is_written() -> None:
    assert plain({"f_0_5": 0, "assets": [], "roof": None, "other_answers": {}}) == {}
    assert plain({"rooms": 0, "other_answers": {"a": "4"}}) == {"rooms": 0, "other_answers.a": "4"}


def test_each_question_is_called_something() -> None:
    asked = set(HouseholdForm.model_fields) - {"distinct", "other_answers"}
    assert asked <= set(FIELDS)
    assert "a" in str(called("other_answers.a").values)


def said(index: int, type_: str, **private: Any) -> Said:
    at = f"2026-06-15T08:00:0{index}Z"
    leaf = ("v", index, type_, f"act{index}", at, at[:10], "facilitator", "key", "00", None)
    return Said(*leaf, subject="a", public={}, private=private)


def registered(index: int, id_: str, number: int, **form: Any) -> Said:
    form = {"isibo": "Ubumwe", "head": "A", "f_18_35": 2, **form}
    return said(index, "household.register", household={"id": id_, "number": number, "form": form})


def test_who_took_people_in_before_acts_said_how_many_is_told_too() -> None:
    """Acts of the first versions name the household that was joined by its number alone."""
    joined = {"household": "b", "kind": "merged", "joined": 1, "happened_on": "2026-06-15"}
    events = [
        registered(0, "a", 1),
        registered(1, "b", 2),
        said(2, "household.event", event=joined),
    ]
    states = list(replayed("v", events, "a"))
    assert [one.answers["members"] for one in states] == [2, 2, 4]
    assert states[-1].answers["age_unknown"] == 2


def test_an_event_without_sense_is_left_out_and_the_next_is_not() -> None:
    broken = said(1, "household.change", household={"id": "a", "number": 1, "form": {}})
    states = list(replayed("v", [registered(0, "a", 1), broken, registered(2, "b", 2)], "a"))
    assert [one.said.index for one in states] == [0, 2]
    assert states[0].answers == states[1].answers


def changed(world: World, visitor: Visitor, home: str, **typed: str) -> None:
    path = f"{HERE}/households/{home}"
    page = visitor.get(path)
    given = typed_fields(page)
    chosen = {
        name: code
        for name, inner in re.findall(r'<select[^>]*name="(\w+)"(.*?)</select>', page, re.DOTALL)
        for code in re.findall(r'<option value="([^"]*)" selected>', inner)
    }
    ticked: dict[str, list[str]] = {}
    for name, code in re.findall(r'name="(\w+)(?:\[\])?" value="(\w+)" checked', page):
        ticked.setdefault(name, []).append(code)
    offers = re.findall(r'<textarea id="f-(offers)"[^>]*>([^<]*)<', page)
    world.clock.now += timedelta(minutes=1)
    said = {name: unescape(text) for name, text in [*given.items(), *offers]}
    visitor.done(path, {**said, **chosen, **ticked, **typed})


def acts_of(page: str) -> list[str]:
    return re.findall(r"<h2>([^<]+)</h2>", page)


@pytest.mark.both_engines
def test_the_history_tells_old_new_who_when_and_why_and_ends_with_erasing(
    world: World, facilitator: Visitor
) -> None:
    home = homes_of(facilitator)[0]
    path = f"{HERE}/households/{home}/history"
    assert path in facilitator.get(f"{HERE}/households/{home}")
    changed(world, facilitator, home, roof="tile", why="")
    changed(world, facilitator, home, roof="thatch", why="The storm of <March>")
    undo = happened(world, facilitator, home, kind="birth", **{"who.f_0_5": "1"}, note="Twins? No.")
    facilitator.done(undo, {"reason": "It was the neighbour's."})
    page = facilitator.get(path)
    assert acts_of(page)[:4] == [
        "What was written down is taken back",
        "Something happened",
        "Answers changed",
        "Answers changed",
    ]
    assert acts_of(page)[-1] == "Registered"
    assert "The storm of &lt;March&gt;" in page
    assert "It was the neighbour&#39;s." in page
    assert re.search(r"Tiles\s*→ <b>Thatch", page)
    assert "Facilitator, " in page
    roof = facilitator.get(f"{path}?only=roof")
    assert len(acts_of(roof)) == 3
    assert "neighbour" not in roof
    assert acts_of(facilitator.get(f"{path}?only=nonsense")) == acts_of(page)
    assert world.signed_in("treasurer", VILLAGE).client.get(path).status_code == 403
    assert facilitator.client.get(path.replace(VILLAGE, NEXT)).status_code == 403


def homes_of(visitor: Visitor) -> list[str]:
    return re.findall(r"/households/([0-9a-f-]{36})", visitor.get(f"{HERE}/households"))


@pytest.mark.both_engines
def test_what_the_record_tells_last_is_what_is_written_today(world: World) -> None:
    """And who was joined is told by the acts of who joined; queries do not grow with acts."""
    visitor = made_final(world, "2015", "2:has_house")
    first, second, third = homes(visitor)[:3]
    number = re.search(r"<h1>(\d+)\.", visitor.get(f"{HERE}/households/{third}/file"))
    assert number
    undo = happened(world, visitor, second, kind="merged", joined=number[1])
    page = visitor.get(f"{HERE}/households/{third}/history")
    assert acts_of(page) == ["Another household joined this one", "Registered"]
    visitor.done(undo, {"reason": "They only visit."})
    happened(world, visitor, third, kind="new_head", head="MUKAMANA Rose", head_sex="f")
    changed(world, visitor, third, rooms="3")
    page = visitor.get(f"{HERE}/households/{third}/history")
    assert acts_of(page)[2] == "A household that had joined is taken out again"
    assert "They only visit." not in page
    zone = world.services.country.zone
    with world.services.database.read() as session:
        for home in (first, second, third):
            last = states_of(session, VILLAGE, UUID(home), zone)[-1]
            view = household_view(session, VILLAGE, UUID(home))
            now = plain({**view.typed, "members": view.members, "ended": view.ended})
            assert {**last.answers, **last.apart} == now
        with counted_queries(session) as few:
            household_history(session, VILLAGE, UUID(first), zone, "en")
        with counted_queries(session) as many:
            household_history(session, VILLAGE, UUID(third), zone, "en")
        assert len(many) <= len(few)


@pytest.mark.both_engines
def test_what_was_answered_when_it_was_decided_stands_beside_today(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    home, other = homes_of(visitor)[:2]
    changed(world, visitor, home, roof="tile", rooms="5")
    visitor, _ = posted(world)
    file = f"{HERE}/households/{home}/file"
    assert "2 answers are not what" not in visitor.get(file)
    changed(world, visitor, home, roof="thatch", rooms="1")
    page = visitor.get(file)
    assert "2 answers are not what they were then." in page
    leads = re.search(rf'href="({HERE}/households/{home}/decisions/[0-9a-f-]+)"', page)
    assert leads
    then = visitor.get(leads[1])
    assert re.search(r"Then: Tiles<br>.*Today: Thatch", then, re.DOTALL)
    assert then.index("Thatch") < then.index("Isibo")
    given = visitor.client.post(
        f"{HERE}/households/{home}/data", data=visitor.fields(f"{HERE}/households/{home}/data")
    )
    assert json.loads(given.content)["decisions"][0]["answers_then"]["roof"] == "tile"
    filed(visitor, home)
    cell = world.signed_in("cell_secretary", CELL)
    closed = cell.client.get(leads[1], follow_redirects=False)
    assert closed.headers["location"].endswith("/file")
    cell.done(file, {"reason": "Appeal no. 3 is before me."})
    opened = cell.get(leads[1])
    assert "Thatch" in opened
    assert "Head of household" not in opened
    assert "ill for a long time" not in opened
    assert visitor.client.get(leads[1].replace(home, other)).status_code == 404
    assert world.signed_in("treasurer", VILLAGE).client.get(leads[1]).status_code == 403


def test_what_an_appeal_decides_has_the_answers_of_its_own_day(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    home = homes_of(visitor)[0]
    changed(world, visitor, home, rooms="5", roof="tile")
    visitor, _ = posted(world)
    appeal = filed(visitor, home)
    changed(world, visitor, home, rooms="2", roof="thatch")
    world.clock.now += timedelta(minutes=1)
    visitor.done(appeal, {**HANDS, "reason": "The assembly saw the roof."})
    changed(world, visitor, home, rooms="3")
    zone = world.services.country.zone
    with world.services.database.read() as session:
        upheld, first, *_ = decisions_about(session, UUID(home))
        with counted_queries(session) as asked:
            then = snapshots(session, VILLAGE, UUID(home), (upheld, first), zone)
    assert len(asked) == 4
    assert (then[upheld.id].changed, then[first.id].changed) == (1, 2)
    assert f"/decisions/{first.id}" in visitor.get(appeal)
