"""Bring the catalogues up to date with the code: `python -m ubudehe.language.extract`.

New messages are added empty (English: as they are), vanished ones are dropped, and nothing is
ever guessed: a fuzzy translation is worse than a missing one.
"""

import sys
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from ubudehe.language.catalogues import LOCALES, catalogue_path, read_catalogue
from ubudehe.language.messages import LANGUAGES

_METHODS = [("ubudehe/**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "say": (2,),
}
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}


def extract(root: Path) -> Catalog:
    """Return a catalogue of every message marked below `root`."""
    found = Catalog(project="Ubudehe", charset="utf-8")
    for filename, _line, message, _comments, context in extract_from_dir(
        root,
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
        directory_filter=lambda path: (
            Path(path).name in _FOLDERS
            or any(parent.name in _FOLDERS for parent in Path(path).parents)
        ),
    ):
        found.add(message, locations=[(filename, 1)], context=context)
    return found


_FOLDERS = {"ubudehe", "templates"}


def missing(lang: str, found: Catalog) -> list[str]:
    """Return the messages of `found` that the catalogue of `lang` lacks, has empty or fuzzy."""
    catalogue = read_catalogue(lang)
    gaps = []
    for message in found:
        if not message.id:
            continue
        ours = catalogue.get(message.id, context=message.context)
        if ours is None or ours.fuzzy or not all(_texts(ours)):
            gaps.append(message.id if isinstance(message.id, str) else message.id[0])
    return gaps


def _texts(message: Message) -> Sequence[str | None]:
    """Return all forms of a translation; a form nobody wrote is empty."""
    return [message.string] if isinstance(message.string, str | None) else list(message.string)


def update(lang: str, found: Catalog) -> None:
    """Rewrite the catalogue of `lang` to hold exactly the messages of `found`."""
    catalogue = read_catalogue(lang)
    catalogue.update(deepcopy(found), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = "# Ubudehe. Translators: the terms are in docs/glossary.csv."
    catalogue.msgid_bugs_address = ""
    catalogue.last_translator = "the Ubudehe developers"
    catalogue.language_team = lang
    if lang == "en":
        for message in catalogue:
            if message.id and not all(_texts(message)):
                message.string = message.id
    with catalogue_path(lang).open("wb") as file:
        write_po(file, catalogue, no_location=True, sort_output=True, width=98, omit_header=False)


def main() -> None:
    """Update all catalogues and say what is still missing; exit code 1 if anything is."""
    found = extract(LOCALES.parent)
    gaps = 0
    for lang in LANGUAGES:
        update(lang, found)
        lacking = missing(lang, found)
        gaps += len(lacking)
        sys.stdout.write(f"{lang}: {len(found)} messages, {len(lacking)} missing\n")
        for msgid in lacking:
            sys.stdout.write(f"  {msgid!r}\n")
    sys.exit(1 if gaps else 0)


if __name__ == "__main__":
    main()
