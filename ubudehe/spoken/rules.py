"""Sound as a phone records it: Opus in Ogg (RFC 7845) or in WebM (RFC 9559, RFC 8794).

The container is read byte by byte and written anew, so that nothing survives but the sound: no
names, no places, no tags of the phone. What is not exactly such a sound is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal

MOST_BYTES = 12_000
"""Bytes of one recording: about eight seconds at 12 kbit/s, three seconds on a GPRS link."""
MOST_SENT = 250_000
"""Bytes of which a recording is cleaned at all: what was long, or is packed worse, ends before."""
_OGG_HEAD, _OPUS_HEAD = 27, 19
_FIRST, _LAST = 2, 4
_TAGS = b"OpusTags" + b"\0" * 8

_EBML, _SEGMENT, _INFO, _TRACKS, _CLUSTER = (
    0x1A45DFA3,
    0x18538067,
    0x1549A966,
    0x1654AE6B,
    0x1F43B675,
)
_TRACK, _TYPE, _CODEC, _DOCTYPE, _SCALE = 0xAE, 0x83, 0x86, 0x4282, 0x2AD7B1
_PRIVATE = 0x63A2
_OF_TRACK = (0xD7, 0x73C5, _TYPE, _CODEC, _PRIVATE, 0x56AA, 0x56BB, 0xE1)
"""Number, UID, type, codec, its private head, delay, seek pre-roll, audio: what playing needs."""
_OF_CLUSTER = (0xE7, 0xA3, 0xA0)
"""Its time, its blocks alone or in groups."""
_OF_HEAD = (0x4286, 0x42F7, 0x42F2, 0x42F3, _DOCTYPE, 0x4287, 0x4285)
"""Versions, longest sizes, the kind of document."""
_WITHIN = {0xE1: (0xB5, 0x78B5, 0x9F, 0x6264), 0xA0: (0xA1, 0x9B, 0xFB, 0x75A2)}
"""Of what is kept whole otherwise: rate, channels, depth; block, its time, what it rests on."""
_AUDIO = 2


@dataclass(frozen=True)
class CleanSound:
    """A recording with nothing but its sound: exactly the bytes that are kept and served."""

    content: bytes
    media: str


def clean_sound(content: bytes) -> CleanSound:
    """Return a recording cleaned; Refusal where it is no Opus in Ogg or WebM, or too long."""
    if len(content) > MOST_SENT:
        raise _too_long()
    try:
        if content[:4] == b"OggS":
            clean = CleanSound(_clean_ogg(content), "audio/ogg")
        elif content[:4] == _EBML.to_bytes(4, "big"):
            clean = CleanSound(_clean_webm(content), "audio/webm")
        else:
            raise ValueError
    except (ValueError, IndexError):
        raise Refusal(
            N_("This is not a recording that can be played. Record it as Opus (Ogg or WebM)."),
            "clip",
        ) from None
    if len(clean.content) > MOST_BYTES:
        raise _too_long()
    return clean


def _too_long() -> Refusal:
    return Refusal(
        N_("This recording is too long: at most %(most)s kB. Say it in fewer words."),
        "clip",
        most=MOST_BYTES // 1000,
    )


@dataclass(frozen=True)
class _OggPage:
    flags: int
    granule: bytes
    serial: bytes
    lacing: bytes
    body: bytes

    def written(self, number: int) -> bytes:
        """Return the page as bytes, with its number and its checksum."""
        head = b"OggS\0" + bytes((self.flags,)) + self.granule + self.serial
        head += number.to_bytes(4, "little")
        rest = bytes((len(self.lacing),)) + self.lacing + self.body
        return head + _crc(head + b"\0\0\0\0" + rest).to_bytes(4, "little") + rest


def _pages(content: bytes) -> Iterator[_OggPage]:
    at = 0
    while at < len(content):
        head = content[at : at + _OGG_HEAD]
        if len(head) < _OGG_HEAD or head[:5] != b"OggS\0":
            raise ValueError("no page of Ogg")
        lacing = content[at + _OGG_HEAD : at + _OGG_HEAD + head[26]]
        begin = at + _OGG_HEAD + head[26]
        body = content[begin : begin + sum(lacing)]
        if len(lacing) < head[26] or len(body) < sum(lacing):
            raise ValueError("a page is cut off")
        page = _OggPage(head[5], head[6:14], head[14:18], lacing, body)
        if page.written(int.from_bytes(head[18:22], "little")) != content[at : begin + len(body)]:
            raise ValueError("a page is damaged")
        yield page
        at = begin + len(body)


def _clean_ogg(content: bytes) -> bytes:
    """Return the head of the sound, tags without a word, and the sound; of one stream alone."""
    pages = list(_pages(content))
    head = pages[0]
    if not head.flags & _FIRST or head.body[:8] != b"OpusHead" or head.body[8] >> 4:
        raise ValueError("no Opus")
    # Of one voice or two the head holds so many bytes, none of them a word (RFC 7845 5.1).
    if len(head.body) != _OPUS_HEAD or head.lacing != bytes((_OPUS_HEAD,)) or head.body[18]:
        raise ValueError("no Opus of one voice or two")
    if {page.serial for page in pages} != {head.serial} or head.body[9] not in (1, 2):
        raise ValueError("more than one voice")
    tags = next(at for at, page in enumerate(pages[1:], 1) if _ends_packet(page))
    if pages[1].body[:8] != b"OpusTags" or not pages[tags + 1 :]:
        raise ValueError("no sound")
    plain = _OggPage(0, bytes(8), head.serial, bytes((len(_TAGS),)), _TAGS)
    kept = (head, plain, *pages[tags + 1 :])
    return b"".join(page.written(number) for number, page in enumerate(kept))


def _ends_packet(page: _OggPage) -> bool:
    """Tell whether a page ends what it holds; tags never share a page with sound (RFC 7845 3)."""
    return bool(page.lacing) and page.lacing[-1] < 255


def _table() -> tuple[int, ...]:
    found = []
    for one in range(256):
        rest = one << 24
        for _ in range(8):
            rest = (rest << 1 ^ 0x04C11DB7 if rest & 0x80000000 else rest << 1) & 0xFFFFFFFF
        found.append(rest)
    return tuple(found)


_CRC = _table()


def _crc(content: bytes) -> int:
    rest = 0
    for one in content:
        rest = (rest << 8 & 0xFFFFFFFF) ^ _CRC[rest >> 24 ^ one]
    return rest


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (id, content) of each element; one of unknown size reaches to the end."""
    at = 0
    while at < len(content):
        long = 9 - content[at].bit_length()
        id_ = int.from_bytes(content[at : at + long], "big")
        at += long
        wide = 9 - content[at].bit_length()
        if long > 4 or wide > 8:
            raise ValueError("no element of EBML")
        size = int.from_bytes(content[at : at + wide], "big") - (1 << 7 * wide)
        at += wide
        if size == (1 << 7 * wide) - 1:
            if id_ != _SEGMENT and id_ != _CLUSTER:
                raise ValueError("only a segment and its clusters may leave their size open")
            size = _until(content, at) if id_ == _CLUSTER else len(content) - at
        if at + size > len(content):
            raise ValueError("an element is cut off")
        yield id_, content[at : at + size]
        at += size


