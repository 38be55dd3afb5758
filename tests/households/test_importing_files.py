"""Files of households: what real ones brought, and what must never come in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.households.sheets import book_of, sheet_of, table
from ubudehe.households.importing.rules.books import book_from_json, book_to_json
from ubudehe.households.importing.rules.layouts import guess_layout
from ubudehe.households.importing.rules.layouts import sheet_of as sheet_by
from ubudehe.households.importing.rules.sheets import (
    MAX_BYTES,
    MAX_ROWS,
    find_separator,
)
from ubudehe.language.refusals import Refusal


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    text = "key,name,members\n1,Noël Gasana,4\n2,Zoé Uwase,3\n".replace(",", separator)
    sheet = table(text.encode(encoding))
    assert sheet.columns == ("key", "name", "members")
    assert sheet.rows[0].cells == ("1", "Noël Gasana", "4")
    book = book_of(text.encode(encoding))
    assert book.separator == separator
    assert book.encoding == encoding.removesuffix("-sig")


def test_a_comma_in_a_decimal_number_does_not_mislead() -> None:
    assert find_separator("key;land;note\n1;0,5;a,b\n2;1,25;c\n") == ";"


def test_quotes_blank_lines_and_row_numbers() -> None:
    sheet = table(b'key,head,members\r\n1,"Uwase, ""Aline""",4\r\n\r\n2,"two\nlines",3\r\n')
    assert [(row.number, row.cells[1]) for row in sheet.rows] == [
        (2, 'Uwase, "Aline"'),
        (4, "two\nlines"),
    ]


def test_the_separator_that_a_spreadsheet_announces() -> None:
    sheet = table(b"sep=;\nkey;members\n1;4\n")
    assert sheet.columns == ("key", "members")
    assert sheet.rows[0].number == 3


@pytest.mark.parametrize("head", [",key,members", "Unnamed: 0,key,members", "key,members"])
def test_an_unnamed_index_column_goes(head: str) -> None:
    sheet = table(f"{head}\n0,a,4\n1,b,3\n2,c,2\n".encode())
    assert sheet.columns == ("key", "members")
    assert sheet.rows[1].cells == ("b", "3")
    assert sheet.index


def test_a_first_column_with_a_name_stays() -> None:
    assert table(b"nr,key,members\n0,a,4\n1,b,3\n").index == ""


def test_empty_columns_go_and_double_names_are_told_apart() -> None:
    sheet = table(b"key;members;key;;;;\n1;4;x;;;;\n2;3;y;;;;\n")
    assert sheet.columns == ("key", "members", "key (2)")
    assert sheet.rows[1].cells == ("2", "3", "y")


def test_rows_of_other_lengths() -> None:
    sheet = table(b"key,head,members\n1,A\n2,B,3,,\n3,C,4,x\n4,D,5\n")
    assert [row.too_long for row in sheet.rows] == [False, False, True, False]
    assert sheet.rows[0].cells == ("1", "A", "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n ",
        b"key,members\n",
        b"one column\n1\n2\n",
        b"PK\x03\x04 a spreadsheet",
        b"\xd0\xcf\x11\xe0 an old spreadsheet",
        b"%PDF-1.7\x00\x01",
        b'key,members\n1,"4\n2,3\n3,2\n',
        b"a,b\n" + b"1,2\n" * (MAX_ROWS + 1),
        b",".join(b"c%d" % n for n in range(201)) + b"\n" + b"1," * 200 + b"1\n",
        b"a,b\n" + b"1," + b"x" * MAX_BYTES,
    ],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        table(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        sheet = table(content)
    except Refusal:
        return
    assert all(len(row.cells) == len(sheet.columns) for row in sheet.rows)


@given(st.lists(st.lists(st.text(max_size=4), max_size=4), max_size=5))
def test_what_is_kept_of_a_file_comes_back(rows: list[list[str]]) -> None:
    text = "\n".join(";".join(row) for row in rows).encode("utf-8", "ignore")
    try:
        book = book_of(b"key;members\n1;4\n" + text)
    except Refusal:
        return
    assert book_from_json(book_to_json(book)) == book


def test_a_table_that_an_older_release_kept_is_read() -> None:
    kept = {
        "columns": ["key", "members"],
        "rows": [[2, False, "1", "4"], [3, False, "2", "3"]],
        "separator": ";",
        "encoding": "utf-8",
        "digest": "00",
        "index": "",
        "identities": ["nid"],
        "emptied": 0,
    }
    book = book_from_json(json.dumps(kept).encode())
    sheet = sheet_by(book, guess_layout(book))
    assert (sheet.columns, [row.number for row in sheet.rows]) == (("key", "members"), [2, 3])
    assert book.identities == ("nid",)


def test_columns_of_national_ids_go_and_single_ones_are_emptied() -> None:
    rows = "".join(f"{n},119857001234567{n},{n},say {n}\n" for n in range(1, 9))
    text = f"key,nid,members,note\n{rows}9,,3,1 1985 7 0012345 6 78\n"
    sheet, book = sheet_of(text), book_of(text.encode())
    assert sheet.columns == ("key", "members", "note")
    assert book.identities == ("nid",)
    assert book.emptied == 1
    assert b"1985" not in book_to_json(book)
    assert b"11985700" not in book_to_json(book)


def test_a_uuid_of_digits_is_no_national_id() -> None:
    book = book_of(b"KEY,members\nuuid:12345678-1234-1234-1234-123456789012,4\n")
    assert (book.emptied, book.identities) == (0, ())
