"""A table of ballots: read as it was written, or refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.projects.rules.ballot_csv import BadTable, Flaw, read_table, write_table

MARKS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1).filter(
    lambda text: text == text.strip()
)


@given(st.lists(MARKS, min_size=1, max_size=9))
def test_what_is_written_reads_the_same(ballots: list[str]) -> None:
    assert read_table(write_table(ballots), 1) == ballots


@pytest.mark.parametrize("table", [b"1;A B\r\n2;-\r\n", b"\xef\xbb\xbfno;marks\n1;A B\n\n2;-"])
def test_tables_of_other_programs_read_the_same(table: bytes) -> None:
    assert read_table(table, 1) == ["A B", "-"]


@pytest.mark.parametrize(
    ("table", "first", "flaw", "line"),
    [
        (b"", 1, Flaw.EMPTY, 0),
        (b"ballot,marks\n", 1, Flaw.EMPTY, 0),
        (b"ballot,marks\n1,A\n3,B\n", 1, Flaw.OUT_OF_ORDER, 3),
        (b"1,A\n1,A\n", 1, Flaw.OUT_OF_ORDER, 2),
        (b"1,A\n", 2, Flaw.OUT_OF_ORDER, 1),
        (b"99999,A\n", 1, Flaw.OUT_OF_ORDER, 1),
        (b"1,A\nB,2\n", 1, Flaw.NO_NUMBER, 2),
        (b"1,A,B\n", 1, Flaw.NO_NUMBER, 1),
        (b"1,\n", 1, Flaw.NO_NUMBER, 1),
        (b"1,A\0\n", 1, Flaw.UNREADABLE, 0),
        (b'1,"A\n', 1, Flaw.UNREADABLE, 0),
        (b"1,\xff\n", 1, Flaw.UNREADABLE, 0),
        (b"1,A\n" * 20_000, 1, Flaw.UNREADABLE, 0),
    ],
)
def test_a_table_with_a_flaw_is_refused(table: bytes, first: int, flaw: Flaw, line: int) -> None:
    with pytest.raises(BadTable) as bad:
        read_table(table, first)
    assert (bad.value.flaw, bad.value.line) == (flaw, line)


@pytest.mark.parametrize(
    "table",
    [
        b"1,A\r2,B\r",
        b"\n1;A\n\n2;B\n\n",
        b"\r\nnumber;marks;\r\n1;A;;\r\n2;B;;\r\n;;;\r\n",
        b"1\tA\n2\tB\n",
        "ballot\tmarks\r\n1\tA\r\n2\tB\r\n".encode("utf-16"),
        "num\u00e9ro;marques\n1;A\n2;B\n".encode("cp1252"),
        b'\xef\xbb\xbf"1";"A"\r\n"2";"B"',
    ],
)
def test_tables_are_read_as_offices_write_them(table: bytes) -> None:
    assert read_table(table, 1) == ["A", "B"]
