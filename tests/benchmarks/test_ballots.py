"""Ten thousand ballots through HTTP, against bare durable commits of the same database."""

import re
import threading
import time
from collections.abc import Callable

import httpx2
import pytest
from sqlalchemy import text

from tests.conftest import World
from tests.journeys.conftest import Site, chromium, site  # noqa: F401 - fixtures
from tests.projects.ballots import codes, prepared, titles

BALLOTS = 10_000
AT_ONCE = 4


def bare_rate(world: World, seconds: float) -> float:
    """Return how many bare rows a second several threads commit durably to the database."""
    database = world.services.database
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, t VARCHAR(100))"))
        for number in range(AT_ONCE):
            connection.execute(text("INSERT INTO bare VALUES (:n, 'x')"), {"n": number})
    counts = [0] * AT_ONCE
    until = time.perf_counter() + seconds

    def work(number: int) -> None:
        while time.perf_counter() < until:
            with database.write() as session:
                session.execute(
                    text("UPDATE bare SET t = :t WHERE id = :n"), {"t": "x" * 60, "n": number}
                )
            counts[number] += 1

    _at_once(work)
    return sum(counts) / seconds


def _at_once(work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.journey
def test_ballots_through_http(
    site: Site,  # noqa: F811 - a fixture
    report: Callable[[str, str], None],
) -> None:
    visitor, vote = prepared(site.world, electorate="adults", cards="120")
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    ids = [
        str(id_) for id_, title in titles(site.world).items() if title in ("Bridge", "Water tank")
    ]
    failed: list[str] = []

    def work(number: int) -> None:
        with httpx2.Client(base_url=site.base) as client:
            page = client.get("/en/vote").text
            hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
            for at in range(number, BALLOTS, AT_ONCE):
                form = {**hidden, "code": cards[at % len(cards)], "step": "cast"}
                answer = client.post("/en/vote", data={**form, "choices": ids[at % 2]})
                if "in the box" not in answer.text:
                    failed.append(answer.text)

    began = time.perf_counter()
    _at_once(work)
    rate = BALLOTS / (time.perf_counter() - began)
    assert not failed, failed[0]
    bare = bare_rate(site.world, 4)
    engine = site.world.services.database.engine.dialect.name
    report(
        f"{BALLOTS} ballots through HTTP against bare durable commits, {engine}",
        f"{rate / bare:.2f} ({rate:.0f} against {bare:.0f} a second)",
    )
