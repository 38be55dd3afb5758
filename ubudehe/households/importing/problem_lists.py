"""The problems of an import as a CSV file, to be mended in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable

from ubudehe.households.importing.rules.rows import RowProblem

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def problems_csv(
    heading: Iterable[str], problems: Iterable[RowProblem], say: Callable[[RowProblem], str]
) -> bytes:
    """Return row, column, value and message of each problem, in UTF-8 with BOM for spreadsheets.

    A value that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP's
    «CSV injection» advises.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heading)
    for problem in problems:
        cells = (problem.column, problem.value, say(problem))
        writer.writerow([problem.row, *(_harmless(cell) for cell in cells)])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
