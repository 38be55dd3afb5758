"""The list as a file, for who says what for."""

from collections.abc import Iterator

from starlette.responses import Response

from ubudehe.categories.exporting.actions import ExportForm, note_answers_export, note_export
from ubudehe.categories.exporting.answers import (
    CORE,
    CORE_FIELDS,
    AnswerTable,
    Filled,
    all_answers,
    answer_cells,
    column_names,
    core_filled,
    filled,
    own_labels,
)
from ubudehe.categories.exporting.queries import ExportLine, ExportList, export_list
from ubudehe.households.answers import called
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed
from ubudehe.language.sentences import Sentence
from ubudehe.language.spreadsheets import Cells, csv_file, xlsx_file
from ubudehe.people.rules import Right
from ubudehe.places.queries import PlaceLine
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()

_TITLES = (
    N_("Household number"),
    N_("Isibo"),
    N_("Head of household"),
    N_("Number of people in the household"),
    N_("Category decided"),
    N_("State of the list"),
    N_("Decided on"),
)
_WIDTHS = (12, 20, 32, 12, 12, 24, 12)
_STATES = {
    "prepared": N_("Not posted yet"),
    "agreed": N_("Not posted yet"),
    "mapped": N_("Not posted yet"),
    "posted": N_("Appeals are open"),
    "final": N_("The list is final"),
}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.work("/{place}/categories/export", Right.EXPORT_LIST)
def export(visit: Visit) -> Response:
    """Ask what for, write that down, and answer with the file."""
    place = visit.place
    if place.level != "village":
        raise NotAllowed(N_("Households belong to a village."))
    form = visit.form(ExportForm, {"kind": "xlsx"})
    asked = form.value
    if asked is not None and visit.perform(form, note_export, place.code):
        found = export_list(visit.session, place.code, visit.country)
        return _file(visit, place, asked, _rows(visit, place, asked.reason, found))
    return visit.render("categories/export.html", form=form, place=place)


@pages.work("/{place}/answers/export", Right.EXPORT_LIST)
def export_answers(visit: Visit) -> Response:
    """Say how complete the answers are, ask what for, write that down, answer with the file."""
    place = visit.village
    form = visit.form(ExportForm, {"kind": "xlsx"})
    asked = form.value
    if asked is not None and visit.perform(form, note_answers_export, place.code):
        found = all_answers(visit.session, place.code, visit.country)
        return _file(
            visit, place, asked, _answer_rows(visit, place, asked.reason, found), "answers"
        )
    found = all_answers(visit.session, place.code, visit.country)
    parts = [(visit.say(CORE), tuple(_core_filled(visit, found)))]
    parts += [(one.form.title, tuple(filled(found, one, visit.lang))) for one in found.forms]
    return visit.render("categories/export_answers.html", parts, form=form, place=place)


def _core_filled(visit: Visit, found: AnswerTable) -> Iterator[Filled]:
    for step, asked, answered in core_filled(found):
        yield Filled(_spoken(visit, step.asked), asked, answered)


def _answer_rows(visit: Visit, place: PlaceLine, reason: str, found: AnswerTable) -> list[Cells]:
    """Return a line that says what it is for, the names of the columns, their words, and rows."""
    note = visit.say(
        N_(
            "%(place)s, %(day)s, for: %(reason)s. Answers are personal: they serve the village's "
            "planning only, and are not for publication."
        ),
        place=place.address,
        day=visit.today.isoformat(),
        reason=" ".join(reason.split()),
    )
    first = [visit.say(title) for title in _FIRST]
    told = [*first, *(_spoken(visit, called(name)) for name in CORE_FIELDS)]
    told += own_labels(found, visit.lang)
    counts = [visit.say(N_("Answered")), visit.say(N_("Asked"))]
    told += counts * (1 + len(found.forms))
    names = column_names(found)
    lines = (answer_cells(found, line) for line in found.lines)
    return [[note, *[""] * (len(names) - 1)], names, told, *lines]


def _spoken(visit: Visit, one: Sentence) -> str:
    return visit.say(one.message, **{name: value.value for name, value in one.values.items()})


_FIRST = (N_("Household number"), N_("Isibo"), N_("Number of people in the household"))


def _file(
    visit: Visit, place: PlaceLine, asked: ExportForm, rows: list[Cells], what: str = ""
) -> Response:
    as_csv = asked.kind == "csv"
    content = csv_file(rows) if as_csv else xlsx_file(rows, _WIDTHS)
    name = f"ubudehe-{place.code}-{what and what + '-'}{visit.today}.{asked.kind}"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(content, 200, headers, "text/csv; charset=utf-8" if as_csv else _XLSX)


def _rows(visit: Visit, place: PlaceLine, reason: str, found: ExportList) -> list[Cells]:
    """Return a line that says what the list is for, the titles, and a row for each household."""
    note = visit.say(
        N_(
            "%(place)s, %(day)s, for: %(reason)s. Categories serve the village's planning only and "
            "give no right to a service; this list is not for publication."
        ),
        place=place.address,
        day=visit.today.isoformat(),
        reason=" ".join(reason.split()),
    )
    state = visit.say(_STATES[found.state]) if found.state in _STATES else ""
    titles = [visit.say(title) for title in _TITLES]
    if found.scheme is not None:
        titles[4] = f"{titles[4]} ({found.scheme.names[visit.lang]})"
    first = [note, *[""] * (len(titles) - 1)]
    return [first, titles, *(_row(visit, line, state) for line in found.lines)]


def _row(visit: Visit, line: ExportLine, state: str) -> Cells:
    day = ""
    if line.decided_at is not None:
        day = line.decided_at.astimezone(visit.country.zone).date().isoformat()
    members = line.members
    return [line.number, line.isibo, line.head, members, line.category or "", state, day]
