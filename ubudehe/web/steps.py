"""What is done again and again behind the pages: it may fail, and is tried again."""

import logging
from collections.abc import Callable
from contextlib import suppress

from ubudehe.record.heads import NATIONAL, WillNotSign
from ubudehe.storage.counters import Counters
from ubudehe.storage.engine import AWAY
from ubudehe.storage.trouble import Trouble

_log = logging.getLogger(__name__)
_NO_LOG = (
    "the country's log does not continue its signed head, so an older copy of the database stands "
    "here: it is only read. Restore the newest backup (docs/backups.md, «Going back»)"
)
_NO_RECORD = "the record of {} does not continue its signed head: it is only read"


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
            log = str(error)
            self._trouble.began(_NO_LOG if log == NATIONAL else _NO_RECORD.format(log))
        elif isinstance(error, (*AWAY, OSError)):
            self._trouble.began(type(error).__name__)
        elif self._trouble.is_new(repr(error)):  # nobody expected it: all that helps is told
            _log.error("%s failed; told once, until it works again", self._name, exc_info=error)
