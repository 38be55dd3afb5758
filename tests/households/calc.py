"""OpenDocument spreadsheets as LibreOffice Calc writes them, made by hand."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("table", "table"),
        ("text", "text"),
        ("number", "datastyle"),
    )
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_STYLES = (
    "<office:automatic-styles>"
    '<style:style style:name="ta1" style:family="table"><style:table-properties '
    'table:display="true"/></style:style>'
    '<style:style style:name="ta2" style:family="table"><style:table-properties '
    'table:display="false"/></style:style>'
    "</office:automatic-styles>"
)
_REST = '<table:table-cell table:number-columns-repeated="16376"/>'


@dataclass(frozen=True)
class Page:
    """One sheet: rows from the top, of texts and numbers; None is an empty cell."""

    name: str
    rows: Sequence[Sequence[object]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First row, last row, first column, last column, all from 0."""
    hidden: tuple[int, ...] = ()
    filtered: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    unseen: bool = False
    heading: int = 0
    """Rows from the top that are repeated on each printed page."""


def calc(*pages: Page) -> bytes:
    """Return a file of several sheets, with all its cells written as LibreOffice writes them."""
    tables = "".join(map(_table, pages))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} '
        f'office:version="1.3">{_STYLES}<office:body><office:spreadsheet>'
        f'<table:calculation-settings table:automatic-find-labels="false"/>{tables}'
        "<table:named-expressions/></office:spreadsheet></office:body></office:document-content>"
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", _KIND, zipfile.ZIP_STORED)
        file.writestr("content.xml", content)
        file.writestr("META-INF/manifest.xml", _MANIFEST)
    return kept.getvalue()


def _table(page: Page) -> str:
    width = max(map(len, page.rows))
    columns = "".join(
        "<table:table-column"
        + (' table:visibility="collapse"' if at in page.hidden_columns else "")
        + ' table:default-cell-style-name="Default"/>'
        for at in range(width)
    )
    rows = [_row(page, at) for at in range(len(page.rows))]
    if page.heading:
        first = "".join(rows[: page.heading])
        rows[: page.heading] = [f"<table:table-header-rows>{first}</table:table-header-rows>"]
    style = "ta2" if page.unseen else "ta1"
    return (
        f'<table:table table:name="{escape(page.name)}" table:style-name="{style}">'
        f'{columns}<table:table-column table:number-columns-repeated="16376"/>{"".join(rows)}'
        f'<table:table-row table:number-rows-repeated="1048000">{_REST}</table:table-row>'
        "</table:table>"
    )


def _row(page: Page, at: int) -> str:
    row = page.rows[at]
    shown = "".join(
        f' table:visibility="{kind}"'
        for kind, rows in (("collapse", page.hidden), ("filter", page.filtered))
        if at in rows
    )
    return f"<table:table-row{shown}>{''.join(_cells(page, at, row))}{_REST}</table:table-row>"


def _cells(page: Page, at: int, row: Sequence[object]) -> list[str]:
    """Return the cells of a row; equal ones beside each other are written once."""
    spans = {
        (top, left): (bottom - top + 1, right - left + 1)
        for top, bottom, left, right in page.merged
    }
    covered = {
        (row_at, column)
        for top, bottom, left, right in page.merged
        for row_at in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row_at, column) != (top, left)
    }
    made: list[tuple[str, int]] = []
    for column, value in enumerate(row):
        rows, columns = spans.get((at, column), (1, 1))
        cell = _cell(value, rows, columns, (at, column) in covered)
        if made and made[-1][0] == cell and (rows, columns) == (1, 1):
            made[-1] = (cell, made[-1][1] + 1)
        else:
            made.append((cell, 1))
    return [
        cell.replace(" ", f' table:number-columns-repeated="{times}" ', 1) if times > 1 else cell
        for cell, times in made
    ]


def _cell(value: object, rows: int, columns: int, covered: bool) -> str:
    kind = "table:covered-table-cell" if covered else "table:table-cell"
    span = (
        f' table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}"'
        if (rows, columns) != (1, 1)
        else ""
    )
    if value is None:
        return f'<{kind} table:style-name="Default"{span}/>'
    if isinstance(value, int):
        return (
            f'<{kind} office:value-type="float" office:value="{value}"{span}>'
            f"<text:p>{value}</text:p></{kind}>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<{kind} office:value-type="string"{span}>{lines}</{kind}>'
