"""A district of 500 villages beside Datasette, which serves the same tables, in one run.

`UBUDEHE_DISTRICT` names the data folder in which `ubudehe simulate --villages 500` made the
district, `UBUDEHE_DATASETTE` the command of Datasette (only ever a peer). Both are processes of
their own; what is measured is their processor time, so that it holds on a busy machine as well.
"""

import os
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

DISTRICT = os.environ.get("UBUDEHE_DISTRICT", "")
PEER = os.environ.get("UBUDEHE_DATASETTE", "")
LEDGERS = 30
"""Pages of as many villages, each asked once, so that none comes out of a cache."""
_TICKS = os.sysconf("SC_CLK_TCK")

pytestmark = pytest.mark.skipif(
    not (DISTRICT and PEER), reason="UBUDEHE_DISTRICT and UBUDEHE_DATASETTE name what to measure"
)


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    address: str
    process: int

    @property
    def busy(self) -> float:
        """Return the seconds of the processor that it used since it began."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def peak(self) -> int:
        """Return the most memory that it held, in MB."""
        said = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{self.process}/status").read_text())
        assert said is not None
        return int(said[1]) // 1024

    def costs(self, paths: list[str]) -> tuple[float, int]:
        """Return the median milliseconds of the processor for a path, and all bytes together."""
        took, sizes = [], 0
        with httpx2.Client(timeout=600, headers={"accept-encoding": "identity"}) as client:
            for path in paths:
                began = self.busy
                with client.stream("GET", self.address + path) as answer:
                    assert answer.status_code == 200, path
                    sizes += sum(len(chunk) for chunk in answer.iter_bytes())
                took.append((self.busy - began) * 1000)
        # A tick is 10 ms: of many pages the mean says more, of one there is nothing else.
        return statistics.fmean(took), sizes


@contextmanager
def _server(command: list[str], port: int, **env: str) -> Iterator[Server]:
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            with httpx2.Client(timeout=60) as client:
                for _ in range(600):
                    try:
                        client.get(f"{address}/")
                        break
                    except httpx2.TransportError:
                        time.sleep(0.2)
            yield Server(address, process.pid)
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_district_beside_datasette(report: Callable[[str, str], None]) -> None:
    file = Path(DISTRICT) / "ubudehe.sqlite"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        found = connection.execute(
            "SELECT DISTINCT village FROM ledger_entry ORDER BY 1"
        ).fetchall()
        entries = connection.execute("SELECT count(*) FROM ledger_entry").fetchone()[0]
    villages = [code for (code,) in found]
    ((district, _),) = Counter(code[:2] for code in villages).most_common(1)
    some = villages[:: max(len(villages) // LEDGERS, 1)][:LEDGERS]
    port, beside = _free_port(), _free_port()
    ours = [sys.executable, "-m", "ubudehe.cli", "serve", "--port", str(port)]
    theirs = [PEER, "serve", "-i", str(file), "-p", str(beside), "--setting", "max_csv_mb", "0"]
    what = f"{len(villages)} villages, {entries:,} entries"
    with _server(ours, port, UBUDEHE_DATA=DISTRICT) as app, _server(theirs, beside) as peer:
        table = "/ubudehe/ledger_entry"
        for name, own, other in (
            (
                "a village's ledger, a page",
                [f"/en/p/{code}/ledger" for code in some],
                [f"{table}?village__exact={code}&_size=20&_sort_desc=number" for code in some],
            ),
            (
                "all entries as CSV",
                [f"/data/{district}/entries.csv"],
                [f"{table}.csv?_stream=on&_size=max"],
            ),
        ):
            (mine, my_bytes), (his, his_bytes) = app.costs(own), peer.costs(other)
            told = f"{mine:.0f} ms, {my_bytes:,} bytes; Datasette {his:.0f} ms, {his_bytes:,} bytes"
            report(f"{name} ({what})", f"{told}: {mine / his:.1f}")
        for path in (f"/en/p/{district}", "/en/", f"/feed/{district}.atom"):
            mine, my_bytes = app.costs([path])
            report(f"{path} ({what})", f"{mine:.0f} ms, {my_bytes:,} bytes")
        report("peak memory, ours and Datasette's", f"{app.peak} MB, {peer.peak} MB")
