"""Publishing: signed heads of places enter the country's log, and witnesses cosign its head.

One step does all that is due. It runs every few seconds while the app is served, apart from acts:
nobody who does an act waits for the country's log, and villages wait for each other only while a
batch of leaves is written.
"""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from ubudehe.record.auditing import bundles, first_rewritten
from ubudehe.record.charge import is_taken_over
from ubudehe.record.cosigned import CosignedNote, is_cosigned, times_of
from ubudehe.record.heads import NATIONAL, Heads, SignedHead, WillNotSign
from ubudehe.record.national import enter_heads, grown_logs
from ubudehe.record.rules.merkle import consistency_proof, root_at
from ubudehe.record.rules.notes import parse_checkpoint, parse_note
from ubudehe.record.rules.policies import Policy, parse_policy
from ubudehe.record.tree import node_reader
from ubudehe.record.witnesses import Growing, WitnessedFork, Witnesses
from ubudehe.storage.engine import Database
from ubudehe.storage.kept import replace_file
from ubudehe.storage.trouble import Trouble

_log = logging.getLogger(__name__)
_BATCH = 200
_AUDITED = 4
"""Bundles of entries that one step looks at again."""


@dataclass(frozen=True)
class PublishingStep:
    """What one step did: heads entered, places that were refused, the checkpoint given out."""

    entered: int
    refused: tuple[str, ...]
    given: SignedHead | None
    cosigned: bool
    """Whether the checkpoint given out is the newest one and bears enough cosignatures."""


class Publisher:
    """Publishes for one server; other processes with the same folder take turns with it."""

    def __init__(self, database: Database, heads: Heads, policy: Path | None) -> None:
        self._database = database
        self._heads = heads
        self._policy = policy
        self._witnesses = Witnesses()
        self._bundles = bundles(database)
        self._charge = Trouble(_log, "nothing is published")
        self._refused: frozenset[str] = frozenset()
        self._rewritten: set[tuple[str, int]] = set()
        self.cosigned = CosignedNote(heads.folder)

    def policy(self) -> Policy:
        """Return the configured witnesses and quorum; BadNote if the file is malformed."""
        text = self.policy_text()
        return parse_policy(text) if text else Policy()

    def policy_text(self) -> str:
        """Return the configured policy file as it is; empty where there is none."""
        if self._policy is None or not self._policy.exists():
            return ""
        return self._policy.read_text("utf-8")

    def step(self, now: datetime) -> PublishingStep | None:
        """Do all that is due; None while another process is at it, or another folder in charge.

        WitnessedFork if a witness shows another history of the country's log, which is kept as
        `log.contradiction`; nothing newer is given out then. BadNote if the policy is malformed.
        WillNotSign if the country's log does not continue its signed head: nothing enters it then.
        """
        with _turn(self._heads.folder / "publishing.lock") as ours:
            if not ours or self._is_taken_over():
                return None
            policy = self.policy()
            self._audit()
            self._prove_log()
            entered, refused = self._enter(now)
            self._tell_refused(frozenset(refused))
            with self._database.read() as session:
                note = self._heads.sign(session, NATIONAL)
            if note is None:
                return PublishingStep(entered, refused, None, False)
            signed = SignedHead(note, parse_checkpoint(parse_note(note.encode()).text))
            given = self.cosigned.offer(signed, self._ask(signed, policy, now), policy)
            newest = given.checkpoint == signed.checkpoint
            return PublishingStep(
                entered, refused, given, newest and is_cosigned(given.note, policy)
            )

    def _is_taken_over(self) -> bool:
        with self._database.read() as session:
            taken = is_taken_over(session, self._heads)
        if taken:
            self._charge.began("another data folder has taken over the database")
        else:
            self._charge.ended()
        return taken

    def _prove_log(self) -> None:
        """Raise WillNotSign, before anything is entered, where an older copy stands there."""
        with self._database.read() as session:
            if not self._heads.continues(session, NATIONAL):
                raise WillNotSign(NATIONAL)

    def _tell_refused(self, refused: frozenset[str]) -> None:
        """Tell of each record once, when it is refused and when it is signed again."""
        for log in sorted(refused - self._refused):
            _log.error("the record of %s does not continue its signed head: only read now", log)
        for log in sorted(self._refused - refused):
            _log.warning("the record of %s is signed again", log)
        self._refused = refused

    def _audit(self) -> None:
        """Look at the next few bundles again; a rewritten entry is told to the operator."""
        due = list(islice(self._bundles, _AUDITED))
        if not due:  # a database that could not be asked ended the round
            self._bundles = bundles(self._database)
        for log, start, stop in due:
            with self._database.read() as session:
                wrong = first_rewritten(session, log, start, stop)
            if wrong is not None and (log, wrong) not in self._rewritten:
                self._rewritten.add((log, wrong))
                _log.critical("entry %s of the record of %s was rewritten", wrong, log)

    def _enter(self, now: datetime) -> tuple[int, tuple[str, ...]]:
        with self._database.read() as session:
            logs = grown_logs(session)
        entered, refused = 0, []
        for start in range(0, len(logs), _BATCH):
            heads: dict[str, SignedHead] = {}
            for log in logs[start : start + _BATCH]:
                head = self._signed(log)
                if head is None:
                    refused.append(log)
                else:
                    heads[log] = head
            if heads:
                with self._database.write() as session:
                    entered += enter_heads(session, heads, now)
        return entered, tuple(refused)

    def _signed(self, log: str) -> SignedHead | None:
        """Return the newest head of a place; None if it is refused."""
        try:
            with self._database.read() as session:
                self._heads.sign(session, log)
        except WillNotSign:
            return None
        return self._heads.last_signed(log)

    def _ask(self, signed: SignedHead, policy: Policy, now: datetime) -> str:
        given = self.cosigned.read()
        same = given is not None and given.checkpoint == signed.checkpoint
        times = times_of(given.note, policy) if given is not None and same else {}
        growing = Growing(signed, self._heads.vkeys(NATIONAL), self._prove(signed), self._root)
        try:
            return self._witnesses.cosign(growing, policy, times, now)
        except WitnessedFork as fork:
            replace_file(self._heads.contradiction, fork.note.encode())
            _log.critical("a witness contradicts the country's log: %s", fork)
            raise

    def _prove(self, signed: SignedHead) -> Callable[[int], list[bytes]]:
        def prove(old: int) -> list[bytes]:
            with self._database.read() as session:
                read = node_reader(session, NATIONAL)
                return consistency_proof(old, signed.checkpoint.size, read)

        return prove

    def _root(self, size: int) -> bytes:
        with self._database.read() as session:
            return root_at(size, node_reader(session, NATIONAL))


@contextmanager
def _turn(path: Path) -> Iterator[bool]:
    """Yield whether no other process is publishing; held until the end."""
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
