"""XLSForms as files: a spreadsheet that was sent, and one to download."""

from collections.abc import Mapping

from ubudehe.households.importing.files import read_file
from ubudehe.households.own.rules.questionnaires import Questionnaire
from ubudehe.households.own.rules.xlsform import Rows, write_form
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.language.spreadsheets import xlsx_book

LAST_ROW = 2_000
"""An XLSForm whose sheets go on below this row is none that anybody answers."""


def sheets_of(content: bytes) -> Mapping[str, Rows]:
    """Return the sheets of a spreadsheet by name, each row where it stands; Refusal otherwise."""
    book = read_file(content)
    found: dict[str, list[tuple[str, ...]]] = {}
    for grid in book.grids:
        if grid.lines[-1].number > LAST_ROW:
            raise Refusal(
                N_("The sheet «%(sheet)s» goes on below row %(row)s. Copy the form alone."),
                "file",
                sheet=grid.name,
                row=LAST_ROW,
            )
        rows: list[tuple[str, ...]] = [()] * grid.lines[-1].number
        for line in grid.lines:
            rows[line.number - 1] = line.cells
        found[grid.name.strip().lower()] = rows
    return found


def as_xlsx(form: Questionnaire) -> bytes:
    """Return a form as an XLSForm file, which ODK, Kobo and this app read."""
    return xlsx_book(write_form(form))
