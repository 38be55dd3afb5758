"""Three machines on loopback, each with etcd, Patroni and PostgreSQL, and HAProxy before them.

All of them run by the files of `deploy/cluster/`: addresses, folders and passwords alone differ.
A machine is killed, frozen and started again as a whole; nothing of the system's own is touched.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.engines import ordinary_user

FILES = Path(__file__).parents[2] / "deploy" / "cluster"
NAMES = ("one", "two", "three")
_NETWORK = "127.16.7"
"""Every address of 127/8 is this machine: so all ports are those of a real set-up."""
PRIMARY = f"{_NETWORK}.9:5000"
_START_SECONDS = 120
_SECRETS = ("REST", "SUPERUSER", "REPLICATION", "DATABASE")
PROGRAMS = ("etcd", "patroni", "haproxy")


def missing() -> list[str]:
    """Return the programs that are not here."""
    places = f"{os.environ['PATH']}:/usr/sbin:/usr/bin"
    found = [one for one in PROGRAMS if not shutil.which(one, path=places)]
    server = Path("/usr/lib/postgresql/15/bin/postgres")
    return found if server.exists() else [*found, "postgresql-15"]


@dataclass
class Machine:
    """One of the three: what runs on it dies with it."""

    number: int
    folder: Path
    words: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return its name in the cluster."""
        return NAMES[self.number - 1]

    @property
    def address(self) -> str:
        """Return its address, without a port."""
        return f"{_NETWORK}.{self.number}"

    def write(self, file: str) -> Path:
        """Write a file of `deploy/cluster` as it is for this machine."""
        own = {
            "@NAME@": self.name,
            "@HERE@": self.address,
            "/var/lib/postgresql/15/ubudehe": str(self.folder / "data"),
            "/var/lib/postgresql/15": str(self.folder),
            "/var/run/postgresql": str(self.folder),
            "/var/lib/etcd/ubudehe": str(self.folder / "etcd"),
            **self.words,
        }
        path = self.folder / file
        path.write_text(rendered(file, own))
        path.chmod(0o644)
        return path

    def start(self) -> None:
        """Start what does not run on it."""
        etcd = self.running.get("etcd")
        if etcd is None or etcd.poll() is not None:
            told = dict(line.split("=", 1) for line in _lines(self.write("etcd.env").read_text()))
            self._run("etcd", ["etcd", "--logger=zap", "--log-level=warn"], told)
        patroni = self.running.get("patroni")
        if patroni is None or patroni.poll() is not None:
            self._run("patroni", ["/usr/bin/patroni", str(self.write("patroni.yml"))], {})

    def _run(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        path = "/usr/sbin:/usr/bin:/sbin:/bin"
        with (self.folder / f"{name}.log").open("ab") as output:
            self.running[name] = subprocess.Popen(
                command,
                env={"PATH": path, "LC_ALL": "C.UTF-8", "HOME": str(self.folder), **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
                **ordinary_user(),
            )

    def processes(self, *, etcd: bool) -> list[int]:
        """Return what runs on it now: Patroni, PostgreSQL with all its children, and etcd."""
        first = [one.pid for name, one in self.running.items() if name != "etcd" or etcd]
        with suppress(FileNotFoundError, ValueError, IndexError):
            first.append(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]))
        return _with_children(one for one in first if _is_alive(one))

    def signal(self, number: int, *, etcd: bool = True) -> None:
        """Send a signal to all that runs on it, at the same moment: nobody sees another die."""
        if number == signal.SIGCONT:
            _signal(self.processes(etcd=etcd), number)
            return
        while stopped := self.processes(etcd=etcd):
            _signal(stopped, signal.SIGSTOP)
            if self.processes(etcd=etcd) == stopped:
                break
        if number != signal.SIGSTOP:
            _signal(stopped, number)
            for one in self.running.values():
                with suppress(subprocess.TimeoutExpired):
                    one.wait(0 if one.pid not in stopped else 10)


