"""The database's primary is killed again and again while people work: nothing kept is lost.

Run by `make cluster`, which takes a quarter of an hour; `docs/cluster.md` tells what was measured.
"""

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

import ubudehe.app  # noqa: F401 - all rooms are there
from tests.cluster.load import Load, Seen
from tests.cluster.machines import Cluster, cluster, missing, wait_until
from tests.engines import roomy_place
from ubudehe.checking import check_everything
from ubudehe.people.counter import Counter
from ubudehe.people.desk import Desk, Person
from ubudehe.people.signing import open_session, person_of
from ubudehe.people.tables import Account
from ubudehe.projects.needs.tables import Need
from ubudehe.record.queries import record_sizes
from ubudehe.record.rules.merkle import root_at
from ubudehe.record.tables import Act
from ubudehe.record.tree import node_reader
from ubudehe.settings import Settings
from ubudehe.storage.vault import Keyring
from ubudehe.web.services import Services, open_services

KILLS = int(os.environ.get("UBUDEHE_KILLS", "20"))
FREEZES = int(os.environ.get("UBUDEHE_FREEZES", "2"))
RESULTS = Path(__file__).parents[2] / "artefacts" / "cluster.md"
WRITES = "facilitator"
PAGES = ("", "/projects", "/ledger", "/assemblies")
WARMING, TOGETHER = 20, 6
"""Rounds of asking for each page, by so many at once, so that each process of the app has it."""
SEEN_SECONDS = 5
"""Until HAProxy has seen who leads."""
AWAY_SECONDS, WHOLE_SECONDS = 150, 240
HOW = {"killed": (False, False), "killed with its etcd": (False, True), "frozen": (True, True)}
"""Whether the machine is frozen instead of killed, and whether its etcd is as well."""

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not here: {', '.join(missing())}")


