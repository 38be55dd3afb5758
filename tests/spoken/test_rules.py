"""Sound is Opus in Ogg or WebM, small, and nothing but sound."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spoken.sounds import ogg, page, webm
from ubudehe.language.refusals import Refusal
from ubudehe.spoken.rules import MOST_BYTES, clean_sound

SOUND = ogg(2_500)


@pytest.mark.parametrize(("raw", "media"), [(ogg(), "audio/ogg"), (webm(), "audio/webm")])
def test_a_recording_keeps_its_sound_and_nothing_else(raw: bytes, media: str) -> None:
    clean = clean_sound(raw)
    assert clean.media == media
    assert b"Uwase" in raw
    assert b"Uwase" not in clean.content
    assert clean_sound(clean.content) == clean
    assert len(clean.content) < len(raw)


@pytest.mark.parametrize("make", [ogg, webm])
def test_a_recording_of_more_bytes_is_refused(make: object) -> None:
    assert callable(make)
    assert len(clean_sound(make(11_000)).content) <= MOST_BYTES
    with pytest.raises(Refusal, match="too long"):
        clean_sound(make(12_500))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"OggS",
        b"ID3\x04" + b"\0" * 400,
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\0\0\0\x20ftypM4A ",
        ogg(channels=6),
        ogg()[:-1],
        ogg() + b"<html>",
        ogg() + page(9, 2, 0, b"\x80theora", serial=8),
        page(0, 2, 0, b"\x01vorbis" + b"\0" * 23) + page(1, 4, 0, b"x"),
        ogg().replace(b"OpusTags", b"OpusTagz"),
        webm(codec=b"A_VORBIS"),
        webm(kind=1),
        webm()[:60],
        webm().replace(b"webm", b"mkv "),
    ],
)
def test_what_is_no_such_recording_is_refused(raw: bytes) -> None:
    with pytest.raises(Refusal, match="can be played"):
        clean_sound(raw)


@given(st.integers(0, len(SOUND) - 1), st.integers(1, 255))
def test_one_wrong_byte_in_ogg_is_refused(at: int, by: int) -> None:
    wrong = bytearray(SOUND)
    wrong[at] ^= by
    with pytest.raises(Refusal):
        clean_sound(bytes(wrong))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_cleaned(raw: bytes) -> None:
    for begin in (b"", b"OggS\0", webm(40)[:40]):
        with suppress(Refusal):
            assert len(clean_sound(begin + raw).content) <= MOST_BYTES
