"""Commitments to private values: reproducible with the salt, different without."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.record.json_values import values
from ubudehe.record.rules.canonical import NotCanonical, canonical_value
from ubudehe.record.rules.commitments import SALT_BYTES, commit

SALT = bytes(range(32))
salts = st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@pytest.mark.parametrize(
    ("value", "json"),
    [
        ("Mukamana", '"Mukamana"'),
        (12, "12"),
        (None, "null"),
        ([1, "é"], '[1,"é"]'),
        ({"b": 1, "a": {"c": False}}, '{"a":{"c":false},"b":1}'),
    ],
)
def test_the_bytes_under_the_hash(value: object, json: str) -> None:
    assert commit(value, SALT) == sha256(b"ubudehe/commit/v1\n" + SALT + json.encode())


@given(values, values, salts, salts)
def test_equal_only_for_equal_value_and_salt(
    one: object, two: object, salt: bytes, other: bytes
) -> None:
    same = (canonical_value(one), salt) == (canonical_value(two), other)
    assert (commit(one, salt) == commit(two, other)) == same


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_a_salt_has_32_bytes(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commit("x", salt)


@pytest.mark.parametrize("value", [1.5, "e\u0301", "\x00", [2**53], {1: 2}, b"x"], ids=ascii)
def test_the_same_rules_as_for_events(value: object) -> None:
    with pytest.raises(NotCanonical):
        commit(value, SALT)
