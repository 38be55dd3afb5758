"""Witnesses for tests: a log that can be forked, and witnesses that answer over real HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.types import ASGIApp

from tests.record.trees import Store, hashes
from ubudehe.record.rules.add_checkpoint import write_request
from ubudehe.record.rules.merkle import consistency_proof, root_at
from ubudehe.record.rules.notes import checkpoint_text, sign_note, vkey
from ubudehe.witness.serving import witness_app
from ubudehe.witness.state import WitnessState

ORIGIN = "books.example/log"
NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)


class Log:
    """A log under a key, over leaves that a test chooses."""

    def __init__(self, leaves: list[bytes] | None = None, key: Ed25519PrivateKey | None = None):
        self.key = key or Ed25519PrivateKey.generate()
        self.store = Store(leaves if leaves is not None else hashes(300))

    @property
    def vkey(self) -> str:
        return vkey(ORIGIN, self.key.public_key())

    def note(self, size: int, origin: str = ORIGIN) -> str:
        text = checkpoint_text(origin, size, root_at(size, self.store.node))
        return sign_note(text, origin, self.key)

    def request(self, old: int, size: int) -> bytes:
        return write_request(old, consistency_proof(old, size, self.store.node), self.note(size))


def witness(folder: Path, name: str, *vkeys: str, now: datetime = NOW) -> WitnessState:
    """Return a witness of the logs with these keys."""
    logs: dict[str, list[str]] = {}
    for key in vkeys:
        logs.setdefault(key.partition("+")[0], []).append(key)
    return WitnessState(folder, name, Ed25519PrivateKey.generate(), logs, lambda: now)


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve `app` on a free port and yield its address."""
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    _wait(lambda: server.started and bool(server.servers))
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def serving_witness(state: WitnessState) -> Iterator[str]:
    """Serve a witness and yield its address."""
    with serving(witness_app(state)) as url:
        yield url


def _wait(ready: Callable[[], bool]) -> None:
    for _ in range(500):
        if ready():
            return
        time.sleep(0.02)
    raise RuntimeError("the server did not start")
