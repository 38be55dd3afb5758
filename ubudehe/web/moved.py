"""Pages of a village that has moved to another server: they say where it is now.

They say it and do not lead there by themselves: the reader sees that it is another server, and
reads it also where that one cannot be reached. The record itself is served as it was.
"""

from starlette.responses import Response

from ubudehe.record.moves import Away
from ubudehe.web.visit import Visit


def moved_answer(visit: Visit, place: str) -> Response | None:
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
