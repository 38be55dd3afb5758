"""Codes that change with time, and secrets of second factors: without a server."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from ubudehe.language.codes import read_code
from ubudehe.people.factors import secrets
from ubudehe.people.factors.totp import address_of, code_at, digits_of, step_of, step_shown
from ubudehe.people.rules import Grant, Role, is_given_with_code, shows_two

SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_6238 = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
"""Appendix B, SHA-1: seconds, and a code of eight digits, whose last six are the shorter code."""
NOW = datetime.fromtimestamp(1111111111, UTC)
STEP = step_of(NOW)


@pytest.mark.parametrize(("seconds", "code"), RFC_6238.items())
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, step_of(moment)) == code[-6:]
    assert step_shown(SECRET, code[-6:], moment, 0) == step_of(moment)


@pytest.mark.parametrize(
    ("off", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_step_off(off: int, fits: bool) -> None:
    typed = code_at(SECRET, STEP + off)
    assert (step_shown(SECRET, typed, NOW, 0) == STEP + off) is fits


def test_no_step_counts_twice_nor_one_before_it() -> None:
    used = step_shown(SECRET, code_at(SECRET, STEP), NOW, 0)
    assert used == STEP
    assert step_shown(SECRET, code_at(SECRET, STEP), NOW, used) is None
    assert step_shown(SECRET, code_at(SECRET, STEP - 1), NOW, used) is None
    later = NOW + timedelta(seconds=30)
    assert step_shown(SECRET, code_at(SECRET, STEP + 1), later, used) == STEP + 1


def test_digits_are_read_whatever_splits_them() -> None:
    assert digits_of(" 050 471\n") == digits_of("٠٥٠-٤٧١") == "050471"
    assert "issuer=Ubudehe" in address_of(SECRET, "UWASE Aline")


def test_a_kept_secret_opens_for_its_account_and_key_alone() -> None:
    key, one, other = b"k" * 32, uuid4(), uuid4()
    kept = secrets.sealed(key, one, SECRET)
    assert SECRET not in kept
    assert len(kept) <= 120
    assert secrets.opened(key, one, kept) == SECRET
    assert secrets.opened(key, other, kept) is None
    assert secrets.opened(b"x" * 32, one, kept) is None
    assert secrets.sealed(key, one, SECRET) != kept


def test_an_offered_secret_is_of_one_session() -> None:
    key, one = b"k" * 32, uuid4()
    offered = secrets.offered(key, one, "token")
    assert offered == secrets.offered(key, one, "token")
    assert len(offered) == 32
    assert offered not in (
        secrets.offered(key, one, "other"),
        secrets.offered(key, uuid4(), "token"),
    )


def test_printed_codes_have_a_check_and_are_ten_different_ones() -> None:
    codes = secrets.printed_codes(b"k" * 32)
    assert len(set(codes)) == 10
    assert not set(codes) & set(secrets.printed_codes(b"k" * 32))
    for code in codes:
        wrong = code[:4] + str((int(code[4]) + 1) % 10) + code[5:]
        assert read_code(code) == code
        assert read_code(wrong) is None


def test_who_shows_two_does_while_the_role_is_in_force() -> None:
    day = NOW.date()
    treasurer = Grant(Role.TREASURER, "43060102", day, day)
    assert shows_two([treasurer], day)
    assert not shows_two([treasurer], day + timedelta(days=1))
    assert not shows_two([treasurer], day - timedelta(days=1))
    assert not shows_two([Grant(Role.FACILITATOR, "43060102", day)], day)
    assert is_given_with_code(Role.FACILITATOR)
    assert is_given_with_code(Role.ADMINISTRATOR)
    assert not is_given_with_code(Role.AUDITOR)
