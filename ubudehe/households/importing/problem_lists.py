"""The problems of an import as a CSV file, to be mended in a spreadsheet."""

from collections.abc import Callable, Iterable, Sequence

from ubudehe.households.importing.rules.rows import RowProblem
from ubudehe.language.spreadsheets import csv_file


def problems_csv(
    heading: Sequence[str], problems: Iterable[RowProblem], say: Callable[[RowProblem], str]
) -> bytes:
    """Return row, column, value and message of each problem."""
    lines = [(at.row, at.column, at.value, say(at)) for at in problems]
    return csv_file([heading, *lines])
