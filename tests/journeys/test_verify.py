"""Anybody checks a record in the browser: live, against paper, from a copy on a stick, offline."""

import re
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Page, expect

from tests.browser import Wire, axe_violations, fits, shot
from tests.conftest import VILLAGE
from tests.journeys.conftest import Site
from tests.verifier.records import THIEF
from ubudehe.record.rotation import revoke_key, rotate_key
from ubudehe.record.rules.notes import vkey
from ubudehe.verifier.mirrors.mirror import mirror, zip_mirror
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.site import SiteSource
from ubudehe.verifier.verify import Wish, verify
from ubudehe.web.rendering import TEMPLATES, script

pytestmark = pytest.mark.journey

GOOD = "Nothing is wrong with what this page can check."
REBUILT = "it is the tree that was signed"


@pytest.fixture
def page(site: Site) -> Page:
    """A phone of 240 by 320 pixels on which JavaScript runs."""
    context = site.browser.new_context(
        viewport={"width": 240, "height": 320}, has_touch=True, is_mobile=True, base_url=site.base
    )
    return context.new_page()


@pytest.fixture
def copy(site: Site, tmp_path: Path) -> Path:
    """A mirror of the village, with its ZIP beside it."""
    folder = tmp_path / "copy"
    mirror(SiteSource(site.base), VILLAGE, folder)
    zip_mirror(folder, tmp_path / "copy.zip")
    return folder


def damage(folder: Path) -> None:
    """Change one amount in the copy, as somebody with a text editor would."""
    found = (folder / "v" / VILLAGE / "tile" / "entries").rglob("[0-9]*[0-9]")
    bundle = next(one for one in found if one.is_file() and b'"n":1' in one.read_bytes())
    data = bundle.read_bytes()
    bundle.write_bytes(data.replace(b'"n":1', b'"n":2', 1))


def test_a_place_without_a_record_is_not_good(page: Page) -> None:
    page.goto("/en/verify?code=99999999")
    page.click("#verify")
    no_record = "There is no record of 99999999 here."
    expect(page.locator("#told")).to_contain_text(no_record, timeout=60_000)
    expect(page.locator("#result")).to_contain_text("Something is wrong")
    others = f"{VILLAGE}\n"  # a server that names others alone
    page.route("**/v/99999999/logs", lambda route: route.fulfill(body=others))
    page.click("#verify")
    expect(page.locator("#told")).to_contain_text(no_record, timeout=60_000)
    expect(page.locator("#told")).to_contain_text(REBUILT)
    expect(page.locator("#result")).to_contain_text("Something is wrong")


def test_the_record_of_the_site_is_checked_live(page: Page) -> None:
    page.goto(f"/en/verify?code={VILLAGE}")
    shot(page, "verify")
    page.click("#verify")
    expect(page.locator("#result")).to_have_text(GOOD, timeout=60_000)
    told = page.locator("#told").inner_text()
    assert REBUILT in told
    assert "posted entries balance" in told
    assert "\u2717" not in told
    fits(page)
    assert axe_violations(page) == []
    shot(page, "verify-good")


@pytest.mark.parametrize("code", [VILLAGE, VILLAGE[:4], "0"])
def test_the_program_checks_the_site_and_a_copy_of_it(
    site: Site, tmp_path: Path, code: str
) -> None:
    wish = Wish(photos=True)
    live = verify(open_source(f"{site.base}/v/{code}"), wish)
    mirror(SiteSource(site.base), code, tmp_path)
    copied = verify(open_source(str(tmp_path)), wish)
    for report in (live, copied):
        assert [fault for part in report.parts for fault in part.faults] == []
        (village,) = [log for log in report.logs if log.code == VILLAGE]
        assert village.books
        assert village.books.posted > 20
        assert village.books.photos
    assert [log.root for log in live.logs] == [log.root for log in copied.logs]
    if code == VILLAGE[:4]:
        assert any("exactly those of" in one.msgid for one in live.proved)


def test_who_knows_the_old_key_or_the_new_one_after_a_change(site: Site) -> None:
    services, now = site.world.services, site.world.clock.now
    (old,) = services.heads.vkeys(VILLAGE)
    services.publisher.step(now)
    for change in (rotate_key, revoke_key):
        change(services.database, services.heads, now)
        services.publisher.step(now)
    (new,) = services.heads.vkeys(VILLAGE)
    assert old != new
    for keys in ((), (old,), (new,), (old, new)):
        report = verify(open_source(f"{site.base}/v/{VILLAGE}"), Wish(keys=keys))
        assert [fault for part in report.parts for fault in part.faults] == [], keys


