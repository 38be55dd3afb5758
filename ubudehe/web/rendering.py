"""Templates in four languages, and everything a template may call."""

import base64
import hashlib
import re
import threading
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from markupsafe import Markup, escape

from ubudehe import __version__
from ubudehe.language.amounts import format_amount
from ubudehe.language.catalogues import LOCALES, say_as, translations
from ubudehe.language.dates import (
    day_of,
    format_date,
    format_moment,
    format_month,
    format_short_month,
)
from ubudehe.language.lists import join_list
from ubudehe.language.messages import N_, NAMES
from ubudehe.language.numbers import format_number, format_percent
from ubudehe.language.sentences import Sentence, Value
from ubudehe.language.titles import Called
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine
from ubudehe.record.papers.drawing import MOST_PAGES, can_draw
from ubudehe.web import charts
from ubudehe.web.forms import Problem
from ubudehe.web.shortening import shortened
from ubudehe.web.states import DRAWINGS, kind_of, sign_of
from ubudehe.web.troubles import in_address, with_names
from ubudehe.web.words import WORDS

_INSIDE_WHEEL = Path(__file__).parent.parent / "templates"
_BESIDE_PACKAGE = Path(__file__).parent.parent.parent / "templates"
TEMPLATES = _INSIDE_WHEEL if _INSIDE_WHEEL.is_dir() else _BESIDE_PACKAGE

