"""Pages of a village that has moved to another server: they say where it is now.

They say it and do not lead there by themselves: the reader sees that it is another server, and
reads it also where that one cannot be reached. The record itself is served as it was.
"""

import threading
from datetime import tzinfo
from typing import TYPE_CHECKING

from sqlmodel import Session
from starlette.responses import Response

from ubudehe.record.moves import Away, MoveOnRecord, last_move, size_and_away
from ubudehe.web.versions import Versions

if TYPE_CHECKING:
    from ubudehe.web.visit import Visit


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


def moved_answer(visit: "Visit", place: str) -> Response | None:
    """Return what is answered instead of a page of `place`, if that has moved away.

    Raise Away where something was sent.
    """
    if not place or visit.rehearsal:
        return None
    found = visit.services.moves.away(visit.session, place)
    if found is None:
        return None
    if visit.data is not None:
        raise Away
    path = visit.request.url.path
    shown = f"/{visit.lang}/p/{place}" if path.startswith(f"/{visit.lang}/work/") else path
    visit.hold_while(place)
    return visit.render("web/moved.html", found, place=visit.find(place), there=found.to + shown)
