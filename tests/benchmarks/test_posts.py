"""A whole POST, as a person waits for it, against what the database makes durable by itself.

50 people in 50 villages send forms at once to `ubudehe serve --workers 2`: each a connection of its
own, cookie, form, act, commit, signed head, and the publisher beside it. In turns with that the
same database keeps bare rows: by one writer, and by as many as there are people. The people and
those writers run on the same cores as the server.
"""

import asyncio
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, text
from sqlmodel import col, func, select

from tests.benchmarks.phones import ask, serving, sign_in_writers
from tests.conftest import hidden_fields
from tests.shell import run_with
from ubudehe.projects.needs.tables import Need
from ubudehe.settings import Settings
from ubudehe.storage.engine import Database
from ubudehe.web.services import open_services

WRITERS, EACH, ROUNDS = 50, 4, 6
ALONE = 200
"""Bare rows in one round by one writer; by many, each keeps `EACH`."""


async def forms(cookies: dict[str, str]) -> list[tuple[str, str, dict[str, str]]]:
    """Return `EACH` filled forms of each person: address, cookie, fields."""
    filled = []
    for village, cookie in cookies.items():
        path = f"/en/work/{village}/projects/need"
        for number in range(EACH):
            _, page = await ask(path, cookie)
            hidden = hidden_fields(page.decode())
            filled.append((path, cookie, {**hidden, "text": f"Need {number}", "symbol": "tap"}))
    return filled


async def send(cookies: dict[str, str]) -> tuple[float, list[float]]:
    """Let all people send their forms, one after another; return seconds for all, and for each."""
    filled, waited = await forms(cookies), []

    async def one_person(at: int) -> None:
        for path, cookie, form in filled[at * EACH : (at + 1) * EACH]:
            began = time.perf_counter()
            status, _ = await ask(path, cookie, form)
            waited.append(time.perf_counter() - began)
            assert status == 303

    began = time.perf_counter()
    await asyncio.gather(*map(one_person, range(len(cookies))))
    return time.perf_counter() - began, waited


def keep_rows(database: Database, number: int) -> None:
    """Keep `number` rows, each by a commit of its own."""

    def keep(connection: Connection) -> None:
        connection.execute(text("INSERT INTO bare (t) VALUES (:t)"), {"t": "x" * 80})
        connection.commit()

    with database.engine.connect().execution_options(writing=True) as connection:
        for _ in range(number):
            keep(connection)


def rows_a_second(database: Database, writers: int, each: int) -> float:
    threads = [threading.Thread(target=keep_rows, args=(database, each)) for _ in range(writers)]
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return writers * each / (time.perf_counter() - began)


def test_posts(url: str, home: Path, report: Callable[[str, str], None]) -> None:
    environment = {"UBUDEHE_DATA": str(home), "UBUDEHE_DATABASE_URL": url}
    assert run_with(environment, "demo").returncode == 0
    settings = Settings(
        data=home, database_url=url, host="localhost:8000", country=None, https=False
    )
    services = open_services(settings)
    database = services.database
    cookies = sign_in_writers(services, WRITERS)
    with database.write() as session:
        number = "INTEGER" if database.engine.dialect.name == "sqlite" else "SERIAL"
        session.execute(text(f"CREATE TABLE bare (id {number} PRIMARY KEY, t VARCHAR(100))"))
    posts, alone, many, waited = [], [], [], []
    with serving(environment):
        for round_ in range(ROUNDS):
            took, each = asyncio.run(send(cookies))
            figures = len(each) / took, rows_a_second(database, 1, ALONE)
            together = rows_a_second(database, WRITERS, EACH)
            if round_:
                posts.append(figures[0])
                alone.append(figures[1])
                many.append(together)
                waited += each
    with database.read() as session:
        kept = select(func.count()).where(col(Need.village).in_(cookies))
        assert session.exec(kept).one() == WRITERS * EACH * ROUNDS
    engine = database.engine.dialect.name
    database.close()
    sent, one, all_ = (statistics.median(figures) for figures in (posts, alone, many))
    report(
        f"whole POSTs a second, {WRITERS} people in as many villages, {engine}, against bare rows",
        f"{sent / one:.2f} of one writer's, {sent / all_:.2f} of as many writers' "
        f"({sent:.0f} against {one:.0f} and {all_:.0f})",
    )
    report(
        f"what each of them waits for, {engine}",
        f"p50 {1000 * statistics.median(waited):.0f} ms, longest {1000 * max(waited):.0f} ms",
    )
