"""Sealed slips, blocked accounts and sessions: who may, by whom never, and once only."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from ubudehe.people.accounts import opening
from ubudehe.people.accounts.opening import open_account
from ubudehe.people.administrators import make_administrator
from ubudehe.people.tables import Account, SealedSlip

PIN = "83625194"
PLACE = "43060102"
PEOPLE = f"/en/work/people/{PLACE}"
ALINE = {"name": "UWASE Aline", "phone": "0788765432", "role": "facilitator"}


def administrators(world: World) -> tuple[Visitor, Visitor]:
    """Return the two administrators of the demo, each at an own phone."""
    first, second = (one for one in world.sign_ins if one.role == "administrator")
    found = []
    for one, beside in ((first, second), (second, first)):
        visitor = Visitor(world.client(), beside)
        visitor.done("/en/sign-in", {"phone": one.phone, "pin": one.pin})
        found.append(visitor)
    return found[0], found[1]


def grant_of(admin: Visitor, people: str, name: str) -> str:
    """Return the id of somebody's newest role as a page of roles links it."""
    of = admin.get(people).split(f": {name}")[1]
    return of.split("account?grant=")[1].split('"')[0]


def both(admin: Visitor) -> dict[str, object]:
    """Return the second administrator's number and PIN."""
    assert admin.beside
    return {"second_phone": admin.beside.phone, "second_pin": admin.beside.pin}


def sealed(admin: Visitor, people: str, name: str, **more: object) -> str:
    """Make a slip for somebody; return its code."""
    path = f"{people}/slip?grant={grant_of(admin, people, name)}"
    answer = admin.send(path, more)
    assert answer.status_code == 200, answer.status_code
    found = re.search(r"<b>((?:[0-9]{3} ?){6})</b>", answer.text)
    assert found, answer.text
    return found[1]


def open_with(visitor: Visitor, code: str, pin: str = PIN) -> str:
    """Open a slip; return where it leads."""
    return visitor.done("/en/slip", {"code": code, "new_pin": pin, "again": pin})


def opened(world: World, people: str, name: str) -> Visitor:
    """Let the second administrator seal a slip and its holder open it; return the holder."""
    holder = Visitor(world.client())
    assert open_with(holder, sealed(administrators(world)[1], people, name)) == "/en/work"
    return holder


def given(world: World) -> tuple[Visitor, Visitor]:
    """Let the first administrator give a role to somebody new; return both administrators."""
    first, second = administrators(world)
    first.done(PEOPLE, ALINE)
    return first, second


def test_a_first_slip_is_never_made_by_who_gave_the_role(world: World) -> None:
    first, second = given(world)
    slip = f"{PEOPLE}/slip?grant={grant_of(first, PEOPLE, 'UWASE Aline')}"
    assert "another administrator makes the slip" in first.refused(slip, {})
    assert "another administrator makes the slip" in first.refused(slip, both(first))
    assert "no PIN, and no slip" in first.get(slip.replace("/slip?", "/account?"))
    code = sealed(second, PEOPLE, "UWASE Aline")
    assert "A sealed slip opens" in first.get(slip.replace("/slip?", "/account?"))
    assert code not in first.get(slip)
    aline = Visitor(world.client())
    aline.refused("/en/sign-in", {"phone": ALINE["phone"], "pin": ""})
    assert open_with(aline, code) == "/en/work"
    assert f"/en/work/{PLACE}" in aline.client.get("/en/work").headers["location"]
    again = Visitor(world.client())
    assert again.done("/en/sign-in", {"phone": ALINE["phone"], "pin": PIN}) == "/en/work"
    assert not faults_of_grown(world)


@pytest.mark.both_engines
def test_a_slip_opens_once_until_its_day_and_only_the_newest(world: World) -> None:
    _, second = given(world)
    old = sealed(second, PEOPLE, "UWASE Aline")
    slip = f"{PEOPLE}/slip?grant={grant_of(second, PEOPLE, 'UWASE Aline')}"
    assert "replaced by two administrators" in second.refused(slip, {}), "a slip is out already"
    code = sealed(second, PEOPLE, "UWASE Aline", **both(second))
    guest = Visitor(world.client())
    pins = {"new_pin": PIN, "again": PIN}
    assert "No sealed slip has this code" in guest.refused("/en/slip", {"code": old, **pins})
    weak = {"code": code, "new_pin": "12345678", "again": "12345678"}
    assert "easy to guess" in guest.refused("/en/slip", weak)
    other = {"code": code, "new_pin": PIN, "again": PIN[:-1]}
    assert "not the same" in guest.refused("/en/slip", other)
    now = world.clock.now
    world.clock.now = now + timedelta(days=15)
    assert "too old" in guest.refused("/en/slip", {"code": code, **pins})
    world.clock.now = now + timedelta(days=14)
    open_with(guest, code)
    late = Visitor(world.client()).refused("/en/slip", {"code": code, **pins})
    assert "opened already" in late
    assert PIN not in late


