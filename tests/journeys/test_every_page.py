"""Every page of the demo: one request, 14,000 bytes at most, and nothing that axe finds wrong."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from lxml import etree, html
from lxml.html import HtmlElement
from playwright.sync_api import BrowserContext, Page

from tests.browser import Wire, axe_violations, desk
from tests.conftest import CELL, VILLAGE
from tests.journeys.conftest import Site
from tests.markup import faults_of_markup

pytestmark = pytest.mark.journey
LIMIT, MOST = 14_000, 400
_VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


_JUDGED_BY = {"class", "role", "type", "lang", "scope"}
"""Attributes whose values count, not only that they are there."""


def shapes_in(source: str) -> set[str]:
    """Return all that axe judges by: each element with those around it and the one before it, and
    the order of headings; but not how often a row is repeated, nor what its texts say.

    Colours, sizes and names of what is pressed come from the template, in whichever language.
    """
    shapes: set[str] = set()

    def described(element: HtmlElement) -> str:
        attributes = (
            f"{name}={re.sub('^(rw|en|fr|sw)$', 'ours', value)}" if name in _JUDGED_BY else name
            for name, value in sorted(element.items())
        )
        return f"{element.tag} {' '.join(attributes)}"

    def walk(element: HtmlElement, above: str, before: str) -> None:
        path = f"{above}>{described(element)}"
        empty = "" if element.text_content().strip() else " empty"
        shapes.add(f"{path}{empty} after {before}")
        before = ""
        for child in element.iterchildren(etree.Element):
            walk(child, path, before)
            before = described(child)

    root = html.document_fromstring(source)
    walk(root, "", "")
    outline = [one.tag for one in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    changes = [one for at, one in enumerate(outline) if not at or one != outline[at - 1]]
    return {*shapes, " ".join(changes)}


def is_new(shapes: set[str], judged: Path) -> bool:
    """Return whether one of the shapes stood on no page that was judged in this run, by anyone."""
    new = False
    for shape in shapes:
        try:
            (judged / hashlib.sha256(shape.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            continue
        new = True
    return new


class Reader:
    """Reads pages as a browser with its cookies does, without drawing them."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self._client = httpx2.Client(base_url=site.base, headers={"accept-encoding": "gzip, br"})
        for cookie in context.cookies():
            self._client.cookies.set(cookie["name"], cookie["value"])

    def read(self, path: str) -> tuple[httpx2.Response, int]:
        """Return the answer at a path, and how many bytes it took, headers included."""
        with self._client.stream("GET", path) as answer:
            body = b"".join(answer.iter_raw())
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
        status = f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}\r\n\r\n"
        whole = httpx2.Response(answer.status_code, headers=answer.headers, content=body)
        return whole, len(status) + head + len(body)


def judge(page: Page, wire: Wire, path: str) -> Iterator[str]:
    """Yield what is wrong with a page in the browser: one request, and nothing for axe to say."""
    wire.reset()
    page.goto(path)
    if wire.requests > 1:  # scripts come once and are kept by the browser
        wire.reset()
        page.goto(path)
    if wire.received > LIMIT or wire.requests != 1:
        yield f"{wire.received} bytes in {wire.requests} requests"
    yield from axe_violations(page)


def check(site: Site, judged: Path, who: tuple[str, str], start: str, inside: str) -> None:
    """Follow links from `start`, to one page of each kind; it draws those with a new shape."""
    problems = []
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        if who[0]:
            site.sign_in(page, *who)
        seen: set[str] = set()
        waiting = start.split()
        wire, reader = Wire(page), Reader(site, context)
        while waiting and len(seen) < MOST:
            path = waiting.pop(0)
            kind = _VARIES.sub(lambda found: "#" * len(found[0]), path)
            if kind in seen or path.startswith("/r/"):
                continue
            answer, size = reader.read(path)
            if answer.is_redirect:
                waiting.append(answer.headers["location"])
                continue
            seen.add(kind)
            if size > LIMIT:
                problems.append(f"{path}: {size} bytes")
            problems += [f"{path}: {line}" for line in faults_of_markup(answer.text)]
            if is_new(shapes_in(answer.text), judged):
                problems += [f"{path}: {line}" for line in judge(page, wire, path)]
            links = html.document_fromstring(answer.text).xpath("//a[not(@download)]/@href")
            paths = [re.split("[?#]", link)[0] for link in links if link.startswith("/")]
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
