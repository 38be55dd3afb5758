"""Lists as people make them, with what must come of each: the cases, and others of their kind."""

import io

import pytest
from xlsxwriter import Workbook

from tests.households.sheets import (
    CASES,
    RWANDA,
    book_of,
    guessed,
    named,
    reading_of,
    sheet_of,
    table,
)
from ubudehe.households.duplicates.rules import KnownHousehold, Traits
from ubudehe.households.importing.rules.guessing import guess_columns
from ubudehe.households.importing.rules.layouts import (
    ALL,
    Layout,
    guess_layout,
    same_heading,
)
from ubudehe.households.importing.rules.layouts import sheet_of as sheet_by
from ubudehe.households.importing.rules.rows import mended
from ubudehe.households.importing.rules.twins import find_matches
from ubudehe.language.names import in_any_order
from ubudehe.language.refusals import Refusal

ALPHABETS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850")


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def test_dates_and_coordinates_are_no_identity_numbers() -> None:
    book = book_of(case("f01_import.csv"))
    assert (book.identities, book.emptied) == ((), 0)
    assert table(case("f01_import.csv")).columns == ("izina", "abantu", "gps", "igihe")


@pytest.mark.parametrize(
    "name", ["f02_list.csv", "f02_list-semicolon.csv", "f02_list-plus-one.csv"]
)
def test_the_same_list_again_is_found_by_its_content(name: str) -> None:
    first = table(case("f02_list.csv"))
    registered = [
        KnownHousehold(
            Traits("v", in_any_order(row.form.head), None, row.form.members, isibo=row.form.isibo),
            number,
        )
        for number, row in enumerate(reading_of(first, guessed(first)).ready, 1)
    ]
    again = table(case(name))
    ready = reading_of(again, guessed(again)).ready
    matches = find_matches(ready, "v", registered)
    assert [match.here for match in matches] == [1, 2, 3]
    assert len(ready) - len(matches) == ("plus" in name)


def test_doubles_in_one_file_in_another_order_and_elsewhere() -> None:
    sheet = sheet_of(
        "izina,isibo,abantu,telefone\n"
        "Aline UWERA,Isano,4,\nUwera Aline,isano,4,\nUWERA Aline,Urumuri,4,\n"
        "Jean GABO,Isano,3,0788123456\nKEZA Rose,Isano,2,0788123457\n"
    )
    elsewhere = KnownHousehold(Traits("w", in_any_order("Gabo Jean Paul"), "+250788123456", 9), 7)
    found = find_matches(reading_of(sheet, guessed(sheet)).ready, "v", [elsewhere])
    assert [(one.row, one.earlier, one.elsewhere) for one in found] == [
        (3, 2, False),
        (5, None, True),
    ]


def test_heads_that_only_stand_in_are_nobodys_double() -> None:
    sheet = sheet_of("isibo,abantu\nIsano,4\nIsano,4\n")
    ready = reading_of(sheet, guessed(sheet)).ready
    assert (len(ready), find_matches(ready, "v", ())) == (2, ())


@pytest.mark.parametrize(
    "total",
    [
        "Total,7",
        "TOTAL GENERAL,7",
        "Total général :,7",
        "Igiteranyo,7",
        "Igiteranyo rusange,7",
        "Jumla,7",
        "Jumla kuu,7",
        "Jumla ya watu,7",
        "Sous-total,7",
        "Somme,7",
        "Grand total,7",
        "Bose hamwe,7",
        ",7",
    ],
)
def test_totals_are_set_aside_in_words(total: str) -> None:
    sheet = sheet_of(f"izina,abantu\nMukamana A,4\nGabo B,3\n{total}\n")
    assert [row.number for row in sheet.rows] == [2, 3]
    assert [(one.number, one.why) for one in sheet.aside] == [(4, "total")]
    reading = reading_of(sheet, guessed(sheet))
    assert (len(reading.ready), reading.people, reading.problems) == (2, 7, ())


