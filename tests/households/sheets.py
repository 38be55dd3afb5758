"""What the tests of imports share."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ubudehe.households.importing.files import read_file
from ubudehe.households.importing.rules.blocks import with_blocks
from ubudehe.households.importing.rules.books import Book
from ubudehe.households.importing.rules.identities import without_identities
from ubudehe.households.importing.rules.layouts import guess_layout
from ubudehe.households.importing.rules.layouts import sheet_of as sheet_by
from ubudehe.households.importing.rules.plans import (
    Plan,
    check_plan,
    guess_all_answers,
    guess_plan,
)
from ubudehe.households.importing.rules.rows import Reading, read_rows
from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.places.reading import load_country

OURS = Path(__file__).parents[1] / "data" / "households"
SHARED = Path(os.environ.get("UBUDEHE_SHARED", Path(__file__).parents[3] / "shared"))
FULL = SHARED / "data" / "households"
needs_full = pytest.mark.skipif(
    not FULL.is_dir(), reason="the full survey files are not here: set UBUDEHE_SHARED"
)

RWANDA = load_country()


CASES = OURS / "cases"


def book_of(content: bytes) -> Book:
    return with_blocks(without_identities(read_file(content), RWANDA.manners))


def table(content: bytes) -> Sheet:
    """Read a file as it is guessed to be read."""
    book = book_of(content)
    return sheet_by(book, guess_layout(book))


def sheet_of(text: str) -> Sheet:
    return table(text.encode())


def guessed(sheet: Sheet, **texts: str) -> Plan:
    plan = guess_plan(sheet, "Household {key}", RWANDA.manners)
    plan = replace(plan, texts={**plan.texts, **texts})
    check_plan(sheet, plan, RWANDA.income_codes)
    return replace(plan, answers=guess_all_answers(sheet, plan, RWANDA.income_codes))


def reading_of(sheet: Sheet, plan: Plan, known: set[str] | None = None) -> Reading:
    return read_rows(sheet, plan, known or set(), RWANDA)


def named(sheet: Sheet, plan: Plan) -> dict[str, str]:
    return {target: sheet.columns[at] for target, at in plan.columns.items()}
