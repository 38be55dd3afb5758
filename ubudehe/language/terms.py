"""One thing has one word: the catalogues against the glossary, `python -m ubudehe.language.terms`.

docs/glossary.csv holds the terms. A row with `en_forms` is checked: a message whose English uses
one of these forms says it in each language with one of that language's forms, and with none of
those in `…_not`. Where `alone` names a language, the row's words mean this one thing there: no
message uses them whose English does not. A form is whole words; `*` stands for any letters, and
`|` separates forms. What may differ, and why, stands in docs/glossary-exceptions.csv.
"""

import csv
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message

from ubudehe.language.catalogues import LOCALES, read_catalogue

GLOSSARY = LOCALES.parent / "docs/glossary.csv"
EXCEPTIONS = LOCALES.parent / "docs/glossary-exceptions.csv"
TRANSLATED = ("rw", "fr", "sw")

_VALUES = re.compile(r"%\(\w+\)s|<[^>]+>")


@dataclass(frozen=True)
class GlossaryTerm:
    """A concept: its word in each language, the forms it takes, and words that are not for it."""

    key: str
    words: Mapping[str, str]
    forms: Mapping[str, str]
    never: Mapping[str, str]
    alone: frozenset[str]

    def in_english(self, message: str) -> bool:
        """Return whether the English of a message speaks of this."""
        return bool(self.forms["en"]) and _found(self.forms["en"], message)


@dataclass(frozen=True)
class SpokenMessage:
    """A message and what it is in one language; the forms of a plural joined."""

    english: str
    text: str


def glossary(path: Path = GLOSSARY) -> tuple[GlossaryTerm, ...]:
    """Return all terms, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_term(row) for row in csv.DictReader(file))


def exceptions(path: Path = EXCEPTIONS) -> dict[tuple[str, str, str], str]:
    """Return the reasons by the term's key, the language and the English of the message."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["key"], lang, row["message"]): row["reason"]
            for row in csv.DictReader(file)
            for lang in row["lang"].split()
        }


def said(lang: str) -> Iterator[SpokenMessage]:
    """Yield each message of the catalogue of `lang`."""
    for one in read_catalogue(lang):
        if one.id:
            yield SpokenMessage(english_of(one), " / ".join(texts_of(one)))


def english_of(message: Message) -> str:
    """Return the English of a message: of a plural, the form for many."""
    return message.id if isinstance(message.id, str) else message.id[1]


def texts_of(message: Message) -> Sequence[str]:
    """Return the forms of a translation."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def faults(
    lang: str, terms: Sequence[GlossaryTerm], messages: Sequence[SpokenMessage]
) -> Iterator[tuple[str, str]]:
    """Yield key and English of each message that does not keep to the terms, and may not differ.

    An exception that nothing needs is a fault too: its key, and the message it names.
    """
    may = {(key, message) for key, of, message in exceptions() if of == lang}
    found = {(key, one.english) for one in messages for key in _broken(lang, terms, one)}
    yield from sorted(found - may)
    yield from sorted((f"exception for {key}", message) for key, message in may - found)


def _broken(lang: str, terms: Sequence[GlossaryTerm], one: SpokenMessage) -> Iterator[str]:
    meant = [term for term in terms if term.in_english(one.english)]
    for term in meant:
        wrong = _found(term.never[lang], one.text) and not any(
            _shares(term.never[lang], other.forms[lang], one.text) for other in meant
        )
        if wrong or not _found(term.forms[lang], one.text):
            yield term.key
    for term in terms:
        if lang in term.alone and term not in meant and _found(term.forms[lang], one.text):
            yield term.key


def _shares(never: str, forms: str, text: str) -> bool:
    """Return whether what `never` finds in a text is a word of another term of the message."""
    hits = {hit[0].casefold() for hit in _pattern(never).finditer(text)}
    return bool(forms) and all(_found(forms, hit) for hit in hits)


def _found(forms: str, text: str) -> bool:
    return bool(forms) and _pattern(forms).search(_VALUES.sub(" ", text)) is not None


@cache
def _pattern(forms: str) -> re.Pattern[str]:
    words = "|".join(
        re.escape(form).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for form in forms.split("|")
    )
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _term(row: Mapping[str, str]) -> GlossaryTerm:
    return GlossaryTerm(
        row["key"],
        {lang: row[lang] for lang in ("en", *TRANSLATED)},
        {lang: row[f"{lang}_forms"] for lang in ("en", *TRANSLATED)},
        {lang: row[f"{lang}_not"] for lang in TRANSLATED},
        frozenset(row["alone"].split()),
    )


def main() -> None:
    """Say which messages do not keep to the glossary; exit code 1 if any do not."""
    terms, wrong = glossary(), 0
    for lang in TRANSLATED:
        messages = tuple(said(lang))
        texts = {one.english: one.text for one in messages}
        for key, english in faults(lang, terms, messages):
            wrong += 1
            sys.stdout.write(f"{lang} {key}: «{english}»: «{texts.get(english, '')}»\n")
    sys.stdout.write(f"{sum(bool(one.forms['en']) for one in terms)} terms, {wrong} faults\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
