"""Signed heads: what the record promised, kept outside the database that it watches over.

A head is signed only after its acts are committed, and only if the tree still begins with every
tree signed before. A database that was edited, cut short or replaced by an older copy is refused.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session, col

from ubudehe.record.auditing import first_rewritten
from ubudehe.record.keys import LogKeys
from ubudehe.record.rules.merkle import EMPTY_ROOT, root_at
from ubudehe.record.rules.notes import (
    BadNote,
    Checkpoint,
    checkpoint_text,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    sign_note,
    verify_note,
    vkey,
)
from ubudehe.record.tables import LogHead
from ubudehe.record.tree import Growth, NodeMissing, read_peaks
from ubudehe.storage.kept import replace_file, sync
from ubudehe.storage.prepared import Driver, Prepared
from ubudehe.storage.reading import pick

NATIONAL = "log"
"""The log of checkpoints: its leaves are the signed heads of all places."""
_SIZE = Prepared("SELECT size FROM log_head WHERE log = :log")
_END = b"\0"
_TAIL_BYTES = 16_384
_LOOKED_AT = 50


class WillNotSign(Exception):
    """The tree in the database does not extend a head that was signed before."""

    def __init__(self, log: str) -> None:
        super().__init__(log)
        self.log = log

    @property
    def plainly(self) -> str:
        """Return what is wrong and what to do, for who looks after the server."""
        if self.log != NATIONAL:
            return f"the record of {self.log} does not continue its signed head: it is only read"
        return (
            "the country's log does not continue its signed head, so an older copy of the database "
            "stands here: it is only read. Restore the newest backup (docs/backups.md)"
        )


@dataclass(frozen=True)
class SignedHead:
    """A signed note as it was given out, and what it says."""

    note: str
    checkpoint: Checkpoint


class Heads:
    """The signer of one server's records and its memory of what it signed."""

    def __init__(self, folder: Path, host: str, keys: LogKeys) -> None:
        self.folder = folder
        self._host = host
        self.keys = keys
        folder.mkdir(parents=True, exist_ok=True)

    def origin(self, log: str) -> str:
        """Return the name of the record of place `log`, which is also the name of its keys.

        It is kept for ever: a village that grew on another server bears that server's name.
        """
        if log == NATIONAL:
            return f"{self._host}/log"
        named = self._named(log)
        return named[0] if named else f"{self._host}/v/{log}"

    def keep_origin(self, log: str, named: Sequence[str]) -> tuple[str, ...]:
        """Keep the name of a record, and the keys of other servers that signed it; return before.

        Nothing is kept, as before any move, where `named` is empty.
        """
        before = self._named(log)
        if named:
            replace_file(self._moved(log), "".join(f"{line}\n" for line in named).encode())
        else:
            self._moved(log).unlink(missing_ok=True)
        return before

    def signed_elsewhere(self, log: str) -> tuple[str, ...]:
        """Return the keys of other servers that signed the record of `log` before it came here."""
        return self._named(log)[1:]

    def vkeys(self, log: str) -> tuple[str, ...]:
        """Return the verifier keys of a log, the newest last: two while a key is replaced."""
        return tuple(vkey(self.origin(log), key.public_key()) for key in self.keys.all())

    def key_id(self, log: str) -> str:
        """Return the id of the key under which the server itself writes into a record."""
        return parse_vkey(self.vkeys(log)[0])[1].hex()

    def is_ours(self, log: str, note: str) -> bool:
        """Tell whether a key of this server, of today or of once, has signed `note` for `log`.

        Of a record that came from another server, its keys count as well.
        """
        keys = [*(key.public_key() for key in self.keys.all()), *self.keys.dropped()]
        known = [vkey(self.origin(log), key) for key in keys]
        try:
            verify_note(note.encode(), [*known, *self.signed_elsewhere(log)])
        except BadNote:
            return False
        return True

    @property
    def contradiction(self) -> Path:
        """Return where another history of the country's log is kept, once a witness showed one."""
        return self.folder / "log.contradiction"

    def sign(self, session: Session, log: str) -> str | None:
        """Return the signed checkpoint of `log` as it stands in `session`; None if empty.

        WillNotSign if the tree does not extend what was signed before.
        """
        if not self._path(log).exists() and _size(session, log) is None:
            return None
        with self._memory(log) as memory:
            session.rollback()  # what was read before the lock may be older than what was signed
            size = _size(session, log) or 0
            last = _last_note(memory)
            if last is None and size == 0:
                return None
            before = parse_checkpoint(parse_note(last).text) if last else None
            try:
                root = _root_after(session, log, before, size)
            except NodeMissing as error:
                raise WillNotSign(log) from error
            if last and before and before.size == size and self._is_current(log, last):
                return last.decode()
            return self._give_out(memory, log, size, root)

    def sign_growth(self, log: str, growth: Growth) -> bool:
        """Sign `log` as a committed transaction left it, if it grew out of the head signed last.

        The database is not asked again: who wrote saw all that makes both roots, and nobody else
        could add meanwhile. False where another head was signed last; `sign` then reads.
        """
        with self._memory(log) as memory:
            last = _last_note(memory)
            before = parse_checkpoint(parse_note(last).text) if last else None
            known = (before.size, before.root) if before else (0, EMPTY_ROOT)
            if known != (growth.size, growth.root):
                return False
            self._give_out(memory, log, growth.new_size, growth.new_root)
            return True

    def _give_out(self, memory: BinaryIO, log: str, size: int, root: bytes) -> str:
        """Sign a head and keep it in the `memory` of its log."""
        origin = self.origin(log)
        note = sign_note(checkpoint_text(origin, size, root), origin, *self.keys.all())
        memory.write(note.encode() + _END)
        memory.flush()
        os.fsync(memory.fileno())
        return note

    def continues(self, session: Session, log: str) -> bool:
        """Tell whether the record in the database still begins with the head that was signed last.

        A few reads of stored hashes; asked before an act, so that nothing is added to a record
        that was cut, edited or replaced by an older copy.
        """
        last = self.last_signed(log)
        return self.continued(session, log, last, _size(session, log) or 0)

    def continued(self, on: Session | Driver, log: str, last: SignedHead | None, size: int) -> bool:
        """Tell the same of a record that holds `size` entries, asked after `last` was read.

        Only then does it hold all that is signed: an act is signed after its commit.
        """
        if last is None:
            return True
        known = last.checkpoint
        if size < known.size:
            return False
        try:
            return root_at(known.size, read_peaks(on, log, known.size)) == known.root
        except NodeMissing:
            return False

    def broken(self, session: Session) -> list[str]:
        """Return the records that do not continue the head that was signed for them last.

        All are looked at for their size, those that changed last whole: `ubudehe check` does more.
        """
        # Read first: what is signed by then is committed, and a later look must see it.
        signed = {path.stem: self.last_signed(path.stem) for path in self.folder.glob("*.notes")}
        session.rollback()
        sizes = dict(session.execute(pick(LogHead.log, LogHead.size)).all())
        newest = pick(LogHead.log).order_by(col(LogHead.changed).desc()).limit(_LOOKED_AT)
        whole = set(session.execute(newest).scalars())
        found = []
        for log, last in sorted(signed.items()):
            size = sizes.get(log, 0)
            short = last is not None and size < last.checkpoint.size
            if short or (log in whole and not self.continued(session, log, last, size)):
                found.append(log)
        return found

    def last_signed(self, log: str) -> SignedHead | None:
        """Return the newest head of `log` that was signed here; None if none was."""
        try:
            with self._path(log).open("rb") as memory:
                fcntl.flock(memory, fcntl.LOCK_SH)
                last = _last_note(memory)
        except FileNotFoundError:
            return None
        return SignedHead(last.decode(), parse_checkpoint(parse_note(last).text)) if last else None

    def _is_current(self, log: str, note: bytes) -> bool:
        """Tell whether exactly today's keys have signed `note`; a key may have come or gone."""
        today = {parse_vkey(one)[1] for one in self.vkeys(log)}
        return {one.key_id for one in parse_note(note).signatures} == today

    def all_signed(self, log: str) -> list[Checkpoint]:
        """Return all heads of `log` that were signed here, in the order of signing."""
        if not self._path(log).exists():
            return []
        notes = whole_notes(self._path(log).read_bytes()).split(_END)[:-1]
        return [parse_checkpoint(parse_note(note).text) for note in notes]

    def set_aside(self, log: str) -> list[Checkpoint]:
        """Return the last heads of histories of `log` that were lost by restoring a backup."""
        found = []
        for path in sorted(self.folder.glob(f"{log}.rolled-back-*")):
            notes = whole_notes(path.read_bytes()).split(_END)[:-1]
            found += [parse_checkpoint(parse_note(note).text) for note in notes[-1:]]
        return found

    def _path(self, log: str) -> Path:
        return self.folder / f"{log}.notes"

    def _moved(self, log: str) -> Path:
        return self.folder / f"{log}.moved"

    def _named(self, log: str) -> tuple[str, ...]:
        try:
            return tuple(self._moved(log).read_text("utf-8").split())
        except FileNotFoundError:
            return ()

    @contextmanager
    def _memory(self, log: str) -> Iterator[BinaryIO]:
        with self._path(log).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if file.seek(0, os.SEEK_END) == 0:
                sync(self.folder)  # else the power takes the name, and all heads with it
            _drop_cut(file)
            yield file