@pytest.fixture
def machines() -> Iterator[Cluster]:
    # Not in pytest's folder, into which PostgreSQL's account may not look.
    folder = Path(tempfile.mkdtemp(prefix="cluster-", dir=roomy_place()))
    try:
        with cluster(folder) as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served(url: str, home: Path) -> Iterator[int]:
    """Serve the demo over a database by two processes; yield their port."""
    environment = {**os.environ, "UBUDEHE_DATA": str(home), "UBUDEHE_DATABASE_URL": url}
    command = [sys.executable, "-m", "ubudehe.cli"]
    subprocess.run([*command, "demo"], env=environment, check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with (home / "served.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "serve", "--port", str(port), "--workers", "2"],
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until(lambda: _listens(port), 120)
        yield port
    finally:
        server.terminate()
        server.wait(40)


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """The app's own books, as its people and this test reach them."""

    def __init__(self, url: str, home: Path) -> None:
        self.services: Services = open_services(
            Settings(data=home, database_url=url, host="localhost:8000", country=None, https=False)
        )
        sign_ins = json.loads((home / "demo-sign-ins.json").read_text("utf-8"))
        self.phones = {one["place"]: one["phone"] for one in sign_ins if one["role"] == WRITES}

    def signed_in(self, place: str) -> tuple[str, Person]:
        """Return a session of the facilitator of a village, and who that is."""
        with self.services.database.write() as session:
            account = session.exec(select(Account).where(Account.phone == self.phones[place])).one()
            return open_session(session, account, datetime.now(UTC)), person_of(session, account)

    def counter(self) -> Counter:
        """Return a counter of this process, beside those of the app's."""
        services = self.services

        def desk(session: Session, person: Person, place: str, act_id: UUID) -> Desk:
            keyring = Keyring(services.secret, services.vault)
            now = datetime.now(UTC)
            return Desk(session, person, place, act_id, now, services.country, keyring=keyring)

        return Counter(services.database, desk, services.heads)


def test_nothing_told_is_lost_while_primaries_die(machines: Cluster, tmp_path: Path) -> None:
    with served(machines.url, tmp_path) as port:
        server = Server(machines.url, tmp_path)
        load = at_work(port, server)
        try:
            took: dict[str, list[float]] = {name: [] for name in HOW}
            for name in planned():
                took[name].append(broken(machines, load, *HOW[name]))
        finally:
            load.stop()
    tell(took, load.seen)
    wait_until(machines.is_whole, WHOLE_SECONDS)
    time.sleep(SEEN_SECONDS)
    assert_all_kept(server, load.seen)
    assert load.seen.bad == [], load.seen.bad[:20]


def planned() -> list[str]:
    """Return how the primary goes, time after time."""
    kinds = ("killed", "killed with its etcd")
    return [kinds[n % 2] for n in range(KILLS)] + ["frozen"] * FREEZES


def at_work(port: int, server: Server) -> Load:
    """Return people who write in every village and read every page, once each page is kept."""
    load, places = Load(port), sorted(server.phones)
    paths = [
        f"/{lang}/p/{place}{page}" for lang in ("en", "rw") for place in places for page in PAGES
    ]
    paths += ["/en/", *(f"/en/p/{code}" for code in {places[0][:n] for n in (2, 4, 6)})]
    signed = {place: server.signed_in(place) for place in places}
    with ThreadPoolExecutor(TOGETHER) as many:
        assert {status for status, _ in many.map(load.ask, paths * WARMING)} == {200}
    for place in places:
        load.run(load.write_by_form, place, signed[place][0])
    for place in places[:2]:
        load.run(load.write_at_counter, server.counter(), place, signed[place][1])
    for _ in range(2):
        load.run(load.read_pages, paths)
    load.run(load.read_heads, places)
    return load


def broken(machines: Cluster, load: Load, frozen: bool, with_etcd: bool) -> float:
    """Kill the primary, or let it stand still; return the seconds until an act is kept again."""
    wait_until(machines.is_whole, WHOLE_SECONDS)
    time.sleep(2)
    primary = machines.primary()
    assert primary
    at = time.monotonic()
    primary.signal(signal.SIGSTOP if frozen else signal.SIGKILL, etcd=with_etcd)
    wait_until(lambda: [one for one in load.seen.kept if one.began > at], AWAY_SECONDS, 0.1)
    took = min(one.told for one in load.seen.kept if one.began > at) - at
    time.sleep(2)
    if frozen:
        primary.signal(signal.SIGCONT)
    else:
        primary.start()
    print(f"{'frozen' if frozen else 'killed'} {primary.name}: {took:.1f} s", flush=True)
    return took


def assert_all_kept(server: Server, seen: Seen) -> None:
    """Every act that was acknowledged is there once, where it was said, under heads that agree."""
    services = server.services
    with services.database.read() as session:
        places = {row.id: (row.log, row.idx) for row in session.exec(select(Act))}
        needs = session.exec(select(Need.text).where(col(Need.text).like("Load %"))).all()
        assert [one for one in seen.kept if one.id not in places] == []
        moved = [
            one
            for one in seen.kept
            if one.receipt and places[one.id] != (one.place, one.receipt.index)
        ]
        assert moved == []
        assert Tally(needs) == Tally(one.text for one in seen.kept)
        for log in record_sizes(session):
            services.heads.sign(session, log)
            signed, read = services.heads.all_signed(log), node_reader(session, log)
            assert [one for one in signed if root_at(one.size, read) != one.root] == []
            sizes = [one.size for one in signed]
            assert sizes == sorted(sizes)
        policy = services.publisher.policy()
        found = check_everything(session, services.country, services.heads, policy)
    assert [fault.told("en") for fault in found.faults] == []
    services.database.close()


def tell(took: dict[str, list[float]], seen: Seen) -> None:
    """Write down what was measured."""
    lines = ["| what | measured |", "|---|---|"]
    for name, each in took.items():
        if each:
            low, middle, high = min(each), statistics.median(each), max(each)
            many = f"{len(each)} times {name}, seconds until acts are taken again"
            lines.append(f"| {many} | {low:.1f} / {middle:.1f} / {high:.1f} |")
    again = [one for one in seen.kept if one.tries > 1]
    lines += [
        f"| acts acknowledged | {len(seen.kept)} |",
        f"| of these sent more than once | {len(again)} |",
        f"| pages served, slowest in seconds | {seen.pages}, {seen.slowest:.2f} |",
        f"| heads served | {seen.heads} |",
        *(f"| told instead: {what} | {many} |" for what, many in sorted(seen.answers.items())),
    ]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines), flush=True)
