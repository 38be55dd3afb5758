"""Proof files: written, read back, verified, and every malformed form."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.record.trees import Store, hashes
from ubudehe.record.rules.merkle import ProofFailed, inclusion_proof, root_at
from ubudehe.record.rules.notes import BadNote, checkpoint_text, sign_note
from ubudehe.record.rules.proof_files import parse_proof_file, verify_proof_file, write_proof_file

NAME = "example.org/v/1"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
SIZE = 7
LEAVES = hashes(SIZE)
STORE = Store(LEAVES)
NOTE = sign_note(checkpoint_text(NAME, SIZE, root_at(SIZE, STORE.node)), NAME, KEY)


def proof(index: int = 3) -> str:
    return write_proof_file(index, inclusion_proof(index, SIZE, STORE.node), NOTE)


@pytest.mark.parametrize("index", range(SIZE))
def test_every_leaf_is_proved_and_no_other(index: int) -> None:
    read = parse_proof_file(proof(index).encode())
    assert (read.index, read.note, read.extra) == (index, NOTE, b"")
    verify_proof_file(read, LEAVES[index])
    for other, leaf in enumerate(LEAVES):
        if other != index:
            with pytest.raises(ProofFailed):
                verify_proof_file(read, leaf)


def test_extra_data_is_carried() -> None:
    extra = base64.b64encode(b'{"a":1}').decode()
    text = proof().replace("\nindex", f"\nextra {extra}\nindex")
    assert parse_proof_file(text.encode()).extra == b'{"a":1}'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("index 3", "index 03"),
        ("index 3", "index -3"),
        ("index 3", "index \u0663"),
        ("index 3", "index "),
        ("index 3", "index 3 "),
        ("index 3", "Index 3"),
        ("index 3\n", ""),
        ("index 3", "index 3\nindex 3"),
        ("index 3", "extra !\nindex 3"),
        ("index 3", "index 3\nAAAA"),
        ("\n\n", "\n"),
        ("\n", "\r\n"),
        ("\u2014", "-"),
    ],
)
def test_malformed_proofs(old: str, new: str) -> None:
    assert old in proof()
    with pytest.raises(BadNote):
        parse_proof_file(proof().replace(old, new).encode())


def test_a_proof_that_is_too_long_is_refused() -> None:
    step = base64.b64encode(bytes(32)).decode()
    with pytest.raises(BadNote):
        parse_proof_file(proof().replace("index 3", "index 3" + f"\n{step}" * 64).encode())
    with pytest.raises(BadNote):
        parse_proof_file(proof().encode() + b"x" * 200_000)


@given(st.integers(0, 2_000), st.binary(max_size=3))
def test_a_damaged_proof_is_refused_or_proves_the_same(place: int, put: bytes) -> None:
    data = proof().encode()
    place %= len(data)
    changed = data[:place] + put + data[place + len(put) :]
    try:
        read = parse_proof_file(changed)
        verify_proof_file(read, LEAVES[3])
    except (BadNote, ProofFailed):
        return
    assert (read.index, read.steps) == (3, parse_proof_file(data).steps)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_proof_or_refused(data: bytes) -> None:
    for candidate in (data, b"c2sp.org/tlog-proof@v1\n" + data):
        with pytest.raises(BadNote):
            parse_proof_file(candidate)
