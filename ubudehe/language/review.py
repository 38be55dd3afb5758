"""A spreadsheet for a native speaker: `python -m ubudehe.language.review rw sheet.xlsx`.

One row for each message, or each form of one that counts: its English, where it is seen, what it
is now, the terms of the glossary in it, and two empty columns. `--back sheet.xlsx` reads it: each
proposal that keeps the values and marks of its message goes into the catalogue, each other one is
named with its row and the reason. The sheet's name is the language.
"""

import hashlib
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

from ubudehe.language.catalogues import LOCALES, catalogue_path, read_catalogue
from ubudehe.language.extract import extract
from ubudehe.language.terms import TRANSLATED, GlossaryTerm, english_of, glossary, texts_of

COLUMNS = ("Row", "English", "Where it is seen", "Now", "Terms", "Proposal", "Remark")
WIDTHS = (16, 50, 34, 50, 34, 50, 30)

_VALUE = re.compile(r"%\(\w+\)s|%%")
_MARK = re.compile(r"<[^<>]*>|&\w+;")
_TITLE = re.compile(r'\{% block title %\}\{\{ _\("([^"]+)"')


class NotASheet(ValueError):
    """A file that is no review sheet."""


@dataclass(frozen=True)
class ReviewRow:
    """A message, or one form of a message that counts, as a speaker reviews it."""

    key: str
    english: str
    seen: str
    now: str
    terms: str


@dataclass(frozen=True)
class ReviewProposal:
    """What a speaker wrote in a row of a sheet; `line` counts from 1, as spreadsheets do."""

    line: int
    key: str
    now: str
    proposal: str


def rows(lang: str, found: Catalog, terms: Sequence[GlossaryTerm]) -> Iterator[ReviewRow]:
    """Yield what is to be reviewed in `lang`; `found` tells where each message stands."""
    for message in read_catalogue(lang):
        if not message.id:
            continue
        place = found.get(message.id, context=message.context)
        seen = "\n".join(sorted({where(path) for path, _ in place.locations})) if place else ""
        spoken = [term for term in terms if term.in_english(english_of(message))]
        words = "\n".join(f"{term.words['en']}: {term.words[lang]}" for term in spoken)
        for form, text in enumerate(texts_of(message)):
            yield ReviewRow(key_of(message, form), _english(message, form), seen, text, words)


def where(path: str) -> str:
    """Return in plain words where the messages of a file are seen."""
    folder, _, name = path.partition("/")
    name = name.rsplit(".", 1)[0]
    if folder != "templates":
        return f"{name.replace('/', ' ')} (words, or why something is refused)"
    title = _TITLE.search((LOCALES.parent / path).read_text("utf-8"))
    return f"page «{title[1]}» ({name})" if title else f"part of pages ({name})"


def key_of(message: Message, form: int) -> str:
    """Return by what a row is found again: the message and the number of its form."""
    ids = message.id if isinstance(message.id, str) else "\0".join(message.id)
    whole = f"{message.context or ''}\0{ids}"
    return f"{hashlib.sha256(whole.encode()).hexdigest()[:10]}.{form}"


def sheet(lang: str, lines: Sequence[ReviewRow], path: Path) -> None:
    """Write the sheet of a language."""
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(lang)
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        page.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
        for place, width in enumerate(WIDTHS):
            page.set_column(place, place, width, plain)
        for number, row in enumerate(lines, start=1):
            for place, cell in enumerate((row.key, row.english, row.seen, row.now, row.terms)):
                page.write_string(number, place, cell, plain)
        page.freeze_panes(1, 2)
        page.autofilter(0, 0, len(lines), len(COLUMNS) - 1)


