"""The gettext catalogues, read straight from the `.po` files that translators edit."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from ubudehe.language.messages import LANGUAGES
from ubudehe.language.numbers import NO_BREAK, format_number
from ubudehe.language.sentences import Sentence

_HIGH_SIGNS_APART = ("fr",)
"""Languages that put a space before high signs; translators need not know how to tie it."""
_LOOSE = re.compile(r"(?<=«) | (?=[;:?!»](?:[\s<]|$))")
_PLACES = re.compile(r"%\(([a-z_]+)\)")
_INSIDE_WHEEL = Path(__file__).parent.parent / "locales"
_BESIDE_PACKAGE = Path(__file__).parent.parent.parent / "locales"
LOCALES = _INSIDE_WHEEL if _INSIDE_WHEEL.is_dir() else _BESIDE_PACKAGE


def catalogue_path(lang: str) -> Path:
    """Return where the catalogue of `lang` lies."""
    return LOCALES / lang / "LC_MESSAGES" / "messages.po"


def read_catalogue(lang: str) -> Catalog:
    """Return the editable catalogue of `lang`."""
    return _read(catalogue_path(lang), lang)


class NotTheseWords(ValueError):
    """Words of a country that say something else than the sentences they stand for."""


def words_path(folder: Path, lang: str) -> Path:
    """Return where a country pack says sentences in its own words; the file need not be there."""
    return folder / "words" / f"{lang}.po"


def check_words(lang: str, folder: Path) -> None:
    """Raise NotTheseWords unless the pack's words stand for sentences of ours, value for value."""
    path = words_path(folder, lang)
    if not path.exists():
        return
    ours = read_catalogue(lang)
    for one in _read(path, lang):
        if not one.id:
            continue
        known = ours.get(one.id)
        first = one.id if isinstance(one.id, str) else one.id[0]
        if known is None:
            raise NotTheseWords(f"words/{path.name}: the app says nowhere «{first}».")
        if not _texts(one) or any(_places(text) - _places(first) for text in _texts(one)):
            raise NotTheseWords(f"words/{path.name}: «{first}» has other values.")


@cache
def translations(lang: str, folder: Path | None = None) -> Translations:
    """Return the ready translations of `lang`; KeyError for a language the app does not speak.

    `folder` is that of a country pack, which may say some sentences in its own words.
    """
    if lang not in LANGUAGES:
        raise KeyError(lang)
    catalogue = read_catalogue(lang)
    if folder is not None and words_path(folder, lang).exists():
        for one in _read(words_path(folder, lang), lang):
            if one.id:
                catalogue[one.id].string = one.string
    if lang in _HIGH_SIGNS_APART:
        for one in catalogue:
            if one.id and one.string:
                one.string = _each(_tied, one.string)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def say(lang: str, msgid: str, **params: object) -> str:
    """Return `msgid` in `lang`, its `%(name)s` places filled from `params`.

    A param may be a Sentence, or several, that stand in it.
    """
    return say_as(None, lang, msgid, **params)


def say_as(folder: Path | None, lang: str, msgid: str, /, **params: object) -> str:
    """Return `msgid` in `lang`, in the words of the country whose pack lies in `folder`."""
    text = translations(lang, folder).gettext(msgid)
    if not params:
        return text
    return text % {name: _within(folder, lang, one) for name, one in params.items()}


def _read(path: Path, lang: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def _tied(text: str) -> str:
    """Return a text in which no line can begin with a high sign, or end with an open quotation."""
    return _LOOSE.sub(NO_BREAK, text)


def _each(change: Callable[[str], str], said: str | Sequence[str]) -> str | tuple[str, ...]:
    return change(said) if isinstance(said, str) else tuple(map(change, said))


def _texts(one: Message) -> list[str]:
    said = one.string if isinstance(one.string, list | tuple) else (one.string,)
    return [text for text in said if text]


def _places(text: str) -> set[str]:
    return set(_PLACES.findall(text))


def _within(folder: Path | None, lang: str, value: object) -> object:
    if isinstance(value, Sentence):
        values = ((name, one.value) for name, one in value.values.items())
        given = {n: format_number(v, lang) if isinstance(v, int) else v for n, v in values}
        return say_as(folder, lang, value.message, **given)
    if isinstance(value, tuple):
        return " ".join(str(_within(folder, lang, one)) for one in value)
    return value
