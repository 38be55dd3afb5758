"""A native speaker reviews a language in a spreadsheet, and it comes back."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from xlsxwriter import Workbook

from ubudehe.language.review import (
    COLUMNS,
    NotASheet,
    ReviewProposal,
    ReviewRow,
    key_of,
    read_sheet,
    rows,
    sheet,
    take,
    where,
)
from ubudehe.language.terms import glossary, texts_of


def catalogue() -> Catalog:
    made = Catalog(locale="fr")
    made.add("Paid to %(who)s", "Payé à %(who)s")
    made.add("Read <b>this</b>", "Lisez <b>ceci</b>")
    made.add(("%(num)s slip", "%(num)s slips"), ("%(num)s fiche", "%(num)s fiches"))
    return made


def proposed(
    made: Catalog, english: str, proposal: str, form: int = 0, now: str = ""
) -> ReviewProposal:
    message = made[english]
    return ReviewProposal(7, key_of(message, form), now or texts_of(message)[form], proposal)


def refused(english: str, proposal: str, **more: str) -> str:
    made = catalogue()
    taken, why = take(made, [proposed(made, english, proposal, **more)])  # type: ignore[arg-type]
    assert taken == 0
    return "; ".join(f"{line}: {one}" for line, one in why)


def test_a_proposal_goes_into_the_catalogue() -> None:
    made = catalogue()
    assert take(made, [proposed(made, "Paid to %(who)s", "Versé à %(who)s")]) == (1, [])
    assert made["Paid to %(who)s"].string == "Versé à %(who)s"


def test_each_form_of_a_message_that_counts_is_a_row_of_its_own() -> None:
    made = catalogue()
    assert take(made, [proposed(made, "%(num)s slip", "%(num)s papiers", form=1)]) == (1, [])
    assert made["%(num)s slip"].string == ("%(num)s fiche", "%(num)s papiers")


@pytest.mark.parametrize("text", ["Versé", "Versé à %(qui)s", "Versé à %(who)s le %(day)s"])
def test_other_values_are_refused_with_row_and_reason(text: str) -> None:
    why = "7: the values are not those of the message: %(who)s"
    assert refused("Paid to %(who)s", text) == why


@pytest.mark.parametrize("text", ["Lisez ceci", "Lisez <b>ceci", "Lisez <i>ceci</i>"])
def test_other_marks_are_refused(text: str) -> None:
    assert refused("Read <b>this</b>", text).startswith("7: the marks are not those")


def test_a_percent_sign_that_would_stop_the_page_is_refused() -> None:
    assert refused("Paid to %(who)s", "100 % à %(who)s") == "7: a % that is part of no value"


def test_a_text_that_changed_meanwhile_is_refused() -> None:
    said = refused("Paid to %(who)s", "Versé à %(who)s", now="Donné à %(who)s")
    assert said == "7: the text was changed after the sheet was made; now it is «Payé à %(who)s»"


def test_a_row_that_nobody_knows_is_refused() -> None:
    assert take(catalogue(), [ReviewProposal(3, "nothing.0", "a", "b")])[1][0][0] == 3


def test_a_sheet_that_is_read_a_second_time_changes_nothing() -> None:
    made = catalogue()
    one = proposed(made, "Paid to %(who)s", "Versé à %(who)s")
    assert take(made, [one, one]) == (1, [])


def test_the_sheet_comes_back_as_it_was_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "fr.xlsx"
    sheet("fr", [ReviewRow("k.0", "Slip", "page", "Fiche", "Slip: Fiche")], path)
    assert read_sheet(path) == ("fr", [])
    with Workbook(str(path)) as book:
        page = book.add_worksheet("fr")
        page.write_row(0, 0, COLUMNS)
        page.write_row(1, 0, ("k.0", "Slip", "page", "Fiche", "", " Papillon\u0065\u0301 ", ""))
    assert read_sheet(path) == ("fr", [ReviewProposal(2, "k.0", "Fiche", "Papilloné")])


def test_another_file_is_no_sheet(tmp_path: Path) -> None:
    path = tmp_path / "no.xlsx"
    path.write_bytes(b"no")
    with pytest.raises(NotASheet):
        read_sheet(path)


def test_a_message_stands_with_its_page_its_term_and_its_text() -> None:
    found = Catalog()
    found.add("Hand out slips", locations=[("templates/categories/slips.html", 1)])
    lines = {row.english: row for row in rows("fr", found, glossary())}
    line = lines["Hand out slips"]
    assert (line.now, line.terms) == ("Distribuer les fiches", "Slip: Fiche")
    assert line.seen == "page «Slips for the households» (categories/slips)"


def test_where_a_message_is_seen_is_said_by_the_title_of_its_page() -> None:
    assert where("templates/projects/question.html").startswith("page «Which problem")
    assert where("ubudehe/ledger/words.py").startswith("ledger words")
