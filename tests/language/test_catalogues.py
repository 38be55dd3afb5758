"""All four catalogues hold every message, none fuzzy, with the same places to fill."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Catalog

from ubudehe.language.catalogues import read_catalogue, say, translations
from ubudehe.language.extract import extract, missing
from ubudehe.language.messages import LANGUAGES

ROOT = Path(__file__).parents[2]
_PLACE = re.compile(r"%\((\w+)\)s")


@cache
def messages() -> Catalog:
    return extract(ROOT)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_missing_or_fuzzy(lang: str) -> None:
    found = messages()
    assert len(found) > 600
    assert missing(lang, found) == []
    assert not [message for message in read_catalogue(lang) if message.id and message.fuzzy]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_translation_asks_for_what_is_not_given(lang: str) -> None:
    for message in read_catalogue(lang):
        given = message.id if isinstance(message.id, str) else " ".join(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for text in texts:
            assert set(_PLACE.findall(text or "")) <= set(_PLACE.findall(given)), message.id


def test_no_template_shows_a_text_that_is_not_in_the_catalogues() -> None:
    bare = re.compile(r">\s*([A-Z][a-z]+(?: [a-z]+)+)[^<{]*<")
    tags = re.compile(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", re.DOTALL)
    for path in (ROOT / "templates").rglob("*.html"):
        text = tags.sub("", path.read_text("utf-8"))
        assert not bare.findall(text), path


def test_no_line_of_french_begins_with_a_high_sign() -> None:
    loose = re.compile(r"« | [;:?!»](?:[\s<]|$)")
    said = [
        translations("fr").gettext(one.id)
        for one in read_catalogue("en")
        if isinstance(one.id, str)
    ]
    assert len(said) > 1000
    assert [text for text in said if loose.search(text)] == []
    assert say("fr", "Source: approved entries of the books, %(day)s.", day="1").startswith(
        "Source\u00a0: "
    )
