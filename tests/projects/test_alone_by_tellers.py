"""One project alone is decided by hands or beans: yes, no, abstain."""

import json
import re

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.projects.ballots import come, prepared, published, row, winners
from ubudehe.projects.rules.recounting import recount

pytestmark = pytest.mark.both_engines

BRIDGE = (("Bridge", 300_000),)
YES = r'id="(?:women|beans)yes" name="\w+\.([^"]+)"'


def opened(world: World, method: str, **more: str) -> tuple[Visitor, str, str]:
    """Return the facilitator, an open vote on the bridge alone, and the bridge's id."""
    visitor, vote = prepared(world, BRIDGE, method=method, **more)
    if method == "beans":
        come(world, visitor, vote, 20)
    visitor.done(f"{vote}/open", {})
    found = re.search(YES, visitor.get(f"{vote}/count/1"))
    assert found is not None
    return visitor, vote, found.group(1)


def hands(yes_id: str, name: str, *counts: tuple[int, int]) -> dict[str, str]:
    """Return what a teller typed: women and men for yes, no and abstentions."""
    typed = {"name": name}
    for key, (women, men) in zip((yes_id, "no", "abstain"), counts, strict=True):
        typed |= {f"women.{key}": str(women), f"men.{key}": str(men)}
    return typed


@pytest.mark.parametrize(("share", "chosen"), [("0", True), ("70", False)])
def test_hands(world: World, share: str, chosen: bool) -> None:
    visitor, vote, yes = opened(world, "hands", threshold=share)
    count = f"{vote}/count/1"
    both = hands(yes, "Rose", (20, 10), (10, 0), (1, 0))
    assert "Only 30 women" in visitor.refused(count, both), "nobody raises a hand twice"
    both = hands(yes, "Rose", (10, 15), (5, 5), (0, 1))
    assert "Only 20 men" in visitor.refused(count, both)
    some = hands(yes, "Rose", (14, 10), (6, 5), (3, 2))
    del some["men.abstain"]
    assert "Count for every project" in visitor.refused(count, some)
    right = ((14, 10), (6, 5), (3, 2))
    visitor.done(count, hands(yes, "Rose", *right))
    assert "signed in as themselves" in visitor.refused(
        f"{vote}/count/2", hands(yes, "Jean", *right)
    )
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{vote}/count/2", hands(yes, "Jean", (14, 10), (6, 5), (2, 3)))
    assert "The two counts differ" in visitor.get(f"{vote}/count")
    assert "Both tellers" in visitor.refused(f"{vote}/close", {})
    chair.done(f"{vote}/count/2", hands(yes, "Jean", *right))
    visitor.done(f"{vote}/close", {})
    assert winners(visitor, vote) == (["Bridge"] if chosen else [])
    found = row(world, vote)
    # Fifty were there; who raised no hand abstained with those who raised one for it.
    assert (found.kind, found.counted, found.blank) == ("yes_no", 50, 15)
    public = visitor.get(f"/en/votes/{found.id}")
    assert "24 said yes, 11 said no" in public
    files = published(world, vote)
    assert recount(files).faults == ()
    assert json.loads(files["result.json"])["kind"] == "yes_no"
    assert faults_of_grown(world) == []


def test_few_who_raised_no_hand_are_not_told(world: World) -> None:
    """Everybody may know how many were there: yes and no would tell who abstained."""
    visitor, vote, yes = opened(world, "hands")
    right = ((20, 10), (10, 8), (0, 0))
    for turn, name, teller in (1, "Rose", visitor), (2, "Jean", world.signed_in("chair", VILLAGE)):
        teller.done(f"{vote}/count/{turn}", hands(yes, name, *right))
    visitor.done(f"{vote}/close", {})
    assert "30 said yes, 18 said no" in visitor.get(vote)
    public = visitor.get(f"/en/votes/{row(world, vote).id}")
    assert "votes not shown" in public
    files = published(world, vote)
    assert set(files) == {"result.json"}
    assert recount(files).faults == ()


def test_beans(world: World) -> None:
    visitor, vote, yes = opened(world, "beans")
    names = (f"beans.{yes}", "beans.no", "beans.abstain")
    many = {"name": "Rose", **dict(zip(names, ("40", "5", "5"), strict=True))}
    assert "only 46 beans" in visitor.refused(f"{vote}/count/1", many)
    beans = dict(zip(names, ("11", "6", "5"), strict=True))
    for turn, name, teller in (1, "Rose", visitor), (2, "Jean", world.signed_in("chair", VILLAGE)):
        teller.done(f"{vote}/count/{turn}", {"name": name, **beans})
    typed = {"signed_in": "20", "handed_out": "20"}
    assert "22" in visitor.refused(f"{vote}/close", typed), "more beans than were handed out"
    visitor.done(f"{vote}/close", {**typed, "reason": "Two took two beans."})
    assert winners(visitor, vote) == ["Bridge"]
    found = row(world, vote)
    assert (found.counted, found.blank) == (22, 5)
    assert "11 said yes, 6 said no" in visitor.get(vote)
    assert recount(published(world, vote)).faults == ()
    assert faults_of_grown(world) == []