def _size(session: Session, log: str) -> int | None:
    """Return how many entries the record of `log` has; None where there is none."""
    found = _SIZE.row(session, {"log": log})
    return None if found is None else int(found[0])


def _root_after(session: Session, log: str, before: Checkpoint | None, size: int) -> bytes:
    """Return the root at `size`; WillNotSign unless the tree grew out of `before`."""
    known = before.size if before else 0
    if known > size:
        raise WillNotSign(log)
    read = read_peaks(session, log, known, size)
    if before is not None and root_at(known, read) != before.root:
        raise WillNotSign(log)
    if first_rewritten(session, log, known, size) is not None:
        raise WillNotSign(log)
    return root_at(size, read)


def whole_notes(memory: bytes) -> bytes:
    """Return so much of the end of a memory as holds whole notes.

    A full disk cuts the last one short; the power may leave noughts where it was being written.
    Either was never given out.
    """
    notes = memory[: memory.rfind(_END) + 1].rstrip(_END)
    return notes + _END if notes else b""


def _drop_cut(memory: BinaryIO) -> None:
    """Take away what is no whole note: the next one would be read as its end."""
    end = memory.seek(0, os.SEEK_END)
    start = memory.seek(max(0, end - _TAIL_BYTES))
    tail = memory.read()
    if len(whole := whole_notes(tail)) < len(tail):
        memory.truncate(start + len(whole))


def _last_note(memory: BinaryIO) -> bytes | None:
    """Return the last whole note."""
    end = memory.seek(0, os.SEEK_END)
    memory.seek(max(0, end - _TAIL_BYTES))
    return whole_notes(memory.read())[:-1].rpartition(_END)[2] or None
