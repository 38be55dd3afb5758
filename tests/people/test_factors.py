"""A second factor: asked after the PIN and again for roles, each code once, taken away by two."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.people.test_accounts import ALINE, PEOPLE, both, grant_of
from ubudehe.demo.demo import DemoSignIn
from ubudehe.people.factors.totp import code_at, step_of
from ubudehe.people.tables import KnownDevice, OneTimeCode, SecondFactor

pytestmark = pytest.mark.both_engines
SHOW = "/en/work/factor/show"
WRONG = "This code is not right, or it was used already"


def now_code(world: World, secret: str, off: int = 0) -> str:
    """Return the code that an app shows, `off` steps from now."""
    return code_at(secret, step_of(world.clock.now) + off)


def later(world: World, steps: int = 1) -> None:
    """Let so many steps of codes pass."""
    world.clock.now += timedelta(seconds=30 * steps)


def treasurer(world: World) -> DemoSignIn:
    """Return the demo's treasurer."""
    return world.find("treasurer", VILLAGE)


def enter(world: World, one: DemoSignIn) -> Visitor:
    """Sign in with number and PIN at a phone of one's own."""
    visitor = Visitor(world.client())
    visitor.done("/en/sign-in", {"phone": one.phone, "pin": one.pin})
    return visitor


def with_app(world: World, one: DemoSignIn) -> tuple[Visitor, str, list[str]]:
    """Set up an app for somebody; return them, its secret and the codes on their paper."""
    visitor = enter(world, one)
    page = visitor.get("/en/work/factor/app")
    found = re.search(r"<b>((?:[A-Z2-7]{4} ?){8})</b>", page)
    assert found
    assert "<svg" in page
    secret = found[1].replace(" ", "")
    typed = {"one_time": now_code(world, secret), "pin": one.pin}
    answer = visitor.send("/en/work/factor/app", typed)
    assert answer.status_code == 200
    return visitor, secret, re.findall(r"<b>((?:[0-9]{3} ?){6})</b>", answer.text)


def test_after_the_pin_nothing_opens_without_a_code_and_each_counts_once(world: World) -> None:
    one = treasurer(world)
    before = enter(world, one)
    _, secret, paper = with_app(world, one)
    assert before.client.get("/en/work").status_code == 303, "sessions of the PIN alone have ended"
    again = enter(world, one)
    assert again.client.get(f"/en/work/{VILLAGE}").headers["location"] == SHOW
    assert again.client.get("/en/work/factor/app").headers["location"] == SHOW
    assert one.name not in again.get(f"/en/p/{VILLAGE}"), "a public page knows nobody yet"
    used = now_code(world, secret)
    assert WRONG in again.refused(SHOW, {"one_time": used}), "its step set the app up"
    assert WRONG in again.refused(SHOW, {"one_time": now_code(world, secret, 2)})
    later(world)
    assert again.done(SHOW, {"one_time": now_code(world, secret)}) == "/en/work"
    assert one.name in again.get(f"/en/work/{VILLAGE}")
    third = enter(world, one)
    assert WRONG in third.refused(SHOW, {"one_time": now_code(world, secret)}), "used elsewhere"
    assert len(paper) == 10
    third.done(SHOW, {"one_time": paper[3]})
    fourth = enter(world, one)
    assert WRONG in fourth.refused(SHOW, {"one_time": paper[3]})
    fourth.done(SHOW, {"one_time": paper[9].replace(" ", "-")})
    assert "8 printed codes are left" in fourth.get("/en/work/factor")
    with world.services.database.read() as session:
        sealed = session.exec(select(SecondFactor.sealed)).one()
        marks = session.exec(select(OneTimeCode.mark)).all()
    assert secret not in sealed
    assert not {code.replace(" ", "") for code in paper} & set(marks)


def test_a_neighbours_code_opens_nothing(world: World) -> None:
    _, secret, paper = with_app(world, treasurer(world))
    chair = world.find("chair", VILLAGE)
    with_app(world, chair)
    later(world)
    neighbour = enter(world, chair)
    assert WRONG in neighbour.refused(SHOW, {"one_time": now_code(world, secret)})
    assert WRONG in neighbour.refused(SHOW, {"one_time": paper[0]})
    enter(world, treasurer(world)).done(SHOW, {"one_time": paper[0]})


def test_who_knows_the_pin_gains_no_tries_by_showing_it_again(world: World) -> None:
    one = treasurer(world)
    owner, secret, paper = with_app(world, one)
    for _ in range(5):
        enter(world, one).refused(SHOW, {"one_time": "000000"})
    late = enter(world, one)
    later(world)
    assert "Too many tries" in late.refused(SHOW, {"one_time": paper[0]})
    with world.services.database.read() as session:
        assert len(session.exec(select(KnownDevice)).all()) == 1, "no thief's phone is known"
    # The owner's own phone, which showed no wrong code, is not held up.
    owner.client.cookies.delete("ubudehe")
    owner.done("/en/sign-in", {"phone": one.phone, "pin": one.pin})
    assert owner.done(SHOW, {"one_time": now_code(world, secret)}) == "/en/work"


