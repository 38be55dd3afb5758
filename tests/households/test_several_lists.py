"""Files that hold more than one list: side by side, below each other, on other sheets."""

import html
import io

import pytest
from xlsxwriter import Workbook

from tests.conftest import Visitor
from tests.households.sheets import book_of, guessed, reading_of, table
from tests.households.test_import_pages import through
from tests.households.test_neighbours_of_lists import Home, book, homes
from ubudehe.households.importing.rules.books import book_from_json, book_to_json
from ubudehe.households.importing.rules.layouts import (
    Layout,
    guess_layout,
    hidden_columns,
    not_read,
    sheet_of,
)
from ubudehe.households.importing.rules.plans import columns_not_read
from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.rules.typed_layouts import guess_of

BOTH = [("Isano", "A A", 4), ("Isano", "B B", 3), ("Ubumwe", "C C", 2)]


@pytest.mark.parametrize(
    "text",
    [
        # With an empty column between them, without one, and as other people name the columns.
        "Izina,Isibo,Abantu,,Izina,Isibo,Abantu\nA A,Isano,4,,C C,Ubumwe,2\nB B,Isano,3,,,,\n",
        "Izina,Isibo,Abantu,Izina,Isibo,Abantu\nA A,Isano,4,C C,Ubumwe,2\nB B,Isano,3,,,\n",
        "No,Izina,Abantu,,No,Izina,Abantu\n1,A A,4,,1,C C,2\n2,B B,3,,,,\n",
        "ISIBO: Isano,,,ISIBO: Ubumwe,\nIzina,Abantu,,Izina,Abantu\nA A,4,,C C,2\nB B,3,,,\n",
    ],
)
def test_two_lists_side_by_side_both_come_in(text: str) -> None:
    found = homes(text)
    untold = [("—", *one[1:]) for one in BOTH]
    assert found in (BOTH, untold)
    assert "Isano" not in text or found == BOTH


@pytest.mark.parametrize("gap", ["", ","])
@pytest.mark.parametrize("before", ["No", "", "Telefone", "No,", ","])
def test_a_column_more_in_front_of_two_lists_keeps_none_of_them_out(before: str, gap: str) -> None:
    names, again = "Izina,Isibo,Abantu", f"{gap},Izina,Isibo,Abantu"
    behind = "," if before.endswith(",") else ""
    text = f"{before},{names}{again}\n"
    text += f"1{behind},A A,Isano,4{gap},C C,Ubumwe,2\n2{behind},B B,Isano,3{gap},,,\n"
    assert homes(text) == BOTH


def test_a_column_more_between_and_behind_lists_keeps_none_of_them_out() -> None:
    assert homes("Izina,Isibo,Abantu,No,Izina,Isibo,Abantu\nA A,Isano,4,1,C C,Ubumwe,2\n") == [
        BOTH[0],
        BOTH[2],
    ]
    text = "Izina,Isibo,Abantu,,Izina,Isibo,Abantu,Reba\nA A,Isano,4,,C C,Ubumwe,2,x\n"
    assert homes(text) == [BOTH[0], BOTH[2]]


def test_a_second_person_of_each_household_is_no_second_list() -> None:
    text = "Abantu,Izina,Telefone,Izina,Telefone\n4,A A,0788123456,B B,0788123457\n"
    assert len(book_of(text.encode()).grids) == 1


def test_numbers_with_nothing_behind_them_are_no_rows() -> None:
    text = "No,Izina,Isibo,Abantu\n1,A A,Isano,4\n2,B B,Isano,3\n3,C C,Ubumwe,2\n4,,,\n5,,,\n"
    sheet = table(text.encode())
    assert len(sheet.rows) == len(BOTH)
    reading = reading_of(sheet, guessed(sheet))
    assert not reading.problems
    assert homes("No,Izina,Isibo,Abantu\n1.,A A,Isano,4\n(2),B B,Isano,3\n3),,,\n") == BOTH[:2]
    assert homes("Abantu,Isibo,Izina\n4,Isano,A A\n3,Isano,B B\n7,,\n") == BOTH[:2]
    assert table(b"Abantu,Isibo,Izina\n4,Isano,A A\n3,Isano,B B\n7,,\n").aside, "a sum is said"


