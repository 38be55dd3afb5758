"""Queues before costly work: who floods it takes neither all threads nor all memory."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ubudehe.language.refusals import Busy


class Lane:
    """A queue: so many at once, so many waiting, none longer than `patience` seconds."""

    def __init__(
        self,
        at_once: int,
        waiting: int,
        patience: float,
        count: Callable[[int], None] = lambda _by: None,
    ) -> None:
        self._count = count
        self._turns = threading.BoundedSemaphore(at_once)
        self._room = threading.BoundedSemaphore(at_once + waiting)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn; Busy where too many wait already, or for too long (in seconds)."""
        if not self._room.acquire(blocking=False):
            raise Busy
        self._count(1)
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise Busy
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._room.release()
            self._count(-1)
