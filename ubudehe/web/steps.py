"""What is done again and again behind the pages: it may fail, and is tried again."""

import logging
from collections.abc import Callable
from contextlib import suppress

from ubudehe.record.heads import WillNotSign
from ubudehe.storage.counters import Counters
from ubudehe.storage.engine import AWAY
from ubudehe.storage.trouble import Trouble

_log = logging.getLogger(__name__)


class Repeated:
    """One of `STEPS`: each failure is counted, and told when it begins and when it ends."""

    def __init__(self, name: str, counters: Counters) -> None:
        self._name, self._counters = name, counters
        self._trouble = Trouble(_log, name)

    def take(self, work: Callable[[], object]) -> None:
        """Do `work` once; never raises."""
        try:
            work()
        except Exception as error:
            with suppress(OSError):  # on a full disk
                self._counters.add(f"step {self._name}")
            self._failed(error)
        else:
            self._trouble.ended()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, WillNotSign):
            self._trouble.began(error.plainly)
        elif isinstance(error, (*AWAY, OSError)):
            self._trouble.began(type(error).__name__)
        elif self._trouble.is_new(_kind(error)):  # nobody expected it: all that helps is told
            _log.error("%s failed; told once, until it works again", self._name, exc_info=error)


def _kind(error: Exception) -> str:
    """Return what sort of failure it is and where it arose: its words may differ each time."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    code = last.tb_frame.f_code.co_filename if last is not None else ""
    return f"{type(error).__name__} {code}:{last.tb_lineno if last is not None else 0}"
