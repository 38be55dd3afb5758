"""A real server, a real browser."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from tests import browser as browsers
from tests.asked import Noting
from tests.conftest import World
from ubudehe.app import create_app


@dataclass
class Site:
    """A served world and the browser that visits it."""

    world: World
    base: str
    browser: Browser

    def sign_in(self, page: Page, role: str, place: str) -> None:
        """Sign in as who holds a role at a place."""
        one = self.world.find(role, place)
        page.goto(f"{self.base}/en/sign-in")
        page.fill("#f-phone", one.phone)
        page.fill("#f-pin", one.pin)
        page.click("main button.go")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys."""
    with browsers.launch() as browser:
        yield browser


@pytest.fixture(scope="session")
def judged(folder_of_run: Path) -> Path:
    """The run's folder of the shapes of pages that axe has judged."""
    folder = folder_of_run / "judged"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def site(world: World, chromium: Browser) -> Iterator[Site]:
    """The demo, served on a free port."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config = uvicorn.Config(
        Noting(create_app(world.services), world.asked), log_level="error", access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield Site(world, f"http://127.0.0.1:{port}", chromium)
    server.should_exit = True
    thread.join()
