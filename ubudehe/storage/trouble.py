"""Something that fails again and again: told when it begins and when it ends, not each time."""

import logging
import threading

_MOST = 50
"""Ways of failing that are told before it works again; a log is not filled by more of them."""


class Trouble:
    """What goes wrong with one thing, as the log and the figures tell it."""

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log, self._what = log, what
        self._told: set[str] = set()
        self._lock = threading.Lock()

    def is_new(self, why: str) -> bool:
        """Take note of a failure; tell whether it did not fail so since it worked last."""
        with self._lock:
            new = why not in self._told and len(self._told) < _MOST
            if new:
                self._told.add(why)
        return new

    def began(self, why: str) -> None:
        """Write a line, once for each way in which it fails until it works again."""
        if self.is_new(why):
            self._log.error("%s: %s; told once, until it works again", self._what, why)

    def ended(self) -> None:
        """Write a line where it failed before."""
        if not self._told:
            return
        with self._lock:
            failed = bool(self._told)
            self._told.clear()
        if failed:
            self._log.warning("%s: works again", self._what)
