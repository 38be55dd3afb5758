"""Lists in sentences."""

import pytest

from ubudehe.language.lists import join_list


@pytest.mark.parametrize(
    ("lang", "text"),
    [("rw", "a, b na c"), ("en", "a, b and c"), ("fr", "a, b et c"), ("sw", "a, b na c")],
)
def test_three_items(lang: str, text: str) -> None:
    assert join_list(["a", "b", "c"], lang) == text


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["Huye"], "Huye"),
        (["Huye", "Nyanza"], "Huye na Nyanza"),
        (["Huye", "Akagera"], "Huye n'Akagera"),
        (["amazi", "umuriro", "Inzu"], "amazi, umuriro n'Inzu"),
        (["Huye", "Élan"], "Huye n'Élan"),
        (["Huye", ""], "Huye na "),
    ],
)
def test_kinyarwanda_elides_before_a_vowel(items: list[str], text: str) -> None:
    assert join_list(items, "rw") == text


@pytest.mark.parametrize("lang", ["en", "fr", "sw"])
def test_short_lists(lang: str) -> None:
    assert join_list([], lang) == ""
    assert join_list(["Huye"], lang) == "Huye"
