"""What a village publishes on two days, with what its record tells, gives no household away.

Small random villages live from day to day. Of each act everybody reads which it is and when. A
world in which one household's hidden value is another must publish the same on each day: whether
who left had a category, and what a late appeal or a late decision changed.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from tests.conftest import DISTRICT, SEEDS, VILLAGE, World
from ubudehe.openbooks.figures.counting import published_of
from ubudehe.record.tables import LogHead, Total

MAPPED = {"1": 1, "2": 2, "3": 3}


@dataclass(frozen=True)
class Home:
    """A household: its categories in two rounds; whether it is in the last list, and gone."""

    before: str
    now: str
    listed: bool
    left: bool = False


def sums(homes: Sequence[Home], final: Sequence[Home]) -> dict[str, int]:
    """Return the running sums of a village whose last list became final with `final`."""
    there = [home for home in homes if not home.left]
    moved = [MAPPED[home.now] - MAPPED[home.before] for home in final if home.listed]
    return {
        "households": len(there),
        "classified": sum(home.listed for home in there),
        "listed": sum(home.listed for home in final),
        "listed_of": len(final),
        "rose": sum(step > 0 for step in moved),
        "stayed": sum(step == 0 for step in moved),
        "fell": sum(step < 0 for step in moved),
    }


def _village(chance: random.Random) -> list[Home]:
    return [
        Home(chance.choice("123"), chance.choice("123"), chance.random() < 0.8)
        for _ in range(chance.randint(6, 60))
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_household_that_leaves_or_is_decided_late_changes_no_published_breakdown(
    seed: int,
) -> None:
    chance = random.Random(seed)
    breakdowns = 0
    for _ in range(200):
        final = _village(chance)
        homes = list(final)
        yesterday = published_of(sums(homes, final))
        one = chance.randrange(len(homes))
        homes[one] = (
            replace(homes[one], left=True)
            if chance.random() < 0.5
            else replace(homes[one], now=chance.choice("123"), listed=True)
        )
        today = published_of(sums(homes, final))
        changed = {name for name in yesterday | today if yesterday.get(name) != today.get(name)}
        assert changed <= {"households"}, changed
        breakdowns += "registered" in today
    assert breakdowns > 20


def test_a_number_that_follows_each_household_would_be_found() -> None:
    """The attack sees what it is for: coverage of today told of who leaves."""
    final = [Home("1", "2", listed=n > 9) for n in range(40)]
    found = set()
    for gone in (0, 20):
        homes = [replace(home, left=n == gone) for n, home in enumerate(final)]
        live = sums(homes, homes)
        live |= {"listed": live["classified"], "listed_of": live["households"]}
        found.add(published_of(live)["classified"])
    assert len(found) == 2


@pytest.mark.both_engines
def test_the_page_of_a_district_does_not_move_with_the_next_decided_appeal(
    empty_world: World,
) -> None:
    ended = {
        "20261": 60,
        "20261:village:up:upheld": 30,
        "20261:village:up:rejected": 25,
        "20262": 1,
    }
    database = empty_world.services.database
    with database.write() as session:
        session.add(LogHead(log=VILLAGE, size=1, changed=0))
        for name, many in ended.items():
            session.add(Total(log=VILLAGE, measure=f"appeals:{name}", value=many))
    empty_world.clock.now = datetime(2026, 6, 20, 8, tzinfo=UTC)
    address = f"/en/p/{DISTRICT}/outcomes"
    page = empty_world.client().get(address).text
    assert "60 appeals were filed." in page
    assert "Counted until 31 March 2026." in page
    assert all(f'<td class="n">{many}</td>' in page for many in (30, 25))
    assert f'<td class="n">{5}</td>' not in page
    with database.write() as session:
        session.add(Total(log=VILLAGE, measure="appeals:20262:village:up:upheld", value=1))
        session.get_one(LogHead, VILLAGE).size = 2
    assert empty_world.client().get(address).text == page
    assert "Counted until" in empty_world.client().get("/en/p/22/outcomes").text