@pytest.mark.parametrize(
    "text",
    [
        "Izina,Isibo,Abantu,,Chef,Groupe,Personnes\nA A,Isano,4,,C C,Ubumwe,2\nB B,Isano,3,,,,\n",
        "Izina,Isibo,Abantu\nA A,Isano,4\nB B,Isano,3\n\nRwa 2\nAbantu,Izina,Isibo\n2,C C,Ubumwe\n",
    ],
)
def test_a_second_list_under_other_names_is_said_and_can_be_chosen(text: str) -> None:
    book = book_of(text.encode())
    layout = guess_layout(book)
    assert homes(text) == BOTH[:2]
    ((name, rows),) = not_read(book, layout)
    assert name
    assert rows == 1
    other = next(at for at in book.lists if book.grids[at].title == name)
    sheet = sheet_of(book, guess_of(book, other))
    assert _homes(sheet) == BOTH[2:]
    (row,) = reading_of(sheet, guessed(sheet)).ready
    first = table(text.encode())
    keys = {one.key for one in reading_of(first, guessed(first)).ready}
    assert row.key not in keys, "both can be registered, one after the other"


def test_one_list_with_an_empty_column_or_another_person_stays_one() -> None:
    text = "Izina,Isibo,,Abantu,Telefone,Umufasha,Telefone\nA A,Isano,,4,,B B,0788123456\n"
    book = book_of(text.encode())
    assert len(book.grids) == 1
    assert homes(text) == [("Isano", "A A", 4)]


@pytest.mark.parametrize(
    "sums",
    [
        "\nIsibo,Ingo,Abantu\nIsano,2,7\nUbumwe,1,2\nTotal,3,9\n",
        "INCAMAKE\nIsibo,Abantu,Gore,Gabo,Abana\nIsano,7,2,2,3\nUbumwe,2,1,1,0\n",
        "Isibo,Ingo,Abantu\nIsano,2,7\nUbumwe,1,2\n",
        "\nIsibo,Umukuru w'isibo,Telefone\nIsano,K K,0788000001\n",
    ],
)
def test_sums_below_a_list_are_no_households(sums: str) -> None:
    text = "Izina,Isibo,Abantu\nA A,Isano,4\nB B,Isano,3\nC C,Ubumwe,2\n" + sums
    book = book_of(text.encode())
    assert homes(text) == BOTH
    assert len(not_read(book, guess_layout(book))) == 1, "they are named as what is not read"


@pytest.mark.parametrize("row", [",Umukuru w'urugo,Isibo,Abantu", "No,,Isibo,Abantu"])
def test_names_that_come_again_with_a_gap_begin_no_other_list(row: str) -> None:
    names = "No,Umukuru w'urugo,Isibo,Abantu"
    text = f"{names}\n1,A A,Isano,4\n2,B B,Isano,3\n\n{row}\n3,C C,Ubumwe,2\n"
    assert homes(text) == BOTH
    assert [one.why for one in table(text.encode()).aside] == ["heading"]


@pytest.mark.parametrize(
    "row", ["Isibo,Ubumwe,", "Isibo Ubumwe,Umudugudu Rugarama,", "Isibo: Ubumwe,Umukuru: K K,"]
)
def test_a_line_that_names_an_isibo_begins_no_other_list(row: str) -> None:
    text = f"Izina,Abantu,Telefone\nA A,4,\n\n{row}\nC C,2,\n"
    assert len(book_of(text.encode()).grids) == 1
    assert [one[1] for one in homes(text)] == ["A A", "C C"]


def test_a_second_list_is_seen_below_a_title_beside_a_note_and_far_down() -> None:
    head, end = "Izina,Isibo,Abantu,,Izina,Isibo,Abantu\n", "C C,Ubumwe,2\n"
    lines = f"{head}A A,Isano,4,,{end}B B,Isano,3,,,,\n"
    assert homes(f"URUTONDE RW'INGO,,,2026,,,\n{lines}") == BOTH
    assert homes(f"{lines},,,Byemejwe n'umuyobozi,,,\n") == BOTH
    many = "".join(f"D D,Isano,{at},,,,\n" for at in range(1, 30))
    assert len(homes(f"Izina,Isibo,Abantu,,,,\n{many},,,,Izina,Isibo,Abantu\n,,,,{end}")) == 30


