"""Floods of guesses, and what public pages and other villages' acts wait for meanwhile.

300 connections send wrong numbers and PINs from one network and from everywhere, and wrong codes of
slips and cards. Before and after each flood the same people are measured in quiet. The flood runs
on the server's own cores, niced. `UBUDEHE_FLOOD_SECONDS` says how long each takes.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.benchmarks.flooding import PATHS
from tests.benchmarks.phones import ask, serving, sign_in_writers
from tests.conftest import VILLAGE, hidden_fields
from tests.shell import run_with
from ubudehe.settings import Settings
from ubudehe.web.services import open_services

SECONDS = float(os.environ.get("UBUDEHE_FLOOD_SECONDS", "20"))
EVERY = 0.5
"""Seconds between two requests of one person."""
Waits = dict[str, list[float]]


async def held(_village: str, _cookie: str) -> int:
    """Ask for a page that is held."""
    status, _ = await ask(f"/en/p/{VILLAGE}")
    return status


async def made(_village: str, cookie: str) -> int:
    """Ask for a public page that is made for each who asks, since they are signed in."""
    status, _ = await ask(f"/en/p/{VILLAGE}", cookie)
    return status


async def acts(village: str, cookie: str) -> int:
    """Open a form and send it."""
    path = f"/en/work/{village}/projects/need"
    _, page = await ask(path, cookie)
    typed = {"text": "Tap", "symbol": "tap"}
    status, _ = await ask(path, cookie, {**hidden_fields(page.decode()), **typed})
    return status


WORK: dict[str, tuple[Callable[[str, str], Awaitable[int]], int]] = {
    "a held page": (held, 200),
    "a page made anew": (made, 200),
    "a form and its sending": (acts, 303),
}


async def everyday(cookies: dict[str, str], seconds: float) -> tuple[Waits, list[str]]:
    """Let people do their work at their own pace; return what they waited for, and what failed."""
    waits, wrong, until = defaultdict(list), [], time.monotonic() + seconds

    async def person(number: int, village: str, cookie: str) -> None:
        kind = list(WORK)[number % len(WORK)]
        work, right = WORK[kind]
        await asyncio.sleep(EVERY * number / len(cookies))
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                status = await work(village, cookie)
            except (OSError, ValueError) as error:
                status = repr(error)  # type: ignore[assignment]
            waits[kind].append(time.monotonic() - began)
            if status != right:
                wrong.append(f"{kind}: {status}")
            await asyncio.sleep(EVERY)

    await asyncio.gather(*(person(at, *of) for at, of in enumerate(cookies.items())))
    return waits, wrong


def beside(kind: str, cookies: dict[str, str]) -> tuple[Waits, list[str], dict[str, int]]:
    """Return what people waited for during a flood, what failed, and what the flood was told."""
    command = ["nice", "-n", "5", sys.executable, "-m", "tests.benchmarks.flooding", kind]
    with subprocess.Popen([*command, str(SECONDS + 4)], stdout=subprocess.PIPE) as flood:
        time.sleep(3)  # until all connections are there
        waits, wrong = asyncio.run(everyday(cookies, SECONDS))
        told, _ = flood.communicate()
    return waits, wrong, json.loads(told)


def middle(times: list[float]) -> float:
    return 1000 * statistics.median(times)


def high(times: list[float]) -> float:
    return 1000 * statistics.quantiles(times, n=20)[18]


def test_floods(url: str, home: Path, report: Callable[[str, str], None]) -> None:
    environment = {"UBUDEHE_DATA": str(home), "UBUDEHE_DATABASE_URL": url}
    assert run_with(environment, "demo").returncode == 0
    services = open_services(
        Settings(data=home, database_url=url, host="localhost:8000", country=None, https=False)
    )
    cookies = sign_in_writers(services, 9)
    engine = services.database.engine.dialect.name
    services.database.close()
    with serving(environment):
        asyncio.run(everyday(cookies, 5))
        before, failed = asyncio.run(everyday(cookies, SECONDS / 2))
        for kind in PATHS:
            waits, wrong, told = beside(kind, cookies)
            after, _ = asyncio.run(everyday(cookies, SECONDS / 2))
            quiet = {work: before[work] + after[work] for work in WORK}
            figures = (
                f"{work}: p50 {middle(waits[work]) / middle(quiet[work]):.1f} times "
                f"({middle(waits[work]):.0f} against {middle(quiet[work]):.0f} ms), p95 "
                f"{high(waits[work]) / high(quiet[work]):.1f} ({high(waits[work]):.0f} against "
                f"{high(quiet[work]):.0f})"
                for work in WORK
            )
            answers = ", ".join(f"{status}: {many}" for status, many in sorted(told.items()))
            report(f"flood of {kind} ({answers}), {engine}", "; ".join(figures))
            failed += [f"{kind}: {one}" for one in wrong] + [kind] * told.get("500", 0)
            before = after
    if failed:
        pytest.fail(str(failed))
