"""What a template may look like, and that the style sheet knows every class and no other."""

import re
from pathlib import Path

import pytest

from ubudehe.web.rendering import TEMPLATES
from ubudehe.web.states import KINDS

PAGES = sorted(TEMPLATES.rglob("*.html"))
LONGEST = 120
ASKED_BY_SCRIPTS = {"live"}
MADE = {"b", "warn"}
"""Classes of macros' arguments (a kind of bar) and of what the verifier's script tells."""


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_line_is_too_long_to_read(page: Path) -> None:
    long = [line for line in page.read_text("utf-8").splitlines() if len(line) > LONGEST]
    assert not long


def test_each_class_of_a_page_is_in_the_style_sheet_and_each_of_it_in_a_page() -> None:
    css = re.sub(r"/\*.*?\*/", "", (TEMPLATES / "style.css").read_text("utf-8"), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", " ", css)
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", selectors))
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    named = set()
    for value in re.findall(r'\bclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', text, re.DOTALL):
        plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", value, flags=re.DOTALL)
        named |= set(plain.split())
        for mark in re.findall(r"\{\{.*?\}\}", value, re.DOTALL):
            named |= set(re.findall(r"['\"]([a-z][a-z0-9-]*)['\"]", mark)) & styled
    given = MADE | {kind for table in KINDS.values() for kind in table.values()}
    given |= set(re.findall(r'"([a-z]+)"', text)) & styled
    assert named - styled - ASKED_BY_SCRIPTS == set(), "said in a page, in no style"
    assert styled - named - given == set(), "styled, said in no page"


def test_no_page_makes_a_day_of_a_moment_by_itself() -> None:
    """The day of a moment is the day in the country: `say.day` knows, `.date()` is Greenwich's."""
    assert [page.name for page in PAGES if ".date()" in page.read_text("utf-8")] == []


READ_FROM_PAGES = {
    "desks/parts.html",
    "households/paper_parts.html",
    "households/parts.html",
    "openbooks/parts.html",
}
"""Macros that read what a page was given; they are made anew for each page, all others once."""


def test_macros_are_made_anew_for_a_page_only_where_they_read_from_it() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert set(re.findall(r'"([^"]+)" as \w+ with context', text)) == READ_FROM_PAGES


_NAMED = re.compile(r"<(?:ul|ol|dl|p|div|span)\b[^>]*\baria-label=[^>]*>")


def test_no_name_stands_where_nobody_reads_it() -> None:
    """A list has no name for who listens to a page: a heading or a `nav` around it has."""
    named = [mark for page in PAGES for mark in _NAMED.findall(page.read_text("utf-8"))]
    assert [mark for mark in named if "role=" not in mark] == []


_MARK = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TEXT = re.compile(r"""\"[^"]*\"|'[^']*'""")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_page_compares_amounts_limits_days_or_counts(page: Path) -> None:
    """What is more, later or enough is decided once, in a rule or in the value of the page."""
    marks = _MARK.findall(page.read_text("utf-8"))
    said = [" ".join(_TEXT.sub("", mark).split()) for mark in marks]
    assert [mark for mark in said if re.search(r"[<>]|\b(?:lt|le|gt|ge)\b", mark)] == []


_TAG = re.compile(r"<(button|input)\b((?:\{\{.*?\}\}|\{%.*?%\}|[^>])*)>", re.DOTALL)


def test_each_button_and_field_says_of_what_type_it_is() -> None:
    tags = [found for page in PAGES for found in _TAG.finditer(page.read_text("utf-8"))]
    assert len(tags) > 100
    assert [tag[0] for tag in tags if ' type="' not in tag[2]] == []


def test_no_secret_is_left_to_what_browsers_do_not_heed() -> None:
    """On a secret they take no «off», and would fill in the PIN of who is signed in."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    secrets = re.findall(r"f\.secret\(.*?\)\s*\}\}|\{\{ secret\(.*?\)\s*\}\}", text, re.DOTALL)
    assert len(secrets) > 3
    assert [one for one in secrets if 'complete="off"' in one] == []


def test_what_can_be_scrolled_alone_is_a_section() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert 'role="region"' not in text
