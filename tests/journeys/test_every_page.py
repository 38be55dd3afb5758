"""Every page of the demo: one request, 14,000 bytes at most, and nothing that axe finds wrong."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser import Wire, axe_violations, desk
from tests.conftest import CELL, VILLAGE
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
LIMIT = 14_000
_VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


def kinds(page: Page, start: str, inside: str, most: int = 90) -> list[str]:
    """Return one address of each kind of page that links lead to."""
    seen: dict[str, str] = {}
    waiting = start.split()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        kind = _VARIES.sub(lambda found: "#" * len(found[0]), path)
        if kind in seen or path.startswith("/r/"):
            continue
        page.goto(path)
        if not page.url.endswith(path):
            waiting.append(page.url.removeprefix(page.url[: page.url.index("/", 8)]))
            continue
        seen[kind] = path
        links = page.locator("a[href^='/']").evaluate_all("all => all.map(a => a.pathname)")
        waiting += [link for link in links if link.startswith(inside)]
    return list(seen.values())


def check(site: Site, role: str, place: str, start: str, inside: str) -> None:
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        if role:
            site.sign_in(page, role, place)
        problems = []
        paths = kinds(page, start, inside)
        wire = Wire(page)
        for path in paths:
            wire.reset()
            page.goto(path)
            if wire.received > LIMIT or wire.requests != 1:
                problems.append(f"{path}: {wire.received} bytes in {wire.requests} requests")
            problems += [f"{path}: {line}" for line in axe_violations(page)]
    assert len(paths) > 4
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("role", ["facilitator", "treasurer"])
def test_the_villages_pages(site: Site, role: str) -> None:
    check(site, role, VILLAGE, f"/en/work/{VILLAGE}", "/en/work")


@pytest.mark.parametrize(
    ("role", "place"), [("cell_secretary", CELL), ("sector_officer", VILLAGE[:4])]
)
def test_the_officers_pages(site: Site, role: str, place: str) -> None:
    check(site, role, place, "/en/work", "/en/work")


def test_the_administrators_pages(site: Site) -> None:
    check(site, "administrator", "", "/en/work", "/en/work/")


def test_the_public_pages(site: Site) -> None:
    check(site, "", "", f"/en/ /en/p/22 /en/p/2212 /en/p/{CELL} /en/p/{VILLAGE}", "/en/")


@pytest.mark.parametrize("lang", ["rw", "fr", "sw"])
def test_the_public_pages_in_other_languages(site: Site, lang: str) -> None:
    check(site, "", "", f"/{lang}/p/{VILLAGE}", f"/{lang}/p/{VILLAGE}")
