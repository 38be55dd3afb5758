"""Who is slowed down by whose mistakes, at every door where a PIN or a code is typed."""

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.language.codes import make_code
from ubudehe.language.lanes import Lane
from ubudehe.language.refusals import Busy
from ubudehe.people.buckets import DEVICE, NETWORK, STRANGERS
from ubudehe.people.devices import new_device, read_device
from ubudehe.people.hashing import Hashing
from ubudehe.people.proving import SignInDoor
from ubudehe.people.tables import Throttle

pytestmark = pytest.mark.both_engines
SIGN_IN = "/en/sign-in"
WAIT = "Too many tries"


def at(world: World, address: str) -> Visitor:
    """Return a visitor who comes from an address."""
    visitor = Visitor(world.client())
    visitor.client.address = address
    return visitor


def guess(visitor: Visitor, phone: str, times: int = 1) -> str:
    """Type a wrong PIN so many times; return the last page."""
    fields = visitor.fields(SIGN_IN)
    typed = {**fields, "phone": phone, "pin": "00000001"}
    return [visitor.client.post(SIGN_IN, data=typed).text for _ in range(times)][-1]


def test_nobody_locks_a_known_device_out(world: World) -> None:
    one = world.find("treasurer", VILLAGE)
    right = {"phone": one.phone, "pin": one.pin}
    owner = at(world, "192.0.2.1")
    owner.done(SIGN_IN, right)
    for number in range(STRANGERS.holds // DEVICE.holds):
        guess(at(world, f"198.51.100.{number}"), one.phone, DEVICE.holds)
    stranger = at(world, "203.0.113.9")
    assert WAIT in stranger.refused(SIGN_IN, right), "strangers wait, each of them"
    guess(at(world, "192.0.2.1"), one.phone, DEVICE.holds)
    owner.client.cookies.delete("ubudehe")
    assert owner.done(SIGN_IN, right) == "/en/work"
    assert WAIT not in guess(owner, one.phone, DEVICE.holds)
    assert WAIT in owner.refused(SIGN_IN, right), "on the device itself tries are counted, too"
    world.clock.now += DEVICE.leaks
    assert owner.done(SIGN_IN, right) == "/en/work"


def test_a_device_is_known_for_its_own_account_only_and_by_our_mark(world: World) -> None:
    one, other = world.find("treasurer", VILLAGE), world.find("chair", VILLAGE)
    owner = at(world, "192.0.2.1")
    owner.done(SIGN_IN, {"phone": one.phone, "pin": one.pin})
    guess(at(world, "192.0.2.1"), other.phone, DEVICE.holds)
    owner.client.cookies.delete("ubudehe")
    assert WAIT in owner.refused(SIGN_IN, {"phone": other.phone, "pin": other.pin})
    device = new_device(world.services.secret)
    assert read_device(world.services.secret, device) == device.partition(".")[0]
    assert read_device(world.services.secret, device[:-1]) == ""
    assert read_device(b"another", device) == ""


def test_addresses_of_one_network_count_as_one_and_success_forgives_its_own(world: World) -> None:
    one, other = world.find("treasurer", VILLAGE), world.find("chair", VILLAGE)
    mistaken = at(world, "2001:db8::1")
    guess(mistaken, one.phone, DEVICE.holds - 1)
    assert levels(world) == [DEVICE.holds - 1] * 3
    mistaken.done(SIGN_IN, {"phone": one.phone, "pin": one.pin})
    assert not any(levels(world))
    for number in range(DEVICE.holds):
        guess(at(world, f"2001:db8::{number}"), other.phone)
    right = {"phone": other.phone, "pin": other.pin}
    assert WAIT in at(world, "2001:db8:0:0:ffff::1").refused(SIGN_IN, right)
    assert at(world, "2001:db8:0:1::1").done(SIGN_IN, right) == "/en/work"


def levels(world: World) -> list[int]:
    """Return how many drops are in each bucket that is kept; each in drops of its kind."""
    with world.services.database.read() as session:
        left = [row.empty_at - world.clock.now for row in session.exec(select(Throttle))]
    kinds = (NETWORK, STRANGERS, DEVICE)  # what leaks fast is empty soon
    in_order = zip(sorted(left), kinds, strict=False)
    return [max(one, timedelta(0)) // kind.leaks for one, kind in in_order]


def test_a_full_network_stops_strangers_and_nobody_who_is_known(world: World) -> None:
    one, other = world.find("treasurer", VILLAGE), world.find("chair", VILLAGE)
    known, new = at(world, "192.0.2.1"), at(world, "192.0.2.1")
    known.done(SIGN_IN, {"phone": one.phone, "pin": one.pin})
    fill_network(world, "192.0.2.1")
    known.client.cookies.delete("ubudehe")
    assert known.done(SIGN_IN, {"phone": one.phone, "pin": one.pin}) == "/en/work"
    right = {"phone": other.phone, "pin": other.pin}
    assert WAIT in new.refused(SIGN_IN, right)
    assert at(world, "192.0.2.2").done(SIGN_IN, right) == "/en/work"
    world.clock.now += NETWORK.leaks
    assert new.done(SIGN_IN, right) == "/en/work"


def fill_network(world: World, address: str) -> None:
    """Let so many have tried from a network that no more fit."""
    services = world.services
    door = SignInDoor(
        services.database, services.country, services.hashing, services.secret, address, ""
    )
    full = world.clock.now + NETWORK.holds * NETWORK.leaks
    with services.database.write() as session:
        session.merge(Throttle(key=door.of_network.key, empty_at=full))


@pytest.mark.parametrize("door", ["/en/check", "/en/vote"])
def test_guessed_codes_count_for_their_network(world: World, door: str) -> None:
    visitor, wrong = at(world, "192.0.2.1"), {"code": make_code(b"none", b"such")}
    assert WAIT not in visitor.refused(door, wrong)
    with world.services.database.write() as session:
        row = session.exec(select(Throttle)).one()
        assert row.empty_at == world.clock.now + NETWORK.leaks
    fill_network(world, "192.0.2.1")
    assert WAIT in visitor.refused(door, wrong)
    assert "typing error" in visitor.refused(door, {"code": "123"}), "what is no code is no guess"
    assert WAIT not in at(world, "192.0.2.2").refused(door, wrong)


def test_ones_own_pin_is_not_guessed_from_an_open_session(world: World, treasurer: Visitor) -> None:
    new = {"new_pin": "83625194", "again": "83625194"}
    for _ in range(DEVICE.holds):
        assert "not right" in treasurer.refused("/en/work/pin", {"pin": "00000001", **new})
    right = {"pin": world.find("treasurer", VILLAGE).pin, **new}
    assert WAIT in treasurer.refused("/en/work/pin", right)
    elsewhere = world.signed_in("treasurer", VILLAGE)
    assert elsewhere.done("/en/work/pin", right) == "/en/work", "the owner's own phone is not held"


def test_a_second_persons_pin_is_not_guessed_nor_locked_from_outside(world: World) -> None:
    chair = world.find("chair", VILLAGE)
    for number in range(STRANGERS.holds // DEVICE.holds):
        guess(at(world, f"198.51.100.{number}"), chair.phone, DEVICE.holds)
    money = f"/en/work/{VILLAGE}/money/new/moved"
    day = {"entry_date.d": "14", "entry_date.m": "6", "entry_date.y": "2026"}
    moved = {"amount": "100", "out_of": "bank", "into": "cash", "what": "Market"}
    treasurer = world.signed_in("treasurer", VILLAGE)
    entry = treasurer.done(money, {**day, **moved})
    wrong = {"second_phone": chair.phone, "second_pin": "00000001"}
    for _ in range(DEVICE.holds):
        assert "not right" in treasurer.refused(f"{entry}/approve", wrong)
    right = {"second_phone": chair.phone, "second_pin": chair.pin}
    assert WAIT in treasurer.refused(f"{entry}/approve", right)
    facilitator = world.signed_in("facilitator", VILLAGE)
    facilitator.done(f"{entry}/approve", right)


def test_many_tries_at_once_get_no_more_than_fit(world: World) -> None:
    one = world.find("treasurer", VILLAGE)
    pages: list[str] = []

    def try_once(visitor: Visitor) -> Callable[[], None]:
        return lambda: pages.append(guess(visitor, one.phone))

    tries = [try_once(at(world, "192.0.2.1")) for _ in range(DEVICE.holds + 3)]
    threads = [threading.Thread(target=one) for one in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("is not right" in page for page in pages) <= DEVICE.holds
    assert any(WAIT in page for page in pages)


def test_a_full_queue_asks_to_come_again_and_keeps_what_was_typed(world: World) -> None:
    one = world.find("treasurer", VILLAGE)
    visitor = Visitor(world.client())
    fields = visitor.fields("/fr/sign-in")
    world.services.hashing.guests = Lane(at_once=1, waiting=0, patience=0)
    with world.services.hashing.guests.turn():
        typed = {**fields, "phone": one.phone, "pin": one.pin}
        answer = visitor.client.post("/fr/sign-in", data=typed)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, str(Busy.seconds))
        assert one.phone in answer.text
        assert one.pin not in answer.text
        assert 'lang="fr"' in answer.text
    assert visitor.client.post("/fr/sign-in", data=typed).status_code == 303


def test_a_lane_takes_so_many_and_no_more() -> None:
    lane = Lane(at_once=1, waiting=1, patience=0.01)
    with lane.turn():
        with pytest.raises(Busy), lane.turn():
            pass
        held = Lane(at_once=1, waiting=0, patience=60)
        with held.turn(), pytest.raises(Busy), held.turn():
            pass
    with lane.turn():
        pass


def test_nobodys_pin_costs_as_much_and_never_fits() -> None:
    hashing = Hashing()
    assert not hashing.fits(None, "")
    assert not hashing.fits("", "83625194")
    assert hashing.fits(hashing.hash("83625194"), "83625194")


class Watched(Hashing):
    """Notes how far behind the rest of the process each PIN was tried."""

    def __init__(self) -> None:
        super().__init__()
        self.behind: list[int] = []

    def fits(self, hashed: str | None, pin: str) -> bool:
        """Note how nice the thread is, and try."""
        nice = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        self.behind.append(nice - os.getpriority(os.PRIO_PROCESS, os.getpid()))
        return super().fits(hashed, pin)


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities of their own on Linux")
def test_pins_from_strange_devices_are_tried_behind_all_else(world: World) -> None:
    hashing = Watched()
    world.services = replace(world.services, hashing=hashing)
    one = world.find("treasurer", VILLAGE)
    owner = at(world, "192.0.2.1")
    owner.done(SIGN_IN, {"phone": one.phone, "pin": one.pin})
    owner.client.cookies.delete("ubudehe")
    owner.done(SIGN_IN, {"phone": one.phone, "pin": one.pin})
    guess(at(world, "198.51.100.7"), "0788999999")
    assert [behind > 0 for behind in hashing.behind] == [True, False, True]
