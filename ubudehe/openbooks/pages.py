"""The public pages and addresses."""

from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ubudehe.assemblies.tables import Assembly
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.grants.queries import grant_view
from ubudehe.ledger.months.queries import month_view, months
from ubudehe.ledger.rules.months import is_month
from ubudehe.openbooks import meetings, queries
from ubudehe.openbooks.ledger import KINDS, LINES, ledger_page
from ubudehe.openbooks.outcomes import outcomes
from ubudehe.openbooks.program import NAME, program
from ubudehe.openbooks.rules.asked_entries import read_asked
from ubudehe.places.queries import PlaceLine, find_place, place_view
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.projects.queries import board
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of_text
from ubudehe.web.services import Services
from ubudehe.web.visit import Visit

pages = Pages()
MOST_PAGES = 100_000
ABOVE_SECONDS = 30


@pages.public("/")
def nation(visit: Visit) -> Response:
    """Show what this is, and the whole country."""
    visit.hold_for(ABOVE_SECONDS)
    page = queries.place_page(visit.session, "", visit.country, visit.today)
    return visit.render("openbooks/place.html", page)


@pages.public("/p/{code}")
def place(visit: Visit) -> Response:
    """Show a place: a village's books, or the sums of what lies below."""
    code = _code(visit)
    if not is_village(code, visit.country):
        visit.hold_for(ABOVE_SECONDS)
        page = queries.place_page(visit.session, code, visit.country, visit.today)
        return visit.render("openbooks/place.html", page)
    visit.hold_while(code)
    village = queries.village_page(visit.session, code, visit.country, visit.today)
    return visit.render("openbooks/village.html", village)


@pages.public("/p/{code}/outcomes")
def place_outcomes(visit: Visit) -> Response:
    """Show who rose and fell between rounds, and what became of appeals."""
    code = _code(visit)
    visit.hold_for(ABOVE_SECONDS)
    page = outcomes(visit.session, code, visit.country)
    view = place_view(visit.session, code, visit.country)
    return visit.render("openbooks/outcomes.html", page, view=view)


@pages.public("/p/{code}/ledger")
def first_entries(visit: Visit) -> Response:
    """Show the entries of a village that fit what is asked for; without that, the latest."""
    return _entries(visit, read_start(visit.query("after")))


@pages.public("/p/{code}/ledger/{number:number}")
def more_entries(visit: Visit) -> Response:
    """Show earlier entries of a village, a page at a time."""
    number = visit.number("number")
    if not 1 <= number <= MOST_PAGES:
        raise NotFound("")
    return _entries(visit, (number - 1) * LINES)


def _entries(visit: Visit, start: int) -> Response:
    village = _village(visit)
    asked = read_asked(
        text=visit.query("q"),
        project=visit.query("project"),
        kind=visit.query("kind"),
        month=visit.query("month"),
        way=visit.query("way"),
        flag=visit.query("flag"),
        kinds=KINDS,
    )
    page = ledger_page(visit.session, village.code, asked, visit.country, visit.today, start)
    if start and not page.rows:
        raise NotFound("")
    return visit.render("openbooks/ledger.html", page, place=village)


@pages.public("/p/{code}/projects")
def village_projects(visit: Visit) -> Response:
    """Show needs, proposals and votes of a village."""
    village = _village(visit)
    return visit.render(
        "openbooks/projects.html", board(visit.session, village.code), place=village
    )


@pages.public("/projects/{id:uuid}")
def project(visit: Visit) -> Response:
    """Show a chosen project with its budget and promises."""
    page = queries.project_page(visit.session, _id(visit), visit.country, visit.today)
    visit.hold_while(page.place.code)
    return visit.render("openbooks/project.html", page)


@pages.public("/p/{code}/months")
def village_months(visit: Visit) -> Response:
    """Show the months of a village's books."""
    village = _village(visit)
    found = months(visit.session, village.code, visit.today)
    return visit.render("openbooks/months.html", found, place=village)


@pages.public("/p/{code}/months/{month}")
def village_month(visit: Visit) -> Response:
    """Show one month on a page to print and read out, with the checkpoint to keep."""
    village, month = _village(visit), visit.param("month")
    if not is_month(month):
        raise NotFound("")
    page = month_view(visit.session, village.code, month, visit.today, visit.country)
    head = visit.services.heads.last_signed(village.code)
    return visit.render(
        "openbooks/month.html",
        page,
        place=village,
        head=head,
        qr=qr_of_text(head.note) if head else None,
        keys=visit.services.heads.vkeys(village.code),
    )


@pages.public("/grants/{id:uuid}")
def grant(visit: Visit) -> Response:
    """Show a grant from what was promised to its last receipt."""
    page = grant_view(visit.session, _id(visit), visit.today, visit.country)
    visit.hold_while(page.line.village)
    return visit.render(
        "openbooks/grant.html", page, place=find_place(visit.session, page.line.village)
    )


@pages.public("/p/{code}/assemblies")
def village_assemblies(visit: Visit) -> Response:
    """Show the closed meetings of a village."""
    village = _village(visit)
    found = meetings.public_meetings(visit.session, village.code)
    return visit.render("openbooks/assemblies.html", found, place=village)


@pages.public("/entries/{id:uuid}")
def entry(visit: Visit) -> Response:
    """Show one entry with its life and its proof."""
    id_ = _id(visit)
    village = queries.village_of(visit.session, LedgerEntry, id_)
    visit.hold_while(village)
    page = queries.public_entry(visit.session, village, id_, visit.country, visit.today)
    return visit.render("openbooks/entry.html", page)


@pages.public("/assemblies/{id:uuid}")
def assembly(visit: Visit) -> Response:
    """Show one closed meeting."""
    id_ = _id(visit)
    village = queries.village_of(visit.session, Assembly, id_)
    visit.hold_while(village)
    page = meetings.public_meeting(visit.session, village, id_, visit.country)
    return visit.render("openbooks/assembly.html", page)


@pages.machine("/r/{digest}")
def receipt(services: Services, request: Request) -> Response:
    """Answer a receipt photo: the very bytes whose hash stands in the record."""
    digest = str(request.path_params["digest"])
    with services.database.read() as session:
        media = queries.receipt_media(session, digest[:64])
    content = services.blobs.get(digest) if media and len(digest) == 64 else None
    if media is None or content is None:
        raise HTTPException(404)
    return Response(
        content,
        media_type=media,
        headers={
            "cache-control": "public, max-age=31536000, immutable",
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'",
        },
    )


@pages.machine(f"/{NAME}")
def verifier(_services: Services, _request: Request) -> Response:
    """Answer the verifier as one file, the same bytes for the same version."""
    return Response(
        program(),
        media_type="application/zip",
        headers={"content-disposition": f'attachment; filename="{NAME}"'},
    )


@pages.machine("/data/villages.json")
def villages(services: Services, _request: Request) -> Response:
    """Answer the villages that keep a record."""
    with services.database.read() as session:
        found = queries.villages_with_record(session, services.country)
    return JSONResponse({"villages": found}, headers={"x-page-seconds": str(ABOVE_SECONDS)})


def _code(visit: Visit) -> str:
    try:
        return parse_code(visit.param("code"), visit.country)
    except NotACode:
        raise NotFound("") from None


def _village(visit: Visit) -> PlaceLine:
    code = _code(visit)
    if not is_village(code, visit.country):
        raise NotFound("")
    visit.hold_while(code)
    return find_place(visit.session, code)


def _id(visit: Visit) -> UUID:
    id_: UUID = visit.request.path_params["id"]
    return id_
