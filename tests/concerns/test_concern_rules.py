"""Who hears concerns, until when, and when what was written is erased: plain rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.concerns.actions import seal_of
from ubudehe.concerns.rules import (
    TOLD,
    ConcernState,
    hearers,
    is_late,
    is_of_the_village,
    may_do,
    next_hearer,
)
from ubudehe.concerns.telling import CODES, last_day, level_lengths
from ubudehe.language.codes import read_code, spaced
from ubudehe.people.guests import ToldLately
from ubudehe.people.rules import RIGHTS, Right, Role
from ubudehe.places.calendar import working_day
from ubudehe.places.keeping import erased_from
from ubudehe.places.reading import load_country

RWANDA = load_country()
LENGTHS = level_lengths(RWANDA)


def test_sector_and_district_hear_a_village_and_nobody_below() -> None:
    assert hearers("22120308", LENGTHS) == ["2212", "22"]
    assert next_hearer("2212", LENGTHS) == "22"
    assert next_hearer("22", LENGTHS) is None
    hear = {role for role, rights in RIGHTS.items() if Right.HEAR_CONCERNS in rights}
    assert hear == {Role.SECTOR_OFFICER, Role.DISTRICT_OFFICER}
    held = {level for role in hear for level in RWANDA.roles[role.value]}
    assert held == set(LENGTHS)


@pytest.mark.parametrize(
    ("held", "own"),
    [("22120308", True), ("221203", True), ("2212", False), ("22120305", False), ("22", False)],
)
def test_an_officer_who_holds_a_role_in_the_village_or_cell_is_kept_out(
    held: str, own: bool
) -> None:
    assert is_of_the_village(["22", held], "22120308", LENGTHS) is own


def test_the_last_day_is_a_working_day_of_the_level() -> None:
    monday = date(2026, 6, 15)
    sector, district = (
        last_day(place, monday, RWANDA, lambda _: working_day(RWANDA)) for place in ("2212", "22")
    )
    assert sector == date(2026, 6, 29), "ten working days"
    assert district > sector


@pytest.mark.parametrize("state", ["new", "taken"])
def test_an_answer_is_late_from_the_day_after(state: str) -> None:
    due = date(2026, 6, 29)
    assert not is_late(state, due, due)
    assert is_late(state, due, due + timedelta(days=1))
    assert not is_late("answered", due, due + timedelta(days=1))


def test_it_is_read_before_it_is_answered_and_answered_before_it_is_closed() -> None:
    assert not may_do("answer", ConcernState.NEW)
    assert not may_do("close", ConcernState.TAKEN)
    assert may_do("close", ConcernState.ANSWERED)
    assert may_do("answer", ConcernState.CLOSED), "a further answer opens it again"
    assert not may_do("pass", ConcernState.CLOSED)


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(1, 120))
def test_it_is_kept_for_all_its_months_and_at_most_one_more(closed: date, months: int) -> None:
    gone = erased_from(closed, months)
    apart = (gone.year - closed.year) * 12 + gone.month - closed.month
    assert gone.day == 1
    assert apart == months + 1


@given(st.uuids(), st.binary(min_size=16, max_size=16))
def test_a_form_sent_twice_has_one_code_that_is_read_as_it_is_said(form, secret) -> None:  # type: ignore[no-untyped-def]
    code = CODES.code_of(secret, form)
    assert code == CODES.code_of(secret, form)
    assert read_code(spaced(code)) == code
    assert CODES.mark_of(secret, code) != CODES.mark_of(secret + b"x", code)
    wrong = str((int(code[0]) + 1) % 10) + code[1:]
    assert read_code(wrong) is None


def test_a_seal_tells_each_word_apart() -> None:
    seals = {
        seal_of("s", "a", ["b"]),
        seal_of("s", "a", []),
        seal_of("t", "a", ["b"]),
        seal_of("s", "b", ["a"]),
        seal_of("s", "a", ["b", ""]),
    }
    assert len(seals) == 5


def test_who_tells_much_waits_and_nobody_else() -> None:
    lately, now = ToldLately(), datetime(2026, 6, 15, 8, tzinfo=UTC)
    for _ in range(TOLD.holds):
        assert lately.wait(TOLD, "one", now) <= timedelta(0)
        lately.count(TOLD, "one", now)
    assert lately.wait(TOLD, "one", now) > timedelta(0)
    assert lately.wait(TOLD, "another", now) <= timedelta(0)
    later = now + TOLD.holds * TOLD.leaks
    lately.count(TOLD, "another", later)
    assert list(lately._empty_at) == [("concern", "another")], "what is empty is forgotten"
