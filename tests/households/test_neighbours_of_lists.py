"""Neighbours of lists that went wrong once: other spellings, alphabets, orders and shapes."""

import io
import zipfile
from collections.abc import Sequence

import pytest
from xlsxwriter import Workbook

from tests.households.sheets import guessed, reading_of, table
from ubudehe.language.refusals import Refusal

Home = tuple[str, str, int]
ONE = [("Isano", "UWERA Aline", 4)]
LIST = "Izina{0}Isibo{0}Abantu\r\nUWERA Aline{0}Isano{0}4\r\n"


def homes(content: bytes | str) -> list[Home]:
    """Return isibo, head and number of people of each household that a file makes as guessed."""
    sheet = table(content.encode() if isinstance(content, str) else content)
    forms = [row.form for row in reading_of(sheet, guessed(sheet)).ready]
    return [(form.isibo, form.head, form.members) for form in forms]


def book(*rows: Sequence[object], merged: tuple[str, ...] = (), hidden: int = 0) -> bytes:
    """Return a workbook of one sheet, with merged cells and perhaps a hidden row (from 1)."""
    kept = io.BytesIO()
    with Workbook(kept, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for cells in merged:
            column, first = ord(cells[0]) - ord("A"), int(cells[1]) - 1
            sheet.merge_range(cells, rows[first][column])
        if hidden:
            sheet.set_row(hidden - 1, None, None, {"hidden": True})
    return kept.getvalue()


def ods(*rows: tuple[str, ...]) -> bytes:
    """Return an OpenDocument spreadsheet as LibreOffice writes it, with cells told as repeated."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rest = '<table:table-cell table:number-columns-repeated="1000"/>'
    lines = "".join(
        f"<table:table-row>{''.join(map(cell.format, row))}{rest}</table:table-row>" for row in rows
    )
    empty = f'<table:table-row table:number-rows-repeated="900">{rest}</table:table-row>'
    body = f'<table:table table:name="Ingo">{lines}{empty}</table:table>'
    sheet = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    kept = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(kept, "w") as file:
        file.writestr("mimetype", kind)
        file.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:'
            '1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
        file.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>{sheet}'
            "</office:document-content>",
        )
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        LIST.format(";").encode("utf-8-sig"),
        LIST.format("\t").encode("utf-16"),
        LIST.format(";").encode("utf-16-be"),
        LIST.format(",").encode("utf-32"),
        LIST.format("|").encode(),
        b'"Izina"\t"Isibo"\t"Abantu"\n"UWERA Aline"\t"Isano"\t"4"\n',
        "Izina\u00a0,Isibo\u200b,Abantu\nUWERA\u00a0Aline,Isano\u200b,\u200e٤\u00a0\n".encode(),
        b'Izina,Isibo,Abantu\n"UWERA\nAline",Isano,4.0\n',
        b"Izina,Isibo,Abantu,,,\nUWERA Aline,Isano,4,,,\n,,,,,\n,,,,,\n",
        b"Abantu,Telefone,Izina,Isibo\n4,788.123.456,UWERA Aline,Isano\n",
        b"S/N,First Name,Last Name,Sub-village,HH Size\n1,Aline,UWERA,Isano,4\n",
        b"Na.;Jina la mkuu wa kaya;Kitongoji;Idadi ya watu\n1;UWERA Aline;Isano;4\n",
        b"Household head;Isibo;No. of HH members (incl. head)\nUWERA Aline;Isano;4\n",
        b"Chef;Isibo;Personnes (y compris le chef)\nUWERA Aline;Isano;4 pers.\n",
        ods(("Izina", "Isibo", "Abantu"), ("UWERA Aline", "Isano", "4")),
        book(["AMAZINA\nY'UMUKURU", "ISIBO", "UMUBARE\nW'ABANTU"], ["UWERA Aline", "Isano", 4.0]),
        book(["Izina", "Isibo", "Abantu"], ["UWERA Aline", "Isano", 4], ["B", "X", 3], hidden=3),
    ],
)
def test_the_same_household_in_another_dress(content: bytes) -> None:
    assert homes(content) == ONE


@pytest.mark.parametrize(
    ("cell", "people"),
    [("4 abantu", 4), ("3p", 3), ("5 pers.", 5), ("2 pax", 2), ("batatu", 3), ("Umuntu umwe", 1)],
)
def test_people_as_they_are_counted(cell: str, people: int) -> None:
    assert homes(f"Izina,Isibo,Abantu\nA A,Isano,{cell}\n") == [("Isano", "A A", people)]


@pytest.mark.parametrize(
    "cells",
    [
        ("Isano", "", "", "Ubumwe", ""),
        ("Isano", '"', ",,", "Ubumwe", "-//-"),
        ("Isano", "idem", "Idem", "Ubumwe", "ditto"),
        ("Isano", "Isano", "", "Ubumwe", ""),
    ],
)
def test_an_isibo_that_is_written_once_for_its_rows(cells: tuple[str, ...]) -> None:
    rows = [[cell, f"H {at}", at] for at, cell in enumerate(cells, 1)]
    found = homes(book(["Isibo", "Izina", "Abantu"], *rows))
    blank = cells == ("Isano", "Isano", "", "Ubumwe", "")
    wanted = ["Isano", "Isano", "—" if blank else "Isano", "Ubumwe", "—" if blank else "Ubumwe"]
    assert [one[0] for one in found] == wanted, "blanks are none where most rows are told"


def test_an_isibo_in_the_title_is_that_of_the_rows_until_another_is_named() -> None:
    text = "ISIBO: Isano,,\nIzina,Abantu,Telefone\nA A,4,0788123456\n"
    assert homes(text) == [("Isano", "A A", 4)]
    assert homes(f"{text}ISIBO: Ubumwe,,\nB B,3,\n")[1:] == [("Ubumwe", "B B", 3)]


def test_merged_cells_and_two_rows_of_names() -> None:
    merged = book(
        ["Umukuru w'urugo", "Isibo", "Abagize urugo", None, None],
        [None, None, "Gore", "Gabo", "Abana"],
        ["A A", "Isano", 1, 1, 3],
        ["B B", None, 2, 0, 1],
        merged=("A1:A2", "B1:B2", "C1:E1", "B3:B4"),
    )
    assert homes(merged) == [("Isano", "A A", 5), ("Isano", "B B", 3)]


def test_girls_and_boys_in_columns_of_their_own_are_people_too() -> None:
    text = "Izina,Isibo,Abagore,Abagabo,Abakobwa,Abahungu\nA A,Isano,1,1,2,1\n"
    assert homes(text) == [("Isano", "A A", 5)]


def test_lines_below_a_list_are_set_aside_and_said() -> None:
    lines = ("Byemejwe na:", "Umukuru w'umudugudu: NSENGA", "Itariki: 12/06/2026", "Page 2")
    sheet = table("\n".join(("Izina,Isibo,Abantu", "A A,Isano,4", *lines)).encode())
    assert [one.why for one in sheet.aside] == ["below"] * 4
    assert len(reading_of(sheet, guessed(sheet)).ready) == 1


def test_areas_that_say_their_unit_need_none_in_the_heading() -> None:
    sheet = table(b'Izina,Isibo,Abantu,Ubutaka\nA A,Isano,4,"0,25 ha"\nB B,Isano,3,50 ares\n')
    forms = [row.form for row in reading_of(sheet, guessed(sheet)).ready]
    assert [(form.land, form.land_unit) for form in forms] == [(25, "are"), (50, "are")]


@pytest.mark.parametrize(
    ("columns", "cells", "people"),
    [
        ("Femmes enceintes,Hommes,Taille du ménage", "1,2,4", 4),
        ("Abagore batwite,Abagore,Abagabo", "1,2,2", 4),
        ("Abantu bakuru,Abagize urugo,Abana", "2,5,3", 5),
        ("Female adults,Male adults,Female children,Male children", "1,2,3,1", 7),
        ("Gore,Gabo,Abana b'abakobwa,Abana b'abahungu", "1,2,3,1", 7),
        ("Abagore,Abagabo,Abana", "babiri,umwe,batatu", 6),
    ],
)
def test_some_of_a_household_are_not_taken_for_all_of_it(
    columns: str, cells: str, people: int
) -> None:
    assert homes(f"Izina,Isibo,{columns}\nA A,Isano,{cells}\n") == [("Isano", "A A", people)]


@pytest.mark.parametrize(
    "columns",
    ["Watu wazima,Watoto", "Personnes âgées,Sol", "Femmes enceintes,Hommes", "Gore,Abana"],
)
def test_a_size_that_a_list_does_not_tell_is_asked(columns: str) -> None:
    sheet = table(f"Izina,Isibo,{columns}\nA A,Isano,2,3\n".encode())
    with pytest.raises(Refusal, match="how many people"):
        guessed(sheet)


@pytest.mark.parametrize(
    ("title", "isibo"),
    [
        ("Isibo: ISANO - Umudugudu: KIYOVU", "ISANO"),
        ("Umudugudu: KIYOVU,Isibo: ISANO", "ISANO"),
        ("ISIBO: Isano (Umukuru: MUGABO Jean)", "Isano"),
        ("ISIBO YA 3", "3"),
    ],
)
def test_a_title_gives_the_isibo_and_nothing_beside_it(title: str, isibo: str) -> None:
    assert homes(f"{title}\nIzina,Abantu\nA A,3\n") == [(isibo, "A A", 3)]


def test_a_sign_for_the_isibo_above_stands_for_none_in_the_first_row() -> None:
    assert homes("Isibo,Izina,Abantu\nidem,A A,3\nIsano,B B,4\n〃,C C,2\n") == [
        ("—", "A A", 3),
        ("Isano", "B B", 4),
        ("Isano", "C C", 2),
    ]


@pytest.mark.parametrize("before", ["3- ", "(4) ", "#5 ", "No. 6 ", "7° ", "8 "])
def test_a_number_in_front_of_a_name_is_no_part_of_it(before: str) -> None:
    assert homes(f"Izina,Isibo,Abantu\n{before}A A,Isano,3\n") == [("Isano", "A A", 3)]


@pytest.mark.parametrize("number", ["1198080012345678", "(ID: 1 1980 8 0012345 6 78)"])
def test_a_name_beside_an_identity_number_stays_and_the_number_goes(number: str) -> None:
    rows = "".join(f"UWERA{at} Aline {number},Isano,{at}\n" for at in range(2, 5))
    found = homes(f"Izina,Isibo,Abantu\n{rows}")
    assert found == [("Isano", "UWERA Aline", at) for at in range(2, 5)], "no digit is left"


def test_too_many_children_are_shown_where_they_stand() -> None:
    rows = "".join(f"H{at} A,Isano,1,1,3\n" for at in range(3))
    sheet = table(f"Izina,Isibo,Gore,Gabo,Abana\n{rows}B B,Isano,1,1,78\n".encode())
    (problem,) = reading_of(sheet, guessed(sheet)).problems
    assert (problem.row, problem.where) == (5, "Abana: «78»")
