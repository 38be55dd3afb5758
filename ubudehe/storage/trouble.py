"""Something that fails again and again: told when it begins and when it ends, not each time."""

import logging
import threading


class Trouble:
    """What goes wrong with one thing, as the log and the figures tell it."""

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log, self._what = log, what
        self._why = ""
        self._lock = threading.Lock()

    def is_new(self, why: str) -> bool:
        """Take note of a failure; tell whether it is another one than the last time."""
        with self._lock:
            before, self._why = self._why, why
        return before != why

    def began(self, why: str) -> None:
        """Write a line, once for as long as it fails in the same way."""
        if self.is_new(why):
            self._log.error("%s: %s; told once, until it works again", self._what, why)

    def ended(self) -> None:
        """Write a line where it failed before."""
        if self._why and self.is_new(""):
            self._log.warning("%s: works again", self._what)