def test_paper_is_compared(page: Page, site: Site) -> None:
    note = page.request.get(f"/v/{VILLAGE}/checkpoint").text()
    origin, size, root = note.split("\n")[:3]
    page.goto(f"/en/verify?code={VILLAGE}")
    page.click("summary >> nth=0")
    page.fill("#older", note.replace("\n", "\r\n"))
    page.click("#compare")
    expect(page.locator("#told")).to_contain_text(f"The first {size} entries are those")
    page.fill("#older", f"{origin}\n{size}\n{'A' * 43}=")
    page.click("#compare")
    expect(page.locator("#told")).to_contain_text("not a prefix of this record")
    page.fill("#older", f"{origin}\n{int(size) + 1}\n{root}")
    page.click("#compare")
    expect(page.locator("#told")).to_contain_text("it was cut")
    page.fill("#older", f"{origin}\n{int(size) - 1}\n{root}")
    page.click("#compare")
    expect(page.locator("#told")).to_contain_text("has grown from")
    page.click("#verify")
    expect(page.locator("#told")).to_contain_text("not a prefix of this record", timeout=60_000)
    key = page.request.get(f"/v/{VILLAGE}/key").text()
    page.fill("#older", note)
    page.fill("#key", key)
    page.click("#verify")
    expect(page.locator("#result")).to_have_text(GOOD, timeout=60_000)
    expect(page.locator("#told")).to_contain_text("signed by the key that you gave")
    page.fill("#key", vkey(origin, THIEF.public_key()))
    page.click("#verify")
    expect(page.locator("#result")).to_contain_text("Something is wrong", timeout=60_000)
    for slip in ("#key", "#older"):
        page.fill(slip, "UBD 22120308 7")
        page.click("#verify")
        expect(page.locator("#result")).to_contain_text("Look at it again")


def test_a_copy_as_a_zip_and_as_a_folder(page: Page, copy: Path, tmp_path: Path) -> None:
    page.goto("/en/verify")
    page.click("summary >> nth=1")
    page.set_input_files("#zip", copy.with_name("copy.zip"))
    expect(page.locator("#result")).to_have_text(GOOD, timeout=60_000)
    expect(page.locator("#told")).to_contain_text(REBUILT)
    page.set_input_files("#folder", copy)
    expect(page.locator("#told")).to_contain_text(REBUILT, timeout=60_000)
    expect(page.locator("#result")).to_have_text(GOOD, timeout=60_000)
    damage(copy)
    zip_mirror(copy, tmp_path / "damaged.zip")
    page.set_input_files("#zip", tmp_path / "damaged.zip")
    expect(page.locator("#result")).to_contain_text("Something is wrong", timeout=60_000)
    told = page.locator("#told").inner_text()
    assert "is not what the entries make" in told
    assert "do not make the root" in told
    shot(page, "verify-bad")


def test_a_page_saved_on_a_stick_checks_without_a_network(
    page: Page, copy: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "verify.html"
    answer = page.request.get("/en/verify.html")
    assert "attachment" in answer.headers["content-disposition"]
    saved.write_text(answer.text(), "utf-8")
    page.context.set_offline(True)
    page.goto(f"file://{saved}")
    expect(page.locator("#verify")).to_be_hidden()
    page.click("summary >> nth=1")
    page.set_input_files("#zip", copy.with_name("copy.zip"))
    expect(page.locator("#result")).to_have_text(GOOD, timeout=60_000)


def test_without_javascript_the_page_tells_the_other_ways(site: Site) -> None:
    context = site.browser.new_context(java_script_enabled=False, base_url=site.base)
    page = context.new_page()
    page.goto(f"/en/verify?code={VILLAGE}")
    expect(page.locator("main")).to_contain_text("needs JavaScript")
    chosen = site.world.services.settings.address
    expect(page.locator("main")).to_contain_text(f"ubudehe-verify.pyz {chosen}/v/{VILLAGE}")
    expect(page.locator("#tool")).to_be_hidden()


def test_what_the_page_costs(page: Page, site: Site) -> None:
    """The page can be used before its scripts are there; each keeps within its own limit."""
    wire = Wire(page)
    rules, script_ = re.compile("verifying-.*js"), re.compile("verify-.*js")
    with page.expect_response(rules) as tables, page.expect_response(script_) as answer:
        page.goto("/rw/verify")
    after = [int(one.value.headers["content-length"]) for one in (tables, answer)]
    assert after[0] <= 6_000
    assert after[1] <= 10_000
    assert wire.received - sum(after) <= 14_000
    assert site.world.client().get("/verify-other.js").status_code == 404


def test_no_page_loads_more_script_than_its_limit() -> None:
    for path in (TEMPLATES / "scripts").iterdir():
        assert len(brotli.compress(script(path.stem).encode())) <= 10_000, path


def test_the_script_agrees_with_python_on_a_strange_archive(page: Page, tmp_path: Path) -> None:
    (tmp_path / "none.zip").write_bytes(b"PK\5\6 no archive at all" + bytes(40))
    page.goto("/en/verify")
    page.click("summary >> nth=1")
    page.set_input_files("#zip", tmp_path / "none.zip")
    expect(page.locator("#result")).to_contain_text("Something is wrong")
