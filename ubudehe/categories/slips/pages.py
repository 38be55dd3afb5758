"""Slips to hand out."""

from starlette.responses import Response

from ubudehe.categories.slips import queries
from ubudehe.categories.slips.actions import ON_SHEET, SlipsForm, issue_slips
from ubudehe.categories.slips.rules import mark_of, slip_code
from ubudehe.language.codes import spaced
from ubudehe.people.rules import Right
from ubudehe.places.queries import PlaceLine
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/slips", Right.CATEGORISE)
def slips(visit: Visit) -> Response:
    """Choose who gets slips; what is sent back is the sheet to print, shown this once."""
    place = visit.place
    form = visit.form(SlipsForm)
    if form.submitted and form.value is not None:
        value, key = form.value, visit.services.secret
        codes = {str(one): slip_code(key, form.act_id, one) for one in value.household}
        marks = {one: mark_of(key, codes[str(one)]) for one in value.household}
        told = value.model_copy(update={"slip_marks": marks})
        if visit.perform_by(form, issue_slips, told, place.code):
            return _sheet(visit, place, codes)
    lines = queries.slip_lines(visit.session, place.code)
    asked, isibo = visit.query("household"), visit.query("isibo")
    wanted = [
        line
        for line in lines
        if (str(line.household) == asked if asked else line.issued_at is None)
        and (not isibo or line.isibo == isibo)
    ]
    groups = sorted({line.isibo for line in lines if line.issued_at is None})
    return visit.render(
        "categories/slips.html",
        wanted[:ON_SHEET],
        form=form,
        place=place,
        groups=groups if len(groups) > 1 else [],
        isibo=isibo,
        without=sum(line.issued_at is None for line in lines),
        all=len(lines),
    )


def _sheet(visit: Visit, place: PlaceLine, codes: dict[str, str]) -> Response:
    lines = {str(line.household): line for line in queries.slip_lines(visit.session, place.code)}
    sheet = [
        (lines[household], spaced(code), qr_of(visit, f"/check#{code}"))
        for household, code in codes.items()
        if household in lines
    ]
    address = f"{visit.reached_at.partition('://')[2]}{visit.url('/check')}"
    return visit.render("categories/sheet.html", sheet, place=place, address=address)
