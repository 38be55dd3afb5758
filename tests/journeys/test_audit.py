"""An officer's way: from a flag to a finding, its answer, and a period that is signed off."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.audit.plans import SECTOR, drawn, later, signed_months
from tests.browser import axe_violations, desk, fits, phone, shot
from tests.conftest import CELL, VILLAGE
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=240, height=320)


def judged(page: Page) -> None:
    """Assert that axe finds nothing, and that the page fits an officer's screen and a phone's."""
    assert axe_violations(page) == [], page.url
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        fits(page)


def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until what `selector` names has the focus."""
    for _ in range(60):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(selector)


def test_from_a_flag_to_a_signed_off_period(site: Site) -> None:
    months = signed_months(site.world)
    lead, plan = drawn(site.world, villages=[VILLAGE], first=months[0], last=months[-1])
    lead.done(f"{plan}/announce", {})
    later(site.world, 7)
    site.world.signed_in("sector_officer", SECTOR).done(f"{plan}/begin", {})
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        page.set_viewport_size(WIDE)
        site.sign_in(page, "cell_secretary", CELL)
        page.goto(f"/en/work/{VILLAGE}")
        page.click("main .menu a:has-text('Where to look')")
        judged(page)
        page.locator("div.box ul a").first.click()
        page.click("main a:has-text('finding')")
        judged(page)
        raised_by_keyboard(page)
        expect(page.locator("main")).to_contain_text("Where is the receipt?")
        judged(page)
        page.goto(f"/en/work/{VILLAGE}/plans")
        expect(page.locator("main")).to_contain_text("Findings are written")
        judged(page)
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "treasurer", VILLAGE)
        page.goto(f"/en/work/{VILLAGE}")
        page.click("a:has-text('Findings to answer')")
        page.locator("main .rows a").first.click()
        page.click("main a.button:has-text('Answer')")
        page.fill("[name=text]", "It lies in the office.")
        page.click("main button.go")
        expect(page.locator("main")).to_contain_text("It lies in the office.")
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        page.set_viewport_size(WIDE)
        site.sign_in(page, "sector_officer", SECTOR)
        page.goto(f"/en/work/{SECTOR}")
        page.click("a:has-text('Findings to decide')")
        page.click("main .rows a:has-text('Answered')")
        page.click("main a[href$='/close']")
        page.check("[value=explained]")
        page.fill("[name=text]", "I saw it.")
        page.click("main button.go")
        page.goto(f"/en/work/{VILLAGE}/findings")
        page.click("a:has-text('Sign off an audit')")
        page.select_option("[name=first]", months[0])
        page.select_option("[name=last]", months[-1])
        page.fill("[name=text]", "All was looked at.")
        judged(page)
        page.click("main button.go")
        page.goto(plan)
        expect(page.locator("main .rows")).to_contain_text("Signed off")
        judged(page)
        shot(page, "audit-plan")
        page.goto(f"{plan.removesuffix(plan[plan.rindex('/') :])}/new")
        judged(page)
        page.goto(plan.replace(f"/work/{SECTOR}/plans", "/audits"))
        expect(page.locator("main")).to_contain_text("1 finding was raised.")
        judged(page)
        page.click("a:has-text('Letter')")
        judged(page)
        shot(page, "audit-letter")


def raised_by_keyboard(page: Page) -> None:
    """Raise the finding without a mouse: tabulator, arrows, letters and Enter alone."""
    tab_to(page, "[name=addressee]")
    while page.locator("[name=addressee][value=treasurer]:checked").count() == 0:
        page.keyboard.press("ArrowDown")
    tab_to(page, "[name=days]")
    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    tab_to(page, "[name=text]")
    page.keyboard.type("Where is the receipt?")
    tab_to(page, "button.go")
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings/*-*")
