"""The officer's job: find the appeal, read both sides, decide with a reason."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import phone, shot
from tests.categories.test_round import HERE, homes, posted
from tests.conftest import CELL, VILLAGE
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey


def test_an_appeal_is_decided_by_the_cell(site: Site) -> None:
    visitor, _ = posted(site.world, "2020", "C:income_c")
    home = homes(visitor)[0]
    appeal = {"household": home, "wanted": "B", "ground": "We now have a shop."}
    visitor.done(f"{HERE}/appeals/new?household={home}", appeal)
    site.world.clock.now += timedelta(days=11)
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "cell_secretary", CELL)
        page.click(f"[href='/en/work/{CELL}']")
        page.click("text=Appeals")
        page.locator("a:has(.state.wait)").click()
        expect(page.locator("main")).to_contain_text("We now have a shop.")
        expect(page.locator("main")).to_contain_text("The assembly decided: Category C")
        expect(page.locator("main")).to_contain_text("No answer by the deadline")
        page.click("text=The household's file")
        page.fill("[name=reason]", "The appeal is before me.")
        shot(page, "file-why")
        page.click("main button.go")
        expect(page.locator("main")).to_contain_text("The appeal is before me.")
        shot(page, "file")
        page.click("li:has-text('Waiting') a")
        page.click("main button.go")
        expect(page.locator(".wrong").first).to_be_visible()
        page.check("[value=rejected]")
        page.fill("[name=reason]", "The shop was not found.")
        shot(page, "appeal")
        page.click("main button.go")
        expect(page.locator(".steps")).to_contain_text("The shop was not found.")
        page.goto(f"/en/work/{VILLAGE}/categories/decide")
        expect(page.locator(".bad")).to_contain_text("Your role does not allow this")
