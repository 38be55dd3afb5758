"""Slips to hand out, and the page where a household looks itself up."""

from pydantic import BaseModel, Field
from starlette.responses import Response

from ubudehe.categories.slips import queries
from ubudehe.categories.slips.actions import ON_SHEET, SlipsForm, issue_slips
from ubudehe.categories.slips.rules import mark_of, slip_code
from ubudehe.language.codes import read_code, spaced
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.rules import Right
from ubudehe.people.signing import digest
from ubudehe.people.throttling import SHARED, check_wait, count_failure
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of
from ubudehe.web.visit import Visit

pages = Pages()


class CheckForm(BaseModel):
    """The code on a slip."""

    code: str = Field(max_length=40)


@pages.work("/{place}/slips", Right.CATEGORISE)
def slips(visit: Visit) -> Response:
    """Choose who gets slips; what is sent back is the sheet to print, shown this once."""
    place = visit.place
    form = visit.form(SlipsForm)
    if form.submitted and form.value is not None:
        value, key = form.value, visit.services.secret
        codes = {str(one): slip_code(key, form.act_id, one) for one in value.household}
        marks = {one: mark_of(key, code) for one, code in codes.items()}
        if visit.attempt(form, lambda desk: issue_slips(desk, value, marks), place.code):
            return _sheet(visit, place, codes)
    lines = queries.slip_lines(visit.session, place.code)
    asked, isibo = visit.query("household"), visit.query("isibo")
    wanted = [
        line
        for line in lines
        if (str(line.household) == asked if asked else line.issued_at is None)
        and (not isibo or line.isibo == isibo)
    ]
    return visit.render(
        "categories/slips.html",
        wanted[:ON_SHEET],
        form=form,
        place=place,
        groups=sorted({line.isibo for line in lines if line.issued_at is None}),
        isibo=isibo,
        without=sum(line.issued_at is None for line in lines),
        all=len(lines),
    )


@pages.public("/check", form=True)
def check(visit: Visit) -> Response:
    """Show the holder of a slip the household's own category, and nothing else."""
    form = visit.form(CheckForm)
    if not form.submitted or form.value is None:
        return visit.render("categories/check.html", form=form)
    code = read_code(form.value.code)
    if code is None:
        form.refuse(N_("There is a typing error in this code. Compare it with the slip."), "code")
        return visit.render("categories/check.html", form=form)
    if not _opens(visit, form, code):
        return visit.render("categories/check.html", form=form)
    slip = queries.find_slip(visit.session, mark_of(visit.services.secret, code))
    assert slip is not None
    own = queries.own_view(visit.session, slip, visit.today, visit.country)
    place = find_place(visit.session, slip.village)
    return visit.render("categories/own.html", own, place=place)


def _opens(visit: Visit, form: Form[CheckForm], code: str) -> bool:
    """Tell whether a slip has this code; who guesses waits longer each time."""
    address = digest("check " + (visit.request.client.host if visit.request.client else ""))
    visit.session.rollback()
    with visit.database.write() as session:
        try:
            check_wait(session, (address,), visit.now)
        except Refusal as refusal:
            form.refuse(refusal.msgid, "code", **refusal.params)
            return False
        if queries.find_slip(session, mark_of(visit.services.secret, code)):
            return True
        count_failure(session, address, visit.now, SHARED)
    form.refuse(
        N_("No slip has this code. It may have been replaced: ask your facilitator for a new one."),
        "code",
    )
    return False


def _sheet(visit: Visit, place: PlaceLine, codes: dict[str, str]) -> Response:
    lines = {str(line.household): line for line in queries.slip_lines(visit.session, place.code)}
    sheet = [
        (lines[household], spaced(code), qr_of(visit, f"/check#{code}"))
        for household, code in codes.items()
        if household in lines
    ]
    address = f"{visit.services.settings.host}{visit.url('/check')}"
    return visit.render("categories/sheet.html", sheet, place=place, address=address)
