"""What all processes of one server count together, and go on counting after a restart.

Each process holds one small file of its own, to which nobody else writes; the sum of all files is
what there is. A process takes the first file that no other holds, with what was counted in it.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path

_BYTES = 8
_MOST_PROCESSES = 1_000


class Counters:
    """Numbers by name; those of `passing` begin at zero with each process."""

    def __init__(
        self, folder: Path, names: Sequence[str], passing: frozenset[str] = frozenset()
    ) -> None:
        self._folder = folder
        self._at = {name: at for at, name in enumerate(names)}
        self._passing = passing
        # Another version that counts other things has files of its own.
        self._kind = hashlib.sha256("\n".join(names).encode()).hexdigest()[:8]
        self._lock = threading.Lock()
        self._file: int | None = None

    def add(self, name: str, by: int = 1) -> None:
        """Count; KeyError for a name that is not counted."""
        at = self._at[name] * _BYTES
        with self._lock:
            if self._file is None:
                self._file = self._claimed()
            value = int.from_bytes(os.pread(self._file, _BYTES, at), "big") + by
            os.pwrite(self._file, max(value, 0).to_bytes(_BYTES, "big"), at)

    def all(self) -> dict[str, int]:
        """Return what all processes counted."""
        files = [path.read_bytes() for path in self._folder.glob(f"{self._kind}-*")]
        return {
            name: sum(int.from_bytes(file[at * _BYTES :][:_BYTES], "big") for file in files)
            for name, at in self._at.items()
        }

    def _claimed(self) -> int:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(_MOST_PROCESSES):
            path = self._folder / f"{self._kind}-{number}"
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            for name in self._passing:
                os.pwrite(file, bytes(_BYTES), self._at[name] * _BYTES)
            return file
        raise RuntimeError("too many processes count here")
