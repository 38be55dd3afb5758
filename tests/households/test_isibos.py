"""The village's list of isibos: made once, chosen in forms, renamed, joined and taken out again."""

import re
from uuid import UUID

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.households.test_import_pages import ended, through
from tests.web.test_old_pages import typed_in
from ubudehe.households.forms import HouseholdForm
from ubudehe.households.importing.rules.groups import NEW, strange_isibos, with_isibos, with_said
from ubudehe.households.importing.rules.plans import Plan
from ubudehe.households.importing.rules.rows import ReadyRow
from ubudehe.households.isibos.rules import KnownIsibo, id_for, meant, names_in, near
from ubudehe.households.tables import Household

HOMES = f"/en/work/{VILLAGE}/households"
LIST = f"{HOMES}/isibos"
HOME = {"head": "NIYONZIMA Vestine", "phone": "0788 555 111", "f_18_35": "3"}
A, B, C = (UUID(int=one) for one in (1, 2, 3))


def ids(visitor: Visitor) -> dict[str, str]:
    """Return the ids of the list's isibos by their names."""
    found = re.findall(r'/households/isibos/([0-9a-f-]{36})">([^<]+)<small', visitor.get(LIST))
    return {name: id_ for id_, name in found}


def groups(world: World) -> dict[str, int]:
    """Return how many households the register has by isibo."""
    found: dict[str, int] = {}
    with world.services.database.read() as session:
        for name in session.exec(select(Household.isibo).where(Household.village == VILLAGE)):
            found[name] = found.get(name, 0) + 1
    return found


@pytest.mark.parametrize("text", ["Ingenzi", " ingenzi ", "INGENZI", "in-genzi"])
def test_spellings_of_one_name_mean_one_isibo(text: str) -> None:
    assert meant([KnownIsibo(A, "Ingenzi")], text) == KnownIsibo(A, "Ingenzi")


def test_numbers_in_letters_stay_apart() -> None:
    known = [KnownIsibo(A, "Isibo I"), KnownIsibo(B, "Isibo II")]
    assert [meant(known, name) for name in ("isibo I", "isibo ii", "isibo iii")] == [*known, None]


def test_an_old_name_finds_what_it_became_unless_a_new_one_has_it() -> None:
    into = KnownIsibo(C, "Umucyo")
    joined, renamed = KnownIsibo(A, "Isano", B), KnownIsibo(B, "Ubumwe", C, ("ngenzi",))
    known = [joined, renamed, into]
    assert [meant(known, name) for name in ("isano", "Ubumwe", "ngenzi")] == [into] * 3
    anew = KnownIsibo(UUID(int=4), "Ngenzi")
    assert meant([*known, anew], "ngenzi") == anew


def test_a_name_is_near_to_one_as_it_is_heard_or_but_for_a_slip() -> None:
    names = ("Ubumwe", "Urumuri", "Isano")
    assert near(names, "Ulumuri") == "Urumuri"
    assert near(names, "Ubunwe") == "Ubumwe"
    assert near(names, "Terimbere") is None
    assert near(("Kabeza", "Kabeta"), "Kabera") is None, "two are as near: a person says which"


def test_names_come_one_a_line_and_each_once() -> None:
    assert names_in("  Isano\n\n—\nisano\r\nUmucyo ") == ("Isano", "Umucyo")


def test_an_id_follows_from_village_and_name_until_it_is_taken() -> None:
    first = id_for("1", "Isano", ())
    assert first == id_for("1", " ISANO", ()) != id_for("2", "Isano", ())
    assert id_for("1", "Isano", [first]) not in (first, id_for("1", "Isano", ()))


def row(number: int, isibo: str) -> ReadyRow:
    form = HouseholdForm.model_validate({"isibo": isibo, "head": "A", "f_18_35": 1})
    return ReadyRow(number, str(number), form, True)


def test_of_a_list_only_unknown_names_are_asked_about_each_once() -> None:
    known = [KnownIsibo(A, "Urumuri"), KnownIsibo(B, "Isano", A)]
    rows = [
        row(1, "urumuri"),
        row(2, "Isano"),
        row(3, "Ulumuri"),
        row(4, "ulumuri"),
        row(5, "Icyeza"),
    ]
    plan = Plan()
    asked = strange_isibos([*rows, row(6, "—")], plan, known)
    assert [(one.name, one.count, one.said, one.sure) for one in asked] == [
        ("Ulumuri", 2, "Urumuri", False),
        ("Icyeza", 1, NEW, False),
    ]
    said = with_said(plan, {"ulumuri": "Urumuri", "icyeza": NEW})
    assert all(one.sure for one in strange_isibos(rows, said, known))
    read = [one.form.isibo for one in with_isibos([*rows, row(6, "—")], said, known)]
    assert read == ["Urumuri"] * 4 + ["Icyeza", "—"]


