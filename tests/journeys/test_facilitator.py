"""The facilitator's job on a 240-pixel phone without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import fits, phone, shot
from tests.conftest import VILLAGE
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey


def fill(page: Page, **fields: str) -> None:
    """Type into fields by name."""
    for name, text in fields.items():
        page.fill(f"[name='{name}']", text)


def test_an_assembly_a_household_and_a_payment(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "facilitator", VILLAGE)
        expect(page.locator("h1")).to_have_text("Rugayantete")
        fits(page)
        shot(page, "facilitator-desk")

        page.click("main a[href$='/households']")
        page.click("text=Register a household")
        fill(page, head="UWASE Chantal", f_36_64="1")
        page.select_option("[name=isibo]", "Ubumwe")
        fits(page)
        page.click("text=Save the household")
        expect(page.locator(".note")).to_contain_text("is registered")
        shot(page, "households")

        page.goto(f"/en/work/{VILLAGE}/assemblies")
        page.click("text=Open a meeting")
        fill(page, where="Under the big tree")
        page.check("text=Choice of projects")
        page.click("button.go")
        fill(page, women="30", men="25", young="12", households="20")
        page.click("button.go")
        expect(page.locator(".state.no")).to_have_text("Quorum not reached")
        shot(page, "no-quorum")
        page.click("main a:has-text('Count again')")
        fill(page, households="30")
        page.click("button.go")
        expect(page.locator(".state.yes")).to_have_text("Quorum reached")
        page.click(
            "main a:has-text('Record a decision'), main button:has-text('Record a decision')"
        )
        fill(
            page,
            text="The tap is locked at night",
            votes_for="50",
            votes_against="6",
            abstained="0",
        )
        page.click("button.go")
        expect(page.locator(".wrong")).to_contain_text("56 votes")
        shot(page, "too-many-votes")
        fill(page, votes_for="45")
        page.click("button.go")
        page.click(
            "main a:has-text('Write the minutes'), main button:has-text('Write the minutes')"
        )
        fill(page, text="Two people look after the key.")
        page.click("button.go")
        page.click(
            "main a:has-text('Close the minutes'), main button:has-text('Close the minutes')"
        )
        page.click("button.go")
        expect(page.locator("main")).to_contain_text("can no longer be changed")
        fits(page)
        shot(page, "meeting-closed")

        page.goto(f"/en/work/{VILLAGE}/money/new/moved")
        fill(page, amount="1 20 000", what="For the market")
        page.check("[name=out_of][value=bank]")
        page.check("[name=into][value=cash]")
        page.click("button.go")
        expect(page.locator(".wrong")).to_contain_text("120 000 Frw")
        fill(page, amount="2 000")
        page.click("button.go")
        page.click("main a:has-text('Approve'), main button:has-text('Approve')")
        chair = site.world.find("chair", VILLAGE)
        fill(page, second_phone=chair.phone, second_pin=chair.pin)
        page.click("button.go")
        expect(page.locator(".hero .state")).to_have_text("Posted")
        fits(page)
        shot(page, "entry-posted")


def test_no_question_of_an_interview_asks_for_more_than_two_screens_of_scrolling(
    site: Site,
) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "facilitator", VILLAGE)
        page.goto(f"/en/work/{VILLAGE}/households/new")
        fill(page, head="UWASE Chantal")
        page.click("button[name=ask] >> nth=0")
        expect(page.locator("[name=head]")).to_have_value("UWASE Chantal")
        first = page.url.rsplit("/", 1)[0]
        for number in (1, 2, 5, 20, 21, 22, 26, 27):
            page.goto(f"{first}/{number}")
            box = page.locator("main form button").last.bounding_box()
            assert box
            assert box["y"] + box["height"] <= 3 * 320, page.locator("h1").inner_text()
        page.goto(first.removesuffix("/ask"))
        save = page.locator("main button.go").first.bounding_box()
        assert save
        assert save["y"] + save["height"] <= 3 * 320
        shot(page, "interview-end")


def test_a_rehearsal_leaves_no_trace(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        checkpoint = page.request.get(f"/v/{VILLAGE}/checkpoint").text()
        site.sign_in(page, "facilitator", VILLAGE)
        page.click("text=Rehearsal")
        page.click("text=Begin a rehearsal")
        expect(page.locator(".play")).to_be_visible()
        expect(page.locator("main")).to_contain_text("16 households registered")
        page.goto(f"/en/work/{VILLAGE}/assemblies/open")
        fill(page, where="Here")
        page.check("text=Household categories")
        page.click("button.go")
        fill(page, women="10", men="10", young="2", households="12")
        page.click("button.go")
        shot(page, "rehearsal")
        page.goto(f"/en/work/{VILLAGE}/rehearsal")
        page.click("text=Wipe it")
        expect(page.locator(".play")).to_have_count(0)
        page.goto(f"/en/work/{VILLAGE}/assemblies")
        assert not re.search(r"state wait", page.content())
        assert page.request.get(f"/v/{VILLAGE}/checkpoint").text() == checkpoint
