"""Two people over the same thing: nobody's change is lost, and each is told."""

import re
from uuid import UUID

from sqlmodel import select

from tests.categories.test_round import HANDS, choices, round_in_meeting
from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import receipt
from tests.ledger.test_money import CAME, propose, state
from ubudehe.categories.tables import CategoryDecision
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.record.tables import LogHead

HERE = f"/en/work/{VILLAGE}"


def household(world: World) -> UUID:
    with world.services.database.read() as session:
        found = session.exec(select(Household.id).where(Household.village == VILLAGE)).first()
    assert found is not None
    return found


def typed_in(page: str) -> dict[str, str]:
    """Return everything that the last form of a page holds, as a browser would send it."""
    form = page[page.rindex('<form method="post"') :]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    for box in re.findall(r'<input type="(?:radio|checkbox)"[^>]*>', form):
        name = re.search(r'name="([^"]+)"', box)[1]  # type: ignore[index]
        if " checked" in box:
            found[name] = re.search(r'value="([^"]*)"', box)[1]  # type: ignore[index]
        elif found.get(name) == re.search(r'value="([^"]*)"', box)[1]:  # type: ignore[index]
            found.pop(name)
    return found


def size(world: World) -> int:
    with world.services.database.read() as session:
        return session.get_one(LogHead, VILLAGE).size


def test_two_edit_one_household_and_both_changes_are_kept(world: World) -> None:
    first, second = (world.signed_in("facilitator", VILLAGE) for _ in range(2))
    home = household(world)
    path = f"{HERE}/households/{home}"
    old = typed_in(second.get(path))
    first.done(path, {**typed_in(first.get(path)), "isibo_new": "Isibo rishya"})
    before = size(world)
    answer = second.client.post(path, data={**old, "head": "KANEZA Rose"})
    assert "Somebody changed this after you opened it" in answer.text
    assert "Now it says: Isibo rishya" in re.sub(r"\s*<[^>]+>\s*", " ", answer.text)
    assert 'value="KANEZA Rose"' in answer.text, "what was typed stays"
    assert size(world) == before
    again = {**typed_in(answer.text), "head": "KANEZA Rose"}
    assert "Choose which of the two is right" in second.client.post(path, data=again).text
    chosen = second.client.post(path, data={**again, "choose.isibo": "theirs"})
    assert chosen.status_code == 303, re.findall(r'class="(?:wrong|bad)".*?</', chosen.text, re.S)
    with world.services.database.read() as session:
        assert session.get_one(Household, home).isibo == "Isibo rishya"
        assert session.get_one(HouseholdIdentity, home).head == "KANEZA Rose"


def test_who_chooses_their_own_words_overwrites_knowingly(world: World) -> None:
    first, second = (world.signed_in("facilitator", VILLAGE) for _ in range(2))
    path = f"{HERE}/projects/needs/" + made_need(first)
    old = second.fields(path)
    first.done(path, {"text": "Clean water near us"})
    answer = second.client.post(path, data={**old, "text": "A clean spring"})
    again = {**typed_in(answer.text), "text": "A clean spring", "choose.text": "mine"}
    assert second.client.post(path, data=again).status_code == 303
    assert "A clean spring" in first.get(f"{HERE}/projects")


def made_need(visitor: Visitor) -> str:
    visitor.done(f"{HERE}/projects/need", {"text": "Clean water"})
    found = re.findall(r"/projects/needs/([0-9a-f-]{36})", visitor.get(f"{HERE}/projects"))
    return str(found[-1])


def test_a_form_that_lost_what_it_was_made_from_is_refused(
    world: World, facilitator: Visitor
) -> None:
    path = f"{HERE}/projects/needs/" + made_need(facilitator)
    fields = facilitator.fields(path)
    del fields["seen"]
    before = size(world)
    answer = facilitator.client.post(path, data={**fields, "text": "Water"})
    assert "came back damaged" in answer.text
    assert size(world) == before


def test_in_a_batch_only_rows_that_moved_are_asked_again(world: World) -> None:
    first, _ = round_in_meeting(world)
    second = world.signed_in("facilitator", VILLAGE)
    path = f"{HERE}/categories/decide"
    rows = [name.removeprefix("choice.") for name in choices(first.get(path))[:3]]
    old = second.fields(path)
    first.done(path, {**HANDS, f"choice.{rows[0]}": "1:no_house"})
    said = {f"choice.{row}": "2:has_house" for row in rows}
    answer = second.client.post(path, data={**old, **HANDS, **said})
    assert "The others are written down" in answer.text
    assert re.findall(r'name="choice\.([^"]+)"', answer.text.split("<form")[-1])[0] == rows[0]
    assert now(world, rows[0]) == "1"
    assert {now(world, row) for row in rows[1:]} == {"2"}
    again = {**typed_in(answer.text), **HANDS, f"choice.{rows[0]}": "2:has_house"}
    again[f"choose.choice.{rows[0]}"] = "mine"
    assert second.client.post(path, data=again).status_code == 303
    assert now(world, rows[0]) == "2"


def now(world: World, home: str) -> str:
    with world.services.database.read() as session:
        query = select(CategoryDecision).where(CategoryDecision.current)
        held = {str(one.household): one.category for one in session.exec(query)}
    return held[home]


def test_an_entry_is_not_approved_over_evidence_nobody_has_seen(world: World) -> None:
    entry = propose(world, CAME, "came")
    chair, treasurer = (world.signed_in(role, VILLAGE) for role in ("chair", "treasurer"))
    old = chair.fields(f"{entry}/approve")
    says = {"kind": "goods", "text": "We saw it.", "name.0": "Kamana Jean", "name.1": "Uwera Ange"}
    treasurer.done(f"{entry}/statement", says, files=receipt())
    answer = chair.client.post(f"{entry}/approve", data=old)
    assert "Somebody changed this after you opened it" in answer.text
    assert state(world, entry) == "proposed"
    chair.done(f"{entry}/approve", {})
    assert state(world, entry) == "posted"


def test_a_batch_of_which_every_row_moved_shows_what_is_there_and_can_be_sent_again(
    world: World,
) -> None:
    first, _ = round_in_meeting(world)
    second = world.signed_in("facilitator", VILLAGE)
    path = f"{HERE}/categories/decide"
    row = next(name.removeprefix("choice.") for name in choices(first.get(path)))
    old = second.fields(path)
    first.done(path, {**HANDS, f"choice.{row}": "2:has_house"})
    late = second.client.post(path, data={**old, **HANDS, f"choice.{row}": "1:no_house"})
    assert "nothing of yours is written yet" in late.text
    assert f'name="theirs.choice.{row}" value="2:has_house"' in late.text
    again = {**typed_in(late.text), **HANDS, f"choice.{row}": "1:no_house"}
    assert (
        second.client.post(path, data={**again, f"choose.choice.{row}": "mine"}).status_code == 303
    )
