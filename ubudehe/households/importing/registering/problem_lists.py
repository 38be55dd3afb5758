"""The problems of an import as a CSV file, to be mended in a spreadsheet."""

from collections.abc import Callable, Iterable, Sequence

from ubudehe.households.importing.rules.rows import RowProblem
from ubudehe.language.spreadsheets import csv_file


def problems_csv(
    heading: Sequence[str],
    problems: Iterable[RowProblem],
    say: Callable[[RowProblem], str],
    place: Callable[[int], str] = str,
) -> bytes:
    """Return row (where `place` says it stands), column, value and message of each problem."""
    lines = [(place(at.row), at.column, at.value, say(at)) for at in problems]
    return csv_file([heading, *lines])
