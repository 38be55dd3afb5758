"""A village lists the members of its households: listed, counted, taken out, a new head, erased."""

import json
import re
from uuid import UUID

import pytest
from sqlmodel import select

from tests.categories.test_data_requests import asked, protector
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.households.own.asking import a_home
from tests.web.test_old_pages import typed_in
from ubudehe.households.roster.tables import HouseholdMember
from ubudehe.households.tables import Household
from ubudehe.record.append import total
from ubudehe.record.tables import LogLeaf, Opening

HERE = f"/en/work/{VILLAGE}"
ROSTER = f"{HERE}/households/roster"
HOME = {"head": "NIYONZIMA Vestine", "isibo_new": "Ingenzi", "phone": "0788 555 111"}
HEAD = {"name": "x", "relation": "head", "sex": "f", "birth_year": "1990"}
KEZA = {"name": "Keza", "relation": "child", "sex": "f", "birth_year": "2019"}
MANZI = {"name": "Manzi", "relation": "child", "sex": "m"}


def listing(world: World) -> Visitor:
    """Switch the lists of the village on; return its facilitator."""
    visitor = world.signed_in("facilitator", VILLAGE)
    visitor.done(ROSTER, {})
    return visitor


def registered(visitor: Visitor, people: int) -> str:
    """Register a household of some adults; return the address of its list, where one is led."""
    form = {**HOME, "f_18_35": str(people)}
    return visitor.done(f"{HERE}/households/new", form).partition("?")[0]


def ids(visitor: Visitor, here: str) -> list[str]:
    return re.findall(r'/members/([0-9a-f-]{36})">', visitor.get(here))


def counts(world: World, here: str) -> tuple[int, dict[str, int]]:
    """Return how many people a household has, and of which age."""
    with world.services.database.read() as session:
        home = session.get_one(Household, UUID(here.split("/households/")[1][:36]))
        told = {k: v for k, v in home.answers.items() if v and k[:2] in ("f_", "m_", "ag")}
        return home.members, told


def people(world: World) -> int:
    with world.services.database.read() as session:
        return total(session, VILLAGE, "people")


@pytest.mark.both_engines
def test_counts_are_typed_until_all_are_listed_and_follow_from_then_on(world: World) -> None:
    visitor = listing(world)
    here = registered(visitor, 2)
    assert here.endswith("/members")
    before = people(world)
    visitor.done(here, HEAD)
    assert "Listed: 1. Counted: 2." in visitor.get(here)
    assert counts(world, here) == (2, {"f_18_35": 2}), "a list half-way counts nothing"
    visitor.done(here, KEZA)
    assert counts(world, here) == (2, {"f_36_64": 1, "f_6_17": 1}), "all are listed: it counts"
    visitor.done(here, MANZI)
    assert counts(world, here) == (3, {"f_36_64": 1, "f_6_17": 1, "age_unknown": 1})
    assert people(world) == before + 1
    _, keza, manzi = ids(visitor, here)
    one = visitor.get(f"{here}/{manzi}")
    assert "full name" in visitor.get(f"{here}/{manzi}/head")
    assert "Name or nickname" in visitor.get(f"{here}/ask")
    assert 'value="Manzi"' in one
    visitor.done(f"{here}/{manzi}", {**MANZI, "birth_year": "2021"})
    assert counts(world, here)[1] == {"f_36_64": 1, "f_6_17": 1, "m_0_5": 1}
    visitor.done(f"{here}/{keza}/remove", {"gone": "moved"})
    assert (people(world), counts(world, here)[0]) == (before, 2)
    visitor.done(f"{here}/{keza}/restore", {})
    assert (people(world), counts(world, here)[0]) == (before + 1, 3)
    # The household's form asks no counts any more, and an old page that does changes none.
    home = here.removesuffix("/members")
    page = visitor.get(home)
    assert "3 people, from the list of members." in page
    assert 'id="f-f_0_5"' not in page
    visitor.done(home, {**typed_in(visitor.get(home)), "f_0_5": "7", "why": "Slip"})
    assert counts(world, here)[0] == 3
    history = visitor.get(f"{home}/history")
    assert "The list of members changed" in history
    assert "Manzi" in history
    assert not faults_of_grown(world)
    with world.services.database.read() as session:
        leaves = b"".join(session.exec(select(LogLeaf.entry)).all())
    assert b"member.add" in leaves
    assert b"Keza" not in leaves


def test_an_event_carries_its_numbers_and_the_list_asks_who(world: World) -> None:
    visitor = listing(world)
    here = registered(visitor, 2)
    home = here.removesuffix("/members")
    visitor.done(here, HEAD)
    visitor.done(here, KEZA)
    day = {"happened_on.d": "14", "happened_on.m": "6", "happened_on.y": "2026"}
    path = visitor.done(f"{home}/event", {"kind": "birth", **day, "who.m_0_5": "1"})
    assert path.startswith(here)
    assert "Listed: 2. Counted: 3." in visitor.get(here)
    before = people(world)
    visitor.done(here, {**MANZI, "birth_year": "2026"})
    assert people(world) == before, "the birth was counted already"
    assert counts(world, here) == (3, {"f_36_64": 1, "f_6_17": 1, "m_0_5": 1})
    visitor.done(f"{home}/event", {"kind": "death", **day, "who.f_6_17": "1"})
    assert "Take out of the list who" in visitor.get(here)
    assert "Households whose members are to be listed" in visitor.get(HERE)
    visitor.done(f"{here}/{ids(visitor, here)[1]}/remove", {"gone": "died"})
    assert (people(world), counts(world, here)) == (before - 1, (2, {"f_36_64": 1, "m_0_5": 1}))
    assert not faults_of_grown(world)


