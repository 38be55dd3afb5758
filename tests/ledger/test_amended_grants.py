"""What giver and village agree anew: two people, old beside new, never less than has come."""

import re

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import CAME, MONEY, day, posted, typed_in
from tests.ledger.test_grants import AGREED, agreed

NEW = {
    "purpose": "Pipes and taps",
    "amount": "320 000",
    "part1": "120 000",
    **day(1, 11, name="due1"),
    "reason": "The pipes cost more.",
}


def amending(address: str) -> str:
    """Return where the grant with this public address is amended."""
    return f"{MONEY}/grants/{address.rsplit('/', 1)[1]}/amend"


def test_old_and_new_stand_beside_each_other(world: World) -> None:
    address = agreed(world)
    treasurer, path = world.signed_in("treasurer", VILLAGE), amending(address)
    assert path in treasurer.get(f"{MONEY}/grants")
    old = {**treasurer.fields(path), **typed_in(treasurer, path), **NEW}
    treasurer.done(path, {**typed_in(treasurer, path), **NEW})
    page = world.client().get(address).text
    now, before = page.split("What was agreed anew")
    assert "320\u00a0000\u00a0Frw" in now
    assert "300\u00a0000\u00a0Frw" not in now
    for said in ("300\u00a0000\u00a0Frw", "The pipes cost more.", "Treasurer", "Chair", ">Pipes<"):
        assert re.search(said.replace(">Pipes<", r"Before<br>Pipes\s*<"), before), said
    french = world.client().get(address.replace("/en/", "/fr/")).text
    assert '<span lang="en">The pipes cost more.</span>' in french, "a reader is told its language"
    assert faults_of_grown(world) == []
    again = {**old, "act": "00000000-0000-4000-8000-000000000007"}
    assert treasurer.client.post(path, data=again).status_code in (409, 422), "an old page"
    same = typed_in(treasurer, path)
    assert "Nothing is different" in treasurer.refused(path, {**same, "reason": "Why not."})


def test_never_less_than_has_come(world: World) -> None:
    address = agreed(world)
    posted(world, {**CAME, "source": "donor", "grant": "G002", "amount": "150 000"}, "came")
    treasurer, path = world.signed_in("treasurer", VILLAGE), amending(address)
    terms = {**typed_in(treasurer, path), "reason": "Less.", "part1": "", **day(0, name="due1")}
    terms |= {f"due1.{part}": "" for part in "dmy"}
    less = {**terms, "amount": "149 999", "part0": "149 999"}
    assert "150\u00a0000\u00a0Frw has come of it already" in treasurer.refused(path, less)
    treasurer.done(path, {**terms, "amount": "150 000", "part0": "150 000"})
    page = world.client().get(address).text
    assert "150\u00a0000\u00a0Frw received of 150\u00a0000\u00a0Frw" in page
    assert faults_of_grown(world) == []


def test_two_people_write_down_what_is_agreed(world: World, treasurer: Visitor) -> None:
    one, other = world.find("treasurer", VILLAGE), world.find("auditor", VILLAGE)
    new = f"{MONEY}/grants/new"
    path = amending(agreed(world))
    for form, typed in ((new, AGREED), (path, {**typed_in(treasurer, path), **NEW})):
        nobody = {**typed, "second_phone": "", "second_pin": ""}
        assert "Two people write down" in treasurer.refused(form, nobody)
        same = {**typed, "second_phone": one.phone, "second_pin": one.pin}
        assert "Two people write down" in treasurer.refused(form, same)
        without = {**typed, "second_phone": other.phone, "second_pin": other.pin}
        assert "does not allow this here" in treasurer.refused(form, without)
    auditor = world.signed_in("auditor", VILLAGE)
    assert auditor.client.get(path).status_code == 403
    there = path.replace(VILLAGE, "22120305")
    assert treasurer.client.get(there).status_code == 403


@pytest.mark.both_engines
def test_what_the_giver_itself_calls_it_is_amended_too(world: World) -> None:
    own = {"reference": "XM-DAC-6-4-8", "own_title": "Wasser für alle", "own_language": "de"}
    address = agreed(world, **own)
    treasurer, path = world.signed_in("treasurer", VILLAGE), amending(address)
    page = world.client().get(address).text
    assert "Reference of the giver: XM-DAC-6-4-8" in page
    assert '<q lang="de">Wasser für alle</q>' in page
    typed = {**typed_in(treasurer, path), "reason": "A new number."}
    assert typed["own_title"] == "Wasser für alle"
    mute = {**typed, "reference": "XM-DAC-6-4-9", "own_language": ""}
    assert "In which language is it?" in treasurer.refused(path, mute)
    treasurer.done(path, {**mute, "own_language": "de"})
    now, before = world.client().get(address).text.split("What was agreed anew")
    assert "XM-DAC-6-4-9" in now
    assert "XM-DAC-6-4-8" in before
    treasurer.done(path, {**mute, "own_title": "", "reference": ""})
    assert "Wasser" not in world.client().get(address).text.split("What was agreed anew")[0]
    found = world.client().get("/en/givers?q=XM-DAC-6-4-9").text
    assert "Water for All" not in found
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("wrong", "said"), [({"part1": "1"}, "must add up"), ({"reason": ""}, "Fill this in")]
)
def test_terms_that_do_not_hold_are_refused(world: World, wrong: dict[str, str], said: str) -> None:
    path = amending(agreed(world))
    treasurer = world.signed_in("treasurer", VILLAGE)
    page = treasurer.refused(path, {**typed_in(treasurer, path), **NEW, **wrong})
    assert said in page
    assert "Pipes and taps" in page, "what was typed stays"