@pytest.mark.both_engines
def test_of_two_who_open_a_slip_at_once_one_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, second = given(world)
    sealed(second, PEOPLE, "UWASE Aline")
    now, today = world.clock.now, world.clock.now.date()
    with world.services.database.write() as session:
        mark = session.exec(select(SealedSlip.mark)).one()
        first = open_account(session, mark, "one", today, now)
        assert first
        session.expunge(first)
    # The other one had looked before the first was done.
    monkeypatch.setattr(opening, "holder_of", lambda *_: first)
    with world.services.database.write() as session:
        assert open_account(session, mark, "two", today, now) is None
    with world.services.database.read() as session:
        assert session.get_one(Account, first.id).pin_hash == "one"


def test_a_forgotten_pin_is_replaced_by_two_and_ends_at_once(world: World) -> None:
    first, _ = administrators(world)
    people = f"/en/work/people/{VILLAGE}"
    treasurer = world.find("treasurer", VILLAGE)
    signed = world.signed_in("treasurer", VILLAGE)
    slip = f"{people}/slip?grant={grant_of(first, people, treasurer.name)}"
    assert "replaced by two administrators" in first.refused(slip, {})
    assert first.beside
    own = next(one for one in world.sign_ins if one.role == "administrator")
    alone = {"second_phone": own.phone, "second_pin": own.pin}
    assert "replaced by two administrators" in first.refused(slip, alone)
    chair = world.find("chair", VILLAGE)
    wrong = {"second_phone": chair.phone, "second_pin": chair.pin}
    assert "role does not allow" in first.refused(slip, wrong)
    assert signed.client.get(f"/en/work/{VILLAGE}").status_code == 200, "nothing is done yet"
    code = sealed(first, people, treasurer.name, **both(first))
    assert signed.client.get(f"/en/work/{VILLAGE}").headers["location"] == "/en/sign-in"
    visitor = Visitor(world.client())
    visitor.refused("/en/sign-in", {"phone": treasurer.phone, "pin": treasurer.pin})
    open_with(visitor, code)
    assert visitor.client.get(f"/en/work/{VILLAGE}").status_code == 200
    assert not faults_of_grown(world)


@pytest.mark.both_engines
def test_an_administrator_replaces_no_pin_alone_nor_their_own(world: World) -> None:
    with world.services.database.write() as session:  # this tells the demo's two, as well
        third = ("Third", "+250788999777", "", world.clock.now)
        make_administrator(session, world.services.country, *third)
    first, second = administrators(world)
    own, other = (one.name for one in world.sign_ins if one.role == "administrator")
    people = "/en/work/people/0"
    slip = f"{people}/slip?grant={grant_of(first, people, own)}"
    assert "for themselves" in first.refused(slip, both(first))
    block = f"{people}/block?grant={grant_of(first, people, own)}"
    assert "their own account" in first.refused(block, {"reason": "Lost"})
    assert "Give this role" not in first.get(people)
    second.done(block, {"reason": "Lost phone"})
    assert first.client.get(people).headers["location"] == "/en/sign-in"
    assert not faults_of_grown(world)
    assert grant_of(second, people, other)


@pytest.mark.both_engines
def test_a_blocked_account_signs_in_nowhere_until_two_unblock_it(world: World) -> None:
    first, second = administrators(world)
    people, chair = f"/en/work/people/{VILLAGE}", world.find("chair", VILLAGE)
    signed = world.signed_in("chair", VILLAGE)
    grant = f"?grant={grant_of(first, people, chair.name)}"
    first.done(f"{people}/block{grant}", {"reason": "The phone was stolen"})
    assert signed.client.get(f"/en/work/{VILLAGE}").headers["location"] == "/en/sign-in"
    right = {"phone": chair.phone, "pin": chair.pin}
    assert "not right" in Visitor(world.client()).refused("/en/sign-in", right)
    assert "blocked already" in first.refused(f"{people}/block{grant}", {"reason": "Again"})
    assert "Unblock it first" in first.refused(f"{people}/slip{grant}", both(first))
    role = {"name": chair.name, "phone": chair.phone, "role": "facilitator"}
    assert "Unblock it first" in first.refused(PEOPLE, role)
    assert not faults_of_grown(world)
    assert "unblocked by two" in second.refused(f"{people}/unblock{grant}", {})
    second.done(f"{people}/unblock{grant}", both(second))
    assert "is not blocked" in second.refused(f"{people}/unblock{grant}", both(second))
    assert Visitor(world.client()).done("/en/sign-in", right) == "/en/work"
    assert not faults_of_grown(world)


