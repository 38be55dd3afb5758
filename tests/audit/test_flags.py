"""Each flag: the least that raises it, both sides of its limit, and what was taken back."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audit.facts import ANA, BEN, CEL, RULE, TODAY, WELL, ago, books, moved, paid
from ubudehe.audit.rules.all_flags import flags_of
from ubudehe.audit.rules.buying import far_off, is_far
from ubudehe.audit.rules.facts import (
    AgreementFact,
    BooksFacts,
    CountFact,
    EntryFact,
    Month,
    PurchaseFact,
)
from ubudehe.audit.rules.flag import RULES
from ubudehe.audit.words import SENTENCES
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import Quantity
from ubudehe.ledger.rules.states import EntryState, MonthState
from ubudehe.places.reading import load_country

LIMITS = load_country().audit
CASH, BANK = accounts.CASH, accounts.BANK
GIVEN = accounts.CONTRIBUTIONS


def many(count: int, amount: int, days: int = 3, first: int = 100, **more: Any) -> list[EntryFact]:
    """Return payments to a different payee each."""
    return [
        paid(first + at, amount + at, days, payee=f"Shop {chr(65 + at)}{at}", **more)
        for at in range(count)
    ]


def advance(days: int, cleared: int = 0) -> BooksFacts:
    given = moved(1, days, (accounts.ADVANCES, 20_000), (CASH, -20_000), kind="advance")
    back = moved(
        2, days, (CASH, cleared), (accounts.ADVANCES, -cleared), kind="clearing", clears=given.id
    )
    return books(given, *([back] if cleared else []))


def priced(amount: int, others: list[int]) -> BooksFacts:
    one = paid(1, amount, item="cement", item_number=1)
    found = [
        PurchaseFact(UUID(int=9_000 + at), "cement", ago(9), price, 1)
        for at, price in enumerate(others)
    ]
    return books(one, purchases=(*found, PurchaseFact(one.id, "cement", one.day, amount, 1)))


def pairs(same: int, other: int, approvers: int = 3) -> BooksFacts:
    decided = [*many(same, 1_000), *many(other, 2_000, first=200, approvals=(CEL,))]
    return books(*decided, approvers=approvers)


def on_one_phone(
    here: int, own: int = 0, agreed: tuple[UUID, ...] = (BEN,), borrowed: UUID = BEN
) -> BooksFacts:
    first = many(here, 1_000, approvals=agreed, agreed_here=(borrowed,))
    return books(*first, *many(own, 2_000, first=200))


def reversed_out_of(whole: int, back: int) -> BooksFacts:
    first = many(whole, 1_000)
    taken = [
        replace(one, id=UUID(int=5_000 + at), reverses=one.id, kind="reversal")
        for at, one in enumerate(first[:back])
    ]
    first[:back] = [
        replace(one, reversed_by=by.id) for one, by in zip(first[:back], taken, strict=True)
    ]
    return books(*first, *taken)


def asked(days: int, state: MonthState = MonthState.QUESTIONED) -> BooksFacts:
    month = Month("2026-03", state, date(2026, 3, 31), date(2026, 4, 2), None, False, ago(days))
    return books(months=(month,))


def counted(gap: int | None, held: int = 10_000) -> BooksFacts:
    until = date(2026, 5, 31)
    came = moved(1, 40, (BANK, held), (GIVEN, -held), kind="contribution")
    back = moved(2, 20, (GIVEN, 100), (BANK, -100))  # after the month
    count = CountFact(until, BANK, "RWF", held + (gap or 0), held, until)
    month = Month("2026-05", MonthState.CLOSED, until, date(2026, 6, 2), None, False, None)
    return books(came, back, months=(month,), counts=() if gap is None else (count,))


def held(amount: int, days: int, agreed: int = 100_000) -> BooksFacts:
    came = moved(1, days, (BANK, amount), (accounts.GRANT_DONORS, -amount), kind="grant")
    return books(came, agreements=(AgreementFact("G001", agreed, "RWF"),))


def withdrawn(agreed: int) -> BooksFacts:
    """Return books with idle money, and beside its grant one that never came."""
    found = held(10_001, 91)
    gone = AgreementFact("G002", agreed, "RWF", withdrawn=True)
    return replace(found, agreements=(*found.agreements, gone))


def came_in_cash(days: int, banked: int, amount: int = 9_000) -> BooksFacts:
    came = moved(1, days, (CASH, amount), (GIVEN, -amount), kind="contribution")
    gone = moved(2, days - 3, (BANK, banked), (CASH, -banked))
    late = moved(3, days - 4, (BANK, amount - banked), (CASH, banked - amount))
    return books(came, *([gone] if banked else []), *([late] if banked < amount else []))


def in_box(amount: int, *more: EntryFact) -> BooksFacts:
    return books(moved(1, 5, (CASH, amount), (BANK, -amount)), *more)


def worked(rate: int) -> BooksFacts:
    value = (accounts.contributed_labour("P001"), 4 * rate), (accounts.IN_KIND_LABOUR, -4 * rate)
    return books(moved(1, 3, *value, kind="labour", quantities=(Quantity("LDAY", 4, rate),)))


def budget(planned: int, *entries: EntryFact) -> BooksFacts:
    return books(*entries, planned={(WELL, "materials"): planned})


def rebudgeted(voted: int, agreed: int, days: int, *entries: EntryFact) -> BooksFacts:
    """Return books in which a meeting changed a budget so many days ago."""
    changed = {WELL: ((ago(days), {"materials": agreed}),)}
    return books(*entries, planned={(WELL, "materials"): voted}, rebudgets=changed)


BARE: tuple[tuple[str, str], ...] = ()
CASES: list[tuple[str, BooksFacts, int]] = [
    ("F01", books(paid(1, 500, 8, evidence=BARE)), 1),
    ("F01", books(paid(1, 500, 7, evidence=BARE)), 0),
    ("F01", books(paid(1, 500, 8)), 0),
    ("F01", books(paid(1, 500, 8, evidence=(("goods", "a" * 64),))), 1),
    ("F01", books(paid(1, 500, 8, evidence=BARE, statements=("statement",))), 0),
    ("F02", books(paid(1, 700, 31), paid(2, 700, 1, payee="NZIZA quincaillerie")), 1),
    ("F02", books(paid(1, 700, 32), paid(2, 700, 1)), 0),
    ("F02", books(paid(1, 700, 31), paid(2, 701, 1)), 0),
    ("F02", books(paid(1, 700, payee=""), paid(2, 700, payee="")), 0),
    ("F03", books(paid(1, 1), paid(2, 2, evidence=(("receipt", f"{1:064x}"),))), 1),
    ("F03", books(paid(1, 1), paid(2, 2)), 0),
    ("F01", books(paid(1, 500, 8, evidence=(("quote", "a"),))), 1),
    ("F03", books(*(paid(at, 1, evidence=(("quote", "a"),)) for at in (1, 2))), 0),
    ("F04", books(paid(1, 50_000, 30), paid(2, 50_000, 1)), 1),
    ("F04", books(paid(1, 50_000, 31), paid(2, 50_000, 1)), 0),
    ("F04", books(paid(1, 50_000, 30), paid(2, 49_999, 1)), 0),
    ("F04", books(paid(1, 100_000, 30), paid(2, 99_999, 1)), 0),
    ("F05", books(paid(1, 90_000)), 1),
    ("F05", books(paid(1, 89_999)), 0),
    ("F05", books(paid(1, 99_999)), 1),
    ("F05", books(paid(1, 100_000)), 0),
    ("F05s", books(*many(3, 95_000), *many(11, 1_000, first=200)), 1),
    ("F05s", books(*many(2, 95_000), *many(8, 1_000, first=200)), 0),
    ("F05s", books(*many(3, 95_000), *many(6, 1_000, first=200)), 0),
    ("F06", budget(1_000, paid(1, 1_001)), 1),
    ("F06", budget(1_000, paid(1, 1_000)), 0),
    ("F06", budget(1_000, paid(1, 600), paid(2, 401, state="proposed", decided_on=None)), 1),
    (
        "F06",
        budget(1_000, paid(1, 600), paid(2, 401, 40, state="proposed", expires_on=ago(1))),
        0,
    ),
    ("F06", rebudgeted(1_000, 2_000, 5, paid(1, 1_001, 5)), 0),
    ("F06", rebudgeted(1_000, 2_000, 5, paid(1, 1_001, 6)), 1),
    ("F06", rebudgeted(2_000, 1_000, 5, paid(1, 1_001, 6)), 0),
    ("F06", rebudgeted(2_000, 1_000, 5, paid(1, 1_001, 5)), 1),
    ("F07", books(paid(1, 1, project=UUID(int=7))), 1),
    ("F07", books(paid(1, 1)), 0),
    ("F08", books(paid(1, 1, 20, proposed_on=ago(5))), 1),
    ("F08", books(paid(1, 1, 20, proposed_on=ago(6))), 0),
    ("F08", books(paid(1, 1, 3, proposed_on=ago(5))), 1),
    ("F08", books(paid(1, 1, 3, proposed_on=ago(4))), 0),
    ("F09", books(paid(1, 100_000)), 1),
    ("F09", books(paid(1, 100_001)), 0),
    ("F09", books(paid(1, 50_000)), 0),
    (
        "F09s",
        books(*(paid(at, 10_000) for at in range(13)), *many(7, 1_001, first=200)),
        1,
    ),
    (
        "F09s",
        books(*(paid(at, 10_000) for at in range(12)), *many(8, 1_001, first=200)),
        0,
    ),
    (
        "F09s",
        books(*(paid(at, 10_000) for at in range(13)), *many(6, 1_001, first=200)),
        0,
    ),
    ("F10", books(paid(1, 1, payee="Ben Mugabo")), 1),
    ("F10", books(paid(1, 1, payee="Ben Habimana")), 0),
    ("F10", books(paid(1, 1, approvals=(ANA,))), 1),
    ("F11", pairs(10, 1), 1),
    ("F11", pairs(9, 1), 0),
    ("F11", pairs(9, 0), 0),
    ("F11", pairs(10, 1, approvers=2), 0),
    ("F12", in_box(50_001), 1),
    ("F12", in_box(50_000), 0),
    ("F12", in_box(50_001, moved(2, 4, (CASH, 1), (BANK, -1))), 1),
    ("F12", in_box(1, moved(2, 4, (BANK, 2), (CASH, -2))), 1),
    ("F12", in_box(40_000, paid(2, 40_000, 4, CASH), moved(3, 3, (CASH, 50_000), (BANK, -1))), 0),
    ("F12p", books(paid(1, 50_001, out_of=CASH)), 1),
    ("F12p", books(paid(1, 50_000, out_of=CASH)), 0),
    ("F12p", books(paid(1, 50_001)), 0),
    ("F13", advance(15), 1),
    ("F13", advance(14), 0),
    ("F13", advance(15, cleared=20_000), 0),
    ("F13", advance(15, cleared=19_999), 1),
    ("F14", came_in_cash(4, 8_999), 1),
    ("F14", came_in_cash(4, 9_000), 0),
    ("F14", came_in_cash(3, 0, 9_000), 0),
    ("F15", counted(1), 1),
    ("F15", counted(0), 0),
    ("F15", counted(None), 1),
    ("F16", held(10_001, 91), 1),
    ("F16", held(10_000, 91), 0),
    ("F16", held(10_001, 90), 0),
    ("F16", withdrawn(900_000), 1),
    ("F17", books(paid(1, 2_100), *many(4, 500, first=200)), 1),
    ("F17", books(paid(1, 2_006), *many(4, 500, first=200)), 0),
    ("F17", books(paid(1, 2_100), *many(3, 500, first=200)), 0),
    ("F18", books(paid(1, 100_000, quotes=2)), 1),
    ("F18", books(paid(1, 100_000, quotes=None)), 1),
    ("F18", books(paid(1, 100_000, quotes=3)), 0),
    ("F18", books(paid(1, 99_999, quotes=2)), 0),
    ("F19", priced(151, [100] * 8), 1),
    ("F19", priced(150, [100] * 8), 0),
    ("F19", priced(151, [100] * 7), 0),
    # The median is 100, the median distance from it 10: 6745 * 52 > 35000 * 10 > 6745 * 51.
    ("F19", priced(152, [80, 90, 90, 90, 110, 110, 110, 120]), 1),
    ("F19", priced(151, [80, 90, 90, 90, 110, 110, 110, 120]), 0),
    ("F20", reversed_out_of(10, 2), 1),
    ("F20", reversed_out_of(10, 1), 0),
    ("F20", reversed_out_of(9, 2), 0),
    ("F21", worked(1_501), 1),
    ("F21", worked(1_500), 0),
    ("F22", on_one_phone(10), 1),
    ("F22", on_one_phone(9), 0),
    ("F22", on_one_phone(10, 1), 1),
    ("F22", on_one_phone(9, 1), 0),
    ("F22", on_one_phone(10, agreed=(BEN, CEL)), 0),
    ("F24", asked(15), 1),
    ("F24", asked(14), 0),
    ("F24", asked(61, MonthState.ANSWERED), 1),
    ("F24", asked(60, MonthState.ANSWERED), 0),
    ("F24", asked(61, MonthState.LOCKED), 0),
    ("F25", books(paid(1, 100_000, evidence=BARE, statements=("statement",))), 1),
    ("F25", books(paid(1, 99_999, evidence=BARE, statements=("statement",))), 0),
    ("F25", books(paid(1, 100_000)), 0),
]
_NOT_OF_STANDING = {"F15", "F20", "F24"}
"""What is about counts, about what was taken back, and about months."""


@pytest.mark.parametrize(("rule", "village", "expected"), CASES)
def test_a_flag_is_raised_where_it_should_be(rule: str, village: BooksFacts, expected: int) -> None:
    assert len(list(RULES[rule](village, LIMITS))) == expected
    keys = [flag.key for flag in flags_of(village, LIMITS)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("rule", "village"),
    [(rule, v) for rule, v, n in CASES if n and rule not in _NOT_OF_STANDING],
)
def test_what_was_taken_back_raises_no_flag(rule: str, village: BooksFacts) -> None:
    back = UUID(int=77)
    entries = tuple(
        replace(one, reversed_by=back, state=EntryState.POSTED) for one in village.entries
    )
    assert list(RULES[rule](replace(village, entries=entries), LIMITS)) == []


@pytest.mark.parametrize(("rule", "village"), [(r, v) for r, v, _ in CASES if r == "F19"])
def test_prices_far_off_in_a_district_are_those_that_villages_are_told(
    rule: str, village: BooksFacts
) -> None:
    told = {one for flag in RULES[rule](village, LIMITS) for one in flag.entries}
    assert told == far_off(village.purchases) & {one.id for one in village.entries}


def test_every_rule_has_a_case_that_raises_it_and_one_that_does_not() -> None:
    raised = {rule for rule, _, n in CASES if n}
    quiet = {rule for rule, _, n in CASES if not n}
    assert raised == quiet == set(RULES)


def test_what_the_village_decided_holds_from_its_day_on() -> None:
    decided = ((ago(4), replace(RULE, quotes_from=50_000, cash_limit=10_000)),)
    village = books(paid(1, 60_000, 5, quotes=1), paid(2, 60_000, 4, quotes=1), decisions=decided)
    (flag,) = RULES["F18"](village, LIMITS)
    assert flag.entries == (village.entries[1].id,)
    boxed = books(moved(1, 9, (CASH, 20_000), (BANK, -20_000)), decisions=decided)
    (over,) = RULES["F12"](boxed, LIMITS)
    assert (over.subject, over.limit) == (ago(4).isoformat(), 10_000)


def test_a_flag_is_public_after_the_right_of_reply_and_never_with_a_name() -> None:
    (flag,) = RULES["F05"](books(paid(1, 95_000, 14)), LIMITS)
    assert not flag.is_public(LIMITS, TODAY)
    assert flag.is_public(LIMITS, TODAY + timedelta(days=1))
    hidden = books(paid(1, 700, 90, payee_public=False), paid(2, 700, 90, payee_public=False))
    (twice,) = RULES["F02"](hidden, LIMITS)
    assert not twice.is_public(LIMITS, TODAY)
    (own,) = RULES["F10"](books(paid(1, 1, 90, payee="Ben Mugabo")), LIMITS)
    assert not own.is_public(LIMITS, TODAY)


def test_a_flag_about_a_year_stays_the_same_while_the_year_grows() -> None:
    def key(more: int) -> str:
        village = books(paid(1, 9_000), *many(4 + more, 500, first=200))
        (flag,) = RULES["F17"](village, LIMITS)
        return flag.key

    assert key(0) == key(2)


def test_a_flag_about_a_year_is_not_new_again_with_each_entry() -> None:
    early = [paid(1, 9_000, 60), *many(4, 500, days=60, first=200)]
    (flag,) = RULES["F17"](books(*early, *many(2, 600, days=1, first=300)), LIMITS)
    assert flag.since == ago(60)
    broken = [*early, paid(400, 90_000, 40, payee="Another"), paid(401, 90_000, 1)]
    (anew,) = RULES["F17"](books(*broken), LIMITS)
    assert anew.since == ago(1), "in between another payee had most"


def test_nothing_is_public_before_the_village_could_answer_it() -> None:
    for _, village, raised in CASES:
        for flag in flags_of(village, LIMITS) if raised else ():
            public = flag.public_from(LIMITS)
            known = [one.known_on for one in village.entries if one.id in flag.entries]
            if not flag.subject:
                assert public > max(known) + timedelta(days=LIMITS.reply_days)
    (overdue,) = RULES["F24"](asked(15), LIMITS)
    assert overdue.public_from(LIMITS) == TODAY + timedelta(days=15)


def test_two_names_for_one_thing_do_not_hide_what_weighs_more() -> None:
    village = books(paid(1, 100_000, 8, evidence=BARE, approvals=(BEN,)), paid(2, 95_000))
    found = flags_of(village, LIMITS)
    assert [flag.weight for flag in found] == sorted(
        (flag.weight for flag in found), key=lambda weight: weight != "high"
    )
    assert {flag.rule for flag in found} >= {"F01", "F05", "F09"}


def test_the_page_for_people_tells_every_rule() -> None:
    told = Path("docs/audit.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in told.splitlines() if line.startswith("| F")]
    assert {name.strip() for row in rows for name in row.split(",")} == set(RULES)
    assert set(SENTENCES) == set(RULES)


_PRICES = st.tuples(st.integers(0, 5_000), st.integers(1, 40))


@given(_PRICES, st.lists(_PRICES, min_size=8, max_size=40))
def test_a_price_is_far_as_fractions_say(
    own: tuple[int, int], others: list[tuple[int, int]]
) -> None:
    price, prices = Fraction(*own), [Fraction(*other) for other in others]
    middle = median(prices)
    spread = median([abs(other - middle) for other in prices])
    far = (price - middle) * 6_745 > 35_000 * spread if spread else price * 2 > middle * 3
    assert is_far(own, others) == far
