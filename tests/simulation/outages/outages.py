"""Outages: what fails, again and again, while people write; and what must stand after each."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests import engines
from tests.conftest import ENGINES
from tests.simulation.outages import disks
from tests.simulation.outages.disks import Disk, Shelf
from tests.simulation.outages.people import People
from tests.simulation.outages.processes import Server, send
from tests.simulation.outages.told import leaves, places
from tests.simulation.world import Corpus
from ubudehe.checking import check_everything
from ubudehe.projects.voting.closing.destroying import finish_destroying

APP, DATABASE, POWER, DISK = FAULTS = ("app", "database", "power", "disk")
_OF_DISKS = (POWER, DISK)
_LEFT = (0, 0, 4_096, 20_480, 102_400, 409_600)
"""Bytes that are left on a disk that gets full."""


@dataclass
class Stage:
    """Where it happens: the data folder, the server of databases if there is one, their disks."""

    home: Path
    server: Server | None
    shelf: Shelf | None

    @property
    def disks(self) -> list[Disk]:
        """Return the disks, where they are real."""
        return self.shelf.disks if self.shelf else []


@contextmanager
def stage(fault: str, engine: str, megabytes: int = 256) -> Iterator[Stage]:
    """Yield a stage for a kind of fault; its disks are real for those that concern disks.

    On PostgreSQL the data folder and the server's files lie on a disk each.
    """
    # In memory: an image is the disk there, and who is killed leaves the kernel's cache behind.
    folder = Path(tempfile.mkdtemp(prefix="outages-", dir=engines.roomy_place()))
    folder.chmod(0o755)  # PostgreSQL is another user
    served = engine != ENGINES[0]
    sizes = [megabytes, megabytes + 128] if served else [megabytes]
    try:
        with disks.shelf(folder, sizes) if fault in _OF_DISKS else nullcontext() as shelf:
            places = [folder / f"disk{number}" for number, _ in enumerate(sizes)]
            home = places[0] / "data"
            home.mkdir(parents=True)
            server = Server(places[1]) if served else None
            try:
                if server:
                    server.folder.mkdir(exist_ok=True)
                    server.make()
                yield Stage(home, server, shelf)
            finally:
                if server:
                    server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Outages:
    """One run: `people` write on a `stage`, and one kind of fault happens again and again."""

    def __init__(
        self, fault: str, stage: Stage, seed: int, corpus: Corpus | None = None, longest: float = 1
    ) -> None:
        """`longest` is how many seconds somebody writes at most until something fails."""
        self.fault, self.stage, self.longest = fault, stage, longest
        self.random = Random(f"outages {seed}")
        server = stage.server
        self.people = People(stage.home, seed, server.url if server else "", corpus)
        self.people.services.database.close()
        self.people.crowded = fault == POWER
        self.faults = self.whole = 0
        os.sync()  # the world is old: it lies on its disk
        self.prove()

    def run(self, acts: int, each: int) -> Iterator[None]:
        """Let things fail until so many acts were handed over; check all `each` so many faults.

        Yields after each whole check, the last of them at the end.
        """
        while self.people.sent < acts:
            try:
                getattr(self, f"_{self.fault}")()
            finally:
                self.people.kill()
            self.faults += 1
            self.prove()
            if self.faults % each == 0 and self.people.sent < acts:
                self.check()
                yield
        self.check()
        yield

    def _while(self) -> float:
        return self.random.uniform(0, self.longest)

    def _app(self) -> None:
        """Kill who writes."""
        self.people.begin()
        self.people.listen(self._while())
        self.people.end(signal.SIGKILL)

    def _database(self) -> None:
        """Kill the server of databases; who writes goes on as long as it is away, and after."""
        server = self._server()
        self.people.begin()
        self.people.listen(self._while())
        server.kill()
        self.people.listen(self._while() / 8)
        server.start()
        self.people.listen(self._while() / 4)
        self.people.end()

    def _power(self) -> None:
        """Cut the power of all of it at one moment."""
        server, shelf = self.stage.server, self.stage.shelf
        assert shelf is not None
        writer = self.people.begin()
        self.people.listen(self._while())
        with shelf.power_cut():
            running = server.doomed() if server else []
            send([writer, *running], signal.SIGKILL)
        self.people.end(signal.SIGKILL)
        if server:
            server.wait_gone(running)
        for one in shelf.disks:
            one.go_on_from_copy()
        if server:
            server.start()

    def _disk(self) -> None:
        """Let a disk get full, and make room again; who writes goes on all the time."""
        server, disks_ = self.stage.server, self.stage.disks
        self.people.begin()
        self.people.listen(self._while() / 2)
        for one in self.random.sample(disks_, self.random.randint(1, len(disks_))):
            one.fill(self.random.choice(_LEFT))
        self.people.listen(self._while() / 2)
        for one in disks_:
            one.make_room()
        if server and not server.is_up():
            self.people.tally["server ended"] += 1
            server.start()
        self.people.listen(self._while() / 2)
        self.people.end()

    def _server(self) -> Server:
        if self.stage.server is None:
            raise ValueError("SQLite has no server that could be killed: kill the app")
        return self.stage.server

    def prove(self) -> None:
        """Find what was told and does not stand; heads are signed, and continue those before."""
        people = self.people
        if self.stage.server:
            self.stage.server.wait_alone()
        people._open()
        services = people.services
        given = services.publisher.step(people.now)
        assert given is not None, "somebody else publishes"
        assert given.refused == ()
        finish_destroying(services.database, services.vault)
        with services.database.read() as session:
            digests, rows = leaves(session), places(session)
            lost = [
                *people.told.heads_lost(services, session),
                *people.told.keys_lost(services, session),
                *people.told.photos_lost(services),
                *people.told.lines_lost(services, power=self.fault == POWER),
            ]
        for id_, receipt in people.kept.items():
            place = receipt.log, receipt.index
            if rows.get(id_) != place or digests.get(place) != receipt.leaf_hash:
                lost.append(f"act {id_} is not kept as it was acknowledged")
        lost += [f"act {id_} is kept, but was refused" for id_ in people.lost if id_ in rows]
        services.database.close()
        assert not lost, "\n".join(lost)

    def check(self) -> None:
        """Check everything, as `ubudehe check` does and as whoever verifies a village does."""
        people = self.people
        people._open()
        services = people.services
        people.check()
        with services.database.read() as session:
            policy = services.publisher.policy()
            found = check_everything(session, services.country, services.heads, policy)
        services.database.close()
        assert not found.faults, "\n".join(f"{one.log}: {one.told('en')}" for one in found.faults)
        sick = [said for one in self.stage.disks for said in one.sick]
        assert not sick, sick
        self.whole += 1

    @property
    def told(self) -> str:
        """Return what happened so far, in a line."""
        people, told = self.people, self.people.told
        tally = dict(sorted(people.tally.items()))
        outside = f"{len(told.heads)} heads, {len(told.photos)} photos, {len(told.lines)} lines"
        return (
            f"{people.sent} acts handed over, {people.tally['done']} done, {self.faults} faults,"
            f" told {outside}; checked {self.whole} times: {tally}"
        )