def _until(content: bytes, at: int) -> int:
    """Return how many bytes a cluster without a size holds: to the next cluster, or to the end."""
    following = content.find(_CLUSTER.to_bytes(4, "big"), at)
    return (len(content) if following < 0 else following) - at


def _element(id_: int, content: bytes) -> bytes:
    """Return one element as bytes, its size in four."""
    size = (len(content) | 1 << 28).to_bytes(4, "big")
    return id_.to_bytes((id_.bit_length() + 7) // 8, "big") + size + content


def _only(content: bytes, wanted: tuple[int, ...]) -> bytes:
    return b"".join(
        _element(id_, _only(one, _WITHIN[id_]) if id_ in _WITHIN else one)
        for id_, one in _elements(content)
        if id_ in wanted
    )


def _clean_webm(content: bytes) -> bytes:
    """Return the head, the scale of time, the one track of sound and its clusters."""
    outer = list(_elements(content))
    if [id_ for id_, _ in outer] != [_EBML, _SEGMENT]:
        raise ValueError("no WebM")
    if dict(_elements(outer[0][1])).get(_DOCTYPE, b"").rstrip(b"\0") != b"webm":
        raise ValueError("no WebM")
    segment = list(_elements(outer[1][1]))
    tracks = [list(_elements(one)) for id_, one in segment if id_ == _TRACKS]
    if len(tracks) != 1 or len(tracks[0]) != 1 or tracks[0][0][0] != _TRACK:
        raise ValueError("more than one track")
    track = dict(_elements(tracks[0][0][1]))
    if int.from_bytes(track.get(_TYPE, b""), "big") != _AUDIO:
        raise ValueError("no sound")
    if track.get(_CODEC, b"").rstrip(b"\0") != b"A_OPUS":
        raise ValueError("no Opus")
    if len(track.get(_PRIVATE, b"")) not in (0, _OPUS_HEAD):
        raise ValueError("no Opus of one voice or two")
    clusters = [_only(one, _OF_CLUSTER) for id_, one in segment if id_ == _CLUSTER]
    if not any(clusters):
        raise ValueError("no sound")
    info = next((one for id_, one in segment if id_ == _INFO), b"")
    scale = _only(info, (_SCALE,)) + _element(0x4D80, b"-") + _element(0x5741, b"-")
    kept = _element(_INFO, scale)
    kept += _element(_TRACKS, _element(_TRACK, _only(tracks[0][0][1], _OF_TRACK)))
    kept += b"".join(_element(_CLUSTER, one) for one in clusters)
    return _element(_EBML, _only(outer[0][1], _OF_HEAD)) + _element(_SEGMENT, kept)
