"""Audits as everybody sees them: which villages when, and what came of it; and the letters."""

from starlette.responses import Response

from ubudehe.audit.findings.queries import sign_offs_of
from ubudehe.audit.plans import queries
from ubudehe.audit.samples import kept_samples
from ubudehe.language.refusals import NotFound
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of_text
from ubudehe.web.visit import Visit

pages = Pages()
_SECONDS = 300
"""How long these pages may be kept: they change with acts of many records, and with the day."""


@pages.public("/p/{code}/audits")
def first_audits(visit: Visit) -> Response:
    """Show the audits of a village, or those planned at or below a place."""
    return _audits(visit, 0)


@pages.public("/p/{code}/audits/{number:number}")
def more_audits(visit: Visit) -> Response:
    """Show more of them, after so many."""
    return _audits(visit, visit.number("number"))


@pages.public("/audits/{plan:uuid}")
def public_plan(visit: Visit) -> Response:
    """Show one announced plan."""
    line = _line(visit)
    return visit.render("audit/plans/public_plan.html", line, place=_place(visit, line))


@pages.public("/audits/{plan:uuid}/letters/{village:number}")
def letter(visit: Visit) -> Response:
    """Show the letter that announces an audit to a village, to be printed on A4."""
    line = _line(visit)
    village = visit.param("village")
    own = line.visit_of(village)
    if own is None:
        raise NotFound("")
    address = f"{visit.services.settings.address}{visit.url(f'/p/{village}/audits')}"
    return visit.render(
        "audit/plans/letter.html",
        line,
        own=own,
        place=find_place(visit.session, village),
        sender=_place(visit, line),
        qr=qr_of_text(address),
    )


def _audits(visit: Visit, start: int) -> Response:
    try:
        code = parse_code(visit.param("code"), visit.country)
    except NotACode:
        raise NotFound("") from None
    place = find_place(visit.session, code)
    visit.hold_for(_SECONDS)
    asked = visit.session, code, visit.country, visit.today, start
    if not is_village(code, visit.country):
        found = queries.public_plans(*asked)
        return visit.render("audit/plans/public_list.html", found, place=place)
    # The first page alone tells of samples and sign-offs: the others go on with audits.
    return visit.render(
        "audit/plans/public_village.html",
        queries.audits_of(*asked),
        place=place,
        samples=() if start else kept_samples(visit.session, code),
        sign_offs=() if start else sign_offs_of(visit.session, code, visit.today, True),
    )


def _line(visit: Visit) -> queries.PlanLine:
    found = queries.find_plan(visit.session, visit.id("plan"), visit.country, visit.today)
    if found is None or not found.is_public:
        raise NotFound("")
    visit.hold_for(_SECONDS)
    return found


def _place(visit: Visit, line: queries.PlanLine) -> PlaceLine:
    return find_place(visit.session, line.place)
