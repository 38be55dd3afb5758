"""Spreadsheets that come in: real files, and what a hostile one may try."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from tests.conftest import Visitor, World
from tests.households.sheets import book_of, table
from tests.households.test_import_pages import HERE, ended, registered, through
from ubudehe.households.importing.files import MAX_PARTS, MAX_UNPACKED
from ubudehe.households.importing.rules.sheets import MAX_ROWS
from ubudehe.language.refusals import Refusal

HEADING = ["key", "head", "members"]


def workbook(fill: Callable[[Workbook], None]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        fill(book)
    return content.getvalue()


def sheet_with(*rows: Sequence[object]) -> bytes:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)


def repacked(change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    """Return a small spreadsheet with its parts changed."""
    content = io.BytesIO()
    whole = zipfile.ZipFile(io.BytesIO(sheet_with(HEADING, ["R1", "Aline", 4])))
    with whole, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for part in whole.namelist():
            made.writestr(part, change(part, whole.read(part)))
        for part, body in (more or {}).items():
            made.writestr(part, body)
    return content.getvalue()


def same(_part: str, body: bytes) -> bytes:
    return body


def test_cells_become_texts() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, ["whole", "part", "yes", "day", "moment", "hour", "sum", "wrong"])
        sheet.write_row(1, 0, [12.0, 0.1 + 0.2, True])
        sheet.write_datetime(1, 3, date(2026, 1, 2), day)
        sheet.write_datetime(1, 4, datetime(2026, 1, 2, 3, 4), moment)  # noqa: DTZ001
        sheet.write_datetime(1, 5, time(3, 4), clock)
        sheet.write_formula(1, 6, "=1+1", value=2)
        sheet.write_formula(1, 7, "=1/0", value="#DIV/0!")

    cells = table(workbook(fill)).rows[0].cells
    assert cells == ("12", "0.3", "true", "2026-01-02", "2026-01-02T03:04:00", "03:04:00", "2", "")


def test_the_first_sheet_that_people_see_and_that_holds_something() -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("empty").activate()
        hidden = book.add_worksheet("hidden")
        hidden.write_row(0, 0, ["secret", "of", "others"])
        hidden.hide()
        for row, cells in enumerate((["URUTONDE RW'INGO"], [], HEADING, ["R1", "Noël Gasana", 4])):
            book.get_worksheet_by_name("list") or book.add_worksheet("list")
            book.get_worksheet_by_name("list").write_row(row, 1, cells)

    sheet = table(workbook(fill))
    assert sheet.columns == tuple(HEADING)
    assert [(row.number, row.cells) for row in sheet.rows] == [(4, ("R1", "Noël Gasana", "4"))]
    book = book_of(workbook(fill))
    assert (book.separator, book.encoding, book.unseen) == ("", "xlsx", 1)


def test_an_index_column_and_national_ids_go_as_from_a_csv() -> None:
    rows = [[n, f"R{n}", 1198570012345670 + n, 4] for n in range(1, 5)]
    content = sheet_with(["", "key", "nid", "members"], *rows)
    sheet = table(content)
    assert sheet.columns == ("key", "members")
    assert (sheet.index, book_of(content).identities) == ("#1", ("nid",))


def test_macros_are_left_alone() -> None:
    content = repacked(same, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 a macro"})
    assert table(content).rows[0].cells == ("R1", "Aline", "4")


def far_apart(part: str, body: bytes) -> bytes:
    if not part.endswith("sheet1.xml"):
        return body
    return body.replace(b'r="C2"', b'r="XFD1048576"').replace(b'<row r="2"', b'<row r="1048576"')


def one_text_in_every_cell(part: str, body: bytes) -> bytes:
    if part.endswith("sharedStrings.xml"):
        return body.replace(b"Aline", b"A" * 9_000_000)
    cells = b'<row r="3">' + b'<c t="s"><v>4</v></c>' * 16_000 + b"</row></sheetData>"
    return body.replace(b"</sheetData>", cells) if part.endswith("sheet1.xml") else body


def entities(part: str, body: bytes) -> bytes:
    if not part.endswith("sharedStrings.xml"):
        return body
    made = b'?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return body.replace(b"?>", made, 1).replace(b"Aline", b"&a;&e;")


def cut(part: str, body: bytes) -> bytes:
    return body[: len(body) // 2] if part.endswith(".xml") else body


def locked(content: bytes) -> bytes:
    """Mark every part as encrypted, in its own heading and in the directory."""
    marked = bytearray(content)
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(sign)
        while at >= 0:
            marked[at + flags] |= 1
            at = marked.find(sign, at + 4)
    return bytes(marked)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (repacked(same, {"xl/media/a": bytes(MAX_UNPACKED)}), "too large"),
        (repacked(same, {f"xl/{n}": b"" for n in range(MAX_PARTS)}), "too large"),
        (repacked(far_apart), "too large"),
        (repacked(one_text_in_every_cell), "too large"),
        (repacked(entities), "damaged"),
        (repacked(cut), "damaged"),
        (sheet_with(HEADING, ["R1", "Aline", 4])[:900], "damaged"),
        (b"PK\x03\x04", "damaged"),
        (locked(repacked(same)), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "kind"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le") + bytes(600), "damaged"),
        (repacked(same).replace(b"xl/", b"zz/"), "kind"),
        (repacked(same, {"word/document.xml": b""}).replace(b"xl/", b"zz/"), "picture"),
        (b"%PDF-1.7 a list", "picture"),
        (b"\xff\xd8\xff\xe0 a photo", "picture"),
        (b"<html><table><tr><td>izina</td></tr></table></html>", "web page"),
        (sheet_with(), "empty"),
        (sheet_with(HEADING), "no rows"),
        (sheet_with(HEADING, *[["R", "A", 1]] * (MAX_ROWS + 1)), "rows; at most"),
        (sheet_with([f"c{n}" for n in range(201)], [1] * 201), "columns; at most"),
    ],
    ids=range(21),
)
def test_what_cannot_be_read_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(Refusal) as refused:
        table(content)
    assert message in refused.value.msgid


def test_sizes_that_the_directory_tells_wrong() -> None:
    """A part that unpacks into more than it says: the reader's own process bears it."""
    content = bytearray(repacked(one_text_in_every_cell))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 24 : at + 28] = (100).to_bytes(4, "little")
        at = content.find(b"PK\x01\x02", at + 4)
    with pytest.raises(Refusal):
        table(bytes(content))


def test_a_spreadsheet_is_registered_by_its_forms(world: World, facilitator: Visitor) -> None:
    rows = [[f"R{n}", f"UWASE Aline {n}", "Ubumwe", n + 0.0] for n in range(1, 4)]
    file = through(facilitator, sheet_with(["key", "head", "isibo", "members"], *rows))
    assert "This is a spreadsheet." in facilitator.get(f"{file}/begins")
    facilitator.done(f"{file}/check", {})
    assert "3 households were registered" in ended(facilitator, file)
    assert registered(world)[2] >= {"R1", "R2", "R3"}
    page = facilitator.refused(HERE, {}, files={"file": ("x.xlsx", repacked(far_apart), "")})
    assert 'id="e-file"' in page


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_any_damage_is_read_or_refused(damage: list[tuple[int, int]]) -> None:
    content = bytearray(sheet_with(HEADING, ["R1", "Aline", 4]))
    for place, byte in damage:
        content[4 + place % (len(content) - 4)] = byte
    try:
        sheet = table(bytes(content))
    except Refusal:
        return
    assert all(len(row.cells) == len(sheet.columns) for row in sheet.rows)
