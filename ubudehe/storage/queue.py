"""Queues before what only one may do at a time: of the threads of a process, and of processes.

Locks alone are none: whoever comes by when one is free takes it, and who waits goes on waiting.
"""

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Queue:
    """Threads that wait for each other, in the order in which they came."""

    def __init__(self) -> None:
        self._own = threading.Lock()
        self._busy = False
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, seconds: float) -> bool:
        """Wait for one's turn; False, with no turn, where it does not come in so many seconds."""
        with self._own:
            if not self._busy:
                self._busy = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=seconds):
            return True
        with self._own:
            if called in self._waiting:
                self._waiting.remove(called)
                return False
        return True  # called in the very moment in which it gave up

    def leave(self) -> None:
        """Hand the turn to who waits longest."""
        with self._own:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._busy = False


@contextmanager
def alone(path: Path | None) -> Iterator[None]:
    """Do the block while no other process is in one of the same `path`; at once without a path.

    It is no guard but a courtesy: where the file cannot be made or locked (a folder that can only
    be read, a full disk, some file systems on a network) nobody waits here. The kernel lets go for
    who is killed, so nothing is ever left to clear away.
    """
    file = None
    if path is not None:
        with suppress(OSError):
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if file is not None:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        if file is not None:
            os.close(file)
