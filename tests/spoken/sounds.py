"""Recordings made of bytes: what the tests of sound share. Nothing of it can be heard."""

import random
import struct


def crc(content: bytes) -> int:
    """Return the checksum of a page of Ogg (RFC 3533), one bit at a time."""
    rest = 0
    for byte in content:
        rest ^= byte << 24
        for _ in range(8):
            rest = (rest << 1) ^ (0x104C11DB7 if rest & 0x80000000 else 0)
    return rest


def page(number: int, flags: int, granule: int, packet: bytes, serial: int = 7) -> bytes:
    """Return one page of Ogg with one whole packet."""
    lacing = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, serial, number, 0)
    whole = head + bytes((len(lacing),)) + lacing + packet
    return whole[:22] + struct.pack("<I", crc(whole)) + whole[26:]


def ogg(size: int = 3_000, tag: bytes = b"ARTIST=Uwase Claudine", channels: int = 1) -> bytes:
    """Return a recording in Ogg with `size` bytes of sound."""
    head = struct.pack("<8sBBHIhB", b"OpusHead", 1, channels, 312, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<II", 1, len(tag)) + tag
    sound = random.Random(size).randbytes(size)
    parts = [sound[at : at + 2_000] for at in range(0, size, 2_000)]
    pages = [page(0, 2, 0, head), page(1, 0, 0, tags)]
    for at, part in enumerate(parts, 1):
        pages.append(page(at + 1, 4 if at == len(parts) else 0, at * 9_600, part))
    return b"".join(pages)


def element(id_: str, content: bytes, *, open_: bool = False) -> bytes:
    """Return one element of EBML; `open_` leaves its size unknown, as a browser records."""
    size = b"\x01" + b"\xff" * 7 if open_ else struct.pack(">I", len(content) | 1 << 28)
    return bytes.fromhex(id_) + size + content


def webm(size: int = 3_000, codec: bytes = b"A_OPUS", kind: int = 1 + 1) -> bytes:
    """Return a recording in WebM with `size` bytes of sound, as a browser streams it."""
    head = element("1a45dfa3", element("4282", b"webm"))
    info = element("1549a966", element("2ad7b1", b"\x0f\x42\x40") + element("7ba9", b"Uwase"))
    track = element("d7", b"\x01") + element("83", bytes((kind,))) + element("86", codec)
    tracks = element("1654ae6b", element("ae", track + element("536e", b"Uwase's phone")))
    block = element("a3", b"\x81\0\0\x80" + random.Random(size).randbytes(size))
    cluster = element("1f43b675", element("e7", b"\0") + block, open_=True)
    tags = element("1254c367", element("7373", element("67c8", b"Uwase Claudine")))
    return head + element("18538067", info + tags + tracks + cluster, open_=True)
