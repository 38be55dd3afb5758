"""Names as they are stored and as they are searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.language.names import fold, nfc


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # From a comparison of five lists of Rwandan places: one place, two spellings.
        ("Urunyinya", "Runyinya"),
        ("Kabande", "Akabande"),
        ("Gatare", "Agatare"),
        ("Ibukinanyana", "Bukinanyana"),
        ("Mulindi", "Murindi"),
        ("Shusho", "Ishusho"),
        ("Itaba", "Taba"),
        ("Rinda", "Linda"),
        ("Ubuseruka", "Buseruka"),
        ("Umushumba Mwiza", "Mushumbamwiza"),
        ("Rilima", "Ririma"),
        ("Agacyamo", "Gacyamo"),
        ("Rango A", "RangoA"),
        ("Nyamirama II", "NYAMIRAMA ii"),
        # People.
        ("Rukundo", "LUKUNDO"),
        ("Célestin", "Celestin"),
        ("Jean-Bosco", "jean bosco"),
        ("N’Umukunzi", "n'umukunzi"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cyingoma", "Kingoma"),  # more than a matter of spelling: too much else would match
        ("Nyaburira", "Byimana"),
        ("Kigarama", "Kigarama A"),
        ("Mageragere", "Mageregere"),
        ("Rango A", "Rango B"),
    ],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_one_letter_is_not_folded_away() -> None:
    assert fold("A") == "a"
    assert fold("") == ""
    assert fold(" - ") == ""


@given(st.text(alphabet="AaEeIiUuLlRrKkBb '-", max_size=12), st.integers(0, 12))
def test_what_is_typed_so_far_already_fits(name: str, length: int) -> None:
    typed = name[:length]
    letters = [sign for sign in typed if sign.isalpha()]
    if len(letters) > 1:
        assert fold(name).startswith(fold(typed))


def test_nfc_cleans_without_changing_words() -> None:
    assert nfc("  Uwimana\u00a0\t Jean \r\n Bosco ") == "Uwimana Jean \n Bosco"
    assert nfc("Ce\u0301lestin") == "C\u00e9lestin"
    assert nfc("O’Neil") == "O’Neil"


@given(st.text())
def test_nfc_is_done_once(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
