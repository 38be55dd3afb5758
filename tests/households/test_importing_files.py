"""Files of households: what real ones brought, and what must never come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.households.sheets import RWANDA, sheet_of
from ubudehe.households.importing.rules.identities import without_identities
from ubudehe.households.importing.rules.keeping import (
    sheet_from_json,
    sheet_to_json,
)
from ubudehe.households.importing.rules.sheets import (
    MAX_BYTES,
    MAX_ROWS,
    find_separator,
    read_sheet,
)
from ubudehe.language.refusals import Refusal


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    text = "key,name,members\n1,Noël Gasana,4\n2,Zoé Uwase,3\n".replace(",", separator)
    sheet = read_sheet(text.encode(encoding))
    assert sheet.columns == ("key", "name", "members")
    assert sheet.rows[0].cells == ("1", "Noël Gasana", "4")
    assert sheet.separator == separator
    assert sheet.encoding == encoding.removesuffix("-sig")


def test_a_comma_in_a_decimal_number_does_not_mislead() -> None:
    assert find_separator("key;land;note\n1;0,5;a,b\n2;1,25;c\n") == ";"


def test_quotes_blank_lines_and_row_numbers() -> None:
    sheet = read_sheet(b'key,head,members\r\n1,"Uwase, ""Aline""",4\r\n\r\n2,"two\nlines",3\r\n')
    assert [(row.number, row.cells[1]) for row in sheet.rows] == [
        (2, 'Uwase, "Aline"'),
        (4, "two\nlines"),
    ]


def test_the_separator_that_a_spreadsheet_announces() -> None:
    sheet = read_sheet(b"sep=;\nkey;members\n1;4\n")
    assert sheet.columns == ("key", "members")
    assert sheet.rows[0].number == 3


@pytest.mark.parametrize("head", [",key,members", "Unnamed: 0,key,members", "key,members"])
def test_an_unnamed_index_column_goes(head: str) -> None:
    sheet = read_sheet(f"{head}\n0,a,4\n1,b,3\n2,c,2\n".encode())
    assert sheet.columns == ("key", "members")
    assert sheet.rows[1].cells == ("b", "3")
    assert sheet.index


def test_a_first_column_with_a_name_stays() -> None:
    assert read_sheet(b"nr,key,members\n0,a,4\n1,b,3\n").index == ""


def test_empty_columns_go_and_double_names_are_told_apart() -> None:
    sheet = read_sheet(b"key;members;key;;;;\n1;4;x;;;;\n2;3;y;;;;\n")
    assert sheet.columns == ("key", "members", "key (2)")
    assert sheet.rows[1].cells == ("2", "3", "y")


def test_rows_of_other_lengths() -> None:
    sheet = read_sheet(b"key,head,members\n1,A\n2,B,3,,\n3,C,4,x\n4,D,5\n")
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
        b"1,4\n2,3\n3,2\n",
        b'key,members\n1,"4\n2,3\n3,2\n',
        b"a,b\n" + b"1,2\n" * (MAX_ROWS + 1),
        b",".join(b"c%d" % n for n in range(201)) + b"\n" + b"1," * 200 + b"1\n",
        b"a,b\n" + b"1," + b"x" * MAX_BYTES,
    ],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        read_sheet(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        sheet = without_identities(read_sheet(content), RWANDA.manners)
    except Refusal:
        return
    assert all(len(row.cells) == len(sheet.columns) for row in sheet.rows)
    assert sheet_from_json(sheet_to_json(sheet)) == sheet


def test_columns_of_national_ids_go_and_single_ones_are_emptied() -> None:
    rows = "".join(f"{n},119857001234567{n},{n},say {n}\n" for n in range(1, 9))
    sheet = sheet_of(f"key,nid,members,note\n{rows}9,,3,1 1985 7 0012345 6 78\n")
    assert sheet.columns == ("key", "members", "note")
    assert sheet.identities == ("nid",)
    assert sheet.emptied == 1
    assert b"1985" not in sheet_to_json(sheet)


def test_a_uuid_of_digits_is_no_national_id() -> None:
    sheet = sheet_of("KEY,members\nuuid:12345678-1234-1234-1234-123456789012,4\n")
    assert sheet.emptied == 0
    assert sheet.identities == ()
