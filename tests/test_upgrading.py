"""A newer version takes over behind Caddy, and nobody who asks meanwhile is turned away."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parent.parent
CADDY = os.environ.get("UBUDEHE_CADDY") or shutil.which("caddy")
pytestmark = pytest.mark.skipif(not CADDY, reason="Caddy is not here: name one in UBUDEHE_CADDY")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def served(folder: Path, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ubudehe.cli", "serve", "--port", str(port)],
        env={**os.environ, "UBUDEHE_DATA": str(folder), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def proxied(folder: Path, port: int) -> Iterator[str]:
    """Serve by our Caddyfile, without TLS, in front of a port; give the address."""
    outside = free_port()
    env = {
        **os.environ,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "UBUDEHE_HOST": f"http://127.0.0.1:{outside}",
        "UBUDEHE_UPSTREAM": f"127.0.0.1:{port}",
    }
    file = str(ROOT / "deploy/Caddyfile")
    command = [str(CADDY), "run", "--config", file, "--adapter", "caddyfile"]
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as caddy:
        try:
            yield f"http://127.0.0.1:{outside}"
        finally:
            caddy.terminate()


def test_nobody_is_turned_away_while_the_server_is_restarted(tmp_path: Path) -> None:
    port, answers, over = free_port(), [], threading.Event()
    server = served(tmp_path, port)
    with proxied(tmp_path, port) as address:
        for _ in range(100):
            try:
                if httpx2.get(f"{address}/healthz", timeout=60).status_code == 200:
                    break
            except httpx2.TransportError:
                time.sleep(0.1)

        def ask() -> None:
            # Each request comes by a connection of its own, like another person's.
            with httpx2.Client(timeout=60, headers={"connection": "close"}) as visitor:
                while not over.is_set():
                    answers.append(visitor.get(f"{address}/en/find").status_code)
                    time.sleep(0.02)

        visitors = [threading.Thread(target=ask) for _ in range(4)]
        for one in visitors:
            one.start()
        try:
            time.sleep(0.5)
            server.terminate()
            server.wait(30)
            server = served(tmp_path, port)
            assert httpx2.get(f"{address}/en/find", timeout=60).status_code == 200
            hidden = httpx2.get(f"{address}/metrics", timeout=60)
            time.sleep(0.3)
        finally:
            over.set()
            for one in visitors:
                one.join()
            server.terminate()
            server.wait(30)
    assert len(answers) > 8
    assert set(answers) == {200}
    assert hidden.status_code == 404
