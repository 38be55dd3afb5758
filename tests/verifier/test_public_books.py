"""The invariants I1 to I10, each with books that keep it and books that break it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import ubudehe.app  # noqa: F401 - all acts are there
from tests.verifier.broken import BROKEN, deputed
from tests.verifier.records import Village, year
from ubudehe.ledger.rules.public_books.books import BooksOutcome, books_of
from ubudehe.ledger.rules.public_books.roll_up import differs, roll_up
from ubudehe.ledger.rules.rights import ABOVE, FIT
from ubudehe.people.acts import ACTS
from ubudehe.people.rules import MOVES_MONEY, RIGHTS, Right
from ubudehe.places.reading import load_country
from ubudehe.record.rules.canonical import canonical
from ubudehe.record.rules.merkle import leaf_hash


def read(village: Village) -> BooksOutcome:
    return books_of((leaf_hash(canonical(event)), event) for event in village.events)


def rules(village: Village) -> list[str]:
    return sorted({fault.rule for fault in read(village).faults})


def test_a_good_year_sums_up() -> None:
    found = read(year(payments=20))
    assert found.faults == ()
    spent = sum(range(1_000, 1_020))
    assert found.balances["RWF"]["Assets:Bank:Main"] == 10_000_000 - spent
    assert (found.money_in, found.money_out) == ({"RWF": 10_000_000}, {"RWF": spent})
    assert (found.labour_days, found.posted, found.waiting) == (12, 24, 0)
    assert found.months_closed == 1
    assert sum(found.balances["RWF"].values()) == 0


MONEY = MOVES_MONEY | {Right.REVIEW_BOOKS, Right.ANSWER_FINDINGS}


def test_roles_are_those_of_the_app() -> None:
    assert {kind for kind, act in ACTS.items() if act.right in MONEY} <= set(FIT)
    for kind, fit in FIT.items():
        allowed = {r.value for r, may in RIGHTS.items() if ACTS[kind].right in may}
        assert allowed == fit, kind
    above = {role for role, levels in load_country().roles.items() if "village" not in levels}
    assert above == ABOVE


@pytest.mark.parametrize(("breaks", "rule"), BROKEN)
def test_broken_books(breaks: Callable[[Village], None], rule: list[str]) -> None:
    village = year()
    breaks(village)
    assert rules(village) == rule


def test_a_deputy_approves_until_the_last_day_what_others_proposed() -> None:
    village = year()
    deputed(village, "t", "t")
    village.clock += timedelta(days=16)
    spent = ("Expenses:Loss", 5), ("Assets:Bank:Main", -5)
    village.approve(village.propose("2026-02-18", *spent), by="d")
    assert read(village).faults == ()


def test_two_approvals_post_once_both_are_there() -> None:
    village = year()
    entry = village.propose(
        "2026-02-01",
        ("Expenses:Loss", 5),
        ("Assets:Bank:Main", -5),
        needs=2,
        must="chair",
        until="2026-12-31",
    )
    village.approve(entry, by="t", posted=False)
    before = read(village)
    village.approve(entry, by="c", posted=True)
    after = read(village)
    assert before.faults == after.faults == ()
    assert (before.waiting, after.waiting) == (1, 0)


def test_a_month_may_be_opened_again_before_it_is_signed() -> None:
    village = year()
    village.events.pop()
    closing = village.events[-1]["id"]
    village.write("period.reopen", "c", "chair", period="2026-01", hash=village.leaf(closing).hex())
    village.paid("2026-01-31", 5)
    assert read(village).faults == ()


def test_evidence_is_followed() -> None:
    village = year()
    photo, redacted, other = ({"h": c * 64, "b": 9, "m": "image/webp"} for c in "abc")
    entry = village.paid("2026-02-01", 5, ev=[photo])
    village.write("evidence.add", "f", "facilitator", entry=entry, ev=[other])
    village.write("evidence.replace", "f", "facilitator", entry=entry, old="a" * 64, ev=[redacted])
    village.write("evidence.remove", "d", "data_protection", entry=entry, h="c" * 64)
    found = read(village)
    assert found.faults == ()
    assert found.photos == {"b" * 64: 9}
    village.write("evidence.remove", "d", "data_protection", entry=entry, h="c" * 64)
    assert rules(village) == ["shape"]


def test_a_photo_removed_under_the_law_is_gone_behind_every_entry() -> None:
    village = year()
    photo = {"h": "a" * 64, "b": 9, "m": "image/webp"}
    first, _ = (village.paid("2026-02-01", amount, ev=[photo]) for amount in (5, 6))
    village.write("evidence.remove", "d", "data_protection", entry=first, h="a" * 64)
    found = read(village)
    assert (found.faults, found.photos) == ((), {})


def test_a_level_is_the_sum_of_its_villages() -> None:
    parts: list[dict[str, Any]] = []
    for code in ("22120308", "22120309"):
        found = read(year(code))
        parts.append(
            {
                "village": code,
                "size": 9,
                "balances": found.balances,
                "money_in": found.money_in["RWF"],
                "money_out": found.money_out["RWF"],
                "labour_days": found.labour_days,
            }
        )
    sums = roll_up("2212", parts)
    assert sums["labour_days"] == 24
    assert not differs(sums)
    assert differs(sums | {"money_in": sums["money_in"] + 1})
    assert differs(sums | {"code": "2213"})
    assert differs(sums | {"villages": parts[:1]})
    assert differs({"villages": 5})