def test_check_finds_an_account_unblocked_or_a_slip_changed_behind_the_record(
    world: World,
) -> None:
    world.tampered = True
    first, second = given(world)
    sealed(second, PEOPLE, "UWASE Aline")
    first.done(
        f"{PEOPLE}/block?grant={grant_of(first, PEOPLE, 'UWASE Aline')}", {"reason": "Not her"}
    )
    with world.services.database.write() as session:
        account = session.exec(select(Account).where(Account.phone == "+250788765432")).one()
        account.disabled = False
        session.exec(select(SealedSlip)).one().mark = "0" * 64
    told = "\n".join(faults_of_grown(world))
    assert "disabled" in told
    assert "Sealed slip" in told


def test_a_number_of_somebody_else_is_told_and_never_used(world: World) -> None:
    first, _ = administrators(world)
    chair = world.find("chair", VILLAGE)
    role = {"name": "MUKAMANA Rose", "phone": chair.phone, "role": "facilitator"}
    page = first.refused(PEOPLE, role)
    assert f"This number belongs to {chair.name}." in page
    assert chair.name not in first.get(PEOPLE)
    turned = " ".join(reversed(chair.name.split()))
    first.done(PEOPLE, {**role, "name": turned.lower()})
    assert chair.name in first.get(PEOPLE)


@pytest.mark.both_engines
def test_sessions_are_listed_and_ended_by_oneself(world: World) -> None:
    here = Visitor(world.client())
    one = world.find("treasurer", VILLAGE)
    here.client.headers["user-agent"] = "Mozilla/5.0 (Linux; Android 9) Chrome/70"
    here.done("/en/sign-in", {"phone": one.phone, "pin": one.pin})
    there, third = world.signed_in("treasurer", VILLAGE), world.signed_in("treasurer", VILLAGE)
    chair = world.signed_in("chair", VILLAGE)
    page = here.get("/en/work/sessions")
    assert page.count("Sign out there") == 2
    assert "Android phone" in page
    name = re.findall(r'name="session" value="([0-9a-f]{16})"', there.get("/en/work/sessions"))
    for other in name:  # the other two, as one of them sees them
        there.done("/en/work/sessions", {"session": other})
    assert there.get("/en/work/sessions").count("Sign out there") == 0
    assert third.client.get("/en/work/sessions").status_code == 303
    assert chair.client.get("/en/work/sessions").status_code == 200, "a colleague's stays"
    here.done("/en/sign-in", {"phone": one.phone, "pin": one.pin})
    here.done("/en/work/sessions", {"session": "others"})
    assert there.client.get("/en/work/sessions").status_code == 303
    assert here.client.get("/en/work/sessions").status_code == 200
    here.done("/en/work/sessions", {"session": "%"})
    assert chair.client.get("/en/work/sessions").status_code == 200


@pytest.mark.both_engines
def test_an_administrator_sees_and_ends_the_sessions_of_their_people_only(world: World) -> None:
    first, _ = administrators(world)
    people, chair = f"/en/work/people/{VILLAGE}", world.find("chair", VILLAGE)
    grant = f"?grant={grant_of(first, people, chair.name)}"
    assert "Nowhere." in first.get(f"{people}/account{grant}")
    signed = world.signed_in("chair", VILLAGE)
    assert "Another device" in first.get(f"{people}/account{grant}")
    for page in ("account", "slip", "block", "unblock", "sign-out"):
        assert first.client.get(f"{PEOPLE}/{page}{grant}").status_code == 404, "another place"
        assert signed.client.get(f"{people}/{page}{grant}").status_code == 403
    first.done(f"{people}/sign-out{grant}", {})
    assert signed.client.get(f"/en/work/{VILLAGE}").headers["location"] == "/en/sign-in"
    assert "Nowhere." in first.get(f"{people}/account{grant}")
