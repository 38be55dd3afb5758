"""The gettext catalogues, read straight from the `.po` files that translators edit."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from ubudehe.language.messages import LANGUAGES
from ubudehe.language.numbers import format_number
from ubudehe.language.sentences import Sentence

_INSIDE_WHEEL = Path(__file__).parent.parent / "locales"
_BESIDE_PACKAGE = Path(__file__).parent.parent.parent / "locales"
LOCALES = _INSIDE_WHEEL if _INSIDE_WHEEL.is_dir() else _BESIDE_PACKAGE


def catalogue_path(lang: str) -> Path:
    """Return where the catalogue of `lang` lies."""
    return LOCALES / lang / "LC_MESSAGES" / "messages.po"


def read_catalogue(lang: str) -> Catalog:
    """Return the editable catalogue of `lang`."""
    with catalogue_path(lang).open("rb") as file:
        return read_po(file, locale=lang)


@cache
def translations(lang: str) -> Translations:
    """Return the ready translations of `lang`; KeyError for a language the app does not speak."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(lang))
    compiled.seek(0)
    return Translations(compiled)


def say(lang: str, msgid: str, **params: object) -> str:
    """Return `msgid` in `lang`, its `%(name)s` places filled from `params`.

    A param may be a Sentence, or several, that stand in it.
    """
    text = translations(lang).gettext(msgid)
    return text % {name: _within(lang, one) for name, one in params.items()} if params else text


def _within(lang: str, value: object) -> object:
    if isinstance(value, Sentence):
        values = ((name, one.value) for name, one in value.values.items())
        given = {n: format_number(v, lang) if isinstance(v, int) else v for n, v in values}
        return say(lang, value.message, **given)
    if isinstance(value, tuple):
        return " ".join(str(_within(lang, one)) for one in value)
    return value
