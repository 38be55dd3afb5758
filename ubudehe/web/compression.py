"""Packing what is sent: Brotli where its library is there (`ubudehe[fast]`), gzip everywhere."""

import gzip
import zlib
from types import ModuleType

try:
    import brotli as _found
except ImportError:
    _found = None
_brotli: ModuleType | None = _found

IN_PASSING, KEPT, FOR_EVER = 5, 10, 11
"""How hard to pack: the longer it is held, the more time it gets."""
_SHORTEST = 200
"""Bytes below which packing saves nothing."""


def wanted(accepted: bytes) -> bytes:
    """Return the best packing that a browser accepts and we can do: `br`, `gzip` or nothing."""
    if _brotli is not None and b"br" in accepted:
        return b"br"
    return b"gzip" if b"gzip" in accepted else b""


def pack(body: bytes, encoding: bytes, quality: int) -> tuple[bytes, bytes]:
    """Return the body packed by what `wanted` said, and how; as it is where that is no use."""
    if len(body) < _SHORTEST or not encoding:
        return body, b""
    if encoding == b"br" and _brotli is not None:
        return _brotli.compress(body, mode=_brotli.MODE_TEXT, quality=quality), b"br"
    return gzip.compress(body, compresslevel=6 if quality == IN_PASSING else 9, mtime=0), b"gzip"


class Stream:
    """Packs an answer piece by piece, by what `wanted` said: none of it is held as a whole."""

    def __init__(self, encoding: bytes) -> None:
        self._gzip = zlib.compressobj(6, wbits=16 + zlib.MAX_WBITS) if encoding == b"gzip" else None
        self._brotli = None
        if encoding == b"br" and _brotli is not None:
            self._brotli = _brotli.Compressor(mode=_brotli.MODE_TEXT, quality=IN_PASSING)

    def add(self, piece: bytes, *, last: bool) -> bytes:
        """Return what can be sent of the pieces so far; with the last one, all of it."""
        if self._gzip is not None:
            return self._gzip.compress(piece) + (self._gzip.flush() if last else b"")
        if self._brotli is not None:
            packed: bytes = self._brotli.process(piece)
            return packed + self._brotli.finish() if last else packed
        return piece
