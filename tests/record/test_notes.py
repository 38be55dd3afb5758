"""Signed notes and checkpoints: the example of C2SP, round trips, and every malformed form."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.record.rules.merkle import EMPTY_ROOT
from ubudehe.record.rules.notes import (
    BadNote,
    Checkpoint,
    checkpoint_text,
    key_id,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    sign_note,
    verify_note,
    vkey,
)

VECTORS = Path(__file__).parent.parent / "data" / "merkle" / "vectors.json"
EXAMPLE: dict[str, str] = json.loads(VECTORS.read_text())["signed_note"]
NAME = "example.org/v/11010101"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
VKEY = vkey(NAME, KEY.public_key())
ROOT = bytes(range(32))
TEXT = checkpoint_text(NAME, 7, ROOT)
NOTE = sign_note(TEXT, NAME, KEY)
COSIGNER, SHORT = b"\x04" + ROOT, b"\x01" + ROOT[1:]
SIGNED = NOTE.removeprefix(TEXT + "\n")

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n")).map(
    lambda text: text + "\n"
)


def line(name: str, raw: bytes) -> str:
    return f"\u2014 {name} {base64.b64encode(raw).decode()}\n"


def test_the_example_of_the_specification() -> None:
    data, key = EXAMPLE["note"].encode(), EXAMPLE["vkey"]
    assert verify_note(data, [key]) == "This is an example message.\n"
    name, id_, public = parse_vkey(key)
    assert (name, id_.hex()) == ("example.com/foo", "530d903a")
    assert vkey(name, public) == key
    (signature,) = parse_note(data).signatures
    assert (signature.name, signature.key_id, len(signature.signature)) == (name, id_, 64)
    with pytest.raises(BadNote):
        verify_note(data.replace(b"example message", b"example massage"), [key])


def test_the_key_id_depends_on_name_kind_and_key() -> None:
    ids = {key_id(name, kind, raw) for name in "ab" for kind in (1, 4) for raw in (ROOT, bytes(32))}
    assert len(ids) == 8
    assert {len(id_) for id_ in ids} == {4}


@given(texts)
def test_what_is_signed_reads_back(text: str) -> None:
    data = sign_note(text, NAME, KEY).encode()
    assert parse_note(data).text == text
    assert verify_note(data, [VKEY]) == text


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_one_changed_bit_is_refused(place: int, bit: int) -> None:
    data = bytearray(NOTE.encode())
    data[place % len(data)] ^= 1 << bit
    with pytest.raises(BadNote):
        verify_note(bytes(data), [VKEY])


@given(st.integers(0, len(NOTE.encode()) - 1))
def test_a_note_cut_short_is_refused(length: int) -> None:
    with pytest.raises(BadNote):
        verify_note(NOTE.encode()[:length], [VKEY])


MALFORMED = {
    "nothing": "",
    "no final LF": NOTE[:-1],
    "CRLF": NOTE.replace("\n", "\r\n"),
    "CR in the text": NOTE.replace("\n", "\r\n", 1),
    "CR in the signature": NOTE[:-1] + "\r\n",
    "blank line at the end": NOTE + "\n",
    "blank line at the end, twice": NOTE + "\n\n",
    "no signature": TEXT + "\n",
    "no blank line": TEXT + SIGNED,
    "blank in the last line": NOTE[:-1] + " \n",
    "two blanks": NOTE.replace(f" {NAME} ", f"  {NAME} "),
    "hyphen for the dash": NOTE.replace("\u2014", "-"),
    "en dash for the dash": NOTE.replace("\u2014", "\u2013"),
    "text after the signatures": NOTE + "more\n",
    "control character in the text": NOTE.replace("7\n", "7\x00\n", 1),
    "tab in the text": NOTE.replace("7\n", "7\t\n", 1),
    "escape in the text": NOTE.replace("7\n", "\x1b[1m7\n", 1),
    "control character in an unknown name": NOTE + line("some\x01body", bytes(68)),
    "delete in an unknown name": NOTE + line("some\x7fbody", bytes(68)),
    "blank of another kind in a name": NOTE + line("some\u00a0body", bytes(68)),
    "line separator in a name": NOTE + line("some\u2028body", bytes(68)),
    "plus in a name": NOTE + line("some+body", bytes(68)),
    "empty name": NOTE + line("", bytes(68)),
    "signature without bytes": NOTE + line("somebody", bytes(4)),
    "empty signature": NOTE + "\u2014 somebody \n",
    "base64 without padding": NOTE + "\u2014 somebody AAAAAAA\n",
    "base64 with stray bits": NOTE + "\u2014 somebody AAAAAAB=\n",
    "base64 for addresses": NOTE + "\u2014 somebody AAAA_-AA\n",
    "too many signatures": NOTE + line("somebody", bytes(68)) * 100,
    "too large": "a" * 1_000_000 + NOTE,
}


@pytest.mark.parametrize("note", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_note_is_not_even_read(note: str) -> None:
    with pytest.raises(BadNote):
        parse_note(note.encode())


MISPLACED = {
    "blank line more before the signatures": TEXT + "\n\n" + SIGNED,
    "blank line between signatures": NOTE + "\n" + line("somebody", bytes(68)),
    "blank line between our signatures": NOTE + "\n" + SIGNED,
    "blank line in front": "\n" + NOTE,
}


@pytest.mark.parametrize("note", MISPLACED.values(), ids=MISPLACED.keys())
def test_a_further_blank_line_makes_another_text(note: str) -> None:
    """The last blank line separates, so such notes have a form, but nobody signed their text."""
    assert parse_note(note.encode()).text != TEXT
    with pytest.raises(BadNote):
        verify_note(note.encode(), [VKEY])


@pytest.mark.parametrize("data", [b"\xff" + NOTE.encode(), NOTE.encode("utf-16"), b"\xed\xa0\x80"])
def test_a_note_is_utf_8(data: bytes) -> None:
    with pytest.raises(BadNote):
        parse_note(data)


def test_blank_lines_inside_a_text_are_kept() -> None:
    text = "one\n\n\u2014 not a signature\n\n\ntwo\n\n"
    assert verify_note(sign_note(text, NAME, KEY).encode(), [VKEY]) == text


def test_unknown_signatures_are_passed_over() -> None:
    id_ = parse_vkey(VKEY)[1]
    same_id, same_name = line("somebody", id_ + bytes(64)), line(NAME, b"\0\0\0\0" + bytes(64))
    post_quantum = line("somebody", bytes(4 + 2420))
    for extra in (same_id, same_name, post_quantum, same_id * 15, post_quantum * 99):
        assert verify_note((NOTE + extra).encode(), [VKEY]) == TEXT
        assert verify_note((TEXT + "\n" + extra + SIGNED).encode(), [VKEY]) == TEXT


def test_at_least_one_known_signature_is_needed() -> None:
    for keys in ([], [vkey(NAME, OTHER.public_key())], [vkey("example.org", KEY.public_key())]):
        with pytest.raises(BadNote):
            verify_note(NOTE.encode(), keys)
    assert verify_note(NOTE.encode(), [vkey(NAME, OTHER.public_key()), VKEY]) == TEXT


def test_a_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    other = vkey("witness.example", OTHER.public_key())
    id_ = parse_vkey(other)[1]
    good = sign_note(TEXT, "witness.example", OTHER).removeprefix(TEXT + "\n")
    assert verify_note((NOTE + good).encode(), [VKEY, other]) == TEXT
    for wrong in (bytes(64), bytes(63), bytes(72), b"\0"):
        spoilt = (NOTE + line("witness.example", id_ + wrong)).encode()
        assert verify_note(spoilt, [VKEY]) == TEXT
        with pytest.raises(BadNote):
            verify_note(spoilt, [VKEY, other])


def test_a_name_that_only_looks_alike_is_unknown() -> None:
    alike = NAME.replace("a", "\u0430")
    note = NOTE.replace(f"\u2014 {NAME}", f"\u2014 {alike}")
    with pytest.raises(BadNote):
        verify_note(note.encode(), [VKEY])


@pytest.mark.parametrize("text", ["", "no line end", "a\r\n", "a\x00\n", "a\x7f\n", "\ud800\n"])
def test_some_texts_cannot_be_signed(text: str) -> None:
    with pytest.raises(BadNote):
        sign_note(text, NAME, KEY)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\x00b", "\ud800"])
def test_some_names_cannot_be_of_a_key(name: str) -> None:
    with pytest.raises(BadNote):
        sign_note(TEXT, name, KEY)
    with pytest.raises(BadNote):
        vkey(name, KEY.public_key())


@pytest.mark.parametrize(
    "text",
    [
        "",
        NAME,
        VKEY.upper(),
        VKEY + "\n",
        " " + VKEY,
        VKEY[:-1],
        VKEY.replace("+", "+0", 1),
        VKEY.replace(NAME, "example.org"),
        f"{NAME}+{key_id(NAME, 1, ROOT).hex()}+{base64.b64encode(COSIGNER).decode()}",
        f"{NAME}+{key_id(NAME, 4, ROOT).hex()}+{base64.b64encode(COSIGNER).decode()}",
        f"{NAME}+{key_id(NAME, 1, ROOT[1:]).hex()}+{base64.b64encode(SHORT).decode()}",
    ],
)
def test_a_bad_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        parse_vkey(text)


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_checkpoints_read_back(size: int, root: bytes) -> None:
    text = checkpoint_text(NAME, size, root)
    assert parse_checkpoint(text) == Checkpoint(NAME, size, root)
    signed = sign_note(text, NAME, KEY).encode()
    assert parse_checkpoint(verify_note(signed, [VKEY])).size == size


def test_the_bytes_of_a_checkpoint() -> None:
    expected = "x.rw/v/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    assert checkpoint_text("x.rw/v/1", 0, EMPTY_ROOT) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        TEXT[:-1],
        TEXT + "\n",
        TEXT + "extension\n",
        "\n" + TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace(NAME, ""),
        TEXT.replace(NAME, "a\x00b"),
        TEXT.replace("\n7\n", "\n07\n"),
        TEXT.replace("\n7\n", "\n+7\n"),
        TEXT.replace("\n7\n", "\n-7\n"),
        TEXT.replace("\n7\n", "\n 7\n"),
        TEXT.replace("\n7\n", "\n7.0\n"),
        TEXT.replace("\n7\n", "\n\u0667\n"),
        TEXT.replace("\n7\n", "\n\n"),
        TEXT.replace("\n7\n", "\n" + "9" * 5000 + "\n"),
        TEXT.replace("=\n", "\n"),
        TEXT.replace("=\n", "==\n"),
        TEXT.replace("8=\n", "9=\n"),
        f"{NAME}\n7\n{base64.b64encode(ROOT[1:]).decode()}\n",
        f"{NAME}\n7\n{base64.b64encode(ROOT + b'0').decode()}\n",
        f"{NAME}\n7\n{ROOT.hex()}\n",
    ],
    ids=lambda text: ascii(text)[:40],
)
def test_a_bad_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [("", 1, ROOT), ("a\nb", 1, ROOT), (NAME, -1, ROOT), (NAME, 10**19, ROOT), (NAME, 1, b"")],
)
def test_a_checkpoint_that_could_not_be_read_is_not_made(
    origin: str, size: int, root: bytes
) -> None:
    with pytest.raises(BadNote):
        checkpoint_text(origin, size, root)
