"""The donor's way: from the nation to a receipt, without an account."""

import hashlib
import zipfile
from io import BytesIO

import pytest
from playwright.sync_api import expect

from tests.browser import Wire, phone, shot
from tests.conftest import VILLAGE
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey


def test_from_the_nation_to_a_receipt(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        page.goto("/en/")
        shot(page, "nation")
        for name in ("Southern Province", "Gisagara", "Nyanza", "Nyaruteja", "Rugayantete"):
            page.locator(f"div.box:has(h2:text('Places below')) a:has-text('{name}')").click()
        expect(page.locator("h1")).to_have_text("Rugayantete")
        expect(page.locator("main")).to_contain_text("1 000 000 Frw")
        shot(page, "village")
        page.click("text=All entries")
        shot(page, "ledger")
        page.locator("a:has-text('Sima')").first.click()
        expect(page.locator("main")).to_contain_text("Koperative Twubake")
        expect(page.locator("main")).to_contain_text("Approved")
        shot(page, "entry")
        address = page.locator("a[href^='/r/']").get_attribute("href")
        assert address
        photo = page.request.get(address)
        assert hashlib.sha256(photo.body()).hexdigest() == address.removeprefix("/r/")
        assert photo.headers["content-type"] == "image/jpeg"
        page.goto(f"/en/p/{VILLAGE}/projects")
        page.click("text=Vote on")
        expect(page.locator("svg[role=img]").first).to_be_visible()
        shot(page, "vote-result")
        page.goto(f"/en/p/{VILLAGE}/assemblies")
        page.locator("main .menu a, main .rows a").first.click()
        shot(page, "assembly")
        assert not context.cookies()


def test_a_giver_reaches_a_receipt_and_its_proof_in_five_taps_and_30_kb(site: Site) -> None:
    with site.world.services.database.read() as session:
        site.world.services.heads.sign(session, VILLAGE)
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        wire = Wire(page)
        page.goto("/en/")
        page.locator("a:has-text('LODA'):has-text('Rugayantete')").click()
        expect(page.locator("main")).to_contain_text("are spent")
        shot(page, "grant")
        receipt = page.locator("a.then[href^='/r/']").first
        address = receipt.get_attribute("href")
        proofs = page.locator("a[href^='/v/'][href$='.zip']").get_attribute("href")
        assert address
        assert proofs
        receipt.click()
        page.wait_for_url(f"**{address}")
        assert wire.received <= 30_000
        packed = page.request.get(proofs)
        assert packed.headers["content-type"] == "application/zip"
        acts = zipfile.ZipFile(BytesIO(packed.body()))
        digest = address.removeprefix("/r/")
        naming = [name for name in acts.namelist() if digest.encode() in acts.read(name)]
        assert len(naming) == 1, "one act added the photo"
        assert naming[0].replace(".json", ".tlog-proof") in acts.namelist()


def test_a_resident_reads_the_sentence_about_her_village_in_three_taps(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        page.goto("/rw/")
        page.fill("[name=q]", "rugayantete")
        page.click("main button.go")
        page.locator("main .menu a").first.click()
        expect(page.locator(".hero .say")).to_contain_text("Uyu munsi hari")
        page.goto("/en/")
        page.locator("div.box:has(h2:text('happened last')) a:has-text('Rugayantete')").click()
        expect(page.locator(".hero .say")).to_contain_text("are there today")


def test_the_same_page_again_costs_no_body(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        wire = Wire(page)
        page.goto(f"/en/p/{VILLAGE}")
        first = wire.received
        wire.reset()
        page.goto(f"/en/p/{VILLAGE}")
        assert wire.received < 400 < first


def test_a_place_is_found_by_a_name_as_it_is_heard(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        page.goto("/en/")
        page.fill("[name=q]", "lugayantete")
        page.click("main button.go")
        expect(page.locator("main")).to_contain_text("Nyaruteja, Nyanza, Gisagara")
        shot(page, "find")
        page.goto("/en/find?q=202120308")
        expect(page.locator("main")).to_contain_text("22120308")
