"""A server on the disk as an operator starts it, and what phones ask of it."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode
from urllib.request import urlopen

from sqlmodel import col, select

from ubudehe.people.actions import create_account, give_role
from ubudehe.people.rules import Role
from ubudehe.people.signing import open_session
from ubudehe.places.tables import Place
from ubudehe.web.services import Services

PORT = 8951


async def ask(path: str, cookie: str = "", form: dict[str, str] | None = None) -> tuple[int, bytes]:
    """Return status and body; a connection for each, as on a phone that slept meanwhile."""
    said = {"cookie": f"ubudehe={cookie}"} if cookie else {"accept-encoding": "gzip"}
    status, _, body = await ask_with(path, said, form)
    return status, body


async def ask_with(
    path: str, said: dict[str, str], form: dict[str, str] | None = None
) -> tuple[int, str, bytes]:
    """Return status, head and body of what is answered to a request with these headers."""
    body = urlencode(form).encode() if form is not None else b""
    lines = [
        f"{'POST' if body else 'GET'} {path} HTTP/1.1",
        "host: localhost:8000",
        "connection: close",
        *(f"{name}: {value}" for name, value in said.items()),
    ]
    if body:
        lines += [
            "content-type: application/x-www-form-urlencoded",
            "origin: http://localhost:8000",
            f"content-length: {len(body)}",
        ]
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head, _, rest = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    return int(head.split(b" ", 2)[1]), head.decode("latin-1"), rest


@contextmanager
def serving(settings: dict[str, str]) -> Iterator[int]:
    """Serve with two processes as an operator does; yield the number of the first."""
    command = [sys.executable, "-m", "ubudehe.cli", "serve", "--port", str(PORT), "--workers", "2"]
    server = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):  # a busy machine needs long
            try:
                urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield server.pid
    finally:
        server.terminate()
        server.wait(60)


def sign_in_writers(services: Services, number: int) -> dict[str, str]:
    """Return a village without books for each writer, and the cookie of its facilitator."""
    now, cookies = datetime.now(UTC), {}
    with services.database.write() as session:
        villages = session.exec(
            select(Place.code).where(Place.level == "village", col(Place.code) > "3").limit(number)
        ).all()
        for number, village in enumerate(villages):
            phone = f"+25078855{number:04d}"
            account = create_account(session, "Writer", phone, "29475830", now)
            give_role(session, account, Role.FACILITATOR, village, now.date())
            account.pin_is_new = False
            cookies[village] = open_session(session, account, now)
    return cookies
