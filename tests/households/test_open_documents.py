"""Files of LibreOffice Calc say the same as the same lists in XLSX and CSV."""

import io
from collections.abc import Callable, Sequence

import pytest
from xlsxwriter import Workbook

from tests.households.calc import Page, calc
from tests.households.sheets import book_of, table
from tests.households.test_neighbours_of_lists import homes
from ubudehe.households.importing.ods import tables_of
from ubudehe.households.importing.rules.layouts import guess_layout, hidden_columns, not_read

NAMES = ["Izina", "Isibo", "Abantu"]
TITLED = Page(
    "Isano",
    [["URUTONDE", None, None], NAMES, ["A A", "Isano", 4], ["H H", "Isano", 9], ["B B", None, 3]],
    merged=((0, 0, 0, 2), (2, 4, 1, 1)),
    hidden=(3,),
    heading=2,
)
LATER = Page("Ubumwe", [NAMES, ["C C", "Ubumwe", 2], ["F F", "Ubumwe", 8]], filtered=(2,))
BESIDE = Page(
    "Byose",
    [
        ["No", *NAMES, None, *NAMES],
        [1, "A A", "Isano", 4, None, "C C", "Ubumwe", 2],
        [2, "B B", "Isano", 3, None, None, None, None],
        [3, None, None, None, None, None, None, None],
    ],
)
UNSEEN = Page("Kera", [NAMES, ["X X", "Kera", 2]], unseen=True)
BELOW = Page(
    "Ingo", [NAMES, ["A A", "Isano", 4], [None], ["Izina", "Abantu", "Isibo"], ["C C", 2, "U"]]
)


def excel(*pages: Page) -> bytes:
    """Return the same sheets as XLSX."""
    kept = io.BytesIO()
    with Workbook(kept, {"in_memory": True}) as made:
        for page in pages:
            sheet = made.add_worksheet(page.name)
            for at, row in enumerate(page.rows):
                sheet.write_row(at, 0, row)
            for top, bottom, left, right in page.merged:
                sheet.merge_range(top, left, bottom, right, page.rows[top][left])
            for at in (*page.hidden, *page.filtered):
                sheet.set_row(at, None, None, {"hidden": True})
            for at in page.hidden_columns:
                sheet.set_column(at, at, None, None, {"hidden": True})
            if page.unseen:
                sheet.hide()
    return kept.getvalue()


def text(page: Page) -> bytes:
    rows = (",".join("" if cell is None else str(cell) for cell in row) for row in page.rows)
    return "\n".join(rows).encode()


def told(content: bytes) -> tuple[object, ...]:
    """Return all that is read of a file and said of what is not."""
    book = book_of(content)
    layout, sheet = guess_layout(book), table(content)
    unread, unshown = not_read(book, layout), hidden_columns(book, layout)
    return homes(content), unread, unshown, book.unseen, sheet.hidden, sheet.filled, sheet.aside


@pytest.mark.parametrize(
    "pages",
    [
        *((TITLED,), (TITLED, LATER), (LATER, TITLED), (BESIDE,), (BELOW,)),
        *((BESIDE, UNSEEN), (BELOW, BESIDE)),
    ],
)
def test_calc_and_excel_say_the_same(pages: Sequence[Page]) -> None:
    assert told(calc(*pages)) == told(excel(*pages))


@pytest.mark.parametrize("page", [BESIDE, BELOW])
def test_a_sheet_of_several_lists_says_the_same_as_a_text(page: Page) -> None:
    assert homes(calc(page)) == homes(text(page))


def test_what_calc_hides_and_merges_is_heeded() -> None:
    isano = [("Isano", "A A", 4), ("Isano", "B B", 3)]
    assert homes(calc(TITLED, LATER, UNSEEN)) == [*isano, ("Ubumwe", "C C", 2)]


def test_a_list_of_which_no_row_is_shown_is_read_all_the_same() -> None:
    content = calc(Page("L", [NAMES, ["A A", "Isano", 4], ["B B", "Isano", 3]], filtered=(1, 2)))
    assert homes(content) == [("Isano", "A A", 4), ("Isano", "B B", 3)]


def test_sheets_of_which_one_numbers_its_rows_come_in_together() -> None:
    numbered = Page("Isano", [["No", "Izina", "Abantu"], [1, "A A", 4]])
    other = Page("Ubumwe", [["Izina", "Abantu"], ["C C", 2]])
    assert homes(calc(numbered, other)) == [("Isano", "A A", 4), ("Ubumwe", "C C", 2)]


@pytest.mark.parametrize("left", [0, 2])
@pytest.mark.parametrize("write", [calc, excel])
def test_a_list_that_begins_further_right_keeps_its_merged_and_hidden_columns(
    write: Callable[..., bytes], left: int
) -> None:
    rows: list[list[object]] = [[*NAMES], ["A A", "Isano", 4], ["B B", None, 3]]
    blank: list[object] = [None] * left
    moved = [blank + row for row in rows]
    merged, hidden = ((1, 2, left + 1, left + 1),), (left + 2,)
    content = write(Page("L", moved, merged=merged, hidden_columns=hidden))
    assert homes(content) == [("Isano", "A A", 4), ("Isano", "B B", 3)]
    book = book_of(content)
    assert hidden_columns(book, guess_layout(book)) == ("Abantu",)


def test_a_damaged_document_tells_nothing_special() -> None:
    assert tables_of(b"<office:document-content") == []