def test_totals_of_the_case_and_what_is_none() -> None:
    assert [one.number for one in table(case("f03_total.csv")).aside] == [4, 5]
    assert sheet_of("izina,abantu\nA A,1\nB B,2\nC C,3\n").aside == ()
    again = sheet_of("izina,abantu\nA A,1\nizina,abantu\nB B,2\n")
    assert [(one.number, one.why) for one in again.aside] == [(3, "heading")]
    big = sheet_of("izina,abantu,inka\nA A,9,1\nB B,8,2\nKuri zose,17,3\n")
    assert [one.number for one in big.aside] == [4]
    book = book_of(b"izina,abantu\nA A,4\nTotal,7\n")
    layout = guess_layout(book)
    taken = Layout(layout.sheet, layout.first, layout.last, households=(3,))
    assert [row.number for row in sheet_by(book, taken).rows] == [2, 3]


@pytest.mark.parametrize("name", ["f04_two.csv", "f04_two.xlsx"])
def test_names_of_columns_in_two_rows(name: str) -> None:
    sheet = table(case(name))
    reading = reading_of(sheet, guessed(sheet))
    assert [(row.form.head, row.form.members) for row in reading.ready] == [("A A", 4), ("B B", 4)]
    assert named(sheet, guessed(sheet))["head"].endswith("izina")


def test_other_headings_in_two_rows_and_a_number_without_a_name() -> None:
    sheet = sheet_of(
        "Household list of Kabeza,,,,\nIsibo,Household head,,Members,\n"
        ",Name,Sex,Male,Female\nIsano,A A,F,1,3\nIsano,B B,M,2,2\n"
    )
    assert sheet.columns[1:3] == ("Household head Name", "Household head Sex")
    reading = reading_of(sheet, guessed(sheet))
    assert [row.form.members for row in reading.ready] == [4, 4]
    one_row = sheet_of("izina,abantu,\nA A,1,3\nB B,2,2\n")
    assert "members_total" not in guess_columns(one_row, RWANDA.manners)


def test_letters_for_women_and_men_and_numbers_of_columns() -> None:
    sheet = sheet_of(
        "Chef de ménage,,Membres,\nNom,Sexe,H,F\n1,2,3,4\nA A,F,1,3\nB B,M,2,2\nTotal,,3,5\n"
    )
    assert [(one.number, one.why) for one in sheet.aside] == [(3, "numbers"), (6, "total")]
    reading = reading_of(sheet, guessed(sheet))
    assert [row.form.members for row in reading.ready] == [4, 4]


@pytest.mark.parametrize("name", ["f05_cover-first.xlsx", "f05_readme-first.xlsx"])
def test_the_sheet_that_holds_the_list_is_offered(name: str) -> None:
    book = book_of(case(name))
    assert guess_layout(book) == Layout(1, 1, 1)
    assert len(table(case(name)).rows) == 3


def test_sheets_with_the_same_heading_are_read_together() -> None:
    book = book_of(case("f05_one-sheet-per-isibo.xlsx"))
    assert (guess_layout(book).sheet, same_heading(book, 0)) == (ALL, [0, 1])
    sheet = table(case("f05_one-sheet-per-isibo.xlsx"))
    assert len(sheet.rows) == 3
    assert {sheet.place(row.number) for row in sheet.rows} == {
        "Isano 2",
        "Iterambere 2",
        "Iterambere 3",
    }
    heading: list[object] = ["Nom du chef de ménage", "Taille"]
    other = workbook(
        ("Note", [["only", "this"]]),
        ("Isano", [["Liste"], heading, ["A A", 4]]),
        ("Ubumwe", [heading, ["B B", 3], ["C C", 2]]),
    )
    sheet = table(other)
    reading = reading_of(sheet, guessed(sheet))
    assert [(row.form.head, row.form.isibo) for row in reading.ready] == [
        ("A A", "Isano"),
        ("B B", "Ubumwe"),
        ("C C", "Ubumwe"),
    ]


def test_no_phone_keeps_a_household_out() -> None:
    sheet = table(case("f08_phones.csv"))
    reading = reading_of(sheet, guessed(sheet))
    assert [row.form.phone for row in reading.ready] == [
        "+250788123456",
        "+256772123456",
        "+250788700001",
        "+250788700002",
        "+250788700003",
    ]
    assert (reading.problems, [note.row for note in reading.notes]) == ((), [2])


