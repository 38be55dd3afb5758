"""Votes that two tellers count: hands, women and men apart, and beans in jars."""

import json
import re

import pytest
from sqlmodel import select

from tests.assemblies.test_meeting import COUNT
from tests.conftest import VILLAGE, World, faults_of_grown
from tests.people.joining import one_person
from tests.projects.ballots import (
    HERE,
    PLANS,
    closed,
    come,
    in_meeting,
    letters,
    prepared,
    propose,
    published,
    row,
    winners,
)
from ubudehe.people.tables import RoleGrant
from ubudehe.projects.rules.recounting import recount


def account_of(world: World, role: str) -> str:
    with world.services.database.read() as session:
        held = select(RoleGrant.account).where(RoleGrant.role == role, RoleGrant.place == VILLAGE)
        return str(session.exec(held).one())


@pytest.mark.both_engines
def test_a_show_of_hands_needs_two_tellers_who_agree(world: World) -> None:
    visitor, vote = prepared(world, method="hands")
    visitor.done(f"{vote}/open", {})
    by_letter = letters(visitor, vote)
    ids = dict(re.findall(r'id="women(\w)" name="women\.([^"]+)"', visitor.get(f"{vote}/count/1")))

    def hands(name: str, **counts: tuple[int, int]) -> dict[str, str]:
        said = {"Bridge": (10, 10), "School desks": (9, 8), "Water tank": (11, 9), **counts}
        typed = {"name": name}
        for title, (women, men) in said.items():
            id_ = ids[by_letter[title]]
            typed |= {f"women.{id_}": str(women), f"men.{id_}": str(men)}
        return typed

    page = visitor.refused(f"{vote}/count/1", hands("Rose", Bridge=(30, 21)))
    assert "Only 50 people" in page
    assert 'value="30"' in page, "what was typed stays"
    visitor.refused(f"{vote}/count/1", {"name": "Rose"})
    assert "Both tellers" in visitor.refused(f"{vote}/close", {})
    visitor.done(f"{vote}/count/1", hands("Rose"))
    assert "two different people" in visitor.refused(f"{vote}/count/2", hands("Rose"))
    alone = visitor.refused(f"{vote}/count/2", hands("Jean"))
    assert "signed in as themselves" in alone
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{vote}/count/2", hands("Jean", Bridge=(10, 11)))
    assert "The two counts differ" in visitor.get(f"{vote}/count")
    visitor.refused(f"{vote}/close", {})
    chair.done(f"{vote}/count/2", hands("Jean"))
    nobody = {"second_phone": "", "second_pin": ""}
    assert "Two people close a vote" in visitor.refused(f"{vote}/close", nobody)
    named = {**nobody, "second": account_of(world, "chair")}
    assert "Two people close a vote" in visitor.refused(f"{vote}/close", named), "without a PIN"
    visitor.done(f"{vote}/close", {})
    # Bridge and tank have 20 each: the cheaper comes first.
    assert winners(visitor, vote) == ["Water tank", "Bridge"]
    files = published(world, vote)
    assert recount(files).faults == ()
    assert json.loads(files["result.json"])["kind"] == "totals"


def test_two_accounts_of_one_person_are_no_two_tellers(world: World) -> None:
    visitor, vote = prepared(world, PLANS[:1], method="hands")
    visitor.done(f"{vote}/open", {})
    keys = re.findall(r'name="((?:wo)?men\.[^"]+)"', visitor.get(f"{vote}/count/1"))
    count = dict.fromkeys(keys, "5")
    visitor.done(f"{vote}/count/1", {**count, "name": "Rose"})
    chair = world.signed_in("chair", VILLAGE)
    one_person(world, *(world.find(role, VILLAGE) for role in ("facilitator", "chair")))
    assert "count as one" in chair.refused(f"{vote}/count/2", {**count, "name": "Jean"})
    chair.done(f"{vote}/count/1", {**count, "name": "Rose"})


@pytest.mark.parametrize(("women", "men"), [(40, 30), (26, 19)])
def test_who_came_or_went_before_the_vote_is_opened_is_counted(
    world: World, women: int, men: int
) -> None:
    visitor, vote = prepared(world, PLANS[:1], method="hands")
    meeting = f"{HERE}/assemblies/{row(world, vote).assembly}"
    visitor.done(f"{meeting}/count", {**COUNT, "women": str(women), "men": str(men)})
    visitor.done(f"{vote}/open", {})
    keys = re.findall(r'id="women\w+" name="women\.([^"]+)"', visitor.get(f"{vote}/count/1"))
    chair = world.signed_in("chair", VILLAGE)
    for turn, who, name in ((1, visitor, "Rose"), (2, chair, "Jean")):
        hands = {f"women.{key}": "0" for key in keys} | {f"men.{key}": "0" for key in keys}
        hands |= {f"women.{keys[0]}": str(women), f"men.{keys[0]}": str(men - 2)}
        who.done(f"{vote}/count/{turn}", {**hands, "name": name})
    visitor.done(f"{vote}/close", {})
    assert (row(world, vote).counted, row(world, vote).blank) == (women + men, 2)
    assert faults_of_grown(world) == []