def test_a_list_is_made_at_once_and_forms_take_only_what_is_in_it(
    world: World, facilitator: Visitor
) -> None:
    facilitator.done(LIST, {"names": "Ingenzi\n ingenzi\nUmucyo"})
    assert {"Ingenzi", "Umucyo"} <= set(ids(facilitator))
    assert "is in the list already" in facilitator.refused(LIST, {"names": "INGENZI"})
    form = facilitator.get(f"{HOMES}/new")
    assert '<option value="Ingenzi"' in form
    assert "Not in the list: add it" in form
    page = facilitator.refused(f"{HOMES}/new", {**HOME, "isibo": "Ngenzi"})
    assert "This isibo is not in your village&#39;s list" in page
    facilitator.done(f"{HOMES}/new", {**HOME, "isibo": "ingenzi"})
    again = {**HOME, "head": "KEZA Rose", "phone": ""}
    facilitator.done(f"{HOMES}/new", {**again, "isibo": "Umucyo", "isibo_new": "Isoko"})
    assert groups(world)["Ingenzi"] == groups(world)["Isoko"] == 1
    assert "Isoko" in ids(facilitator)
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_an_isibo_is_renamed_joined_and_taken_out_with_its_households(
    world: World, facilitator: Visitor
) -> None:
    before, listed = groups(world), ids(facilitator)
    one, other, third = sorted(listed)[:3]
    old = facilitator.get(f"{LIST}/{listed[one]}")
    facilitator.done(f"{LIST}/{listed[one]}", {"name": "Ihuriro"})
    assert groups(world)["Ihuriro"] == before[one]
    assert one not in groups(world)
    stale = re.findall(r'name="seen" value="([0-9a-f]+)"', old)[0]
    answer = facilitator.send(f"{LIST}/{listed[one]}", {"name": "Isano", "seen": stale})
    assert answer.status_code == 409 or "Somebody changed this" in answer.text
    assert "in the list already" in facilitator.refused(
        f"{LIST}/{listed[one]}", {"name": other.upper()}
    )

    facilitator.done(f"{LIST}/{listed[one]}/join", {"into": listed[other]})
    assert groups(world)[other] == before[one] + before[other]
    assert "Ihuriro was joined into it" in facilitator.get(LIST)
    assert "joined into another" in facilitator.get(f"{LIST}/{listed[one]}")
    late = facilitator.refused(f"{LIST}/{listed[third]}/join", {"into": listed[one]})
    assert "was joined into another one meanwhile" in late
    by_old_name = {**HOME, "isibo": one}
    facilitator.done(f"{HOMES}/new", by_old_name)
    assert groups(world)[other] == before[one] + before[other] + 1

    facilitator.done(f"{LIST}/{listed[one]}/part", {})
    assert groups(world)["Ihuriro"] == before[one], "who came meanwhile stays"
    assert "of its own already" in facilitator.refused(f"{LIST}/{listed[one]}/part", {})
    assert faults_of_grown(world) == []


def test_a_neighbours_isibo_is_as_good_as_none(facilitator: Visitor) -> None:
    for path in ("", "/join", "/part"):
        assert facilitator.client.get(f"{LIST}/{A}{path}").status_code == 404


@pytest.mark.both_engines
def test_an_import_asks_of_all_unknown_names_at_once(world: World, facilitator: Visitor) -> None:
    before, listed = groups(world), ids(facilitator)
    facilitator.done(f"{LIST}/{listed['Imihigo']}/join", {"into": listed["Ubumwe"]})
    rows = (
        "K1,A A,URUMURI,1",
        "K2,B B,Ulumuri,2",
        "K3,C C,Icyeza,3",
        "K4,D D,icyeza,4",
        "K5,E E,imihigo,5",
    )
    content = "\n".join(("id,head,isibo,people", *rows)).encode()
    file = through(facilitator, content)
    assert "2 isibos of this file are not in your" in facilitator.get(f"{file}/check")
    asked = facilitator.get(f"{file}/isibos")
    assert 'value="Urumuri" selected' in asked, "what is nearly the same is chosen already"
    facilitator.done(f"{file}/isibos", {"meant.ulumuri": "Urumuri", "meant.icyeza": "+"})
    assert "Say which are new" in facilitator.get(f"{file}/check")
    facilitator.done(f"{file}/check", {})
    ended(facilitator, file)
    after = groups(world)
    assert after["Urumuri"] == before["Urumuri"] + 2
    assert after["Icyeza"] == 2
    assert after["Ubumwe"] == before["Ubumwe"] + before["Imihigo"] + 1, "an old name still finds it"
    assert set(after) == set(ids(facilitator))


def test_a_new_name_is_kept_with_an_interview_and_wins_over_the_choice(
    world: World, facilitator: Visitor
) -> None:
    typed = {"head": "KEZA Rose", "isibo": "Ubumwe", "isibo_new": "Icyeza", "later": "yes"}
    page = facilitator.get(facilitator.done(f"{HOMES}/new", typed))
    draft = re.findall(r"/households/drafts/[0-9a-f-]{36}", page)[0]
    assert "Icyeza" in page
    form = typed_in(facilitator.get(f"/en/work/{VILLAGE}{draft}"))
    assert form["isibo_new"] == "Icyeza"
    assert "Icyeza" not in groups(world)
    facilitator.done(f"/en/work/{VILLAGE}{draft}", {**form, "f_36_64": "1"})
    assert groups(world)["Icyeza"] == 1
