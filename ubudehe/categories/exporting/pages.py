"""The list as a file, for who says what for."""

from starlette.responses import Response

from ubudehe.categories.exporting.actions import ExportForm, note_export
from ubudehe.categories.exporting.queries import ExportLine, ExportList, export_list
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed
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


def _file(visit: Visit, place: PlaceLine, asked: ExportForm, rows: list[Cells]) -> Response:
    as_csv = asked.kind == "csv"
    content = csv_file(rows) if as_csv else xlsx_file(rows, _WIDTHS)
    name = f"ubudehe-{place.code}-{visit.today}.{asked.kind}"
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
