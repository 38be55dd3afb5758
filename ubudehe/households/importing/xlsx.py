"""The reader of spreadsheets, run alone: `python -m ubudehe.households.importing.xlsx`.

Six kilobytes can ask for gigabytes: two cells in opposite corners of a sheet, or one long text in
every cell. The library then ends its whole process, so it gets one of its own, with little memory
and time. In comes a file; out come, as JSON, pairs of a row's number and its cells as texts.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 512 * 2**20
"""Bytes the process may take."""

SECONDS = 10
"""Time on the processor."""

MAX_SIGNS = 10_000_000
"""Letters in all cells; a file of 2 MB with every line its own has fewer."""

_MIDNIGHT = time()


def main() -> None:
    """Read a spreadsheet from the standard input; the exit code is not 0 if that fails."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold names
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    json.dump(first_rows(sys.stdin.buffer.read()), sys.stdout)


def first_rows(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the filled rows of the first sheet that people see and that holds something."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for place, sheet in enumerate(book.sheets_metadata):
            shown = sheet.visible == SheetVisibleEnum.Visible
            if shown and sheet.typ == SheetTypeEnum.WorkSheet:
                rows = list(_filled_rows(book.get_sheet_by_index(place)))
                if rows:
                    return rows
    return []


def _filled_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    signs = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [text_of(value) for value in row]
        signs += sum(map(len, cells))
        if signs > MAX_SIGNS:
            raise MemoryError
        if any(cells):
            yield number, cells


def text_of(value: object) -> str:
    """Return what a cell shows: «12» for 12.0, «true», days and times as ISO 8601."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # Spreadsheets show 15 digits: the rest is what binary numbers cannot hold.
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime):
        return (value.date() if value.time() == _MIDNIGHT else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("\0", "")


if __name__ == "__main__":
    main()
