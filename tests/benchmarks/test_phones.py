"""500 phones read and 50 write, each at its own pace, while two processes serve them.

Nothing that was acknowledged may be lost, no answer may be an error, and the memory must not grow.
`UBUDEHE_PHONES_SECONDS` says how long (120; the goal is ten minutes).
"""

import asyncio
import os
import random
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from tests.benchmarks.phones import ask, serving, sign_in_writers
from tests.cluster.load import words
from tests.conftest import hidden_fields
from tests.shell import run_with
from ubudehe.places.tables import Place
from ubudehe.projects.needs.tables import Need
from ubudehe.record.queries import record_sizes
from ubudehe.settings import Settings
from ubudehe.web.services import open_services

SECONDS = int(os.environ.get("UBUDEHE_PHONES_SECONDS", "120"))
READERS, WRITERS = 500, 50
READS_EVERY, WRITES_EVERY = (5.0, 15.0), (10.0, 20.0)
"""Seconds that somebody looks at a page, or writes."""
COLD = 20.0
"""Seconds after the start in which every page is made for the first time: told apart."""


@dataclass
class Seen:
    """What all phones saw: when they asked, how many seconds that took, and what was told."""

    reads: list[tuple[float, float]] = field(default_factory=list)
    writes: list[tuple[float, float]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Texts that were acknowledged."""
    wrong: list[str] = field(default_factory=list)


async def reads(seen: Seen, paths: list[str], until: float) -> None:
    await asyncio.sleep(random.uniform(0, READS_EVERY[1]))
    while time.monotonic() < until:
        path, began = random.choice(paths), time.monotonic()
        status, body = await ask(path)
        seen.reads.append((began, time.monotonic() - began))
        if status != 200 or not body:
            seen.wrong.append(f"{path}: {status}")
        await asyncio.sleep(random.uniform(*READS_EVERY))


async def writes(seen: Seen, village: str, cookie: str, until: float) -> None:
    await asyncio.sleep(random.uniform(0, WRITES_EVERY[1]))
    path = f"/en/work/{village}/projects/need"
    while time.monotonic() < until:
        began = time.monotonic()
        status, page = await ask(path, cookie)
        form = {**hidden_fields(page.decode()), "text": words(), "symbol": "tap"}
        said, _ = await ask(path, cookie, form)
        seen.writes.append((began, time.monotonic() - began))
        if (status, said) == (200, 303):
            seen.kept.append(form["text"])
        else:
            seen.wrong.append(f"{path}: {status}, {said}")
        await asyncio.sleep(random.uniform(*WRITES_EVERY))


def megabytes(process: int) -> float:
    """Return the memory of a process and of those that it began."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    found = re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) / 1024 + sum(map(megabytes, map(int, children))) if found else 0.0


def told(asked: list[tuple[float, float]]) -> str:
    start = min(began for began, _ in asked)
    cold = [took for began, took in asked if began < start + COLD]
    warm = [took for began, took in asked if began >= start + COLD]
    return f"{_spread(warm)}; in the first {COLD:.0f} s {_spread(cold)}"


def _spread(times: list[float]) -> str:
    middle, high = statistics.median(times), statistics.quantiles(times, n=100)[98]
    return f"p50 {1000 * middle:.0f} ms, p99 {1000 * high:.0f} ms, longest {1000 * max(times):.0f}"


def test_phones(url: str, home: Path, report: Callable[[str, str], None]) -> None:
    environment = {"UBUDEHE_DATA": str(home), "UBUDEHE_DATABASE_URL": url}
    assert run_with(environment, "demo").returncode == 0
    services = open_services(
        Settings(data=home, database_url=url, host="localhost:8000", country=None, https=False)
    )
    cookies = sign_in_writers(services, WRITERS)
    with services.database.read() as session:
        books = session.exec(select(Place.code).where(col(Place.code).startswith("221203"))).all()
    paths = ["/en/", "/rw/", "/fr/p/22", *(f"/rw/p/{code}" for code in (*books, *cookies))]
    seen, memory = Seen(), []

    async def all_of_them(process: int) -> None:
        until = time.monotonic() + SECONDS
        phones = [reads(seen, paths, until) for _ in range(READERS)]
        phones += [writes(seen, village, cookie, until) for village, cookie in cookies.items()]
        at_work = [asyncio.create_task(one) for one in phones]
        while time.monotonic() < until:
            await asyncio.sleep(SECONDS / 8)
            memory.append(megabytes(process))
        await asyncio.gather(*at_work)

    with serving(environment) as process:
        asyncio.run(all_of_them(process))
    with services.database.read() as session:
        wrote = select(Need.text).where(col(Need.village).in_(cookies))
        stored, sizes = list(session.exec(wrote)), record_sizes(session)
    engine = services.database.engine.dialect.name
    services.database.close()
    assert seen.wrong == []
    assert sorted(seen.kept) == sorted(stored), "nothing is lost, and nothing kept twice"
    assert sum(sizes.get(village, 0) for village in cookies) == len(stored)
    name = f"{READERS} phones read and {WRITERS} write for {SECONDS} s, {engine}"
    report(f"{name}: {len(seen.reads)} pages", told(seen.reads))
    report(f"{name}: {len(seen.writes)} needs, the form and its sending", told(seen.writes))
    report(
        f"{name}: memory of all processes after each eighth",
        ", ".join(f"{one:.0f}" for one in memory) + " MB",
    )
