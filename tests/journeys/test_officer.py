"""The officer's job: find the appeal, read both sides, decide with a reason."""

import re

import pytest
from playwright.sync_api import expect

from tests.assemblies.test_meeting import COUNT, opened
from tests.browser import phone, shot
from tests.categories.test_round import HERE, decide_all
from tests.conftest import CELL, VILLAGE
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey


def test_an_appeal_is_decided_by_the_cell(site: Site) -> None:
    visitor, meeting = opened(site.world)
    visitor.done(f"{meeting}/count", COUNT)
    visitor.done(f"{HERE}/categories/start", {"scheme": "2020"})
    decide_all(visitor, "C:income_c")
    visitor.done(f"{HERE}/categories/post", {})
    home = re.search(r"household=([0-9a-f-]{36})", visitor.get(f"{HERE}/categories/list"))
    assert home
    appeal = {"household": home[1], "wanted": "B", "ground": "We now have a shop."}
    visitor.done(f"{HERE}/appeals/new", appeal)
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "cell_secretary", CELL)
        page.click(f"[href='/en/work/{CELL}']")
        page.click("text=Appeals")
        page.locator("a:has(.state.wait)").click()
        expect(page.locator("main")).to_contain_text("We now have a shop.")
        expect(page.locator("main")).to_contain_text("The assembly decided: Category C")
        page.click("button.go")
        expect(page.locator(".wrong").first).to_be_visible()
        page.check("[value=rejected]")
        page.fill("[name=reason]", "The shop was not found.")
        shot(page, "appeal")
        page.click("button.go")
        expect(page.locator(".note").last).to_contain_text("The shop was not found.")
        page.goto(f"/en/work/{VILLAGE}/categories/decide")
        expect(page.locator(".bad")).to_contain_text("Your role does not allow this")
