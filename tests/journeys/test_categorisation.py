"""A whole categorisation on a 240-pixel phone without JavaScript, with four groups.

Of a hundred households; `UBUDEHE_HOMES=220` makes it those of a large village.
"""

import json
import os
from datetime import timedelta
from functools import partial
from random import Random
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from tests.browser import SCREENSHOTS, Wire, fits, phone, shot
from tests.conftest import CELL, VILLAGE, World
from tests.journeys.conftest import Site
from tests.journeys.test_facilitator import fill
from ubudehe.demo.invented import Names, household
from ubudehe.households.actions import register_household
from ubudehe.people.desk import Desk
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account

pytestmark = pytest.mark.journey
HERE = f"/en/work/{VILLAGE}"
HOMES = int(os.environ.get("UBUDEHE_HOMES", "100"))
MOST_TAPS, MOST_BYTES = 3, 3_000


class Thumb:
    """Counts taps: one for a field, one for each digit, two for an answer in a list."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def choose(self, name: str, value: str) -> None:
        """Open a list and take an answer."""
        self.page.select_option(f"[name='{name}']", value)
        self.taps += 2

    def type(self, name: str, text: str) -> None:
        """Tap a field and type."""
        self.page.fill(f"[name='{name}']", text)
        self.taps += 1 + len(text)

    def go(self) -> None:
        """Send the form."""
        self.page.click("main button.go")
        self.taps += 1


def grown(world: World) -> None:
    """Register households until the village has HOMES, as the facilitator would."""
    one, chance = world.find("facilitator", VILLAGE), Random(220)
    names = Names(chance)
    services = world.services
    with services.database.write() as session:
        account = session.exec(select(Account).where(Account.phone == one.phone)).one()
        person = person_of(session, account)
        for _ in range(HOMES - 46):
            form = household(chance, names).model_copy(update={"distinct": "yes"})
            desk = Desk(session, person, VILLAGE, uuid4(), world.clock.now, services.country)
            partial(register_household, form=form)(desk)


def meeting(page: Page) -> None:
    """Open a meeting with quorum."""
    page.goto(f"{HERE}/assemblies/open")
    fill(page, where="Under the big tree")
    page.check("text=Household categories")
    page.click("main button.go")
    fill(page, women="90", men="80", young="40", households=str(HOMES * 15 // 22))
    page.click("main button.go")


def decide(page: Page) -> tuple[int, int, int]:
    """Decide for all households; return (households, taps, bytes)."""
    thumb, wire = Thumb(page), Wire(page)
    page.goto(f"{HERE}/categories/decide")
    fits(page)
    shot(page, "decide-many")
    decided = 0
    while page.url.endswith("/decide"):
        page.wait_for_load_state()
        names = page.locator("select[name^='choice.']").evaluate_all("all => all.map(a => a.name)")
        for place, name in enumerate(names):
            thumb.choose(name, ("D:income_d", "C:income_c", "B:income_b")[place % 3])
        thumb.type("votes_for", "160")
        thumb.type("votes_against", "2")
        thumb.type("abstained", "3")
        thumb.go()
        decided += len(names)
        assert decided <= HOMES, page.locator("main").inner_text()
    return decided, thumb.taps, wire.received


def appeal(page: Page, number: int, wanted: str) -> str:
    """File an appeal for a household by its number; return where it stands."""
    page.goto(f"{HERE}/appeals/new")
    fill(page, household=str(number))
    page.click("main button.go")
    page.check(f"[name='wanted'][value='{wanted}']")
    fill(page, ground="The assembly did not see everything.")
    page.click("main button.go")
    return page.url


def later(site: Site, page: Page, days: int, role: str = "facilitator", place: str = "") -> None:
    """Let days pass and sign in again."""
    site.world.clock.now += timedelta(days=days)
    page.context.clear_cookies()
    site.sign_in(page, role, place or VILLAGE)


def test_a_village_from_the_first_word_to_the_final_list(
    site: Site,
) -> None:
    grown(site.world)
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "facilitator", VILLAGE)
        meeting(page)
        page.goto(f"{HERE}/categories")
        shot(page, "round-none")
        page.click("text=Start a round")
        page.check("[name='scheme'][value='2020']")
        fill(page, estimated="230")
        page.click("main button.go")
        expect(page.locator("[aria-current=step]")).to_have_text("The criteria are agreed")
        fits(page)
        shot(page, "round-prepared")
        page.click("main a.go")
        fits(page)
        page.check("[name='read_aloud']")
        fill(page, votes_for="160", votes_against="0", abstained="5")
        shot(page, "round-agree")
        page.click("main button.go")

        rank(page)
        draw(page)

        decided, taps, received = decide(page)
        assert decided == HOMES
        assert taps <= MOST_TAPS * decided
        assert received <= MOST_BYTES * decided
        keep_measures(decided, taps, received)
        expect(page.locator("main")).to_contain_text(f"{HOMES} of {HOMES} registered households")
        page.click("main a.go")
        shot(page, "round-post")
        page.click("main button.go")
        fits(page)
        shot(page, "round-posted")

        page.goto(f"{HERE}/slips")
        shot(page, "slips")
        page.click("main button.go")
        shot(page, "slips-sheet")

        up, down, silent = appeal(page, 1, "A"), appeal(page, 2, "E"), appeal(page, 4, "E")
        shot(page, "appeal-filed")
        for address, hands in ((up, ("150", "9")), (down, ("20", "130"))):
            page.goto(address)
            fill(page, votes_for=hands[0], votes_against=hands[1], abstained="0")
            fill(page, reason="The assembly heard the neighbours.")
            page.click("main button.go")
        page.goto(up)
        shot(page, "appeal-upheld")
        page.goto(f"{HERE}/assemblies")
        page.click("main .menu a >> nth=0")
        page.click(
            "main a:has-text('Write the minutes'), main button:has-text('Write the minutes')"
        )
        fill(page, text="Every household was read out and agreed.")
        page.click("main button.go")
        page.click(
            "main a:has-text('Close the minutes'), main button:has-text('Close the minutes')"
        )
        page.click("main button.go")

        later(site, page, 18, "cell_secretary", CELL)
        page.goto(f"/en/work/{CELL}/appeals")
        fits(page)
        shot(page, "inbox")
        page.goto(silent)
        expect(page.locator("main")).to_contain_text("No answer by the deadline")
        page.check("[name='outcome'][value='upheld']")
        fill(page, reason="The cell visited the house.")
        shot(page, "appeal-cell")
        page.click("main button.go")

        later(site, page, 1)
        page.goto(f"{HERE}/categories")
        page.click("text=Make the list final")
        page.click("main button.go")
        expect(page.locator("main")).to_contain_text("The list is final")
        shot(page, "round-final")
        page.goto(f"{HERE}/categories/changes")
        expect(page.locator("main .menu li")).to_have_count(2)
        shot(page, "list-changes")


def rank(page: Page) -> None:
    """Let four groups sort the households into five piles; typed from their sheets of paper."""
    size = HOMES // 5
    for shift, kind in enumerate(("women", "men", "young", "elders")):
        page.goto(f"{HERE}/ranking/new")
        page.check(f"[name='kind'][value='{kind}']")
        page.check("[name='method'][value='piles']")
        page.click("main button.go")
        group = page.url
        page.goto(f"{group}/typed")
        for pile in range(1, 6):
            first = (pile - 1) * size + 1 + (shift if pile > 1 else 0)
            last = pile * size + (shift if pile < 5 else 0)
            fill(page, **{f"pile.{pile}": f"{first}-{last}"})
        fits(page)
        page.click("main button.go")
        page.goto(group)
        page.click("main button:has-text('This group has finished')")
    page.goto(f"{HERE}/ranking/result")
    expect(page.locator("main")).to_contain_text("The groups agree well.")
    fits(page)
    shot(page, "ranking-result")


def draw(page: Page) -> None:
    """Draw the map and say that it is drawn."""
    page.goto(f"{HERE}/categories/map")
    shot(page, "round-map")
    page.click("main a.go")
    page.click("text=Place the next household")
    page.click("input.map", position={"x": 232, "y": 232})
    fits(page)
    assert page.locator(".near button").evaluate_all("all => all.every(a => a.offsetWidth >= 43)")
    page.click(".near button:has-text('W22')")
    expect(page.locator(".note")).to_contain_text("on the map")
    page.goto(f"{HERE}/map/lay-out")
    page.click("main button.go")
    fits(page)
    shot(page, "map")
    page.goto(f"{HERE}/map/poster")
    shot(page, "map-poster")
    page.goto(f"{HERE}/categories/map")
    page.click("main button.go")


def keep_measures(decided: int, taps: int, received: int) -> None:
    """Write down what was measured beside the pictures."""
    found = {
        "households": decided,
        "taps_per_household": round(taps / decided, 2),
        "bytes_per_household": round(received / decided),
    }
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    (SCREENSHOTS / "categorisation.json").write_text(json.dumps(found))
