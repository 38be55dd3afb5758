"""Packing what is sent: Brotli where its library is there (`ubudehe[fast]`), gzip everywhere."""

import gzip
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
