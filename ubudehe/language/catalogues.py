"""The gettext catalogues, read straight from the `.po` files that translators edit."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from ubudehe.language.messages import LANGUAGES

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
    """Return `msgid` in `lang`, its `%(name)s` places filled from `params`."""
    text = translations(lang).gettext(msgid)
    return text % params if params else text