@pytest.mark.parametrize("cell", ["0", "-", "", "nta", "N/A", "12345", "0788", "aho atuye"])
def test_what_is_no_phone_number_is_none(cell: str) -> None:
    sheet = sheet_of(f"izina,isibo,abantu,telefone\nA A,I,4,{cell}\nB B,I,3,0788123456\n")
    plan = guessed(sheet)
    reading = reading_of(sheet, plan)
    assert [row.form.phone for row in reading.ready] == [None, "+250788123456"]


def test_amounts_digits_and_unseen_signs_come_in() -> None:
    sheet = sheet_of(
        "izina,isibo,abantu,ibyumba,monthly income\n"
        'A\u200b A,Isano,\u0664,2,"45,000/="\nB B,Isano,3 ,999,5000/-\nC C,Isano,\ufeff5,x,\n'
    )
    reading = reading_of(sheet, guessed(sheet))
    assert [(row.form.head, row.form.members) for row in reading.ready] == [
        ("A A", 4),
        ("B B", 3),
        ("C C", 5),
    ]
    assert [row.form.income for row in reading.ready] == ["45000_64999", "under_45000", None]
    assert [(note.row, note.value) for note in reading.notes] == [(3, "999"), (4, "x")]
    assert reading.ready[1].form.other_answers == {"rooms": "999"}


@pytest.mark.parametrize("name", ["f15_block.csv", "f15_title-comma.csv", "f15_title.csv"])
def test_lines_of_titles_stand_above_the_names(name: str) -> None:
    sheet = table(case(name))
    assert sheet.columns == ("isibo", "izina", "abantu")
    reading = reading_of(sheet, guessed(sheet))
    assert [(row.form.head, row.form.members) for row in reading.ready] == [("A A", 4), ("B B", 3)]


@pytest.mark.parametrize(
    "titles",
    [
        "REPUBLIC OF RWANDA;;\nDistrict;Gisagara;\nDate;12/03/2026;\n;;\n",
        "Orodha ya kaya 2026;;\nKijiji: Kabeza; Kata: Nyabisindu;\n",
        "Liste des ménages;;\nVillage :;Kabeza;\nCellule :;Nyabisindu;\nSecteur :;Gasaka;\n",
    ],
)
@pytest.mark.parametrize(
    "names", ["Isibo;Nom;Membres", "isibo;jina;watu", "Isibo;Name;Family size"]
)
def test_other_titles(titles: str, names: str) -> None:
    sheet = sheet_of(f"{titles}{names}\nIsano;A A;4\nIsano;B B;3\n")
    assert sheet.columns == tuple(names.split(";"))
    assert len(reading_of(sheet, guessed(sheet)).ready) == 2


@pytest.mark.parametrize(
    ("name", "targets"),
    [
        ("f17_rw.csv", {"head", "isibo", "phone", "members_total"}),
        ("f17_fr.csv", {"head", "phone", "members_total"}),
        ("f17_sw.csv", {"head", "phone", "members_total"}),
        ("f17_en.csv", {"head", "isibo", "phone", "members_total"}),
    ],
)
def test_columns_are_guessed_by_words(name: str, targets: set[str]) -> None:
    assert set(guess_columns(table(case(name)), RWANDA.manners)) == targets


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Amazina y'umukuru w'urugo", "head"),
        ("Izina ry'umukuru w'urugo", "head"),
        ("Nom du responsable", "head"),
        ("Full name of household head", "head"),
        ("Majina ya mkuu wa kaya", "head"),
        ("Nyir'urugo", "head"),
        ("Umubare w'abagize urugo", "members_total"),
        ("Nombre de personnes", "members_total"),
        ("No. of people", "members_total"),
        ("Idadi ya wanakaya", "members_total"),
        ("Effectif du ménage", "members_total"),
        ("Isibo atuyemo", "isibo"),
        ("Nom de l'isibo", "isibo"),
        ("Icyiciro cy'ubudehe", None),
        ("Ubudehe", None),
        ("Catégorie", None),
        ("Kundi", None),
        ("Category 2020", None),
        ("Imyaka y'umukuru", None),
        ("Umukuru w'isibo", None),
        ("Umudugudu", None),
        ("Abana", None),
    ],
)
def test_words_of_a_heading(heading: str, target: str | None) -> None:
    value = "4" if target == "members_total" or heading in ("Abana", "Imyaka y'umukuru") else "A B"
    sheet = sheet_of(f"aaa,{heading},bbb\nx,{value},y\nz,{value},w\n")
    assert {to for to, at in guess_columns(sheet, RWANDA.manners).items() if at == 1} == (
        {target} - {None}
    )


