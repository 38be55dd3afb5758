"""Which villages are kept on another server by now."""

import threading
from datetime import tzinfo

from sqlmodel import Session

from ubudehe.record.moves import MoveOnRecord, last_move, size_and_away
from ubudehe.web.versions import Versions


class Moves:
    """Which villages have moved away, asked of the database once after each growth of a record."""

    def __init__(self, versions: Versions, zone: tzinfo) -> None:
        self._versions, self._zone = versions, zone
        self._known: dict[str, tuple[int, MoveOnRecord | None]] = {}
        self._lock = threading.Lock()

    def away(self, session: Session, log: str) -> MoveOnRecord | None:
        """Return to where a village has moved; None while it is kept here."""
        if self._versions.stale:
            self._versions.refresh()
        size = self._versions.of(log)
        if not size:
            return None  # whatever an address names that keeps no record is not remembered
        with self._lock:
            known = self._known.get(log)
        if known is not None and known[0] == size:
            return known[1]
        seen, away = size_and_away(session, log)  # what is found then is never older than it
        found = last_move(session, log, self._zone) if away else None
        with self._lock:
            self._known[log] = seen, found
        return found
