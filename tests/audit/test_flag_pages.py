"""From a flag to the village's answer and an officer's word, and when everybody sees it."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.conftest import CELL, DISTRICT, VILLAGE, World, faults_of_grown
from tests.desks.test_waiting import jobs
from tests.ledger.books import day, paid, posted
from ubudehe.people.tables import Account, RoleGrant

FLAGS, PUBLIC = f"/en/work/{VILLAGE}/flags", f"/en/p/{VILLAGE}/audit"


def everybody(world: World) -> str:
    """Return what everybody sees of the village's flags, however many pages that are."""
    client, path, found = world.client(), PUBLIC, ""
    while path:
        page = client.get(path).text
        assert len(page) < 60_000
        found += page
        onward = re.findall(r'href="([^"]+)">\s*Next', page)
        path = onward[0] if onward else ""
    return found


def raised(world: World) -> str:
    """Let the village pay 95 000, and return the key of the flag that this raises."""
    entry = posted(
        world, paid(world.signed_in("treasurer", VILLAGE), amount="95 000", **day(15)), "paid"
    )
    officer = world.signed_in("cell_secretary", CELL)
    page = officer.get(FLAGS) + officer.get(f"{FLAGS}?after=15")
    boxes = [box for box in page.split('<div class="box')[1:] if entry.rsplit("/", 1)[1] in box]
    found = next(box for box in boxes if "from which on several sellers are asked" in box)
    return str(re.findall(r"/flags/([0-9a-f]{64})/settle", found)[0])


@pytest.mark.both_engines
def test_a_flag_is_answered_and_judged_by_another_and_then_public(world: World) -> None:
    key = raised(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    officer = world.signed_in("cell_secretary", CELL)
    before = jobs(treasurer)["Flags to answer"]
    judged = jobs(officer, VILLAGE)["Flags to judge"]
    treasurer.done(f"{FLAGS}/{key}/answer", {"text": "The shop had only 19 bags."})
    assert jobs(treasurer).get("Flags to answer", 0) == before - 1
    assert jobs(officer, VILLAGE)["Flags to judge"] == judged
    found = {"outcome": "explained", "text": "The bags were counted."}
    officer.done(f"{FLAGS}/{key}/settle", found)
    assert jobs(officer, VILLAGE).get("Flags to judge", 0) == judged - 1
    higher = world.signed_in("district_officer", DISTRICT)
    higher.done(f"{FLAGS}/{key}/settle", {"outcome": "confirmed", "text": "No quote was kept."})
    assert "Confirmed: 1" in higher.get(f"/en/work/{DISTRICT}/flags")
    page = higher.get(FLAGS) + higher.get(f"{FLAGS}?after=15")
    for said in ("only 19 bags", "bags were counted", "No quote was kept"):
        assert said in page
    assert faults_of_grown(world) == []

    assert "Confirmed" not in everybody(world)
    world.clock.now += timedelta(days=15)
    later = everybody(world)
    assert "Confirmed" in later
    assert "19 bags" not in later
    assert "No quote" not in later


@pytest.mark.parametrize("role", ["treasurer", "chair", "facilitator"])
def test_who_decided_or_answered_cannot_judge_in_another_role(world: World, role: str) -> None:
    key = raised(world)  # by the treasurer, approved by the chair
    one = world.signed_in(role, VILLAGE)
    if role == "facilitator":
        one.done(f"{FLAGS}/{key}/answer", {"text": "The shop had only 19 bags."})
    with world.services.database.write() as session:
        phone = world.find(role, VILLAGE).phone
        account = session.exec(select(Account).where(Account.phone == phone)).one()
        since = world.clock.now.date()
        session.add(RoleGrant(account=account.id, role="cell_secretary", place=CELL, since=since))
    world.tampered = True
    found = {"outcome": "explained", "text": "All is well."}
    assert "cannot judge them" in one.refused(f"{FLAGS}/{key}/settle", found)
    world.signed_in("cell_secretary", CELL).done(f"{FLAGS}/{key}/settle", found)


def test_strangers_neither_answer_nor_judge(world: World) -> None:
    key = raised(world)
    officer = world.signed_in("cell_secretary", CELL)
    assert officer.client.get(f"{FLAGS}/{key}/answer").status_code == 403
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(f"{FLAGS}/{key}/settle").status_code == 403
    other = FLAGS.replace(VILLAGE, "43060101")
    assert treasurer.client.get(other).status_code == 403
    assert officer.client.get(f"{FLAGS}/{'0' * 64}/settle").status_code == 404
    assert world.client().get(f"/en/p/{DISTRICT}/audit").status_code == 404
    assert world.client().get(f"{PUBLIC}/0").status_code == 200


def test_two_officers_do_not_overwrite_one_another(world: World) -> None:
    key = raised(world)
    officer = world.signed_in("cell_secretary", CELL)
    path = f"{FLAGS}/{key}/settle"
    old = officer.fields(path)
    world.signed_in("district_officer", DISTRICT).done(
        path, {"outcome": "confirmed", "text": "It is so."}
    )
    answer = officer.client.post(
        path, data={**old, "outcome": "explained", "text": "It was nothing."}
    )
    assert answer.status_code == 422
    assert "Somebody changed this after you opened it" in answer.text
