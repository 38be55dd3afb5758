"""A real Chromium for tests: a small phone, a desk computer, bytes on the wire, axe, pictures."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SCREENSHOTS = Path(__file__).parent.parent / "artefacts" / "screenshots"

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first draws no windows that nobody sees: a page costs a third less time."""
_ARGS = (
    "--no-sandbox",  # Chromium's sandbox does not start as root, as in a build machine
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# axe leaves the one new rule of WCAG 2.2 AA off until asked; the design asks for WCAG 2.2 AA.
_AXE_OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


def find_chromium() -> str | None:
    """Return the path of the browser to test with, None if there is none.

    `UBUDEHE_CHROMIUM` names one; otherwise the first on the PATH.
    """
    named = os.environ.get("UBUDEHE_CHROMIUM")
    candidates = (named, *_NAMES) if named else _NAMES
    return next((path for name in candidates if (path := shutil.which(name))), None)


@contextmanager
def launch() -> Iterator[Browser]:
    """Yield a running browser; RuntimeError if none is installed."""
    path = find_chromium()
    if path is None:
        raise RuntimeError("No Chromium is here: run deploy/test-machine.sh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGS))
        try:
            yield browser
        finally:
            browser.close()


def phone(browser: Browser, base_url: str | None = None) -> BrowserContext:
    """Return a facilitator's phone: 240 by 320 pixels, touch, JavaScript off."""
    return browser.new_context(
        viewport={"width": 240, "height": 320},
        has_touch=True,
        is_mobile=True,
        java_script_enabled=False,
        base_url=base_url,
    )


def desk(browser: Browser, base_url: str | None = None) -> BrowserContext:
    """Return an officer's computer: 1024 by 768 pixels, JavaScript on."""
    return browser.new_context(viewport={"width": 1024, "height": 768}, base_url=base_url)


class Wire:
    """Counts what a page receives over the network from now on, headers included.

    `received` is in bytes and `requests` a number. What comes from the browser's own cache is
    not counted, nor what it asks once, whenever it likes, to find the site's icon. Measured by
    `Network.encodedDataLength` of the Chrome DevTools Protocol.
    """

    def __init__(self, page: Page) -> None:
        # A click waits until the next page begins, not until all of it is here.
        page.wait_for_load_state()
        self._page = page
        self._received = 0
        self._requests = 0
        self._icons: set[str] = set()
        self._session = page.context.new_cdp_session(page)
        self._session.on("Network.requestWillBeSent", self._sent)
        self._session.on("Network.requestServedFromCache", self._from_cache)
        self._session.on("Network.loadingFailed", self._failed)
        self._session.on("Network.loadingFinished", self._finished)
        self._session.send("Network.enable")

    @property
    def received(self) -> int:
        """Bytes received since the start or the last `reset`."""
        self._catch_up()
        return self._received

    @property
    def requests(self) -> int:
        """Requests sent since the start or the last `reset`, redirects included."""
        self._catch_up()
        return self._requests

    def reset(self) -> None:
        """Count from zero again, once all of the page before is here."""
        self._page.wait_for_load_state()
        self._catch_up()
        self._received = 0
        self._requests = 0

    def _catch_up(self) -> None:
        # Events arrive in order: when this is answered, all earlier ones were counted.
        self._session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].endswith("/favicon.ico"):
            self._icons.add(event["requestId"])
            return
        self._requests += 1
        redirect = event.get("redirectResponse")
        if redirect:
            self._received += int(redirect["encodedDataLength"])

    def _from_cache(self, _event: dict[str, Any]) -> None:
        self._requests -= 1

    def _failed(self, event: dict[str, Any]) -> None:
        if event.get("blockedReason"):  # refused by the page's own policy: it never left
            self._requests -= 1

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._icons:
            return
        self._received += int(event["encodedDataLength"])


_TOO_WIDE = """width => [...document.querySelectorAll("main *")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.height && getComputedStyle(e).visibility === "visible"
        && box.right > width + 1;
}).map(e => e.outerHTML.slice(0, 200))"""


def fits(page: Page) -> None:
    """Assert that nothing has to be scrolled sideways."""
    page.wait_for_load_state()
    assert page.viewport_size
    wide = page.viewport_size["width"]
    assert not page.evaluate(_TOO_WIDE, wide), page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= wide, page.url


def has(page: Page, selector: str) -> bool:
    """Return whether the page, once all of it is here, holds what `selector` names."""
    page.wait_for_load_state()
    return page.locator(selector).count() > 0


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds wrong with `page`, one sentence each; JavaScript must be on."""
    page.wait_for_load_state()
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate("options => axe.run(document, options)", _AXE_OPTIONS)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def shot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page as artefacts/screenshots/`name`.png; return its path."""
    path = SCREENSHOTS / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state()
    page.screenshot(path=path, full_page=True)
    return path
