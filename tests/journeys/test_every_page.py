"""Every page of the demo: one request, 14,000 bytes at most, and nothing that axe finds wrong."""

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import Wire, axe_violations, desk
from tests.conftest import CELL, VILLAGE
from tests.journeys.conftest import Site
from tests.markup import faults_of_markup

pytestmark = pytest.mark.journey
LIMIT, MOST = 14_000, 90
_VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


_SHAPE = """() => {
    const said = e => [e.tagName, ...[...e.attributes].map(one => /^(class|role|type|lang|scope)$/
        .test(one.name) ? one.name + "=" + one.value.replace(/^(rw|en|fr|sw)$/, "ours")
        : one.name).sort()].join(" ");
    const shapes = new Set();
    for (const e of document.querySelectorAll("*")) {
        const above = [];
        for (let up = e; up; up = up.parentElement) above.push(said(up));
        shapes.add(above.join("<") + (e.textContent.trim() ? "" : " empty"));
    }
    const outline = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(e => e.tagName);
    return [...outline.filter((e, i) => e !== outline[i - 1]),
        ...[...shapes].sort()].join("\\n");
}"""
"""Everything axe judges by, but for how often a row is repeated and what its texts say.

Colours, sizes and names of what is pressed come from the template, in whichever language.
"""


def new_shape(page: Page, judged: Path) -> bool:
    """Return whether no page of this template in this state was judged in this run, by anyone."""
    name = hashlib.sha256(page.evaluate(_SHAPE).encode()).hexdigest()
    try:
        (judged / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def check(site: Site, judged: Path, who: tuple[str, str], start: str, inside: str) -> None:
    """Follow links from `start`, to one page of each kind; look at each as it first arrives."""
    problems = []
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        if who[0]:
            site.sign_in(page, *who)
        seen: set[str] = set()
        waiting = start.split()
        wire = Wire(page)
        while waiting and len(seen) < MOST:
            path = waiting.pop(0)
            kind = _VARIES.sub(lambda found: "#" * len(found[0]), path)
            if kind in seen or path.startswith("/r/"):
                continue
            wire.reset()
            answer = page.goto(path)
            if not page.url.endswith(path):
                waiting.append(page.url.removeprefix(page.url[: page.url.index("/", 8)]))
                continue
            seen.add(kind)
            if wire.requests > 1:  # scripts come once and are kept by the browser
                wire.reset()
                answer = page.goto(path)
            if wire.received > LIMIT or wire.requests != 1:
                problems.append(f"{path}: {wire.received} bytes in {wire.requests} requests")
            if new_shape(page, judged):
                problems += [f"{path}: {line}" for line in axe_violations(page)]
                source = answer.text() if answer else ""
                problems += [f"{path}: {line}" for line in faults_of_markup(source)]
            links = page.locator("a[href^='/']:not([download])")
            paths = links.evaluate_all("all => all.map(a => a.pathname)")
            waiting += [path for path in paths if path.startswith(inside)]
    assert len(seen) > 4
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("role", ["facilitator", "treasurer"])
def test_the_villages_pages(site: Site, judged: Path, role: str) -> None:
    check(site, judged, (role, VILLAGE), f"/en/work/{VILLAGE}", "/en/work")


@pytest.mark.parametrize(
    ("role", "place"), [("cell_secretary", CELL), ("sector_officer", VILLAGE[:4])]
)
def test_the_officers_pages(site: Site, judged: Path, role: str, place: str) -> None:
    check(site, judged, (role, place), "/en/work", "/en/work")


def test_the_administrators_pages(site: Site, judged: Path) -> None:
    check(site, judged, ("administrator", ""), "/en/work", "/en/work/")


def test_the_public_pages(site: Site, judged: Path) -> None:
    check(site, judged, ("", ""), f"/en/ /en/p/22 /en/p/2212 /en/p/{CELL} /en/p/{VILLAGE}", "/en/")


@pytest.mark.parametrize("lang", ["rw", "fr", "sw"])
def test_the_public_pages_in_other_languages(site: Site, judged: Path, lang: str) -> None:
    check(site, judged, ("", ""), f"/{lang}/p/{VILLAGE}", f"/{lang}/p/{VILLAGE}")
