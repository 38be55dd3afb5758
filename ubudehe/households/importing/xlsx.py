"""The reader of spreadsheets, run alone: `python -m ubudehe.households.importing.xlsx`.

Six kilobytes can ask for gigabytes: two cells in opposite corners of a sheet, or one long text in
every cell. The library then ends its whole process, so it gets one of its own, with little memory
and time. In comes a file (XLSX, XLSB, XLS or ODS); out comes, as JSON, each sheet that people see
and that holds something: its name, its rows (number, hidden, cells as texts), its merged cells, and
the columns that are hidden.
"""

import io
import json
import re
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from posixpath import join, normpath
from typing import Any
from zipfile import ZipFile, is_zipfile

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ubudehe.households.importing.ods import MAX_MERGES, OdsTable, tables_of

MEMORY = 512 * 2**20
"""Bytes the process may take."""

SECONDS = 10
"""Time on the processor."""

MAX_SIGNS = 10_000_000
"""Letters in all cells; a file of 2 MB with every line its own has fewer."""

LOCKED = 3
"""The exit code for a file that has a password."""

_MIDNIGHT = time()
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_FIRST = re.compile(rb'\bmin="(\d+)"')
_LAST = re.compile(rb'\bmax="(\d+)"')
_MOST_COLUMNS = 200
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)=["']([^"']*)["']""")


def main() -> None:
    """Read a spreadsheet from the standard input; the exit code is not 0 if that fails."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold names
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        json.dump(sheets(sys.stdin.buffer.read()), sys.stdout)
    except PasswordError:
        sys.exit(LOCKED)


def sheets(content: bytes) -> dict[str, Any]:
    """Return the sheets that people see and that hold something, and how many are not seen."""
    content = usual_parts(content)
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        found, unseen = [], 0
        tables = _ods_tables(content)
        for place, sheet in enumerate(book.sheets_metadata):
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != SheetVisibleEnum.Visible:
                unseen += 1
                continue
            opened = book.get_sheet_by_index(place)
            if place < len(tables):
                table = tables[place]
                hidden, columns, merges = table.hidden, table.hidden_columns, table.merges
            else:
                (hidden, columns), merges = hidden_of(content, sheet.name), _merges(opened)
            rows = [[number, number in hidden, *cells] for number, cells in _filled_rows(opened)]
            if rows:
                one = {"name": sheet.name, "rows": rows, "merges": merges}
                found.append({**one, "columns": sorted(columns)})
    return {"sheets": found, "unseen": unseen}


def _ods_tables(content: bytes) -> list[OdsTable]:
    """Return what is special about the sheets of an ODS; nothing for other kinds."""
    if not is_zipfile(io.BytesIO(content)):
        return []
    with ZipFile(io.BytesIO(content)) as archive:
        if "content.xml" not in archive.namelist():
            return []
        return tables_of(archive.read("content.xml"))


def usual_parts(content: bytes) -> bytes:
    """Return a spreadsheet with its parts under their usual names.

    Some programs write `xl\\workbook.xml`, or a workbook of another name that only the relations
    of the file lead to; the reader looks for `xl/workbook.xml` alone.
    """
    if not is_zipfile(io.BytesIO(content)):
        return content
    with ZipFile(io.BytesIO(content)) as archive:
        names = {part.filename: part.filename.replace("\\", "/") for part in archive.infolist()}
        plain = {new: old for old, new in names.items()}
        target = _workbook(archive, plain)
        if "xl/workbook.xml" not in plain and target in plain and target.endswith(".xml"):
            folder, _, name = target.rpartition("/")
            relations = f"{folder}/_rels/{name}.rels"
            moved = {target: "xl/workbook.xml", relations: "xl/_rels/workbook.xml.rels"}
            names = {old: moved.get(new, new) for old, new in names.items()}
        if all(old == new for old, new in names.items()):
            return content
        made = io.BytesIO()
        with ZipFile(made, "w") as copy:
            for old, new in names.items():
                copy.writestr(new, archive.read(old))
    return made.getvalue()


def _workbook(archive: ZipFile, plain: dict[str, str]) -> str:
    """Return the part that the file's own relations call its document; nothing if none is."""
    if "_rels/.rels" not in plain:
        return ""
    for relation in _relations(archive.read(plain["_rels/.rels"]).decode("utf-8", "replace")):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return ""


def _relations(text: str) -> Iterator[dict[str, str]]:
    for found in _RELATION.findall(text):
        yield dict(_ATTRIBUTE.findall(found))


def hidden_of(content: bytes, name: str) -> tuple[set[int], set[int]]:
    """Return the rows, by number, and the columns, from 0, of a sheet that are hidden by hand or
    filtered away.

    Nothing for an old XLS, which does not say so in a way that is read here.
    """
    if not is_zipfile(io.BytesIO(content)):
        return set(), set()
    with ZipFile(io.BytesIO(content)) as archive:
        parts = set(archive.namelist())
        part = _part_of(archive, parts, name)
        said = archive.read(part) if part in parts else b""
        return _hidden_in_xlsx(said), _hidden_columns_in_xlsx(said)


def _part_of(archive: ZipFile, parts: set[str], name: str) -> str:
    relations = "xl/_rels/workbook.xml.rels"
    if not {"xl/workbook.xml", relations} <= parts:
        return ""
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _relations(archive.read(relations).decode("utf-8", "replace"))
    }
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    for found in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        attributes = dict(_ATTRIBUTE.findall(found))
        said = attributes.get("name", "").replace("&amp;", "&").replace("&apos;", "'")
        if said == name:
            target = targets.get(attributes.get("r:id", ""), "")
            return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return ""


def _hidden_in_xlsx(content: bytes) -> set[int]:
    hidden: set[int] = set()
    number = 0
    for found in _ROW.finditer(content):
        said = _NUMBER.search(found[1])
        number = int(said[1]) if said else number + 1
        if _HIDDEN.search(found[1]):
            hidden.add(number)
    return hidden


def _hidden_columns_in_xlsx(content: bytes) -> set[int]:
    hidden: set[int] = set()
    for found in _COLUMN.finditer(content):
        first, last = _FIRST.search(found[1]), _LAST.search(found[1])
        if first and last and _HIDDEN.search(found[1]):
            hidden.update(range(int(first[1]) - 1, min(int(last[1]), _MOST_COLUMNS)))
    return hidden


def _merges(sheet: CalamineSheet) -> list[list[int]]:
    ranges = sheet.merged_cell_ranges or []
    return [
        [top + 1, bottom + 1, left, right] for (top, left), (bottom, right) in ranges[:MAX_MERGES]
    ]


def _filled_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    signs = 0
    # The reader begins with the first column that holds something; merged cells count from A.
    before = [""] * (sheet.start[1] if sheet.start and sheet.start[1] < _MOST_COLUMNS else 0)
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [text_of(value) for value in row]
        signs += sum(map(len, cells))
        if signs > MAX_SIGNS:
            raise MemoryError
        if any(cells):
            yield number, before + cells


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
