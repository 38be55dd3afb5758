"""The simulator's people at a server that really fails: who writes is a process of its own.

It begins as a copy of the process that watches, tells through a pipe what it hands over and what it
is answered, and may be killed at any moment. Who watches takes down what was told, and so knows as
much as everybody outside: the next one who writes begins with that.
"""

import gc
import logging
import os
import signal
import threading
import time
import traceback
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection, Pipe
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from tests.simulation.outages.told import Head, Told, head_of
from tests.simulation.simulating import Sent, Simulation
from tests.simulation.world import pickled, unpickled
from ubudehe.projects.voting.closing.destroying import finish_destroying
from ubudehe.record.append import Receipt
from ubudehe.record.heads import NATIONAL, WillNotSign
from ubudehe.storage.engine import AWAY

FAILED = (*AWAY, DBAPIError, OSError)
_TO_END = {signal.SIGTERM}
_ENDING = 120


class Unexpected(Exception):
    """The counter failed without saying whether an act is kept."""


@dataclass
class Writer:
    """A process that writes, and what it tells."""

    process: int
    told: Connection


@dataclass
class People(Simulation):
    """A simulation, watched (`pipe` is None) or at work."""

    told: Told = field(default_factory=Told)
    handed: dict[UUID, Sent] = field(default_factory=dict)
    waiting: set[UUID] = field(default_factory=set)
    """Acts that were handed over and not answered yet."""
    sent: int = 0
    """How many acts were handed over, repetitions and other content included."""
    lives: int = 0
    pipe: Connection | None = None
    crowded: bool = False
    """Whether somebody else may make the disk write its journal, as other programs do."""
    writer: Writer | None = None
    """Who writes just now."""

    failing = 0.0  # no invented faults

    def begin(self) -> int:
        """Let somebody write from now on; return the number of their process."""
        self.lives += 1
        told, pipe = Pipe(duplex=False)
        signal.pthread_sigmask(signal.SIG_BLOCK, _TO_END)  # until they can listen to it
        process = os.fork()
        if process == 0:
            told.close()
            self.pipe = pipe
            self._write()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _TO_END)
        pipe.close()
        self.writer = Writer(process, told)
        return process

    def _write(self) -> None:
        """Write until told to stop; never returns."""
        code = 1
        gc.freeze()  # else all that there was is looked through, and so copied
        try:
            ending = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: ending.set())
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _TO_END)
            logging.disable(logging.CRITICAL)
            self._lock = threading.Lock()
            self.random = Random(f"simulation {self.seed} {self.lives}")
            self._open()
            if self.crowded and self.random.random() < 0.5:
                threading.Thread(target=self._sync_elsewhere, daemon=True).start()
            while not ending.is_set():
                self._one_step()
            self.services.database.close()
            code = 0
        except BaseException:
            self._tell("failed", traceback.format_exc())
        finally:
            os._exit(code)

    def _one_step(self) -> None:
        try:
            self.step()
            self._beside()
        except FAILED as error:  # in looking, not in an act
            self._tell("stumbled", type(error).__name__)
            time.sleep(0.02)

    def _sync_elsewhere(self) -> None:
        """Let the disk's journal be written at any moment, not only when an act waits for it."""
        with (self.home / "elsewhere").open("ab", buffering=0) as file:
            while True:
                file.write(b".")
                os.fsync(file.fileno())
                time.sleep(0.003)

    def _beside(self) -> None:
        """Do what a server does beside acts."""
        chance, services = self.random.random, self.services
        if chance() < 0.1:
            picture = self.random.randbytes(1 << self.random.randint(8, 15))
            self._tell("photo", services.blobs.put(picture))
        if chance() < 0.1:
            number = self.random.getrandbits(64)
            event = "role.grant" if number % 2 else "sign_in"
            services.security.note(event, self.now, number=number)
            line = [*services.security.lines()][-1:]
            if line and str(number) in line[0]:  # a full disk takes none
                self._tell("line", line[0])
        if chance() < 0.05:
            given = services.publisher.step(self.now)
            if given is not None and given.given is not None:
                self._tell("head", head_of(NATIONAL, given.given.checkpoint))
                if given.refused:
                    raise WillNotSign(given.refused[0])
        if chance() < 0.05:
            finish_destroying(services.database, services.vault)

    def _tell(self, what: str, *said: Any) -> None:
        if self.pipe is not None:
            with self._lock:
                self.pipe.send_bytes(pickled((what, *said)))

    # What is told by who writes, and taken down by who watches.

    def _hand_over(self, sent: Sent) -> Receipt:
        self._tell("handed", sent, self.now)
        try:
            return super()._hand_over(sent)
        except FAILED as error:  # a page answers that it failed, no more
            raise Unexpected(type(error).__name__) from error

    def send(self, sent: Sent, kind: str | None, *, racing: bool = False) -> None:
        """Hand one act over; one that fails as nobody expected is not answered."""
        try:
            super().send(sent, kind, racing=racing)
        except Unexpected as error:
            self._unanswered(sent, f"error {error}")

    def _other(self, sent: Sent) -> None:
        self._tell("other", self.now)
        super()._other(sent)

    def _opens(self, sent: Sent) -> bool:
        opened = super()._opens(sent)
        if opened:
            self._tell("opened", sent)
        return opened

    def _acknowledged(self, sent: Sent, receipt: Receipt) -> None:
        super()._acknowledged(sent, receipt)
        signed = self.services.heads.last_signed(receipt.log)
        late = signed is None or signed.checkpoint.size <= receipt.index
        self._tell("acknowledged", sent.id, receipt, late)
        if signed is not None:
            self._tell("head", head_of(receipt.log, signed.checkpoint))

    def _refused(self, sent: Sent, why: str) -> None:
        super()._refused(sent, why)
        self._tell("refused", sent.id, why)

    def _unanswered(self, sent: Sent, why: str) -> None:
        super()._unanswered(sent, why)
        self._tell("unanswered", sent.id, why)

    def listen(self, seconds: float) -> None:
        """Take down what is told for so long, or until who writes has ended."""
        until = time.monotonic() + seconds
        while self.writer and (left := until - time.monotonic()) > 0:
            if self.writer.told.poll(left) and not self._heard(self.writer):
                return

    def end(self, number: int = signal.SIGTERM) -> None:
        """Let who writes end, or kill them; take down the rest that was told."""
        writer, until = self.writer, time.monotonic() + _ENDING
        assert writer is not None
        os.kill(writer.process, number)
        while self._heard(writer):
            assert time.monotonic() < until, "who writes does not end"
        _, status = os.waitpid(writer.process, 0)
        writer.told.close()
        self.writer = None
        assert os.waitstatus_to_exitcode(status) in (0, -number), status
        for id_ in self.waiting:
            Simulation._unanswered(self, self.handed[id_], "cut off")
        self.waiting.clear()

    def kill(self) -> None:
        """Kill who still writes, if anybody does, after something went wrong."""
        if self.writer is not None:
            os.kill(self.writer.process, signal.SIGKILL)
            os.waitpid(self.writer.process, 0)
            self.writer = None

    def _heard(self, writer: Writer) -> bool:
        """Take one message down; False at the end, where the last may be cut short."""
        try:
            what, *said = unpickled(writer.told.recv_bytes())
        except (EOFError, OSError):
            return False
        getattr(self, f"_hear_{what}")(*said)
        return True

    def _hear_handed(self, sent: Sent, now: datetime) -> None:
        self.sent += 1
        self.now = now
        self.handed[sent.id] = sent
        self.waiting.add(sent.id)
        self.open_pages = [one for one in self.open_pages if one.id != sent.id]
        if all(one.id != sent.id for one in self.before[-50:]):
            self.before.append(sent)

    def _hear_other(self, now: datetime) -> None:
        self.sent += 1
        self.now = now
        self.tally["other content"] += 1

    def _hear_opened(self, sent: Sent) -> None:
        self.open_pages.append(sent)

    def _hear_acknowledged(self, id_: UUID, receipt: Receipt, late: bool) -> None:
        self.waiting.discard(id_)
        self.tally["signed later"] += late
        Simulation._acknowledged(self, self.handed[id_], receipt)

    def _hear_refused(self, id_: UUID, why: str) -> None:
        self.waiting.discard(id_)
        Simulation._refused(self, self.handed[id_], why)

    def _hear_unanswered(self, id_: UUID, why: str) -> None:
        self.waiting.discard(id_)
        Simulation._unanswered(self, self.handed[id_], why)

    def _hear_head(self, head: Head) -> None:
        self.told.heads.add(head)

    def _hear_photo(self, digest: str) -> None:
        self.told.photos.add(digest)

    def _hear_line(self, line: str) -> None:
        self.told.lines.add(line)

    def _hear_stumbled(self, why: str) -> None:
        self.tally[f"stumbled {why}"] += 1

    def _hear_failed(self, trace: str) -> None:
        raise AssertionError(trace)