def test_a_new_head_is_chosen_from_the_list_and_the_others_follow(world: World) -> None:
    visitor = listing(world)
    here = registered(visitor, 3)
    home = here.removesuffix("/members")
    for one in (HEAD, KEZA, {**MANZI, "relation": "spouse"}):
        visitor.done(here, one)
    head, _, manzi = ids(visitor, here)
    refused = visitor.refused(f"{here}/{head}", {**HEAD, "relation": "child"})
    assert "Say who heads the household now" in refused
    visitor.done(f"{here}/{manzi}/head", {"name": "MANZI Eric"})
    page = visitor.get(here)
    assert re.search(r"MANZI Eric<small>Head of household", page)
    assert re.search(r"NIYONZIMA Vestine<small>Husband or wife", page)
    assert re.search(r"Keza<small>Son or daughter", page)
    assert "MANZI Eric" in visitor.get(f"{home}/file")
    # What was told as an event, the list asks about.
    day = {"happened_on.d": "14", "happened_on.m": "6", "happened_on.y": "2026"}
    visitor.done(f"{home}/event", {"kind": "new_head", **day, "head": "KEZA Aline"})
    assert "The head is KEZA Aline. Who of the list is that?" in visitor.get(here)
    keza = f"{here}/{ids(visitor, here)[1]}/head"
    assert 'value="KEZA Aline"' in visitor.get(keza)
    visitor.done(keza, {"name": "KEZA Aline"})
    assert "Who of the list is that?" not in visitor.get(here)
    visitor.done(home, {**typed_in(visitor.get(home)), "head": "KEZA Alina"})
    assert re.search(r"KEZA Alina<small>Head of household", visitor.get(here))
    assert not faults_of_grown(world)


def test_one_question_a_screen_keeps_what_was_answered(world: World) -> None:
    visitor = listing(world)
    here = registered(visitor, 2)
    ask = f"{here}/ask"
    assert "Begin with the head of the household." in visitor.get(ask)
    page = visitor.send(ask, {"sex": "f"}).text
    assert 'name="relation" value="head"' in page
    assert 'id="f-birth_year"' in page
    sent = visitor.client.post(ask, data={**visitor.fields(ask), "sex": "f", "birth_year": ""})
    assert sent.is_redirect
    assert visitor.get(ask).count('class="wide tap"') == 0, "a name first"
    named = visitor.send(ask, {"name": "Keza"}).text
    assert named.count('class="wide tap"') == 8
    wrong = {**KEZA, "birth_year": "1492"}
    assert "Write the year of birth" in visitor.refused(ask, wrong)
    assert visitor.done(ask, KEZA).partition("?")[0] == here, "all are listed"


def test_a_name_is_listed_once_and_old_pages_are_told(world: World) -> None:
    visitor = listing(world)
    here = registered(visitor, 4)
    visitor.done(here, KEZA)
    assert "Keza is in the list already" in visitor.refused(here, {**KEZA, "name": "keza"})
    one = f"{here}/{ids(visitor, here)[0]}"
    other = world.signed_in("facilitator", VILLAGE)
    old = other.fields(one)
    visitor.done(one, {**KEZA, "birth_year": "2018"})
    late = other.client.post(one, data={**old, **KEZA, "name": "Keza A."})
    assert "Somebody changed this" in late.text
    old = other.fields(f"{one}/remove")
    visitor.done(f"{one}/remove", {"gone": "mistake"})
    late = other.client.post(f"{one}/remove", data={**old, "gone": "died"})
    assert not late.is_redirect
    assert "Never lived here" in visitor.get(one)


def test_a_neighbour_and_another_household_find_nobody(world: World) -> None:
    visitor = listing(world)
    here = registered(visitor, 2)
    visitor.done(here, KEZA)
    member = ids(visitor, here)[0]
    elsewhere = a_home(world)
    assert visitor.client.get(f"{elsewhere}/members/{member}").status_code == 404
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(here).status_code == 403
    assert treasurer.client.get(ROSTER).status_code == 403


@pytest.mark.both_engines
def test_switched_off_counts_are_typed_again_and_nobody_is_written_in(world: World) -> None:
    visitor = listing(world)
    here = registered(visitor, 1)
    old = visitor.fields(here)
    visitor.done(here, HEAD)
    last = f"{here}/{ids(visitor, here)[0]}/remove"
    assert "Nobody would be left" in visitor.refused(last, {"gone": "died"})
    visitor.done(ROSTER, {})
    late = visitor.client.post(here, data={**old, **KEZA})
    assert "lists no members" in late.text
    home = here.removesuffix("/members")
    assert 'id="f-f_0_5"' in visitor.get(home)
    visitor.done(home, {**typed_in(visitor.get(home)), "f_0_5": "2"})
    assert counts(world, here)[0] == 3
    assert not faults_of_grown(world)


def test_members_are_given_to_the_household_and_erased_with_it(world: World) -> None:
    visitor = listing(world)
    here = registered(visitor, 2)
    home = here.removesuffix("/members")
    visitor.done(here, HEAD)
    visitor.done(here, KEZA)
    assert "Keza" in visitor.get(f"{home}/file")
    data = visitor.client.post(f"{home}/data", data=visitor.fields(f"{home}/data"))
    given = json.loads(data.content)
    assert [one["name"] for one in given["people"]] == ["NIYONZIMA Vestine", "Keza"]
    request = asked(visitor, home[-36:], "erasure")
    protector(world).done(request, {"answer": "granted", "reason": "It moved abroad."})
    with world.services.database.read() as session:
        assert not session.exec(select(HouseholdMember)).all()
        assert not any("Keza" in one for one in session.exec(select(Opening.value)).all())
    assert not faults_of_grown(world)