def test_hands_and_beans_refuse_rules_that_need_ballots(world: World) -> None:
    visitor = in_meeting(world)
    ids = [propose(visitor, title, cost) for title, cost in PLANS]
    vote = {
        "proposals": ids,
        "budget": "500000",
        "electorate": "households",
        "method": "hands",
        "rule": "mes_cost_inc1pct_util",
    }
    assert "only totals" in visitor.refused(f"{HERE}/votes/new", vote)
    vote |= {"method": "cards", "cards": "9", "kind": "approval", "rule": "borda"}
    assert "in an order" in visitor.refused(f"{HERE}/votes/new", vote)


def test_beans_in_jars(world: World) -> None:
    visitor, vote = prepared(world, method="beans", marks="5", kind="points")
    come(world, visitor, vote, 12)
    visitor.done(f"{vote}/open", {})
    ids = re.findall(r'id="beans(\w)" name="beans\.([^"]+)"', visitor.get(f"{vote}/count/1"))
    beans = dict(zip("ABC", (30, 20, 10), strict=True))
    too_many = {"name": "R", **{f"beans.{id_}": "99" for _, id_ in ids}}
    assert "only 230 beans" in visitor.refused(f"{vote}/count/1", too_many)
    tellers = ((1, "Rose", visitor), (2, "Jean", world.signed_in("chair", VILLAGE)))
    for turn, name, teller in tellers:
        typed = {"name": name, **{f"beans.{id_}": str(beans[letter]) for letter, id_ in ids}}
        teller.done(f"{vote}/count/{turn}", typed)
    by_letter = {letter: title for title, letter in letters(visitor, vote).items()}
    closed(visitor, vote, 12)
    assert winners(visitor, vote)[0] == by_letter["A"]
    assert recount(published(world, vote)).faults == ()


def test_beans_take_no_share_of_people(world: World) -> None:
    visitor = in_meeting(world)
    ids = [propose(visitor, title, cost) for title, cost in PLANS]
    vote: dict[str, str | list[str]] = {
        "proposals": ids,
        "budget": "500000",
        "electorate": "households",
        "method": "beans",
        "threshold": "10",
    }
    assert "do not tell how many people" in visitor.refused(f"{HERE}/votes/new", vote)
    visitor.done(f"{HERE}/votes/new", {**vote, "threshold": "0"})


def test_more_beans_than_were_handed_out_are_named(world: World) -> None:
    visitor, vote = prepared(world, method="beans", marks="5", kind="points")
    come(world, visitor, vote, 10)
    visitor.done(f"{vote}/open", {})
    ids = re.findall(r'id="beans\w" name="beans\.([^"]+)"', visitor.get(f"{vote}/count/1"))
    beans = {f"beans.{id_}": str(n) for id_, n in zip(ids, (60, 50, 30), strict=True)}
    for turn, name, teller in ((1, "R", visitor), (2, "J", world.signed_in("chair", VILLAGE))):
        teller.done(f"{vote}/count/{turn}", {"name": name, **beans})
    typed = {"signed_in": "10", "handed_out": "10"}
    page = visitor.refused(f"{vote}/close", typed)
    assert "140 beans lie in the jars, but only 50 were handed out." in page
    visitor.done(f"{vote}/close", {**typed, "reason": "Somebody brought beans."})


def test_more_hands_of_women_than_women_are_refused(world: World) -> None:
    visitor, vote = prepared(world, method="hands")
    visitor.done(f"{vote}/open", {})
    ids = re.findall(r'name="women\.([^"]+)"', visitor.get(f"{vote}/count/1"))
    hands = {f"{sex}.{id_}": "0" for id_ in ids for sex in ("women", "men")}
    more_women = {**hands, "name": "Rose", f"women.{ids[0]}": "31"}
    assert "Only 30 women" in visitor.refused(f"{vote}/count/1", more_women)
    more_men = {**hands, "name": "Rose", f"men.{ids[0]}": "21"}
    assert "Only 20 men" in visitor.refused(f"{vote}/count/1", more_men)
