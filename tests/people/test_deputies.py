"""A deputy for a role until a day: named by two, never a second person beside the holder."""

from datetime import date, timedelta

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import MONEY, MOVED
from ubudehe.demo.demo import DemoSignIn

HERE = f"/en/work/{VILLAGE}/deputies"
UNTIL = date(2026, 6, 20)


def beside(world: World) -> dict[str, object]:
    """Return an administrator's number and PIN."""
    admin = next(one for one in world.sign_ins if one.role == "administrator")
    return {"second_phone": admin.phone, "second_pin": admin.pin}


def said(one: DemoSignIn, until: date = UNTIL) -> dict[str, object]:
    day = {"until.d": until.day, "until.m": until.month, "until.y": until.year}
    return {"name": one.name, "phone": one.phone, **day}


def last(day: int) -> dict[str, object]:
    return {"last_day.d": day, "last_day.m": 6, "last_day.y": 2026}


def way_to(visitor: Visitor, what: str) -> str:
    page = visitor.get(HERE)
    return page.split(f'href="{HERE}/{what}?grant=')[1].split('"')[0]


def named(
    world: World, role: str = "treasurer", deputy: str = "facilitator"
) -> tuple[Visitor, str]:
    """Let the holder of a role name a deputy; return the holder and the address to name one."""
    holder = world.signed_in(role, VILLAGE)
    path = f"{HERE}/new?grant={way_to(holder, 'new')}"
    holder.done(path, {**said(world.find(deputy, VILLAGE)), **beside(world)})
    return holder, path


def test_a_deputy_acts_until_the_day_and_not_the_day_after(world: World) -> None:
    holder, path = named(world)
    stands_in = world.find("facilitator", VILLAGE).name
    assert f"{stands_in} stands in for" in holder.get(HERE)
    months = f"{MONEY}/months/2026-05/close"
    assert world.signed_in("facilitator", VILLAGE).client.get(months).status_code != 403
    assert "has a deputy already" in holder.refused(path, said(world.find("auditor", VILLAGE)))
    world.clock.now += timedelta(days=5)
    assert world.signed_in("facilitator", VILLAGE).client.get(months).status_code != 403
    world.clock.now += timedelta(days=1)
    assert world.signed_in("facilitator", VILLAGE).client.get(months).status_code == 403
    assert "Nobody stands in" in world.signed_in("treasurer", VILLAGE).get(HERE)
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_either_of_the_two_ends_it_earlier(world: World) -> None:
    named(world)
    stranger = world.signed_in("chair", VILLAGE)
    assert f"{HERE}/end" not in stranger.get(HERE)
    deputy = world.signed_in("facilitator", VILLAGE)
    end = f"{HERE}/end?grant={way_to(deputy, 'end')}"
    assert "Only the deputy, the holder" in stranger.refused(end, last(15))
    assert "Choose a day from today" in deputy.refused(end, last(21))
    deputy.done(end, last(15))
    world.clock.now += timedelta(days=1)
    months = f"{MONEY}/months/2026-05/close"
    deputy = world.signed_in("facilitator", VILLAGE)
    assert deputy.client.get(months).status_code == 403
    assert "over already" in deputy.refused(end, last(16))
    assert faults_of_grown(world) == []


def test_one_person_alone_gives_no_role_that_moves_money(world: World, treasurer: Visitor) -> None:
    path = f"{HERE}/new?grant={way_to(treasurer, 'new')}"
    wanted = said(world.find("facilitator", VILLAGE))
    assert "an administrator agrees" in treasurer.refused(path, wanted)
    chair = world.find("chair", VILLAGE)
    beside_her = {"second_phone": chair.phone, "second_pin": chair.pin}
    assert "does not allow this" in treasurer.refused(path, {**wanted, **beside_her})
    other = world.signed_in("chair", VILLAGE)
    assert "Only who holds the role" in other.refused(path, {**wanted, **beside(world)})


def test_who_may_not_hold_a_role_is_no_deputy_for_it_either(
    world: World, treasurer: Visitor
) -> None:
    path = f"{HERE}/new?grant={way_to(treasurer, 'new')}"
    for who, until, why in (
        ("chair", UNTIL, "does not go with this one"),
        ("auditor", UNTIL, "does not go with this one"),
        ("treasurer", UNTIL, "already holds this role"),
        ("facilitator", date(2026, 6, 14), "This day has passed"),
        ("facilitator", date(2026, 12, 1), "for 92 days at most"),
    ):
        wanted = {**said(world.find(who, VILLAGE), until), **beside(world)}
        assert why in treasurer.refused(path, wanted)
    nobody = {**said(world.find("facilitator", VILLAGE)), "phone": "0788 999 111"}
    assert "Nobody signs in with this number" in treasurer.refused(
        path, {**nobody, **beside(world)}
    )


def test_a_holder_and_the_deputy_never_count_as_two(world: World) -> None:
    holder, _ = named(world)
    deputy = world.signed_in("facilitator", VILLAGE)
    page = f"{deputy.done(f'{MONEY}/new/moved', MOVED).split('?')[0]}/approve"
    assert "count as one" in holder.refused(page, {})
    world.clock.now += timedelta(days=10)
    again = world.signed_in("treasurer", VILLAGE)
    assert "count as one" in again.refused(page, {})
    world.signed_in("chair", VILLAGE).done(page, {})
    assert faults_of_grown(world) == []


def test_two_deputies_of_one_holder_never_count_as_two(world: World) -> None:
    """One after the other they hold the one role of the treasurer: the chair must agree."""
    holder, path = named(world)
    first = world.signed_in("facilitator", VILLAGE)
    page = f"{first.done(f'{MONEY}/new/moved', MOVED).split('?')[0]}/approve"
    holder.done(f"{HERE}/end?grant={way_to(holder, 'end')}", last(15))
    world.clock.now += timedelta(days=1)
    again = world.signed_in("treasurer", VILLAGE)
    again.done(path, {**said(world.find("facilitator", "43060101")), **beside(world)})
    assert "count as one" in world.signed_in("facilitator", "43060101").refused(page, {})
    world.signed_in("chair", VILLAGE).done(page, {})
    assert faults_of_grown(world) == []


def test_an_administrator_names_one_too_and_a_role_does_not_end_before_its_deputys(
    world: World,
    neighbour: Visitor,
) -> None:
    first = next(one for one in world.sign_ins if one.role == "administrator")
    second = [one for one in world.sign_ins if one.role == "administrator"][1]
    admin = Visitor(world.client())
    admin.done("/en/sign-in", {"phone": first.phone, "pin": first.pin})
    roles = f"/en/work/people/{VILLAGE}"
    name = world.find("treasurer", VILLAGE).name
    grant = admin.get(roles).split(f": {name}")[1].split("deputies/new?grant=")[1].split('"')[0]
    wanted = said(world.find("facilitator", VILLAGE))
    agreed = {"second_phone": second.phone, "second_pin": second.pin}
    admin.done(f"{HERE}/new?grant={grant}", {**wanted, **agreed})
    assert f"Deputy for {name}" in admin.get(roles)
    assert "has a deputy for longer" in admin.refused(f"{roles}/end?grant={grant}", last(15))
    there = f"{HERE}/end?grant={grant}".replace(VILLAGE, "43060101")
    assert neighbour.client.get(there).status_code in (200, 404)
    data = {**neighbour.fields(there), "last_day.d": "15", "last_day.m": "6", "last_day.y": "2026"}
    assert neighbour.client.post(there, data=data).status_code in (404, 422)