def read_sheet(path: Path) -> tuple[str, list[ReviewProposal]]:
    """Return the language of a sheet and what was proposed in it.

    Raises NotASheet for a file that is none.
    """
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            named = [lang for lang in book.sheet_names if lang in TRANSLATED]
            cells = book.get_sheet_by_name(named[0]).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise NotASheet(f"{path} is no review sheet.") from error
    columns = [str(cell).strip() for cell in cells[0]] if cells else []
    if not set(COLUMNS[:-1]) <= set(columns):
        raise NotASheet(f"{path}: a column is missing; there must be {', '.join(COLUMNS)}.")
    key, now, proposal = (columns.index(name) for name in ("Row", "Now", "Proposal"))
    return named[0], [
        ReviewProposal(line, str(row[key]).strip(), str(row[now]), _clean(str(row[proposal])))
        for line, row in enumerate(cells[1:], start=2)
        if str(row[proposal]).strip()
    ]


def take(
    catalogue: Catalog, proposals: Sequence[ReviewProposal]
) -> tuple[int, list[tuple[int, str]]]:
    """Put the proposals into a catalogue; return how many changed it, and rows with why not."""
    places = {
        key_of(message, form): (message, form)
        for message in catalogue
        if message.id
        for form in range(len(texts_of(message)))
    }
    taken, refused = 0, []
    for one in proposals:
        message, form = places.get(one.key, (None, 0))
        if message is None:
            refused.append((one.line, "the app does not say this any more, or the row was changed"))
            continue
        texts = list(texts_of(message))
        if one.proposal == texts[form]:
            continue
        if why := _refusal(texts[form], one):
            refused.append((one.line, why))
            continue
        texts[form] = one.proposal
        message.string = texts[0] if isinstance(message.id, str) else tuple(texts)
        taken += 1
    return taken, refused


def _refusal(text: str, one: ReviewProposal) -> str:
    """Return why a proposal cannot stand for a text; nothing if it can."""
    if _clean(one.now) != _clean(text):
        return f"the text was changed after the sheet was made; now it is «{text}»"
    for pattern, what in ((_VALUE, "the values"), (_MARK, "the marks")):
        had, has = Counter(pattern.findall(text)), Counter(pattern.findall(one.proposal))
        if set(had) != set(has) or (pattern is _MARK and had != has):
            told = ", ".join(sorted(set(had))) or "none"
            return f"{what} are not those of the message: {told}"
    if "%" in _VALUE.sub("", one.proposal):
        return "a % that is part of no value"
    if any(unicodedata.category(sign) in {"Cc", "Co", "Cn"} for sign in one.proposal):
        return "a sign that cannot be shown"
    return ""


def _english(message: Message, form: int) -> str:
    if isinstance(message.id, str):
        return message.id
    return f"{message.id[0]} (where it is one)" if form == 0 else f"{message.id[1]} (for more)"


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("_x000D_", "").strip())


def main() -> None:
    """Write a sheet, or read one back; exit code 1 if a row was refused, 2 if nothing was done."""
    match sys.argv[1:]:
        case ["--back", path]:
            _back(Path(path))
        case [lang, path] if lang in TRANSLATED:
            lines = tuple(rows(lang, extract(LOCALES.parent), glossary()))
            sheet(lang, lines, Path(path))
            sys.stdout.write(f"{path}: {len(lines)} rows in {lang}\n")
        case _:
            sys.stderr.write(f"Say a language, one of {', '.join(TRANSLATED)}, and a file.\n")
            sys.exit(2)


def _back(path: Path) -> None:
    try:
        lang, proposals = read_sheet(path)
    except NotASheet as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    catalogue = read_catalogue(lang)
    taken, refused = take(catalogue, proposals)
    if taken:
        with catalogue_path(lang).open("wb") as file:
            write_po(file, catalogue, no_location=True, sort_output=True, width=98)
    for line, why in refused:
        sys.stdout.write(f"row {line}: {why}\n")
    sys.stdout.write(f"{lang}: {taken} taken, {len(refused)} refused\n")
    sys.exit(1 if refused else 0)


if __name__ == "__main__":
    main()
