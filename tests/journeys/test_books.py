"""The treasurer's month on a phone of 240 pixels without JavaScript; and a photo made small."""

from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import Wire, desk, fits, phone
from tests.conftest import CELL, VILLAGE
from tests.journeys.conftest import Site
from ubudehe.record.papers.drawing import can_draw
from ubudehe.record.photos import clean_paper

pytestmark = pytest.mark.journey
MONEY = f"/en/work/{VILLAGE}/money"
LIMIT = 14_000
SMALL = 100_000


def noise(width: int, height: int) -> bytes:
    """Return a photo that does not compress to nothing: a receipt on a patterned table."""
    chance = Random(7)
    small = Image.new("RGB", (width // 16, height // 16))
    small.putdata(
        [
            tuple(chance.randrange(90, 250) for _ in range(3))
            for _ in range(small.width * small.height)
        ]
    )
    out = BytesIO()
    small.resize((width, height)).save(out, "JPEG", quality=92)
    return out.getvalue()


def send(page: Page) -> None:
    page.click("main button.go")
    fits(page)


def test_a_payment_with_its_evidence_and_a_month_to_its_signature(
    site: Site, tmp_path: Path
) -> None:
    photo = tmp_path / "receipt.jpg"
    photo.write_bytes(noise(900, 1200))
    chair, helper = site.world.find("chair", VILLAGE), site.world.find("facilitator", VILLAGE)
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "treasurer", VILLAGE)
        page.goto(f"{MONEY}/new/paid")
        fits(page)
        page.fill("[name=amount]", "12 000")
        page.fill("[name=what]", "Cement")
        page.locator("[name=project]").first.check()
        page.check("[name=purpose][value=materials]")
        page.fill("[name=payee]", "Quincaillerie Amahoro")
        page.check("[name=payee_is][value=organisation]")
        page.check("[name=out_of][value=cash]")
        page.set_input_files("[name=photo]", photo)
        page.check("[name=cover]")
        send(page)
        entry = page.url.partition("/cover/")[0]
        page.click("input[type=image]", position={"x": 10, "y": 10})
        page.click("input[type=image]", position={"x": 120, "y": 60})
        fits(page)
        send(page)
        expect(page.locator("main")).to_contain_text("Class B: a receipt")
        page.goto(f"{entry}/approve")
        page.fill("[name=second_phone]", chair.phone)
        page.fill("[name=second_pin]", chair.pin)
        send(page)
        expect(page.locator(".hero")).to_contain_text("Posted")
        for place in ("bank", "cash"):
            page.goto(f"{MONEY}/months/2026-05")
            fits(page)
            row = page.locator("main p.ends", has_text=place.title()).first
            held = row.locator("b.m").inner_text()
            page.goto(f"{MONEY}/count?month=2026-05")
            page.check(f"[name=place][value={place}]")
            page.fill("[name=amount]", held)
            if place == "cash":
                page.fill("[name=second_phone]", helper.phone)
                page.fill("[name=second_pin]", helper.pin)
            send(page)
        page.goto(f"{MONEY}/months/2026-05/close")
        send(page)
        expect(page.locator("main")).to_contain_text("not signed yet")
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "chair", VILLAGE)
        for month in ("2026-04", "2026-05"):
            page.goto(f"{MONEY}/months/{month}/sign")
            send(page)
        expect(page.locator("main")).to_contain_text("Closed and signed")
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "cell_secretary", CELL)
        page.goto(f"{MONEY}/months/2026-05/review")
        page.check("[name=outcome][value=accepted]")
        send(page)
        expect(page.locator("main")).to_contain_text("Locked")


def test_the_page_to_read_out_fits_the_phone_and_the_sheet(site: Site) -> None:
    path = f"/en/p/{VILLAGE}/months/2026-02"
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        wire = Wire(page)
        page.goto(path)
        assert wire.received <= LIMIT
        fits(page)
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        page.goto(path)
        page.emulate_media(media="print")
        printed = page.pdf(format="A4")
        assert printed.count(b"/Type /Page\n") <= 2
    if can_draw():
        drawn = clean_paper(printed, 2)
        assert all(len(one.content) > 10_000 for one in drawn), "what a browser prints is seen"


def test_a_phone_with_javascript_makes_the_photo_small_before_it_is_sent(
    site: Site, tmp_path: Path
) -> None:
    photo = tmp_path / "camera.jpg"
    photo.write_bytes(noise(3200, 2400))
    assert photo.stat().st_size > 5 * SMALL
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        site.sign_in(page, "treasurer", VILLAGE)
        page.goto(f"{MONEY}/new/came")
        page.set_input_files("[name=photo]", photo)
        expect(page.locator("text=Made smaller")).to_be_visible()
        expect(page.locator("[name=cover]")).to_be_hidden()
        size = "document.querySelector('[name=photo]').files[0].size"
        assert page.evaluate(size) <= SMALL
        before = page.evaluate("document.querySelector('canvas').toDataURL()")
        page.locator("canvas").click(position={"x": 20, "y": 20})
        page.locator("canvas").click(position={"x": 90, "y": 60})
        assert page.evaluate("document.querySelector('canvas').toDataURL()") != before
