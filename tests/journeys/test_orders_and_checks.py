"""Pages that exist only while a meeting makes an order or an officer checks: light, and usable."""

import pytest
from playwright.sync_api import Page

from tests.browser import Wire, axe_violations, desk, fits, has, phone, shot
from tests.conftest import VILLAGE
from tests.journeys.conftest import Site
from tests.journeys.test_facilitator import fill
from tests.journeys.test_votes import HERE, LIMIT, light, meet

pytestmark = pytest.mark.journey
SECTOR = VILLAGE[:4]


def usable(page: Page, wire: Wire, path: str) -> None:
    """Open a page that must be one light request and that axe finds nothing wrong with."""
    wire.reset()
    page.goto(path)
    assert wire.received <= LIMIT, (path, wire.received)
    assert wire.requests == 1, path
    assert not axe_violations(page), path


def begin(page: Page, method: str) -> str:
    """Begin an order of seven needs at most; return its address."""
    page.goto(f"{HERE}/projects/order")
    page.check(f"[name=method][value={method}]")
    page.click("button.go")
    return page.url


def test_an_order_by_pairs_is_light_at_every_step(site: Site) -> None:
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        for number in range(4):
            page.goto(f"{HERE}/projects/need")
            fill(page, text=f"A need that is said in rather many words, number {number}")
            page.click("button.go")
        order = begin(page, "pairs")
        wire = Wire(page)
        usable(page, wire, order)
        page.locator("button.duel").first.click()
        for path in ("/undo", "/cancel"):
            usable(page, wire, order + path)
        page.goto(order)
        while has(page, "button.duel"):
            page.locator("button.duel").first.click()
        usable(page, wire, order)
        usable(page, wire, f"{HERE}/projects")


def test_marks_on_a_small_phone(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        order = begin(page, "marks")
        wire = Wire(page)
        light(page, wire, order)
        shot(page, "marks")
        for box in page.locator("input[inputmode=numeric]").all():
            box.fill("999")
        page.click("button.go")
        fits(page)
        shot(page, "marks-refused")
        assert page.locator("input[inputmode=numeric]").first.input_value() == "999"
        for box in page.locator("input[inputmode=numeric]").all():
            box.fill("3")
        page.click("button.go")
        fits(page)
        shot(page, "marks-in-order")
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "facilitator", VILLAGE)
        usable(page, Wire(page), order)


def test_an_officer_checks(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "facilitator", VILLAGE)
        page.goto(f"{HERE}/projects/proposal")
        light(page, Wire(page), f"{HERE}/projects/proposal")
        shot(page, "write-proposal")
        fill(page, title="A bridge", plan="Two days of work each.")
        page.fill("[name='line_text.0']", "Planks")
        page.fill("[name='line_amount.0']", "300 000")
        page.fill("[name='author.0']", "Uwimana Rose")
        page.click("button.go")
        proposal = page.url
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "sector_officer", SECTOR)
        wire = Wire(page)
        for path in (f"/en/work/{SECTOR}/proposals", proposal, f"{proposal}/check"):
            usable(page, wire, path)
            assert "Uwimana Rose" not in page.content()
        page.check("[name=outcome][value=returned]")
        fill(page, reason="Who looks after it?")
        page.click("button.go")
        usable(page, wire, f"/en/proposals/{proposal.rsplit('/', 1)[1]}")
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "facilitator", VILLAGE)
        for path in ("", "/keep", "/edit", "/withdraw"):
            light(page, Wire(page), proposal + path)
        page.goto(proposal)
        shot(page, "proposal-returned")
