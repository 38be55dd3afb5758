"""What a witness remembers: of each log the last checkpoint that it cosigned, one file each.

Checking and storing are one step under the file's lock, and the file is durable before the
cosignature leaves the house: two requests at the same moment, or a power cut, can never make a
witness put its name to two histories.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ubudehe.record.rules.add_checkpoint import AddCheckpoint
from ubudehe.record.rules.cosignatures import cosign
from ubudehe.record.rules.merkle import EMPTY_ROOT, ProofFailed, verify_consistency
from ubudehe.record.rules.notes import (
    COSIGNATURE,
    BadNote,
    Checkpoint,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    signature_line,
    verify_note,
    vkey,
)


class UnknownLog(Exception):
    """No key is known for this origin."""


class NotSigned(Exception):
    """No known key of the log has signed the checkpoint."""


class WrongProof(Exception):
    """The checkpoint is not shown to have grown out of the last one."""


class WrongSize(Exception):
    """Another checkpoint of this log was cosigned last, of `size` entries."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} entries were cosigned")
        self.size = size


class WitnessState:
    """One witness: its name and key, the logs it watches, and the folder of its memory.

    `logs` holds the verifier keys of each origin.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        key: Ed25519PrivateKey,
        logs: Mapping[str, Sequence[str]],
        clock: Callable[[], datetime],
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = name
        self._key = key
        self._logs = logs
        self._clock = clock
        self.vkey = vkey(name, key.public_key(), COSIGNATURE)

    def add(self, request: AddCheckpoint) -> str:
        """Cosign the checkpoint of `request` and return the signature line.

        BadNote if it is no checkpoint or smaller than the old one; UnknownLog; NotSigned;
        WrongSize if another checkpoint was cosigned last; WrongProof.
        """
        data = request.note.encode()
        new = parse_checkpoint(parse_note(data).text)
        keys = self._logs.get(new.origin)
        if keys is None:
            raise UnknownLog(new.origin)
        try:
            text = verify_note(data, keys)
        except BadNote as error:
            raise NotSigned(str(error)) from error
        if request.old > new.size:
            raise BadNote("the old checkpoint is larger")
        path = self._path(new.origin)
        with _locked(path):
            _check_growth(_last(path), new, request)
            line = cosign(text, self._name, self._key, self._clock())
            _store(path, (_only_known(data, keys) + line).encode())
        return line

    def latest(self, origin_hash: str) -> bytes | None:
        """Return the last cosigned checkpoint of the log whose origin has this SHA-256 (hex)."""
        for origin in self._logs:
            if hashlib.sha256(origin.encode()).hexdigest() == origin_hash:
                path = self._path(origin)
                return path.read_bytes() if path.exists() else None
        return None

    def _path(self, origin: str) -> Path:
        return self._folder / f"{hashlib.sha256(origin.encode()).hexdigest()}.checkpoint"


def _only_known(data: bytes, keys: Sequence[str]) -> str:
    """Return the note with one signature of each known key: strangers may not fill our memory."""
    note, known = parse_note(data), {parse_vkey(key)[:2] for key in keys}
    kept = {(one.name, one.key_id): one.signature for one in note.signatures}
    lines = [signature_line(*who, kept[who]) for who in kept if who in known]
    return f"{note.text}\n{''.join(lines)}"


def _check_growth(last: Checkpoint | None, new: Checkpoint, request: AddCheckpoint) -> None:
    size, root = (last.size, last.root) if last else (0, EMPTY_ROOT)
    if request.old != size or (size == new.size and root != new.root and last is not None):
        raise WrongSize(size)
    try:
        verify_consistency(size, new.size, root, new.root, request.steps)
    except ProofFailed as error:
        raise WrongProof(str(error)) from error


def _last(path: Path) -> Checkpoint | None:
    return parse_checkpoint(parse_note(path.read_bytes()).text) if path.exists() else None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.with_suffix(".lock").open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _store(path: Path, note: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
