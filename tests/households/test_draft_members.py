"""Members who are listed in an interview that is saved half-way."""

import re
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.households.test_interviews import HOMES, LATER, begun, drafts
from tests.households.test_register import homes
from tests.households.test_roster import HEAD, KEZA, MANZI, counts, ids, listing
from ubudehe.households.interviews.rules import state_of
from ubudehe.households.roster.tables import HouseholdMember

ROSE = {**HEAD, "name": "MUKAMANA Rose"}
HOME = {"head": "MUKAMANA Rose", "isibo_new": "Ubumwe"}


def half_way(world: World) -> tuple[Visitor, str]:
    """Begin an interview in a village that lists members; return its facilitator and address."""
    visitor = listing(world)
    return visitor, begun(world, isibo_new="Ubumwe")


def state(world: World) -> dict[str, str]:
    (draft,) = drafts(world)
    return state_of(draft.fields)


@pytest.mark.both_engines
def test_who_lives_there_is_kept_with_the_interview_and_registered_with_it(world: World) -> None:
    visitor, here = half_way(world)
    before, page = homes(world), f"{here}/members"
    assert f"{page}" in visitor.get(f"{here}/ask/1")
    assert 'value="MUKAMANA Rose"' in visitor.get(page), "the first one is the head"
    visitor.done(page, ROSE)
    visitor.done(page, KEZA)
    assert "2 people are listed" in visitor.get(page)
    told = state(world)
    assert (told["f_36_64"], told["f_6_17"], told["head_sex"]) == ("1", "1", "f")
    assert homes(world) == before, "nothing is registered yet"
    # Saving the other answers again keeps the list.
    visitor.done(here, {**HOME, "f_36_64": "1", "f_6_17": "1", "roof": "tile", **LATER})
    assert "2 people are listed" in visitor.get(page)
    listed = visitor.done(here, {**HOME, "f_36_64": "1", "f_6_17": "1", "roof": "tile"})
    listed = listed.partition("?")[0]
    assert homes(world) == (before[0] + 1, before[1] + 2)
    assert len(ids(visitor, listed)) == 2
    assert counts(world, listed)[0] == 2
    assert drafts(world) == []
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_counts_that_were_told_wait_until_everybody_is_listed(world: World) -> None:
    visitor, here = half_way(world)
    visitor.done(here, {**HOME, "f_18_35": "3", "list": "yes"})
    visitor.done(f"{here}/members", ROSE)
    visitor.done(f"{here}/members", KEZA)
    assert "Listed: 2. Counted: 3." in visitor.get(f"{here}/members")
    assert state(world)["f_18_35"] == "3"
    visitor.done(f"{here}/members", MANZI)
    told = state(world)
    assert (told["f_18_35"], told["f_36_64"], told["f_6_17"], told["age_unknown"]) == (
        "",
        "1",
        "1",
        "1",
    )
    manzi = next(one for one in drafts(world)[0].members if one["name"] == "Manzi")
    visitor.done(f"{here}/members", {"out": manzi["id"]})
    assert state(world)["age_unknown"] == ""
    assert "Manzi" not in visitor.get(f"{here}/members")


def test_a_slip_in_a_list_is_said_and_nobody_is_listed_twice(
    world: World, neighbour: Visitor
) -> None:
    visitor, here = half_way(world)
    page = f"{here}/members"
    fields = {**visitor.fields(page), **ROSE}
    for _ in range(2):
        assert visitor.client.post(page, data=fields).is_redirect
    assert len(drafts(world)[0].members) == 1
    assert "is in the list already" in visitor.refused(page, {**KEZA, "name": "mukamana  ROSE"})
    assert "Somebody else of the list is the head" in visitor.refused(page, {**HEAD, "name": "X"})
    assert "such as 1985" in visitor.refused(page, {**KEZA, "birth_year": "2099"})
    assert "never stored here" in visitor.refused(page, {**KEZA, "name": "1 1980 7 0012345 0 99"})
    assert len(drafts(world)[0].members) == 1
    stolen = page.replace(VILLAGE, "43060101")
    assert neighbour.client.get(stolen).status_code == 404
    assert visitor.client.get(f"{HOMES}/drafts/{uuid4()}/members").status_code == 404


def test_a_name_that_registering_refuses_leaves_list_and_draft_as_they_were(world: World) -> None:
    visitor, here = half_way(world)
    visitor.done(f"{here}/members", ROSE)
    visitor.done(f"{here}/members", KEZA)
    counted = {"f_36_64": "1", "f_6_17": "1"}
    # The head is called otherwise now: like somebody of the list.
    visitor.refused(here, {**HOME, "head": "Keza", **counted})
    (draft,) = drafts(world)
    assert len(draft.members) == 2
    with world.services.database.read() as session:
        assert session.exec(select(HouseholdMember)).all() == []
    home = visitor.done(here, {**HOME, **counted}).partition("?")[0]
    found = re.search(r"/households/([0-9a-f-]{36})", home)
    assert found
    with world.services.database.read() as session:
        rows = session.exec(
            select(HouseholdMember).where(HouseholdMember.household == UUID(found[1]))
        ).all()
        assert {row.name for row in rows} == {"MUKAMANA Rose", "Keza"}


def test_a_village_that_lists_no_members_any_more_registers_without_the_list(world: World) -> None:
    visitor, here = half_way(world)
    visitor.done(f"{here}/members", ROSE)
    visitor.done(f"/en/work/{VILLAGE}/households/roster", {})
    assert "lists no members" in visitor.refused(f"{here}/members", KEZA)
    visitor.done(here, {**HOME, "f_36_64": "1"})
    with world.services.database.read() as session:
        assert session.exec(select(HouseholdMember)).all() == []
