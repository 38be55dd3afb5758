"""«a, b and c» in four languages; Babel has no pattern for Kinyarwanda."""

from collections.abc import Sequence

from babel.lists import format_list

from ubudehe.language.names import fold_accents

# Plain «en» is American: «a, b, and c».
_LOCALES = {"en": "en_RW", "fr": "fr", "sw": "sw"}


def join_list(items: Sequence[str], lang: str) -> str:
    """Return the items as a sentence part; empty for none, KeyError for another language.

    In Kinyarwanda «na» becomes «n'» before a vowel: «Butare, Huye n'Akagera».
    """
    if lang != "rw":
        return format_list(list(items), locale=_LOCALES[lang]) if items else ""
    if len(items) < 2:
        return "".join(items)
    last = items[-1]
    elided = fold_accents(last[:1]).casefold() in set("aeiou")
    joined = f"n'{last}" if elided else f"na {last}"
    return f"{', '.join(items[:-1])} {joined}"
