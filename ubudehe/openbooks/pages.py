"""The public pages and addresses."""

from datetime import date
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ubudehe.assemblies.announcing.queries import meetings_to_come
from ubudehe.assemblies.tables import Assembly
from ubudehe.language.dates import day_of
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.photos import removed_of
from ubudehe.ledger.exports.asking import asked_of
from ubudehe.ledger.months.queries import month_view, months
from ubudehe.ledger.months.years import year_account, years_of
from ubudehe.ledger.rebudgets.queries import changed_costs
from ubudehe.ledger.rules.months import is_month
from ubudehe.openbooks import meetings, queries
from ubudehe.openbooks.bundle import write_bundle
from ubudehe.openbooks.givers import givers_page
from ubudehe.openbooks.grant import GrantStory, grant_story, subjects_of, village_of_grant
from ubudehe.openbooks.ledger import KINDS, LINES, ledger_page
from ubudehe.openbooks.outcomes import outcomes
from ubudehe.openbooks.program import NAME, program
from ubudehe.openbooks.rules.asked_entries import MOST_TEXT, read_asked
from ubudehe.places.queries import PlaceLine, find_place, place_view
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.projects.proposals.queries import public_proposal, village_of_proposal
from ubudehe.projects.queries import board
from ubudehe.record.rules.pdf_files import pdf_of
from ubudehe.spoken.queries import heard
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of_text
from ubudehe.web.services import Services
from ubudehe.web.visit import Visit

REMOVED = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 90" fill="none" stroke="#888"'
    b' stroke-width="4"><rect width="120" height="90" fill="#eee"/><path d="M30 30h16l6-9h16l6 9h16'
    b'v36H30zM22 12l76 66"/><circle cx="60" cy="47" r="11"/></svg>'
)
"""A crossed camera, where a photo was removed under the law."""
pages = Pages()
MOST_PAGES = 100_000
MOST_IN_SITEMAP = 50_000
"""As many as the protocol of sitemaps lets one file hold."""
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


@pages.public("/p/{code}/poster")
def place_poster(visit: Visit) -> Response:
    """Show a sheet for the wall: what it is, and the way to a village's books as a picture."""
    village = _village(visit)
    address = f"{visit.services.settings.address}/p/{village.code}"
    return visit.render("openbooks/poster.html", village, address=address, qr=qr_of_text(address))


@pages.public("/p/{code}/outcomes")
def place_outcomes(visit: Visit) -> Response:
    """Show who rose and fell between rounds, and what became of appeals."""
    code = _code(visit)
    visit.hold_for(ABOVE_SECONDS)
    page = outcomes(visit.session, code, visit.country, visit.today)
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
        "openbooks/projects.html",
        board(visit.session, village.code),
        place=village,
        changed=changed_costs(visit.session, village.code),
    )


