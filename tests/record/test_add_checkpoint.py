"""Requests to witnesses: written so that they are read the same, and whatever comes is measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.witness.running import Log
from ubudehe.record.rules.add_checkpoint import (
    MAX_REQUEST,
    parse_request,
    parse_size,
    write_request,
)
from ubudehe.record.rules.notes import BadNote

LOG = Log()
hash_ = st.binary(min_size=32, max_size=32)


@given(st.integers(0, 10**18), st.lists(hash_, max_size=63))
def test_what_is_written_is_read(old: int, steps: list[bytes]) -> None:
    found = parse_request(write_request(old, steps, LOG.note(7)))
    assert (found.old, list(found.steps), found.note) == (old, steps, LOG.note(7))


@given(st.binary(max_size=400))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(BadNote):
        parse_request(noise)


@given(st.integers(0, 600), st.binary(min_size=1, max_size=3))
def test_a_disturbed_request_is_refused_or_read_whole(place: int, noise: bytes) -> None:
    request = write_request(3, [b"\x01" * 32, b"\x02" * 32], LOG.note(7))
    disturbed = request[:place] + noise + request[place + len(noise) :]
    try:
        found = parse_request(disturbed)
    except BadNote:
        return
    assert write_request(found.old, found.steps, found.note) == disturbed


def test_a_request_has_a_limit() -> None:
    with pytest.raises(BadNote, match="large"):
        parse_request(b"old 0\n\n" + b"x" * MAX_REQUEST)


@pytest.mark.parametrize(
    "text", [b"", b"-1\n", b"01\n", b"1\n\n", b"1 ", b"1e3", b"\xb2", b"9" * 20]
)
def test_a_size_is_a_plain_number(text: bytes) -> None:
    with pytest.raises(BadNote):
        parse_size(text)
    assert parse_size(b"0\n") == 0
    assert parse_size(b"1234567890123456789") == 1234567890123456789
