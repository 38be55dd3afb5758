"""Hashing PINs: slow on purpose, so never in a transaction, and never too many at once.

Who comes while too many wait is asked to send it again in a moment. Guests and people who are
signed in wait in lanes of their own: nobody who floods the sign-in holds up a second person's PIN.
"""

import os
import secrets
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHash, VerifyMismatchError

from ubudehe.language.lanes import Lane
from ubudehe.people.pins import MAX_PIN
from ubudehe.storage.counters import Counters
from ubudehe.storage.security_log import LANES

_WAITING, _PATIENCE = 8, 10.0
_BEHIND, _LAST = 10, 19
"""How much nicer than the rest of the process strangers' PINs are tried, and the nicest of all."""
_hasher = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)


def _nothing(_by: int) -> None:
    """Count nowhere."""


class Hashing:
    """What hashes and tries PINs for one process. Whoever calls it holds a turn of a lane."""

    def __init__(
        self,
        counters: Counters | None = None,
        waiting: int = _WAITING,
        patience: float = _PATIENCE,
    ) -> None:
        at_once = max(1, (os.cpu_count() or 2) // 2)
        count = [partial(counters.add, lane) for lane in LANES] if counters else [_nothing] * 2
        self.guests, self.people = (Lane(at_once, waiting, patience, one) for one in count)
        self._aside = ThreadPoolExecutor(at_once, "strangers", _step_back)

    def fits(self, hashed: str | None, pin: str) -> bool:
        """Tell whether `pin` opens `hashed`; where there is none it costs as much."""
        try:
            return _hasher.verify(hashed or _nobodys(), pin[:MAX_PIN]) and bool(hashed)
        except (VerifyMismatchError, InvalidHash):
            return False

    def fits_aside(self, hashed: str | None, pin: str) -> bool:
        """Tell the same where it may take longer: pages and acts come first on the processor."""
        return self._aside.submit(self.fits, hashed, pin).result()

    def hash(self, pin: str) -> str:
        """Return the argon2id hash of a PIN."""
        return _hasher.hash(pin)


def _step_back() -> None:
    """Let the rest of the process go before this thread, where a system knows that of threads."""
    if sys.platform == "linux":
        behind = min(os.getpriority(os.PRIO_PROCESS, os.getpid()) + _BEHIND, _LAST)
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), behind)


@cache
def _nobodys() -> str:
    """Return a hash that no PIN opens, so that an unknown number costs as much as a known one."""
    return _hasher.hash(secrets.token_urlsafe(32))
