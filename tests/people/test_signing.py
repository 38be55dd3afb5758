"""Signing in, being slowed down, losing a session in the middle of a form."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.people.test_accounts import PIN, grant_of, opened
from tests.preparing import CHEAPEST
from ubudehe.people.pins import is_weak_pin
from ubudehe.people.tables import Account, RoleGrant

pytestmark = pytest.mark.both_engines

OPEN = f"/en/work/{VILLAGE}/assemblies/open"
MEETING = {
    "held_on.d": "15",
    "held_on.m": "6",
    "held_on.y": "2026",
    "where": "Under the big tree",
    "purpose": "general",
}


def test_wrong_pin_and_unknown_number_are_answered_alike(world: World) -> None:
    one = world.find("facilitator", VILLAGE)
    visitor = Visitor(world.client())
    wrong = visitor.refused("/en/sign-in", {"phone": one.phone, "pin": "135790"})
    unknown = visitor.refused("/en/sign-in", {"phone": "0788999999", "pin": "135790"})
    message = "The phone number or the PIN is not right."
    assert message in wrong
    assert message in unknown
    assert "135790" not in wrong


def test_failures_make_the_next_try_wait_and_time_heals(world: World) -> None:
    one = world.find("facilitator", VILLAGE)
    visitor = Visitor(world.client())
    for _ in range(5):
        visitor.refused("/en/sign-in", {"phone": one.phone, "pin": "000001"})
    page = visitor.refused("/en/sign-in", {"phone": one.phone, "pin": one.pin})
    assert "Too many tries" in page
    world.clock.now += timedelta(minutes=5)
    assert visitor.done("/en/sign-in", {"phone": one.phone, "pin": one.pin}) == "/en/work"


def test_a_form_without_our_token_changes_nothing(facilitator: Visitor) -> None:
    answer = facilitator.client.post(OPEN, data={**MEETING, "csrf": "forged", "act": "x"})
    assert answer.status_code == 403
    fields = facilitator.fields(OPEN)
    cross = facilitator.client.post(
        OPEN, data={**fields, **MEETING}, headers={"sec-fetch-site": "cross-site"}
    )
    assert cross.status_code == 403
    assert "Open</span>" not in facilitator.get(f"/en/work/{VILLAGE}/assemblies")


def test_a_browser_is_believed_that_names_another_site_as_origin(world: World) -> None:
    """Before browsers told by Sec-Fetch-Site; what is no address at all made the server fail."""
    visitor = world.signed_in("facilitator", VILLAGE)
    ours = {**visitor.fields(OPEN), **MEETING}
    for origin in ("http://evil.example", "http://localhost:8000.evil.example", "http://[evil"):
        for fields in (ours, {**ours, "csrf": ""}):
            answer = visitor.client.post(OPEN, data=fields, headers={"origin": origin})
            assert answer.status_code == 403
    visitor.client.headers["origin"] = "http://localhost:8000"
    visitor.done(OPEN, MEETING)


def test_what_was_typed_survives_an_expired_session(world: World, facilitator: Visitor) -> None:
    fields = facilitator.fields(OPEN)
    world.clock.now += timedelta(minutes=45)
    answer = facilitator.client.post(OPEN, data={**fields, **MEETING})
    assert answer.headers["location"] == "/en/sign-in"
    one = world.find("facilitator", VILLAGE)
    assert facilitator.done("/en/sign-in", {"phone": one.phone, "pin": one.pin}) == "/en/work/kept"
    page = facilitator.get("/en/work/kept")
    assert "Under the big tree" in page
    form = page[page.index(f'action="{OPEN}"') :]
    kept = dict(re.findall(r'<textarea name="([^"]+)" hidden>([^<]*)</textarea>', form))
    csrf = re.search(r'name="csrf" value="([^"]+)"', form)
    assert csrf
    again = facilitator.client.post(OPEN, data={**kept, "csrf": csrf[1], "look_again": "yes"})
    assert again.status_code == 200
    assert 'value="Under the big tree"' in again.text
    assert 'role="alert"' not in again.text
    sent = facilitator.client.post(OPEN, data={**kept, "csrf": csrf[1]})
    assert sent.status_code == 303
    assert "/count" in sent.headers["location"]


def test_somebody_else_never_gets_a_draft(world: World, facilitator: Visitor) -> None:
    fields = facilitator.fields(OPEN)
    world.clock.now += timedelta(minutes=45)
    facilitator.client.post(OPEN, data={**fields, **MEETING})
    other = world.find("treasurer", VILLAGE)
    facilitator.done("/en/sign-in", {"phone": other.phone, "pin": other.pin})
    assert facilitator.client.get("/en/work/kept").status_code == 303


def test_a_role_at_another_place_does_not_help(facilitator: Visitor) -> None:
    for path in ("assemblies/open", "households", "categories/start", "money/new/paid"):
        assert facilitator.client.get(f"/en/work/11010102/{path}").status_code == 403


def test_signing_out_ends_the_session(facilitator: Visitor) -> None:
    page = facilitator.get(f"/en/work/{VILLAGE}")
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    facilitator.client.post("/en/work/sign-out", data={"csrf": csrf})
    answer = facilitator.client.get(f"/en/work/{VILLAGE}")
    assert answer.headers["location"] == "/en/sign-in"


def test_an_administrator_gives_and_ends_a_role(world: World, administrator: Visitor) -> None:
    path = "/en/work/people/43060102"
    role = {"name": "Aline", "phone": "0788 765 432", "role": "facilitator"}
    administrator.done(path, role)
    assert "already holds" in administrator.refused(path, role)
    new = opened(world, path, "Aline")
    assert "Meetings" in new.get("/en/work/43060102")
    grant = grant_of(administrator, path, "Aline")
    administrator.done(
        f"{path}/end?grant={grant}",
        {"last_day.d": "15", "last_day.m": "6", "last_day.y": "2026"},
    )
    world.clock.now += timedelta(days=1)
    new.done("/en/sign-in", {"phone": "0788765432", "pin": PIN})
    assert new.client.get("/en/work/43060102").status_code == 403


def test_ones_own_pin_is_changed_by_who_knows_it_and_ends_other_sessions(world: World) -> None:
    one = world.find("treasurer", VILLAGE)
    here, there = world.signed_in("treasurer", VILLAGE), world.signed_in("treasurer", VILLAGE)
    here.refused("/en/work/pin", {"pin": one.pin, "new_pin": "12345678", "again": "12345678"})
    here.refused("/en/work/pin", {"pin": one.pin, "new_pin": PIN, "again": PIN[:-1] + "2"})
    wrong = here.refused("/en/work/pin", {"pin": "0", "new_pin": PIN, "again": PIN})
    assert "The PIN is not right." in wrong
    here.done("/en/work/pin", {"pin": one.pin, "new_pin": PIN, "again": PIN})
    assert here.client.get(f"/en/work/{VILLAGE}").status_code == 200
    assert there.client.get(f"/en/work/{VILLAGE}").headers["location"] == "/en/sign-in"


def test_a_pin_that_is_too_short_by_now_is_renewed_first(world: World) -> None:
    one = world.find("treasurer", VILLAGE)
    with world.services.database.write() as session:
        account = session.exec(select(Account).where(Account.phone == one.phone)).one()
        account.pin_hash = CHEAPEST.hash("836251")
    treasurer = Visitor(world.client())
    treasurer.done("/en/sign-in", {"phone": one.phone, "pin": "836251"})
    assert treasurer.client.get("/en/work").headers["location"] == "/en/work/pin"
    assert "easier to guess" in treasurer.get("/en/work/pin")
    entry = world.signed_in("facilitator", VILLAGE).done(
        f"/en/work/{VILLAGE}/money/new/moved",
        {
            "entry_date.d": "14",
            "entry_date.m": "6",
            "entry_date.y": "2026",
            "amount": "100",
            "out_of": "bank",
            "into": "cash",
            "what": "Market",
        },
    )
    page = world.signed_in("facilitator", VILLAGE).refused(
        f"{entry}/approve", {"second_phone": one.phone, "second_pin": "836251"}
    )
    assert "choose a PIN of your own first" in page
    treasurer.done("/en/work/pin", {"pin": "836251", "new_pin": PIN, "again": PIN})
    assert treasurer.client.get("/en/work").headers["location"] == f"/en/work/{VILLAGE}"


def test_an_administrator_has_no_part_in_a_villages_decisions(administrator: Visitor) -> None:
    for path in ("assemblies/open", "categories/start", "projects/need", "money/new/came"):
        assert administrator.client.get(f"/en/work/{VILLAGE}/{path}").status_code == 403


@pytest.mark.parametrize(
    "pin",
    [
        *("12345678", "00000000", "98765432", "12121212", "78901234", "8362519", "78800178"),
        *("19940407", "07041994", "04071994", "11223344", "password", "Ubudehe2026", "kigali!!!"),
    ],
)
def test_weak_pins_are_weak(pin: str) -> None:
    assert is_weak_pin(pin, "+250788001788")


@pytest.mark.parametrize("pin", [PIN, "99990213", "umusozi muremure", "Inka 4 zirarisha"])
def test_other_pins_are_not(pin: str) -> None:
    assert not is_weak_pin(pin, "+250788001788")


def test_a_role_that_ends_is_given_anew_by_two_and_never_lengthened_by_one(world: World) -> None:
    owner = world.find("treasurer", VILLAGE)
    with world.services.database.read() as session:
        account = session.exec(select(Account.id).where(Account.phone == owner.phone)).one()
        grant = session.exec(select(RoleGrant.id).where(RoleGrant.account == account)).one()
    people, paid = f"/en/work/people/{VILLAGE}", f"/en/work/{VILLAGE}/money/new/paid"
    end = f"{people}/end?grant={grant}"
    admin = world.signed_in("administrator", "")
    admin.done(end, {"last_day.d": "20", "last_day.m": "6", "last_day.y": "2026"})
    later = {"last_day.d": "1", "last_day.m": "1", "last_day.y": "2100"}
    assert "ends earlier than this day" in admin.refused(end, later)
    world.clock.now += timedelta(days=1)
    admin = world.signed_in("administrator", "")
    again = {"name": owner.name, "phone": owner.phone, "role": "treasurer"}
    alone = Visitor(admin.client)
    assert "given by two administrators" in alone.refused(people, again)
    world.clock.now += timedelta(days=30)
    admin = world.signed_in("administrator", "")
    assert "ends earlier than this day" in admin.refused(end, later)
    assert world.signed_in("treasurer", VILLAGE).client.get(paid).status_code == 403
    admin.done(people, again)
    assert world.signed_in("treasurer", VILLAGE).client.get(paid).status_code == 200
    with world.services.database.read() as session:
        assert session.get_one(RoleGrant, grant).until == date(2026, 6, 20)
    assert faults_of_grown(world) == []
