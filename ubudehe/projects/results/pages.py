"""The result for everybody: page, poster and files; and the sealed ballots for the committee."""

import zipfile
from io import BytesIO
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ubudehe.language.refusals import NotFound
from ubudehe.people.rules import Right
from ubudehe.places.queries import find_place
from ubudehe.projects.results import publishing
from ubudehe.projects.results.actions import open_ballots
from ubudehe.projects.results.aloud import vote_aloud
from ubudehe.projects.results.queries import public_vote
from ubudehe.projects.voting.queries import vote_view
from ubudehe.projects.voting.tables import Vote
from ubudehe.projects.voting.votes import COUNTED, VoteRef
from ubudehe.record.queries import events_about
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of
from ubudehe.web.rendering import security_policy
from ubudehe.web.services import Services
from ubudehe.web.visit import Visit

pages = Pages()
_MEDIA = {".json": "application/json", ".csv": "text/csv; charset=utf-8"}
_FILES = ("result.json", "totals.csv", "matrix.csv", "ballots.pb")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The same files always make the same ZIP."""
_SHEET = "@page{size:A3}"
"""How a poster is printed: the style of its page alone."""


@pages.public("/votes/{vote:uuid}")
def result(visit: Visit) -> Response:
    """Show the result of a vote; while it is open, the turnout only."""
    return _show(visit, "projects/result.html")


@pages.public("/votes/{vote:uuid}/poster")
def poster(visit: Visit) -> Response:
    """Show the result as a poster, to print on A3 in black and white."""
    response = _show(visit, "projects/poster.html")
    response.headers["content-security-policy"] = security_policy(_SHEET)
    return response


@pages.public("/votes/{vote:uuid}/aloud/{at:number}")
def aloud(visit: Visit) -> Response:
    """Show one thing of a vote a screen, as large as can be, to be held up at a meeting."""
    vote = public_vote(visit.session, visit.id("vote"))
    visit.hold_while(vote.village)
    page = vote_aloud(vote, visit.number("at"))
    place = find_place(visit.session, vote.village)
    back = f"/{visit.lang}/votes/{vote.id}"
    return visit.render("projects/aloud.html", page, place=place, back=back)


@pages.machine("/data/votes/{vote:uuid}/{name}", near=True)
def file(services: Services, request: Request) -> Response:
    """Answer one file of a result, or all of them as `result.zip`."""
    name, vote = str(request.path_params["name"]), request.path_params["vote"]
    with services.database.read() as session:
        found = session.get(Vote, vote)
        if found is None or found.state not in COUNTED:
            raise HTTPException(404)
        files = publishing.result_files(session, found, services.country)
    if name == "result.zip":
        return _attachment(_zip(files), "application/zip", f"vote-{vote}.zip")
    if name not in _FILES or name not in files:
        raise HTTPException(404)
    ending = name[name.rindex(".") :]
    return _attachment(files[name], _MEDIA.get(ending, "text/plain; charset=utf-8"), name)


@pages.work("/{place}/votes/{vote:uuid}/ballots", Right.OPEN_BALLOTS)
def ballots(visit: Visit) -> Response:
    """Give the sealed ballots to a member of the audit committee, who counts them again."""
    place = visit.place
    page = vote_view(visit.session, place.code, visit.id("vote"))
    if not page.has_result:
        raise NotFound("")
    form = visit.form(VoteRef, vote=page.id)
    if visit.perform(form, open_ballots, place.code):
        content = publishing.sealed_file(visit.session, visit.session.get_one(Vote, page.id))
        return _attachment(content, "application/json", "sealed.json")
    return visit.render("projects/sealed.html", page, form=form, place=place)


def _show(visit: Visit, template: str) -> Response:
    id_: UUID = visit.id("vote")
    page = public_vote(visit.session, id_)
    visit.hold_while(page.village)
    return visit.render(
        template,
        page,
        place=find_place(visit.session, page.village),
        sealed=page.sealed,
        sheet=_SHEET,
        opened=[
            event
            for event in events_about(visit.session, page.village, str(id_))
            if event.type == "ballots.open"
        ],
        qr=qr_of(visit, f"/votes/{id_}"),
    )


def _zip(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _attachment(content: bytes, media: str, name: str) -> Response:
    return Response(
        content,
        media_type=media,
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "x-content-type-options": "nosniff",
            "cache-control": "no-store" if name == "sealed.json" else "public, max-age=3600",
        },
    )
