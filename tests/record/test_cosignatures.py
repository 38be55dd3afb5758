"""Cosignatures: what a witness signs, when, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.record.rules.cosignatures import cosign, cosignatures
from ubudehe.record.rules.notes import (
    COSIGNATURE,
    BadNote,
    checkpoint_text,
    key_id,
    parse_note,
    sign_note,
    signature_line,
    vkey,
)

NAME, WITNESS = "example.org/log", "witness.example/w1"
LOG, KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
TEXT = checkpoint_text(NAME, 7, bytes(32))
NOTE = sign_note(TEXT, NAME, LOG)
VKEY = vkey(WITNESS, KEY.public_key(), COSIGNATURE)
AT = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)
PACKED = KEY.public_key().public_bytes_raw()


def found(*lines: str, text: str = TEXT) -> list[tuple[str, datetime]]:
    note = parse_note((text + "\n" + "".join(lines)).encode())
    return [(one.vkey, one.at) for one in cosignatures(note, [VKEY])]


def raw_line(seconds: int, message: str) -> str:
    signature = seconds.to_bytes(8, "big") + KEY.sign(message.encode())
    return signature_line(WITNESS, key_id(WITNESS, COSIGNATURE, PACKED), signature)


def test_the_signed_bytes_are_those_of_the_specification() -> None:
    seconds = int(AT.timestamp())
    assert cosign(TEXT, WITNESS, KEY, AT) == raw_line(
        seconds, f"cosignature/v1\ntime {seconds}\n{TEXT}"
    )


@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_time_reads_back_in_whole_seconds(at: datetime) -> None:
    assert found(cosign(TEXT, WITNESS, KEY, at)) == [(VKEY, at.replace(microsecond=0))]


def test_the_newest_of_a_witness_counts() -> None:
    lines = [cosign(TEXT, WITNESS, KEY, AT + timedelta(days=n)) for n in (0, 2, 1)]
    assert found(*lines) == [(VKEY, AT + timedelta(days=2))]


def test_unknown_witnesses_are_passed_over() -> None:
    assert found(cosign(TEXT, "other.example", OTHER, AT)) == []
    assert found(cosign(TEXT, WITNESS, OTHER, AT)) == []
    assert found(NOTE.split("\n\n")[1]) == []


@pytest.mark.parametrize(
    "line",
    [
        raw_line(5, f"cosignature/v1\ntime 6\n{TEXT}"),
        raw_line(5, TEXT),
        raw_line(5, f"cosignature/v1\ntime 5\n{TEXT}x"),
        raw_line(2**63, f"cosignature/v1\ntime {2**63}\n{TEXT}"),
        signature_line(WITNESS, key_id(WITNESS, COSIGNATURE, PACKED), bytes(71)),
        signature_line(WITNESS, key_id(WITNESS, COSIGNATURE, PACKED), KEY.sign(TEXT.encode())),
    ],
)
def test_a_wrong_cosignature_of_a_known_witness_spoils_the_note(line: str) -> None:
    with pytest.raises(BadNote):
        found(line)


def test_a_cosignature_belongs_to_its_checkpoint() -> None:
    other = checkpoint_text(NAME, 8, bytes(32))
    with pytest.raises(BadNote):
        found(cosign(TEXT, WITNESS, KEY, AT), text=other)
    with pytest.raises(BadNote):
        cosign("only some text\n", WITNESS, KEY, AT)


def test_a_log_key_is_no_witness_key() -> None:
    with pytest.raises(BadNote):
        cosignatures(parse_note(NOTE.encode()), [vkey(NAME, LOG.public_key())])