def test_two_rows_of_names_begin_again_without_an_empty_column() -> None:
    upper = ["Umukuru w'urugo", "Isibo", "Abagize urugo", None]
    lower = [None, None, "Gore", "Gabo"]
    rows = upper * 2, lower * 2, ["A A", "Isano", 2, 2, "C C", "Ubumwe", 1, 1]
    assert homes(book(*rows, merged=("C1:D1", "G1:H1"))) == [BOTH[0], BOTH[2]]


def test_a_wife_beside_an_empty_column_begins_no_list() -> None:
    text = "Izina,Isibo,Abantu,,Izina ry'umugore,Telefone\nA A,Isano,4,,B B,0788123456\n"
    assert len(book_of(text.encode()).grids) == 1


def test_a_file_of_forms_is_not_cut_into_thousands_of_lists() -> None:
    form = "Izina,Isibo,Abantu\nA A,Isano,4\nNo,Izina,Imyaka\n1,B B,12\n\n"
    assert len(book_of((form * 200).encode()).grids) == 1


def test_all_of_it_can_still_be_read_as_one_list() -> None:
    text = "Izina,Isibo,Abantu,,Izina,Isibo,Abantu\nA A,Isano,4,,C C,Ubumwe,2\n"
    book = book_of(text.encode())
    sheet = sheet_of(book, Layout(0, 1, 1))
    assert not not_read(book, Layout(0, 1, 1))
    plan = guessed(sheet)
    assert columns_not_read(sheet, plan) == ("Izina (2)", "Isibo (2)", "Abantu (2)")


def test_what_is_not_read_is_said_before_anything_is_registered(facilitator: Visitor) -> None:
    text = "Izina,Isibo,Abantu,Icyiciro,,Chef,Groupe,Personnes\nA A,Isano,4,2,,C C,Ubumwe,2\n"
    file = through(facilitator, text.encode())
    pages = [html.unescape(facilitator.get(f"{file}/{step}")) for step in ("begins", "check")]
    for page in pages:
        assert "1 other list of this file is not read" in page
        assert "F–H (1 row)" in page
    assert "These columns of the list are not read: «Icyiciro»." in pages[1]


def test_another_sheet_with_other_names_is_said() -> None:
    kept = io.BytesIO()
    with Workbook(kept, {"in_memory": True}) as made:
        for name, names in (("Isano", ("Izina", "Abantu")), ("Ubumwe", ("Chef", "Personnes"))):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, names)
            sheet.write_row(1, 0, ("A A", 3))
        sheet.set_column(1, 1, None, None, {"hidden": True})
    book = book_from_json(book_to_json(book_of(kept.getvalue())))
    layout = guess_layout(book)
    assert not_read(book, layout) == (("Ubumwe", 1),)
    assert hidden_columns(book, layout) == ()
    assert hidden_columns(book, Layout(1, 1, 1)) == ("Personnes",)


def test_a_heading_of_two_rows_is_set_aside_on_each_page() -> None:
    heading = ["Umukuru w'urugo", "Isibo", "Abagize urugo", None], [None, None, "Gore", "Gabo"]
    rows = *heading, ["A A", "Isano", 1, 2], *heading, ["B B", "Isano", 1, 1], ["Total", "", 2, 3]
    found = table(book(*rows, merged=("C1:D1",)))
    assert [one.why for one in found.aside] == ["heading", "heading", "total"]
    assert _homes(found) == [("Isano", "A A", 3), ("Isano", "B B", 2)]


def test_a_name_merged_over_two_columns_is_that_of_both() -> None:
    rows = ["Amazina", None, "Isibo", "Abantu"], ["A", "B", "Isano", 3]
    assert homes(book(*rows, merged=("A1:B1",))) == [("Isano", "A B", 3)]


def _homes(sheet: Sheet) -> list[Home]:
    forms = [row.form for row in reading_of(sheet, guessed(sheet)).ready]
    return [(form.isibo, form.head, form.members) for form in forms]
