"""The commands that publish, cosign and change keys, as an operator types them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.preparing import Prepared, clone
from tests.shell import run
from ubudehe.record.heads import Heads
from ubudehe.record.queries import record_sizes
from ubudehe.record.rules.cosignatures import cosignatures
from ubudehe.record.rules.notes import COSIGNATURE, parse_note, parse_vkey, verify_note
from ubudehe.settings import read_settings
from ubudehe.web.services import open_services


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def started(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command that serves, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ubudehe.cli", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "UBUDEHE_DATA": str(home / "data"), "UBUDEHE_DATABASE_URL": ""},
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        assert process.stdout
        process.stdout.close()


def fetched(url: str) -> bytes:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}")


def played(home: Path, prepared: Prepared) -> Heads:
    """Lay the demo into `home`, each record signed, as the command `demo` does."""
    (home / "data").mkdir()
    clone(prepared.played, "", home / "data" / "ubudehe.sqlite")
    services = open_services(read_settings({"UBUDEHE_DATA": str(home / "data")}))
    with services.database.read() as session:
        for log in record_sizes(session):
            services.heads.sign(session, log)
    services.database.close()
    return services.heads


def test_a_witnessed_country_from_the_shell(tmp_path: Path, prepared: Prepared) -> None:
    heads = played(tmp_path, prepared)
    (key,) = heads.vkeys("log")
    logs = tmp_path / "logs"
    logs.write_text(f"log {key} http://localhost:8000/log\nquorum none\n")
    port = free_port()
    words = ("witness", "--name", "university.example/w", "--logs", str(logs), "--port", str(port))
    with started(tmp_path / "uni", *words) as witness:
        assert witness.stdout
        vkey = witness.stdout.readline().strip()
        assert parse_vkey(vkey, COSIGNATURE)[0] == "university.example/w"
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        policy = f"witness university {vkey} {url}\nquorum university\n"
        (tmp_path / "data" / "policy").write_text(policy)
        done = run(tmp_path, "publish")
        assert (done.returncode, done.stderr) == (0, "")
        assert "12 heads entered." in done.stdout
        assert "Published: 12 heads.\n" in done.stdout
        assert run(tmp_path, "publish").stdout.startswith("0 heads entered.")
        changed = run(tmp_path, "keys", "rotate")
        assert changed.stdout.startswith("A new key signs beside the old one; 13 logs tell so.")
        assert run(tmp_path, "publish").returncode == 0
        given = (tmp_path / "data" / "heads" / "log.cosigned").read_bytes()
        assert cosignatures(parse_note(given), [vkey])
        for one in heads.vkeys("log"):
            verify_note(given, [one])
        assert run(tmp_path, "keys", "revoke").returncode == 0
        assert run(tmp_path, "keys", "revoke").returncode == 1
        # this witness was told the old key only: its operator must be told the new one
        left = run(tmp_path, "publish")
        assert left.returncode == 1
        assert "It is not the newest, or lacks cosignatures." in left.stdout
    checked = run(tmp_path, "check")
    assert (checked.returncode, checked.stdout) == (0, "12 records checked, 0 faults.\n")


def test_a_served_app_publishes_by_itself(tmp_path: Path, prepared: Prepared) -> None:
    played(tmp_path, prepared)
    port = free_port()
    with started(tmp_path, "serve", "--port", str(port)):
        note = fetched(f"http://127.0.0.1:{port}/v/22/checkpoint")
        for _ in range(100):
            if (tmp_path / "data" / "heads" / "log.cosigned").exists():
                break
            time.sleep(0.1)
        country = fetched(f"http://127.0.0.1:{port}/log/checkpoint")
        key = fetched(f"http://127.0.0.1:{port}/log/key").decode().strip()
    assert note.startswith(b"localhost:8000/v/22\n")
    assert verify_note(country, [key]).startswith("localhost:8000/log\n12\n")


@pytest.mark.parametrize("policy", ["", "quorum none\n", "log nonsense\nquorum none\n"])
def test_a_witness_without_logs_says_so(tmp_path: Path, policy: str) -> None:
    (tmp_path / "logs").write_text(policy)
    done = run(tmp_path, "witness", "--name", "w", "--logs", str(tmp_path / "logs"))
    assert done.returncode == 2
    assert done.stderr.startswith("ubudehe witness: ")