@dataclass
class Cluster:
    """The three machines and HAProxy."""

    machines: list[Machine]
    words: dict[str, str]
    haproxy: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address of the database as `deploy/cluster/ubudehe.env` says it."""
        return self._told["UBUDEHE_DATABASE_URL"]

    @property
    def replica_url(self) -> str:
        """Return the address from which public pages are read, by the same file."""
        return self._told["UBUDEHE_REPLICA_URL"]

    @property
    def _told(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in _lines(rendered("ubudehe.env", self.words)))

    def members(self) -> dict[str, dict[str, Any]]:
        """Return what Patroni says of each member, by name; empty while none answers."""
        for machine in self.machines:
            with suppress(OSError, ValueError):
                told = json.loads(_get(f"http://{machine.address}:8008/cluster"))
                return {one["name"]: one for one in told["members"]}
        return {}

    def primary(self) -> Machine | None:
        """Return the machine that says itself that it leads."""
        for machine in self.machines:
            with suppress(OSError):
                _get(f"http://{machine.address}:8008/primary")
                return machine
        return None

    def is_whole(self) -> bool:
        """Tell whether all three serve, one leads, and one is waited for at each commit."""
        members = self.members().values()
        roles = sorted(one["role"] for one in members)
        well = all(one["state"] in ("running", "streaming") for one in members)
        lags = [one.get("lag", 0) for one in members]
        return (
            roles == ["leader", "replica", "sync_standby"]
            and well
            and all(isinstance(lag, int) and lag < 1_000_000 for lag in lags)
            and len({one["timeline"] for one in members}) == 1
        )

    def sql(self, statement: str, database: str = "postgres") -> None:
        """Run a statement on the primary as the superuser."""
        primary = self.primary()
        assert primary
        server = ["-h", primary.address, "-U", "postgres", "-d", database]
        subprocess.run(
            ["psql", "-qX", "-vON_ERROR_STOP=1", *server, "-c", statement],
            env={**os.environ, "PGPASSWORD": self.words["@SUPERUSER_PASSWORD@"]},
            check=True,
        )

    def stop(self) -> None:
        """End everything that was started here."""
        if self.haproxy is not None:
            self.haproxy.terminate()
        for machine in self.machines:
            machine.signal(signal.SIGKILL)
        if self.haproxy is not None:
            self.haproxy.wait(10)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Yield a cluster that serves an empty database `ubudehe`; end it and remove its files."""
    words = {f"@{name}_PASSWORD@": secrets.token_hex(12) for name in _SECRETS}
    words |= {f"10.0.0.{n}": f"{_NETWORK}.{n}" for n in (1, 2, 3)}
    words |= {"127.0.0.1:500": f"{_NETWORK}.9:500"}
    started = Cluster([Machine(n, folder / NAMES[n - 1], words) for n in (1, 2, 3)], words)
    user = ordinary_user()
    folder.chmod(0o755)
    try:
        for machine in started.machines:
            machine.folder.mkdir(mode=0o700)
            if user:
                os.chown(machine.folder, user["user"], user["group"])
            machine.start()
        wait_until(started.is_whole, _START_SECONDS)
        started.haproxy = _haproxy(folder, words)
        started.sql(f"CREATE ROLE ubudehe LOGIN PASSWORD '{words['@DATABASE_PASSWORD@']}'")
        started.sql("CREATE DATABASE ubudehe OWNER ubudehe")
        yield started
    finally:
        started.stop()


def _haproxy(folder: Path, words: dict[str, str]) -> subprocess.Popen[bytes]:
    path = folder / "haproxy.cfg"
    path.write_text(rendered("haproxy.cfg", words))
    program = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program
    subprocess.run([program, "-c", "-q", "-f", str(path)], check=True)
    with (folder / "haproxy.log").open("wb") as output:
        return subprocess.Popen([program, "-db", "-f", str(path)], stdout=output, stderr=output)


def rendered(file: str, words: dict[str, str]) -> str:
    """Return a file of `deploy/cluster` with its words replaced."""
    text = (FILES / file).read_text()
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text


def wait_until(true: Callable[[], object], seconds: float, each: float = 0.5) -> None:
    """Wait until something is so; TimeoutError after `seconds`."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(each)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=2) as answer:
        return str(answer.read().decode())


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _with_children(first: Iterator[int]) -> list[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            said = path.read_text().rpartition(")")[2].split()
            if said[0] != "Z":
                parents.setdefault(int(said[1]), []).append(int(path.parent.name))
    found, left = set(), list(first)
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += parents.get(one, [])
    return sorted(found)


def _signal(processes: list[int], number: int) -> None:
    for one in processes:
        with suppress(ProcessLookupError):
            os.kill(one, number)