_BLANKS = re.compile(r"[ \t]*\n\s*")
_MARKS = re.compile(r"(\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\})", re.DOTALL)
_TEXTS = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"""
_PATTERNS = (
    r"(?:(?<=[(,=:!&|?{};\n\[])|(?<=[=(,:] ))/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
)
_SIGNS = re.compile(rf"({_TEXTS}|{_PATTERNS})| ?([*%=<>,;:?{{}}()\[\]&|!]+)(?: (?!/))?")
"""Signs with the blanks around them, which say nothing outside of texts and patterns."""
_COMMENTS = re.compile(r"^\s*/\*.*?\*/$", re.DOTALL | re.MULTILINE)


@cache
def stylesheet() -> str:
    """Return the one stylesheet, without comments and needless blanks."""
    css = (TEMPLATES / "style.css").read_text("utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};:,>])\s*", r"\1", re.sub(r"\s+", " ", css)).strip()


@cache
def script(name: str) -> str:
    """Return the script `name`, as it stands in a page: its policy hash is of that.

    A folder of that name is one script as well: its files in the order of their names, out of
    reach of other scripts.
    """
    folder = TEMPLATES / "scripts"
    if (folder / name).is_dir():
        parts = [path.read_text("utf-8") for path in sorted((folder / name).glob("*.js"))]
        text = "\n".join(['(() => {"use strict";', *parts, "})();"])
    else:
        text = (folder / f"{name}.js").read_text("utf-8")
    text = _BLANKS.sub("\n", _COMMENTS.sub("", text)).strip()
    text = _SIGNS.sub(lambda found: found[1] or found[2], text)
    return shortened(text) if (folder / name).is_dir() else text


@cache
def security_policy(*styles: str, served: bool = False) -> str:
    """Return the Content-Security-Policy: nothing but our own stylesheet, scripts and pictures.

    A script or style within a page is allowed by its hash alone; `styles` are those of one page.
    One whose script is `served` beside it has none within, and its script may ask this site.
    """
    scripts = " ".join(
        _csp_hash(script(path.stem)) for path in sorted((TEMPLATES / "scripts").glob("*.js"))
    )
    allowed = "'self'; connect-src 'self'" if served else scripts or "'none'"
    looks = " ".join(map(_csp_hash, (stylesheet(), *styles)))
    return (
        f"default-src 'none'; style-src {looks}; script-src {allowed}; "
        "img-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _csp_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def build() -> str:
    """Return a short name of this build: it changes whenever a template or a message does."""
    seen = hashlib.sha256(__version__.encode())
    for folder in (TEMPLATES, LOCALES):
        for path in sorted(folder.rglob("*.*")):
            seen.update(path.read_bytes())
    return seen.hexdigest()[:8]


@dataclass(frozen=True)
class Speech:
    """One language with one country's money and clock."""

    lang: str
    country: Country

    def money(self, minor: int, currency: str = "") -> str:
        """Return an amount, of the country's currency or of another one, such as «1 200 Frw»."""
        return self.country.money(minor, currency)

    def rate(self, hundredths: int) -> str:
        """Return what one unit of foreign money became, such as «1 450.00 Frw»."""
        return format_amount(hundredths, self.country.manners.symbol, 2)

    def number(self, value: int) -> str:
        """Return a whole number with its digits in groups."""
        return format_number(value, self.lang)

    def halves(self, value: int) -> str:
        """Return a number of halves, such as «2½»."""
        return f"{value // 2 or ''}½" if value % 2 else self.number(value // 2)

    def percent(self, part: int, whole: int) -> str:
        """Return part of whole in percent; empty where there is no whole."""
        return format_percent(part, whole, self.lang) if whole else ""

    def day(self, value: date, style: str = "long") -> str:
        """Return a day in words; of a moment, the day it was in the country."""
        if isinstance(value, datetime):
            value = day_of(value, self.country.zone)
        return format_date(value, self.lang, style)

    def month(self, value: date) -> str:
        """Return a month in words."""
        return format_month(value, self.lang)

    def short_month(self, value: date) -> str:
        """Return a month as short as people write it, without its year."""
        return format_short_month(value, self.lang)

    def moment(self, value: datetime) -> str:
        """Return a day and time on the country's clock."""
        return format_moment(value, self.lang, self.country.zone)

    def listed(self, items: list[str]) -> str:
        """Return «a, b and c»."""
        return join_list(items, self.lang)

    def place(self, line: PlaceLine) -> str:
        """Return the name of a place."""
        if not line.code:
            return self.country.names.get(self.lang, line.name)
        return self.country.place_name(line.code, line.name, self.lang)

    def around(self, line: PlaceLine) -> str:
        """Return what a place lies in, from the nearest to the outermost."""
        if not line.code:
            return ""
        outermost = line.code[: self.country.levels[0].code_length]
        last = self.country.place_name(outermost, line.path[-1], self.lang)
        return ", ".join([*line.path[1:-1], last]) if len(line.path) > 1 else ""

    def address(self, line: PlaceLine) -> str:
        """Return a place with all it lies in, as one writes an address."""
        return ", ".join(part for part in (self.place(line), self.around(line)) if part)

    def say(self, msgid: str, /, **params: object) -> str:
        """Return a message in the words of the country."""
        return say_as(self.country.folder, self.lang, msgid, **params)

    @property
    def unit(self) -> str:
        """Return what stands behind an amount of the country's money."""
        return self.country.manners.symbol

    @property
    def money_keys(self) -> str:
        """Return which keys a phone offers for an amount: with a sign for decimals, or not."""
        return "decimal" if self.country.manners.exponent else "numeric"

    @property
    def currencies(self) -> list[tuple[str, str]]:
        """Return the other currencies that may be chosen."""
        return [(code, code) for code in self.country.foreign_currencies]

    def problem(self, problem: Problem) -> str:
        """Return a message beside a field."""
        return self.say(problem.msgid, **problem.params)

    def field(self, name: str) -> str:
        """Return what a field of a form is called, where two people wrote different things."""
        known, first = WORDS["field"], name.split(".")[0]
        return self.say(known.get(first, known["other"]))

    def called(self, name: str) -> str:
        """Return what a field of a form is called; nothing where it has no name of its own."""
        known = WORDS["field"].get(name.split(".")[0])
        return self.say(known) if known else ""

    def answer(self, name: str, value: str) -> str:
        """Return what was answered in a field, as people say it."""
        words = WORDS.get(name.split(".")[0], {})
        parts = [self.word(name, part) if part in words else part for part in value.split(", ")]
        return join_list(parts, self.lang) if value else "–"

    def word(self, kind: str, code: str) -> str:
        """Return the name people use for a code of the app, such as a role or a level."""
        own = self.country.names_of(kind, code)
        return own[self.lang] if own else self.say(WORDS[kind][code])

    def choices(self, kind: str, codes: Iterable[str]) -> list[tuple[str, str]]:
        """Return several codes to choose from in a form, each with the name people use."""
        return [(code, self.word(kind, code)) for code in codes]

    def words(self, kind: str, codes: Iterable[str]) -> str:
        """Return the names people use for several codes, side by side."""
        return " · ".join(self.word(kind, code) for code in codes)

    def kind(self, table: str, code: str) -> str:
        """Return the kind of a state: yes, wait, no, off or nothing (see `web.states`)."""
        return kind_of(table, code)

    def drawing(self, kind: str) -> tuple[str, str]:
        """Return the icon and the colour of a kind of entry (see `web.states`)."""
        return DRAWINGS[kind]

    def own(self, text: str, lang: str) -> Markup:
        """Return what somebody wrote, marked with its language where the page has another."""
        if lang in ("", self.lang):
            return escape(text)
        return Markup('<span lang="{}">{}</span>').format(lang, text)

    def title(self, title: Called) -> Markup:
        """Return a title for who reads this language, marked where it is in another."""
        return self.own(*title.for_reader(self.lang))

    def sign(self, table: str, code: object) -> str:
        """Return the icon of a code of a table of words, or nothing (see `web.states`)."""
        return sign_of(table, str(code))

    def sentence(self, one: Sentence) -> str:
        """Return a sentence with its values, each written as its kind is."""
        values = {name: self.value(value) for name, value in one.values.items()}
        written = {name: v for name, v in one.values.items() if v.lang not in ("", self.lang)}
        if not written:
            return self.say(one.message, **values)
        marked = {name: self.own(values[name], value.lang) for name, value in written.items()}
        # Each place stands for itself: the whole is escaped, then the values come into it.
        whole = escape(self.say(one.message, **{name: f"%({name})s" for name in values}))
        return whole % {**values, **marked}

    def value(self, one: Value) -> str:
        """Return one value as its kind is written."""
        kind, value = one.kind, one.value
        if isinstance(value, int):
            return self.money(value) if kind == "money" else self.number(value)
        if kind == "list":
            return self.listed(list(value))
        if isinstance(value, tuple):
            return " ".join(self.word(kind, code) for code in value)
        if kind == "day":
            return self.day(date.fromisoformat(value))
        if kind == "moment":
            return self.moment(datetime.fromisoformat(value))
        if kind == "month":
            return self.month(date.fromisoformat(f"{value}-01"))
        if kind == "scheme":
            return self._scheme(*value.split("/"))
        return value if kind == "text" else self.word(kind, value)

    def _scheme(self, id_: str, version: str) -> str:
        """Return what a version of a scheme is called; those of a village have no name here."""
        if id_ == "own":
            return self.say(N_("own categories (version %(number)s)"), number=version)
        return self.country.scheme(id_).names[self.lang]


class OneLine(Extension):
    """A template's own line breaks say nothing: what is typed or quoted keeps its own."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return `source` with its breaks as short as can be, each line where it was."""
        parts = _MARKS.split(source)
        for at in range(0, len(parts), 2):
            before, after = parts[at - 1] if at else "", "".join(parts[at + 1 : at + 2])
            parts[at] = _BLANKS.sub(partial(_broken, before, after), parts[at])
        return "".join(parts)


_TIGHT_AFTER = ("-}}", "-%}", "-#}")
_TIGHT_BEFORE = ("{{-", "{%-", "{#-")


def _broken(before: str, after: str, found: re.Match[str]) -> str:
    """Return the break `found` between the marks `before` and `after`, as a line or a blank."""
    lines = "{#" + "\n" * found[0].count("\n") + "#}"
    first, last = found.start() == 0, found.end() == len(found.string)
    if (first and before.endswith(_TIGHT_AFTER)) or (last and after.startswith(_TIGHT_BEFORE)):
        return lines
    if first and before.startswith(("{%", "{#")):
        return lines + (" " if found[0].endswith(" ") else "")
    following = found.string[found.end() :] or after
    if following.startswith(("<", "{%", "{#")):
        return "\n" + lines.replace("\n", "", 1) if "\n\n" in lines else "\n"
    return " " + lines


class _Compiled(BytecodeCache):
    """What templates became, for all languages: which one it is only matters when they are run."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was made of the very same text before."""
        bucket.code = self._codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was made."""
        if bucket.code is not None:
            self._codes[bucket.key + bucket.checksum] = bucket.code


class _OneByOne(FileSystemLoader):
    """Templates that are made by one thread: who needs the same one meanwhile waits for it."""

    _making = threading.RLock()

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name
    ) -> Template:
        """Return a template that is used for the first time."""
        with self._making:
            return super().load(environment, name, globals)


_COMPILED = _Compiled()


@cache
def environment(lang: str, country: Country) -> Environment:
    """Return the templates of `lang`: escaped, strict about what is undefined."""
    env = Environment(
        loader=_OneByOne(TEMPLATES),
        bytecode_cache=_COMPILED,
        cache_size=-1,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", OneLine],
        auto_reload=False,
    )
    catalogue = translations(lang, country.folder)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        catalogue.gettext,
        catalogue.ngettext,
        newstyle=True,
        pgettext=catalogue.pgettext,
        npgettext=catalogue.npgettext,
    )
    env.policies["ext.i18n.trimmed"] = True
    env.filters["ref"] = in_address
    env.globals |= {
        "say": Speech(lang, country),
        "lang": lang,
        "typed_in": _TYPED,
        "languages": [(code, NAMES[code]) for code in country.languages],
        "country": country,
        "css": Markup(stylesheet()),  # noqa: S704 - our own file
        "charts": charts,
        "pdf_pages": MOST_PAGES if can_draw() else 0,
        "inline_script": lambda name: Markup(script(name)),  # noqa: S704 - our own file
    }
    return env


def make_ready(country: Country) -> None:
    """Make all that pages of all languages share, so that no visitor waits until it is made."""
    build()
    security_policy()
    for lang in country.languages:
        templates = environment(lang, country)
        for name in templates.list_templates(extensions=["html"]):
            templates.get_template(name)


def render(template: str, lang: str, country: Country, context: Mapping[str, object]) -> str:
    """Return the page `template` in `lang`."""
    page = environment(lang, country).get_template(template).render(**context)
    return without_blanks(with_names(_first_typed(page)))


_ENDS = re.compile(r">[ \t\n]+(?:\n|\Z)")
"""What stands between a tag and the next line."""


def without_blanks(page: str) -> str:
    """Return a page whose lines end where their last tag does, and none of which is empty.

    What is empty in a form, as the hint of a field, would leave blanks behind on every page.
    """
    return _ENDS.sub(_ended, page)


def _ended(found: re.Match[str]) -> str:
    """Return the end of a line; a text that keeps its breaks begins with its own."""
    page = found.string
    tag = page.rfind("<", 0, found.start())
    return found[0] if page.startswith(("<textarea", "<pre"), tag) else ">\n"


_TYPED = ' id="typed"'
"""Stands in the form whose fields come along when a page is asked in another language."""


def _first_typed(page: str) -> str:
    """Return a page on which of all its forms the first alone bears the mark."""
    first, mark, rest = page.partition(_TYPED)
    return first + mark + rest.replace(_TYPED, "")
