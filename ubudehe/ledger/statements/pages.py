"""Statements of the bank and of mobile money, on the phone."""

from dataclasses import replace

from starlette.responses import Response

from ubudehe.language.amounts import exponent_of
from ubudehe.language.paging import Paging, read_start
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.entries.sums import foreign_currencies
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.months import first_day, is_month
from ubudehe.ledger.statements import actions, queries
from ubudehe.ledger.statements.forms import (
    WHYS,
    ExplainLineForm,
    PairLinesForm,
    PartLineForm,
    ReadLinesForm,
    TakeLinesBackForm,
)
from ubudehe.ledger.statements.reading import ReadStatement, read_statement
from ubudehe.people.rules import Right
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
_MONTH = "/{place}/money/months/{month}/bank"
_LINE = "/{place}/money/lines/{line:uuid}"
_MOST = 25


@pages.work(_MONTH, Right.LOOK)
def compare_lines(visit: Visit) -> Response:
    """Show the lines of a month beside the books; say of those that look the same that they are."""
    place, month = visit.place, _month(visit)
    form = visit.form(PairLinesForm)
    if visit.perform(form, actions.match_lines, place.code):
        return visit.redirect(_of_month(visit, month), "recorded")
    page = queries.bank_states(visit.session, place.code, month)
    files = queries.bank_files(visit.session, place.code, month)
    first = first_day(month)
    return visit.render(
        "ledger/bank.html", page, form=form, place=place, month=month, first=first, files=files
    )


@pages.work(_MONTH + "/read", Right.PROPOSE_MONEY, files=True)
def read_in(visit: Visit) -> Response:
    """Take the file of a statement in."""
    place, month = visit.place, _month(visit)
    where = visit.query("place") or "bank"
    form = visit.form(ReadLinesForm, {"place": where}, month=month)
    read = _sent(visit, form)
    if read is not None and form.value is not None:
        form.value = form.value.model_copy(update={"lines": list(read.lines)})
        if visit.perform(form, actions.read_lines, place.code):
            return visit.redirect(_of_month(visit, month), "recorded")
    foreign = foreign_currencies(visit.session, place.code)
    return visit.render(
        "ledger/bank_read.html", first_day(month), form=form, place=place, foreign=foreign
    )


@pages.work(_MONTH + "/settled", Right.LOOK)
def show_settled(visit: Visit) -> Response:
    """Show the lines of a month of which somebody said what they are."""
    place, month = visit.place, _month(visit)
    found = queries.settled_lines(visit.session, place.code, month)
    part = Paging(read_start(visit.query("after")), _MOST, len(found))
    return visit.render(
        "ledger/bank_settled.html",
        part.of(found),
        place=place,
        month=month,
        first=first_day(month),
        part=part,
    )


@pages.work("/{place}/money/statements/{file:uuid}/take-back", Right.PROPOSE_MONEY)
def take_back(visit: Visit) -> Response:
    """Take a statement back that was read in."""
    place = visit.place
    page, month = queries.bank_file(visit.session, place.code, visit.id("file"))
    form = visit.form(TakeLinesBackForm, file=page.id)
    if visit.perform(form, actions.take_lines_back, place.code):
        return visit.redirect(_of_month(visit, month), "recorded")
    return visit.render(
        "ledger/bank_take_back.html", page, form=form, place=place, first=first_day(month)
    )


@pages.work(_LINE, Right.LOOK)
def show_line(visit: Visit) -> Response:
    """Show one line, and say by hand which entry it is."""
    place = visit.place
    page = queries.line_view(visit.session, place.code, visit.id("line"))
    form = visit.form(PairLinesForm)
    if visit.perform(form, actions.match_lines, place.code):
        return visit.redirect(_of_month(visit, page.line.month), "recorded")
    return visit.render("ledger/bank_line.html", page, form=form, place=place)


@pages.work(_LINE + "/explain", Right.PROPOSE_MONEY)
def explain(visit: Visit) -> Response:
    """Say why a line has no entry."""
    place = visit.place
    page = queries.line_view(visit.session, place.code, visit.id("line"))
    form = visit.form(ExplainLineForm, line=page.line.id)
    if visit.perform(form, actions.explain_line, place.code):
        return visit.redirect(_of_month(visit, page.line.month), "recorded")
    return visit.render("ledger/bank_explain.html", page, form=form, place=place, whys=WHYS)


@pages.work(_LINE + "/part", Right.PROPOSE_MONEY)
def part(visit: Visit) -> Response:
    """Take back what was said of a line."""
    place = visit.place
    page = queries.line_view(visit.session, place.code, visit.id("line"))
    form = visit.form(PartLineForm, line=page.line.id)
    if visit.perform(form, actions.part_line, place.code):
        return visit.redirect(_of_month(visit, page.line.month), "recorded")
    return visit.render("ledger/bank_part.html", page, form=form, place=place)


def _sent(visit: Visit, form: Form[ReadLinesForm]) -> ReadStatement | None:
    """Return what the file says; None if none was sent, or it was refused (said in the form)."""
    if not form.submitted or form.value is None:
        return None
    place, manners = form.value.place, visit.country.manners
    if place not in accounts.PLACES:
        digits, spellings = exponent_of(place), (place.lower(),)
        manners = replace(manners, currency=place, exponent=digits, spellings=spellings)
    try:
        return read_statement(form.files.get("file", b""), form.value.month, manners)
    except Refusal as refusal:
        form.refuse_by(refusal, "file")
        return None


def _month(visit: Visit) -> str:
    month = visit.param("month")
    if not is_month(month):
        raise NotFound("")
    return month


def _of_month(visit: Visit, month: str) -> str:
    return f"/work/{visit.place.code}/money/months/{month}/bank"
