"""A group goes on after it finished, and one added by mistake is taken away."""

import re

import pytest
from sqlmodel import select

from tests.categories.test_ranking_pages import added, typed
from tests.categories.test_round import started
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from ubudehe.categories.ranking.tables import Judgement

pytestmark = pytest.mark.both_engines
WHY = {"reason": "It was added twice."}


def placed(world: World) -> int:
    with world.services.database.read() as session:
        return len(session.exec(select(Judgement)).all())


def compared(visitor: Visitor, group: str) -> None:
    """Let a group of pairs answer until all are in order, the first named always better off."""
    while names := re.findall(r'name="answer\.([^"]+)"', visitor.client.get(f"{group}/pairs").text):
        visitor.done(f"{group}/pairs", {f"answer.{name}": "equal" for name in dict.fromkeys(names)})


def test_a_group_goes_on_and_finishes_again(world: World) -> None:
    visitor, _ = started(world)
    before = placed(world)
    group = added(visitor, "young", "pairs")
    assert "not finished yet" in visitor.refused(f"{group}/reopen", {})
    compared(visitor, group)
    visitor.done(group, {})
    in_order = placed(world)
    assert in_order > before
    visitor.done(f"{group}/reopen", {})
    assert placed(world) == before
    assert faults_of_grown(world) == []
    visitor.done(group, {})
    assert placed(world) == in_order
    assert faults_of_grown(world) == []


def test_a_group_added_by_mistake_is_taken_away_by_two_once_it_has_spoken(world: World) -> None:
    visitor, _ = started(world)
    silent = added(visitor, "men")
    nobody = {"second_phone": "", "second_pin": ""}
    assert "second_phone" not in visitor.get(f"{silent}/drop")
    visitor.done(f"{silent}/drop", WHY)
    assert visitor.client.get(silent).status_code == 404
    before = placed(world)
    group = typed(visitor, "men", ["1, 2", "3"])
    assert "two people take it away" in visitor.refused(f"{group}/drop", WHY | nobody)
    visitor.done(f"{group}/drop", WHY)
    assert placed(world) == before
    assert faults_of_grown(world) == []
    added(visitor, "men")


def test_groups_of_one_kind_stand_in_the_order_of_their_names(world: World) -> None:
    visitor, _ = started(world)
    for name in ("Cooks", "Bakers", "Drivers", "Artisans"):
        added(visitor, "other", name=name)
    page = visitor.get(f"/en/work/{VILLAGE}/ranking")
    assert re.findall("Artisans|Bakers|Cooks|Drivers", page) == sorted(
        ["Artisans", "Bakers", "Cooks", "Drivers"]
    )