def test_a_list_without_names_of_columns() -> None:
    sheet = table(case("f18_none.csv"))
    assert sheet.columns == ("#1", "#2", "#3", "#4")
    reading = reading_of(sheet, guessed(sheet))
    assert [(row.form.head, row.form.isibo, row.form.phone) for row in reading.ready] == [
        ("Mukamana A", "Isano", "+250788123456"),
        ("Gabo B", "Isano", "+250788123457"),
    ]
    assert len(table(case("f18_numbers.csv")).rows) == 2
    texts = sheet_of("Mukamana Ange;Isano\nGabo Eric;Isano\n")
    assert [row.cells[0] for row in texts.rows] == ["Mukamana Ange", "Gabo Eric"]
    assert guess_columns(table(case("f18_numbers.csv")), RWANDA.manners) == {}


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("f19_*")))
def test_letters_of_any_alphabet(name: str) -> None:
    sheet = table(case(name))
    heads = [row.cells[1] for row in sheet.rows]
    assert heads == ["N'Gabo Éric", "Uwase Thérèse"]
    assert book_of(case(name)).twice == ("twice" in name)


@pytest.mark.parametrize("alphabet", [*ALPHABETS, "mac_roman"])
@pytest.mark.parametrize(
    "names", [["Noël Ündurâ", "Zoé"], ["Bénigne", "Françoise"], ["ÉMILE", "Hélène à côté"]]
)
def test_other_names_in_other_alphabets(alphabet: str, names: list[str]) -> None:
    lines = "".join(f"Isano;{name};4\n" for name in names)
    sheet = table(f"isibo;izina;abantu\n{lines}".encode(alphabet))
    assert [row.cells[1] for row in sheet.rows] == names


def test_letters_that_are_lost_are_never_stored() -> None:
    sheet = sheet_of(
        "izina,isibo,abantu\nTh\ufffdr\ufffdse,Isano,4\nTh?r?se,Isano,4\nA B,Isano,2\n"
    )
    reading = reading_of(sheet, guessed(sheet))
    assert [(one.row, one.column) for one in reading.problems] == [(2, "izina"), (3, "izina")]
    again = reading_of(mended(sheet, {2: {0: "Thérèse"}}), guessed(sheet))
    assert [row.form.head for row in again.ready] == ["Thérèse", "A B"]
    for content in (b"izina;abantu\nab\xb0cd\xb1ef;4\n", b"\xff\xfei\x00z\x00\x00\xd8"):
        with pytest.raises(Refusal):
            table(content)


@pytest.mark.parametrize("name", ["f20_backslash.xlsx", "f20_workbook2.xlsx"])
def test_odd_zips_are_read(name: str) -> None:
    sheet = table(case(name))
    assert len(reading_of(sheet, guessed(sheet)).ready) == 3


def test_hidden_rows_and_merged_cells() -> None:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as made:
        page = made.add_worksheet("List")
        for number, row in enumerate(
            (["isibo", "izina", "abantu"], ["", "A A", 4], ["", "B B", 3], ["Ubumwe", "C C", 2])
        ):
            page.write_row(number, 0, row)
        page.merge_range(1, 0, 2, 0, "Isano")
        page.set_row(3, None, None, {"hidden": True})
    book = book_of(content.getvalue())
    layout = guess_layout(book)
    shown = sheet_by(book, layout)
    assert [row.cells for row in shown.rows] == [("Isano", "A A", "4"), ("Isano", "B B", "3")]
    assert (shown.hidden, shown.filled) == (1, 1)
    whole = sheet_by(book, Layout(0, 1, 1, hidden=True, fill=False))
    assert [row.cells[0] for row in whole.rows] == ["Isano", "", "Ubumwe"]
