"""Another telephone number: by two, never one's own, never somebody else's; PIN and roles stay."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.people.joining import one_person
from tests.people.test_accounts import administrators, both, grant_of
from ubudehe.people.tables import Account
from ubudehe.record.tables import LogLeaf

PEOPLE = f"/en/work/people/{VILLAGE}"
NEXT = "22120305"
NEW = "+250788999888"


def number_page(admin: Visitor, people: str, name: str) -> str:
    return f"{people}/number?grant={grant_of(admin, people, name)}"


@pytest.mark.both_engines
def test_another_number_is_given_by_two_and_opens_with_the_pin_of_before(world: World) -> None:
    """They hold a role in two villages; both records are right, the day after as well."""
    first, second = administrators(world)
    chair = world.find("chair", VILLAGE)
    role = {"name": chair.name, "phone": chair.phone, "role": "facilitator"}
    first.done(f"/en/work/people/{NEXT}", role)
    signed = world.signed_in("chair", VILLAGE)
    page = number_page(first, PEOPLE, chair.name)
    assert "changed by two administrators" in first.refused(page, {"phone": NEW})
    assert signed.client.get(f"/en/work/{VILLAGE}").status_code == 200, "nothing is done yet"
    first.done(page, {"phone": NEW, **both(first)})
    assert signed.client.get(f"/en/work/{VILLAGE}").headers["location"] == "/en/sign-in"
    assert not faults_of_grown(world)
    world.clock.now += timedelta(days=1)
    before, after = Visitor(world.client()), Visitor(world.client())
    wrong = before.refused("/en/sign-in", {"phone": chair.phone, "pin": chair.pin})
    assert "phone number or the PIN is not right" in wrong
    assert after.done("/en/sign-in", {"phone": NEW, "pin": chair.pin}) == "/en/work"
    for village in (VILLAGE, NEXT):
        assert after.client.get(f"/en/work/{village}").status_code == 200
    first, second = administrators(world)
    again = {"name": chair.name, "phone": NEW, "role": "secretary"}
    first.done(PEOPLE, {**again, **both(first)})
    back = number_page(second, f"/en/work/people/{NEXT}", chair.name)
    second.done(back, {"phone": chair.phone, **both(second)})
    assert not faults_of_grown(world)
    with world.services.database.read() as session:
        leaves = [bytes(one) for one in session.exec(select(LogLeaf.entry))]
    told = [one for one in leaves if json.loads(one)["t"] == "account.number"]
    assert len(told) == 2
    assert not any(NEW.encode() in one or chair.phone.encode() in one for one in leaves)


@pytest.mark.both_engines
def test_only_an_account_that_another_signs_in_for_is_parted_by_a_number(world: World) -> None:
    first, _ = administrators(world)
    chair, treasurer = world.find("chair", VILLAGE), world.find("treasurer", VILLAGE)
    page, parted = number_page(first, PEOPLE, chair.name), {"phone": NEW, "apart": "yes"}
    alone = first.refused(page, {**parted, **both(first)})
    assert "Nobody else signs in for this account" in alone
    one_person(world, chair, treasurer)
    first.done(page, {**parted, **both(first)})
    with world.services.database.read() as session:
        phones = session.exec(select(Account.phone).where(Account.name == chair.name)).all()
    assert phones == [NEW]


def test_a_number_is_never_somebody_elses_nor_changed_by_its_owner(world: World) -> None:
    first, second = administrators(world)
    chair, treasurer = world.find("chair", VILLAGE), world.find("treasurer", VILLAGE)
    page = number_page(first, PEOPLE, chair.name)
    taken = first.refused(page, {"phone": treasurer.phone, **both(first)})
    assert f"This number belongs to {treasurer.name}." in taken
    same = first.refused(page, {"phone": chair.phone, **both(first)})
    assert "has this number already" in same
    third = {"name": "A Third", "phone": "+250788999777", "role": "administrator"}
    second.done("/en/work/people/22", third)
    assert first.beside
    of_second = {"phone": first.beside.phone, "name": names(world)[1]}
    second.done("/en/work/people/22", {**third, **of_second})
    own = number_page(second, "/en/work/people/22", names(world)[1])
    assert "Nobody changes their own number" in second.refused(own, {"phone": NEW, **both(second)})
    agreed = first.refused(own, {"phone": NEW, **both(first)})
    assert "Nobody changes their own number" in agreed, "nor agrees to it"
    assert not faults_of_grown(world)


def names(world: World) -> list[str]:
    return [one.name for one in world.sign_ins if one.role == "administrator"]


@pytest.mark.both_engines
def test_of_two_who_change_a_number_the_second_sees_what_the_first_did(world: World) -> None:
    """And the neighbour's people, or whoever gives no roles, change none here."""
    first, second = administrators(world)
    chair = world.find("chair", VILLAGE)
    page = number_page(first, PEOPLE, chair.name)
    seen = second.fields(page)
    first.done(page, {"phone": NEW, **both(first)})
    late = {**seen, "phone": "+250788999887", **both(second)}
    answer = second.client.post(page, data={name: str(value) for name, value in late.items()})
    assert "Somebody changed this after you opened it" in answer.text
    with world.services.database.read() as session:
        assert session.exec(select(Account).where(Account.phone == NEW)).one().name == chair.name
    elsewhere = page.replace(VILLAGE, NEXT)
    assert first.client.get(elsewhere).status_code == 404
    assert world.signed_in("facilitator", VILLAGE).client.get(page).status_code == 403
