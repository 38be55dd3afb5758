"""Rehearsals: begin, go on, leave, wipe."""

from starlette.responses import Response

from ubudehe.demo.rehearsal import players_of, set_scene
from ubudehe.language.refusals import NotFound
from ubudehe.people.rules import Right
from ubudehe.people.signing import set_rehearsal
from ubudehe.places.rules import is_village
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/rehearsal", Right.ASSEMBLY, rehearsed=False)
def rehearsal(visit: Visit) -> Response:
    """Begin, leave or wipe the rehearsal of a village."""
    place = visit.place
    if not is_village(place.code, visit.country):
        raise NotFound("")
    rehearsals = visit.services.rehearsals
    if visit.data is None:
        return visit.render(
            "demo/rehearsal.html", place, place=place, there=rehearsals.exists(place.code)
        )
    wanted = visit.data.get("do")
    if wanted == "wipe":
        rehearsals.wipe(place.code)
    elif wanted == "begin" and not rehearsals.exists(place.code):
        person, now = visit.person, visit.now
        players = players_of(visit.session, place.code)
        rehearsals.create(
            place.code, lambda db: set_scene(db, visit.country, place.code, person, now, players)
        )
    playing = place.code if wanted == "begin" else None
    visit.session.rollback()
    with visit.services.database.write() as session:
        set_rehearsal(session, visit.signed.token if visit.signed else "", playing)
    return visit.redirect(f"/work/{place.code}")