@pages.public("/proposals/{id:uuid}")
def proposal(visit: Visit) -> Response:
    """Show a proposal to everybody, and what of its budget meetings changed since."""
    id_ = _id(visit)
    village = village_of_proposal(visit.session, id_)
    visit.hold_while(village)
    return visit.render(
        "openbooks/proposal.html",
        public_proposal(visit.session, village, id_),
        place=find_place(visit.session, village),
        voice=heard(visit.session, village, "project").get(str(id_)),
        changed=changed_costs(visit.session, village).get(id_),
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
    years = years_of(visit.session, village.code, visit.country, visit.today)
    return visit.render("openbooks/months.html", found, place=village, years=years)


@pages.public("/p/{code}/years/{year:number}")
def village_account(visit: Visit) -> Response:
    """Show how a financial year adds up, and what is carried over."""
    village, year = _village(visit), visit.number("year")
    known = years_of(visit.session, village.code, visit.country, visit.today)
    page = (
        year_account(visit.session, village.code, year, visit.country, visit.today)
        if year in known
        else None
    )
    if page is None:
        raise NotFound("")
    return visit.render("openbooks/year.html", page, place=village)


@pages.public("/p/{code}/months/{month}")
def village_month(visit: Visit) -> Response:
    """Show one month on a page to print and read out, with the checkpoint to keep."""
    village, month = _village(visit), visit.param("month")
    if not is_month(month):
        raise NotFound("")
    after = read_start(visit.query("after"))
    page = month_view(visit.session, village.code, month, visit.today, visit.country, after)
    head = visit.services.heads.last_signed(village.code)
    return visit.render(
        "openbooks/month.html",
        page,
        place=village,
        head=head,
        qr=qr_of_text(head.note) if head else None,
        keys=visit.services.heads.vkeys(village.code),
    )


@pages.public("/givers")
def givers(visit: Visit) -> Response:
    """Find grants by who gives, by purpose or by code, in the whole country."""
    visit.hold_for(ABOVE_SECONDS)
    text = " ".join(visit.query("q").split())[:MOST_TEXT]
    page = givers_page(visit.session, text, read_start(visit.query("after")))
    return visit.render("openbooks/givers.html", page)


@pages.public("/grants/{id:uuid}")
def grant(visit: Visit) -> Response:
    """Show a grant from what was promised to its last receipt, as of today or `?as-of=`."""
    return visit.render("openbooks/grant.html", _grant(visit))


@pages.public("/grants/{id:uuid}/report")
def grant_report(visit: Visit) -> Response:
    """Show the same on two pages of paper, with what proves it."""
    page = _grant(visit)
    head = visit.services.heads.last_signed(page.place.code)
    address = f"{visit.services.settings.address}{visit.url(f'/grants/{_id(visit)}')}"
    qr = qr_of_text(address)
    return visit.render("openbooks/grant_report.html", page, head=head, qr=qr)


def _grant(visit: Visit) -> GrantStory:
    session, id_ = visit.session, _id(visit)
    village = village_of_grant(session, id_)
    visit.hold_while(village)
    text = visit.query("as-of")
    if not text:
        return grant_story(session, id_, visit.today, visit.country)
    signed = visit.services.heads.last_signed(village)
    head = signed.checkpoint if signed else None
    asked, _ = asked_of({"as-of": text}, session, village, head, visit.country, visit.now)
    past = date.fromisoformat(text) if "-" in text else visit.today
    return grant_story(session, id_, visit.today, visit.country, past, asked.size)


@pages.machine("/v/{code}/grants/{id:uuid}.zip", near=True)
def grant_proofs(services: Services, request: Request) -> Response:
    """Answer the proofs of all signed acts about a grant and its entries, as one file."""
    id_: UUID = request.path_params["id"]
    country, today = services.country, day_of(services.clock(), services.country.zone)
    with services.database.read() as session:
        try:
            village = village_of_grant(session, id_)
            subjects = subjects_of(session, id_, today, country)
        except NotFound:
            raise HTTPException(404) from None
        head = services.heads.last_signed(village)
        if head is None or village != request.path_params["code"]:
            raise HTTPException(404)
        vkeys = services.heads.vkeys(village)
        made = write_bundle(session, village, subjects, head, vkeys, services.settings.address)
    name = f"{village}-grant-at-{head.checkpoint.size}.zip"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type="application/zip", headers=headers)


@pages.public("/p/{code}/assemblies")
def village_assemblies(visit: Visit) -> Response:
    """Show the meetings of a village: those announced, and those that are closed."""
    village = _village(visit)
    found = meetings.public_meetings(visit.session, village.code)
    announced = meetings_to_come(visit.session, village.code, visit.today)
    return visit.render("openbooks/assemblies.html", found, place=village, announced=announced)


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
        removed = bool(removed_of(session, [digest]))
    content = services.blobs.get(digest) if media and len(digest) == 64 else None
    if removed and "text/html" not in request.headers.get("accept", ""):
        return _no_picture()
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


def _no_picture() -> Response:
    """Answer a page that still shows a photo which was removed: a crossed frame in its place."""
    return Response(
        REMOVED,
        404,
        media_type="image/svg+xml",
        headers={"cache-control": "no-store", "content-security-policy": "default-src 'none'"},
    )


@pages.machine("/r/{digest}/paper.pdf")
def paper(services: Services, request: Request) -> Response:
    """Answer the pages of a paper in one file, made anew of what everybody may see of it now."""
    with services.database.read() as session:
        named = queries.receipt_pages(session, str(request.path_params["digest"])[:65])
    found = [(services.blobs.get(name), width, height) for name, width, height in named]
    pictures = [(content, width, height) for content, width, height in found if content]
    if not pictures:
        raise HTTPException(404)
    return Response(
        pdf_of(pictures),
        media_type="application/pdf",
        headers={
            "cache-control": "no-cache",
            "content-disposition": 'inline; filename="paper.pdf"',
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


@pages.machine("/robots.txt")
def robots(services: Services, _request: Request) -> Response:
    """Tell programs that follow links what is public, and where the list of it stands."""
    closed = "".join(f"Disallow: /{lang}/work\n" for lang in services.country.languages)
    told = f"User-agent: *\n{closed}Sitemap: {services.settings.address}/sitemap.txt\n"
    return Response(told, media_type="text/plain", headers={"x-page-seconds": "3600"})


@pages.machine("/sitemap.txt", near=True)
def sitemap(services: Services, _request: Request) -> Response:
    """Answer the first pages of all villages with books; each names itself in every language."""
    lang, site = services.country.languages[0], services.settings.address
    with services.database.read() as session:
        found = queries.villages_with_record(session, services.country)
    paths = ["/", "/givers", "/data", *(f"/p/{one['code']}" for one in found)]
    told = "".join(f"{site}/{lang}{path}\n" for path in paths[:MOST_IN_SITEMAP])
    return Response(told, media_type="text/plain", headers={"x-page-seconds": "3600"})


@pages.machine("/data/villages.json", near=True)
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
