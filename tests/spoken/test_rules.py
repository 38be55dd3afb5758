"""Sound is Opus in Ogg or WebM, small, and nothing but sound."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spoken.sounds import element, ogg, page, webm
from ubudehe.language.refusals import Refusal
from ubudehe.spoken.rules import MOST_BYTES, MOST_SENT, clean_sound

SOUND = ogg(2_500)


@pytest.mark.parametrize(("raw", "media"), [(ogg(), "audio/ogg"), (webm(), "audio/webm")])
def test_a_recording_keeps_its_sound_and_nothing_else(raw: bytes, media: str) -> None:
    clean = clean_sound(raw)
    assert clean.media == media
    assert b"Uwase" in raw
    assert b"Uwase" not in clean.content
    assert clean_sound(clean.content) == clean
    assert len(clean.content) < len(raw)


def with_words() -> bytes:
    """Return a recording in WebM with words wherever an element may hold others."""
    word = element("ec", b"Uwase Claudine")
    head = element("1a45dfa3", element("4282", b"webm") + word)
    rate = element("e1", element("b5", b"\x47\x3b\x80\0") + word)
    track = element("d7", b"\x01") + element("83", b"\x02") + element("86", b"A_OPUS") + rate
    group = element("a0", element("a1", b"\x81\0\0\x80" + b"o" * 900) + word)
    cluster = element("1f43b675", element("e7", b"\0") + group + word)
    tracks = element("1654ae6b", element("ae", track))
    return head + element("18538067", tracks + cluster)


def test_no_word_hides_within_what_is_kept() -> None:
    raw = with_words()
    clean = clean_sound(raw).content
    assert raw.count(b"Uwase") == 4
    assert b"Uwase" not in clean
    assert clean.count(b"\x47\x3b\x80\0") == 1
    assert b"o" * 900 in clean
    assert clean_sound(clean).content == clean


def test_what_was_sent_by_the_megabyte_is_not_read() -> None:
    with pytest.raises(Refusal, match="too long"):
        clean_sound(b"OggS" + b"\0" * MOST_SENT)


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
        page(0, 2, 0, b"OpusHead\1\1\x38\1\x80\xbb\0\0\0\0\0Uwase Claudine")
        + page(1, 0, 0, b"OpusTags" + b"\0" * 8)
        + page(2, 4, 960, b"sound"),
        page(0, 2, 0, b"OpusHead\1\1\x38\1\x80\xbb\0\0\0\0\1")
        + page(1, 0, 0, b"OpusTags" + b"\0" * 8)
        + page(2, 4, 960, b"sound"),
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
