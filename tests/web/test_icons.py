"""Whoever does not read finds a drawing beside every kind of money, reason and step."""

import re
from pathlib import Path

import pytest

from ubudehe.categories.words import WORDS as OF_CATEGORIES
from ubudehe.desks.words import STEP_WORDS
from ubudehe.ledger.words import WORDS as OF_MONEY
from ubudehe.places.reading import load_country
from ubudehe.web.states import SIGNS, sign_of

DRAWN = set(re.findall(r'^  "(\w+)": "', Path("templates/parts/icons.html").read_text(), re.M))
ASKED = {
    **{
        table: OF_MONEY[table] for table in ("entry_kind", "money_source", "money_place", "expense")
    },
    "step": OF_CATEGORIES["step"],
    "first_step": STEP_WORDS,
}


@pytest.mark.parametrize("table", ASKED)
def test_every_kind_of_money_and_every_step_has_a_drawing(table: str) -> None:
    assert {code: sign_of(table, code) in DRAWN for code in ASKED[table]} == dict.fromkeys(
        ASKED[table], True
    )


def test_no_drawing_is_named_that_is_not_there() -> None:
    assert {name for table in SIGNS.values() for name in table.values()} <= DRAWN


def test_every_reason_of_the_pack_has_a_drawing() -> None:
    reasons = [k for s in load_country().schemes for c in s.categories for k in c.criteria]
    assert len(reasons) > 10
    assert {reason.id for reason in reasons if reason.picture not in DRAWN} == set()
