"""The roll: who may vote, from the register's answers; and a household's own look at it."""

import re

import pytest
from sqlmodel import select

from tests.categories.test_round import posted
from tests.categories.test_slips import sheet
from tests.conftest import DISTRICT, VILLAGE, Visitor, World, hidden_fields
from tests.projects.ballots import HERE, come, prepared, row
from ubudehe.households.queries import adults_by_household
from ubudehe.households.rules import adults
from ubudehe.households.tables import Household
from ubudehe.projects.voting.tables import SignedVoters


@pytest.mark.parametrize(
    ("members", "answers", "expected"),
    [
        (5, {"f_18_35": 1, "m_36_64": 1, "f_6_17": 2, "m_0_5": 1}, 2),
        (3, {"f_65": 1, "age_unknown": 2}, 3),
        (4, {"age_unknown": 4}, 4),
        (2, {"f_6_17": 2}, 0),
        (0, {}, 0),
    ],
)
def test_children_are_no_electors(members: int, answers: dict[str, int], expected: int) -> None:
    assert adults(members, answers) == expected


def test_where_adults_vote_children_have_no_vote(world: World) -> None:
    home = {"head": "NIYONZIMA Vestine", "isibo_new": "Ingenzi", "phone": "0788 555 111"}
    facilitator = world.signed_in("facilitator", VILLAGE)
    facilitator.done(f"{HERE}/households/new", {**home, "f_18_35": "2", "m_6_17": "3"})
    visitor, vote = prepared(world, electorate="adults", cards="5")
    with world.services.database.read() as session:
        people = adults_by_household(session, VILLAGE)
    assert row(world, vote).electors == sum(people.values())
    form = visitor.get(f"{HERE}/votes/new")
    assert re.search(r'name="quorum"[^>]*value="0"', form), "the pack asks for no quorum"
    assert re.search(rf'name="cards"[^>]*value="{sum(people.values())}"', form)
    isibo = visitor.get(f"{vote}/roll?isibo=Ingenzi")
    at = isibo.index("NIYONZIMA Vestine")
    assert "at most 2" in isibo[at : at + 200]
    assert 'NIYONZIMA Vestine</td><td class="n">2</td>' in visitor.get(f"{vote}/roll/paper")
    number = isibo[:at].rsplit('for="c', 1)[1]
    key = isibo[at:].split('name="came.', 1)[1].split('"', 1)[0]
    page = visitor.refused(f"{vote}/roll?isibo=Ingenzi", {f"came.{key}": "3"})
    assert "has at most 2 voters" in page
    assert number


def test_a_household_sees_with_its_slip_whether_it_is_on_the_roll(world: World) -> None:
    facilitator, _ = posted(world)
    with world.services.database.read() as session:
        people = adults_by_household(session, VILLAGE)
    home = str(next(iter(people)))
    (code,) = re.findall(r"<b>([0-9 ]{23})</b>", sheet(facilitator, [home])[0])
    page = Visitor(world.client()).send("/en/check", {"code": code}).text
    assert "This household is on the roll." in page
    assert f"where adults vote it has {people[next(iter(people))]}." in page
    assert "prepared or open now" not in page


@pytest.mark.both_engines
def test_a_helper_whom_somebody_else_wrote_down_is_not_lost_by_an_old_page(world: World) -> None:
    home = {"head": "NIYONZIMA Vestine", "isibo_new": "Ingenzi", "f_18_35": "2"}
    world.signed_in("facilitator", VILLAGE).done(f"{HERE}/households/new", home)
    visitor, vote = prepared(world)
    roll = f"{vote}/roll?isibo=Ingenzi"
    old = visitor.fields(roll)
    (key,) = {name.partition(".")[2] for name in old if name.startswith("was.")}
    alone = visitor.refused(roll, {f"helper.{key}": "UWERA Aline"})
    assert "nobody of it came" in alone, "a name that was typed is not dropped"
    visitor.done(roll, {f"came.{key}": "1", f"helper.{key}": "UWERA Aline"})
    answer = visitor.client.post(roll, data={**old, f"came.{key}": "1", f"helper.{key}": ""})
    page = answer.text
    assert "nothing of yours is written yet" in page
    assert f'name="theirs.helper.{key}" value="UWERA Aline"' in page
    assert f'name="theirs.came.{key}"' not in page, "that was typed the same"
    again = visitor.get(roll)
    assert 'value="UWERA Aline"' in again
    chosen = {f"came.{key}": "1", f"choose.helper.{key}": "mine"}
    assert visitor.client.post(roll, data=hidden_fields(page) | chosen).status_code == 303
    assert "UWERA Aline" not in visitor.get(roll), "who saw it may take it away"


def test_who_came_stays_on_the_roll_when_the_household_has_fewer_adults_by_now(
    world: World,
) -> None:
    """A member dies, or is found to be a child: what was written at the door is not undone."""
    home = {"head": "NIYONZIMA Vestine", "isibo_new": "Ingenzi", "f_18_35": "2"}
    facilitator = world.signed_in("facilitator", VILLAGE)
    facilitator.done(f"{HERE}/households/new", home)
    visitor, vote = prepared(world, electorate="adults", cards="5")
    roll, electors = f"{vote}/roll?isibo=Ingenzi", row(world, vote).electors
    (key,) = re.findall(r'name="was\.([^"]+)"', visitor.get(roll))
    visitor.done(roll, {f"came.{key}": "2"})
    visitor.done(f"{vote}/open", {})
    visitor.done(f"{HERE}/households/{key}", {**home, "isibo": "Ingenzi", "f_18_35": "1"})
    page = visitor.get(roll)
    assert re.search(rf'name="came.{key}" inputmode="numeric" maxlength="2"\s+value="2"', page)
    visitor.done(roll, {f"came.{key}": "2"})
    assert "2 voters came" in visitor.get(vote)
    assert "has at most 2 voters" in visitor.refused(roll, {f"came.{key}": "3"})
    assert row(world, vote).electors == electors, "fixed when the vote was prepared"
    left = {"kind": "died", "happened_on.d": "1", "happened_on.m": "6", "happened_on.y": "2026"}
    page = visitor.refused(f"{HERE}/households/{key}/event", left)
    assert "not closed" in page, "nobody's vote is left without its household"
    page = visitor.refused(f"{HERE}/households/{key}/event", {**left, "kind": "split"})
    assert "not closed" in page, "who split off could come again from the new household"


def test_who_came_is_erased_once_the_vote_is_closed(world: World) -> None:
    visitor, vote = prepared(world, cards="5")
    visitor.done(f"{vote}/open", {})
    come(world, visitor, vote, 1)
    with world.services.database.read() as session:
        (home,) = session.exec(select(SignedVoters.household)).all()
    asked = {"kind": "erasure", "words": "We wish it so."}
    request = visitor.done(f"{HERE}/households/{home}/request", asked)
    officer, agreed = world.signed_in("data_protection", DISTRICT), {"reason": "They moved."}
    page = officer.refused(request, {"answer": "granted", **agreed})
    assert "a vote that is not closed" in page
    with world.services.database.read() as session:
        isibo = session.get_one(Household, home).isibo
    visitor.done(f"{vote}/roll?isibo={isibo}", {f"came.{home}": "0"})
    officer.done(request, {"answer": "granted", **agreed})