def test_setting_up_needs_the_pin_and_a_code_of_this_secret(world: World) -> None:
    one = treasurer(world)
    visitor = enter(world, one)
    path = "/en/work/factor/app"
    found = re.search(r"<b>((?:[A-Z2-7]{4} ?){8})</b>", visitor.get(path))
    assert found
    code = now_code(world, found[1].replace(" ", ""))
    assert "The PIN is not right" in visitor.refused(path, {"one_time": code, "pin": "00000000"})
    assert WRONG in visitor.refused(path, {"one_time": "000000", "pin": one.pin})
    assert "The PIN is not right" in visitor.refused("/en/work/factor/codes", {"pin": ""})
    assert "Set up an app" in visitor.get("/en/work/factor")


def test_paper_alone_is_enough_and_new_codes_end_the_old_ones(world: World) -> None:
    one = treasurer(world)
    visitor = enter(world, one)
    path = "/en/work/factor/codes"
    old = re.findall(r"<b>((?:[0-9]{3} ?){6})</b>", visitor.send(path, {"pin": one.pin}).text)
    for code in old[:7]:
        assert enter(world, one).done(SHOW, {"one_time": code}) == "/en/work"
    last = enter(world, one)
    assert last.done(SHOW, {"one_time": old[7]}) == "/en/work/factor", "new ones are offered"
    assert WRONG in last.refused(path, {"one_time": old[0]})
    new = re.findall(r"<b>((?:[0-9]{3} ?){6})</b>", last.send(path, {"one_time": old[8]}).text)
    assert len(new) == 10
    other = enter(world, one)
    assert WRONG in other.refused(SHOW, {"one_time": old[9]})
    assert other.done(SHOW, {"one_time": new[0]}) == "/en/work"


def test_two_others_take_it_away_and_a_second_person_shows_a_code_too(world: World) -> None:
    first, second = (one for one in world.sign_ins if one.role == "administrator")
    one = treasurer(world)
    owner, _, _ = with_app(world, one)
    admin = enter(world, first)
    admin.beside = second
    people = f"/en/work/people/{VILLAGE}"
    path = f"{people}/factor?grant={grant_of(admin, people, one.name)}"
    pins = both(admin)
    assert "by two administrators" in admin.refused(path, {"second_phone": "", "second_pin": ""})
    _, secret, _ = with_app(world, second)
    asked = admin.refused(path, pins)
    assert 'name="second_code"' in asked
    stale = {**pins, "second_code": now_code(world, secret)}
    assert WRONG in admin.refused(path, stale)
    later(world)
    fresh = {**pins, "second_code": now_code(world, secret)}
    assert "/account?grant=" in admin.done(path, fresh)
    assert owner.client.get("/en/work").status_code == 303, "signed out everywhere"
    assert enter(world, one).client.get(f"/en/work/{VILLAGE}").status_code == 200
    later(world)
    fresh = {**pins, "second_code": now_code(world, secret)}
    assert "has no second factor" in admin.refused(path, fresh)
    country = "/en/work/people/0"
    own = f"{country}/factor?grant={grant_of(admin, country, first.name)}"
    assert "Nobody takes their own" in admin.refused(own, {"second_phone": "", "second_pin": ""})
    seconds = f"{country}/factor?grant={grant_of(admin, country, second.name)}"
    later(world)
    fresh = {**pins, "second_code": now_code(world, secret)}
    assert "Nobody takes their own" in admin.refused(seconds, fresh)
    assert not faults_of_grown(world)


def test_a_code_is_asked_again_before_a_role_that_moves_money(world: World) -> None:
    first, second = (one for one in world.sign_ins if one.role == "administrator")
    admin, secret, _ = with_app(world, first)
    admin.beside = second
    pins = both(admin)
    asked = admin.refused(PEOPLE, {**ALINE, **pins})
    assert "Show your second factor again" in asked
    assert 'name="one_time"' in asked
    used = {**ALINE, **pins, "one_time": now_code(world, secret)}
    assert WRONG in admin.refused(PEOPLE, used)
    later(world)
    admin.done(PEOPLE, {**ALINE, **pins, "one_time": now_code(world, secret)})
    more = {**ALINE, "phone": "0788765433", "name": "UWERA Claire"}
    admin.done(PEOPLE, {**more, **pins})
    later(world, 10)
    last = {**ALINE, "phone": "0788765434", "name": "UWINEZA Marie"}
    assert "Show your second factor again" in admin.refused(PEOPLE, {**last, **pins})
    admin.done(PEOPLE, {**last, "role": "auditor"})


def test_where_it_is_required_it_comes_before_everything_else(world: World) -> None:
    settings = replace(world.services.settings, two_factors=True)
    world.services = replace(world.services, settings=settings)
    facilitator = world.signed_in("facilitator", VILLAGE)
    facilitator.get(f"/en/work/{VILLAGE}")
    one = treasurer(world)
    visitor = enter(world, one)
    assert visitor.client.get(f"/en/work/{VILLAGE}").headers["location"] == "/en/work/factor"
    assert "Your role needs a second factor" in visitor.get("/en/work/factor")
    visitor.send("/en/work/factor/codes", {"pin": one.pin})
    assert visitor.client.get(f"/en/work/{VILLAGE}").status_code == 200
