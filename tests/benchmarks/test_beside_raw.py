"""Pages against the least that could give the same bytes: raw SQL and the page's template.

What a page asks the database and what it gives its template is written down once. Then in turns:
the page through the whole app, as a server calls it; the same statements by the driver alone, with
all their rows read; and the same template with the same data. Processor time of the process.
"""

import asyncio
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select
from starlette.types import Message, Scope

from tests.conftest import DISTRICT, VILLAGE, World
from ubudehe.app import create_app
from ubudehe.audit.counting import count_step
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.voting.tables import Vote
from ubudehe.web import visit
from ubudehe.web.rendering import render

ROUNDS, EACH = 7, 10
PAGES = {
    "a village's public page": ("", f"/en/p/{VILLAGE}"),
    "its ledger": ("", f"/en/p/{VILLAGE}/ledger"),
    "its projects and votes": ("", f"/en/p/{VILLAGE}/projects"),
    "a proposal": ("", "/en/proposals/{proposal}"),
    "a vote": ("", "/en/votes/{vote}"),
    "the country's page": ("", "/en/"),
    "a facilitator's page": ("facilitator", f"/en/work/{VILLAGE}"),
    "a facilitator's households": ("facilitator", f"/en/work/{VILLAGE}/households"),
    "a district officer's desk": ("district_officer", f"/en/work/{DISTRICT}"),
}
"""Each with the role of who is signed in, if anybody."""
PLACES = {"facilitator": VILLAGE, "district_officer": DISTRICT}


async def get(app: Any, path: str, cookie: str) -> bytes:
    """Return the body of a page as a server gets it from the app."""
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"host", b"localhost:8000"), (b"cookie", cookie.encode())],
        "client": ("127.0.0.1", 50_000),
        "server": ("localhost", 8000),
        "state": {},
    }
    parts: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200, (path, message["status"])
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return b"".join(parts)


async def processor(work: Callable[[], Any]) -> float:
    """Return milliseconds of the processor for one of `EACH`."""
    began = time.process_time()
    for _ in range(EACH):
        if (one := work()) is not None:
            await one
    return 1000 * (time.process_time() - began) / EACH


def test_beside_raw_sql_and_a_template(
    world: World, monkeypatch: pytest.MonkeyPatch, report: Callable[[str, str], None]
) -> None:
    database = world.services.database
    rendered: list[tuple[Any, str]] = []
    asked: list[tuple[str, Any]] = []
    # As a server does meanwhile.
    count_step(database, world.services.country, world.clock.now.date())
    app = create_app(world.services)
    signed = {"": "guest=x"}  # which passes the cache by
    for role, place in PLACES.items():
        cookies = world.signed_in(role, place).client.cookies
        signed[role] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with database.read() as session:
        vote = session.exec(select(Vote.id).where(Vote.village == VILLAGE)).first()
        proposal = session.exec(select(Proposal.id).where(Proposal.village == VILLAGE)).first()

    def noting(*given: Any) -> str:
        rendered.append((given, page := render(*given)))
        return page

    def ask(_on: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    async def measure(path: str, cookie: str) -> tuple[list[float], list[float], list[float], int]:
        await get(app, path, cookie)  # whatever is made once
        rendered.clear()
        asked.clear()
        with monkeypatch.context() as probe:
            probe.setattr(visit, "render", noting)
            event.listen(database.engine, "before_cursor_execute", ask)
            body = await get(app, path, cookie)
            event.remove(database.engine, "before_cursor_execute", ask)
        [(given, page)] = rendered
        statements = [one for one in asked if one[0] != "BEGIN"]
        assert page.encode() == body == render(*given).encode(), path
        raw = database.engine.raw_connection()
        cursor = raw.cursor()

        def read() -> None:
            for statement, values in statements:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchall()

        whole, sql, template = [], [], []
        for _ in range(ROUNDS):
            whole.append(await processor(lambda: get(app, path, cookie)))
            sql.append(await processor(read))
            template.append(await processor(lambda: render(*given) and None))
        raw.close()
        return whole, sql, template, len(statements)

    for name, (role, path) in PAGES.items():
        measured = measure(path.format(vote=vote, proposal=proposal), signed[role])
        whole, sql, template, many = asyncio.run(measured)
        ratio = statistics.median(
            all_ / (a + b) for all_, a, b in zip(whole, sql, template, strict=True)
        )
        mine, raw, filled = map(statistics.median, (whole, sql, template))
        report(
            f"{name} against raw SQL and its template, {database.engine.dialect.name}",
            f"{ratio:.2f} times ({mine:.1f} ms against {raw:.1f} for {many} statements and "
            f"{filled:.1f} for the template)",
        )
