"""Signed heads: what the record promised, kept outside the database that it watches over.

A head is signed only after its acts are committed, and only if the tree still begins with every
tree signed before. A database that was edited, cut short or replaced by an older copy is refused.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import Session

from ubudehe.record.append import node_reader
from ubudehe.record.rules.merkle import root_at
from ubudehe.record.rules.notes import (
    Checkpoint,
    checkpoint_text,
    parse_checkpoint,
    parse_note,
    sign_note,
    vkey,
)
from ubudehe.record.tables import LogHead

_END = b"\0"
_TAIL_BYTES = 16_384


class WillNotSign(Exception):
    """The tree in the database does not extend a head that was signed before."""


class Heads:
    """The signer of one server's records and its memory of what it signed."""

    def __init__(self, folder: Path, host: str, key: Ed25519PrivateKey) -> None:
        self._folder = folder
        self._host = host
        self._key = key
        folder.mkdir(parents=True, exist_ok=True)

    def origin(self, log: str) -> str:
        """Return the name of the record of place `log`, which is also the name of its key."""
        return f"{self._host}/v/{log}"

    def vkey(self, log: str) -> str:
        """Return the verifier key of the record of place `log`."""
        return vkey(self.origin(log), self._key.public_key())

    def sign(self, session: Session, log: str) -> str | None:
        """Return the signed checkpoint of `log` as it stands in `session`; None if empty.

        WillNotSign if the tree does not extend what was signed before.
        """
        if session.get(LogHead, log) is None and not self._path(log).exists():
            return None
        read = node_reader(session, log)
        with self._memory(log) as memory:
            session.rollback()  # what was read before the lock may be older than what was signed
            head = session.get(LogHead, log)
            size = head.size if head else 0
            last = _last_note(memory)
            if last is None and size == 0:
                return None
            if last is not None:
                before = parse_checkpoint(parse_note(last).text)
                if before.size > size or root_at(before.size, read) != before.root:
                    raise WillNotSign(log)
                if before.size == size:
                    return last.decode()
            text = checkpoint_text(self.origin(log), size, root_at(size, read))
            note = sign_note(text, self.origin(log), self._key)
            memory.write(note.encode() + _END)
            memory.flush()
            os.fsync(memory.fileno())
            return note

    def last_signed(self, log: str) -> Checkpoint | None:
        """Return the newest head of `log` that was signed here; None if none was."""
        if not self._path(log).exists():
            return None
        with self._memory(log) as memory:
            last = _last_note(memory)
        return parse_checkpoint(parse_note(last).text) if last else None

    def _path(self, log: str) -> Path:
        return self._folder / f"{log}.notes"

    @contextmanager
    def _memory(self, log: str) -> Iterator[BinaryIO]:
        with self._path(log).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _last_note(memory: BinaryIO) -> bytes | None:
    """Return the last whole note; one cut short by a power loss was never given out."""
    end = memory.seek(0, os.SEEK_END)
    memory.seek(max(0, end - _TAIL_BYTES))
    whole, found, _cut = memory.read().rpartition(_END)
    return whole.rpartition(_END)[2] if found else None
