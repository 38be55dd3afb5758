"""Bytes into letters: an alphabet is proved by what comes out, or the file is refused.

Old programs of Windows, DOS and the Mac write the same letter as different bytes. Read with the
wrong table, «Éric» becomes «ƒric» or «êric»: signs in the middle of a word, capital letters after
small ones. The table under which none of that happens is the right one. Text that was encoded
twice («Ã‰ric») is told by the same means, and mended.
"""

import codecs
import re
import unicodedata

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal

_TABLES = ("cp1252", "mac_roman", "cp850", "cp437")
_FRENCH = frozenset("éèêëàâçîïôûùüœ’ʼ")
_NEUTRAL = frozenset("«»“”‘’–—…°€№ºª²³½¼¾×±§·•\u00a0£©®")
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f]+(?:[^\x00-\x7f]|[^\W\d_])*")
_RUN = re.compile(r"[\u0080-\uffff]{2,}")
_UNSURE = N_(
    "The letters with accents in this file cannot be told for sure. Open it in the program that "
    "wrote it and save it as «CSV UTF-8» or as XLSX."
)
_BROKEN = N_(
    "This file is cut off or damaged: its letters cannot be read. Save it again and send that."
)
_NUL_SHARE = 0.3


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of `content` and its alphabet; Refusal where none can be proved."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark) and (name != "utf-8-sig" or _is(content, "utf-8")):
            return _strict(content, name), name.removesuffix("-sig")
    wide = _wide(content)
    if wide:
        return _strict(content, wide), "utf-16"
    if _is(content, "utf-8"):
        return content.decode(), "utf-8"
    return _single_bytes(content)


def without_double_encoding(text: str) -> str:
    """Return `text` with what was encoded twice («Ã‰») as it was meant («É»)."""
    for _ in range(2):
        mended = _RUN.sub(_meant, text)
        if mended == text:
            break
        text = mended
    return text


def _meant(found: re.Match[str]) -> str:
    run = found[0]
    for table in _TABLES[:3]:
        written = bytearray()
        for sign in run:
            try:
                written += sign.encode(table)
            except UnicodeEncodeError:
                if ord(sign) > 0xFF:
                    break
                written.append(ord(sign))
        else:
            if _is(bytes(written), "utf-8"):
                return written.decode()
    return run


def _is(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _strict(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise Refusal(_BROKEN) from error


def _wide(content: bytes) -> str:
    """Return the kind of UTF-16 that a text without a mark is written in; nothing if in none."""
    sample = content[:4096]
    half = len(sample) // 2
    if half < 4 or len(content) % 2:
        return ""
    first, second = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if second > _NUL_SHARE and first < _NUL_SHARE / 6:
        return "utf-16-le"
    return "utf-16-be" if first > _NUL_SHARE and second < _NUL_SHARE / 6 else ""


def _single_bytes(content: bytes) -> tuple[str, str]:
    """Return a text of one byte a letter; lines that are UTF-8 by themselves are read as such."""
    lines = content.splitlines(keepends=True)
    wide = {line for line in lines if not line.isascii() and _is(line, "utf-8")}
    old = b"".join(line for line in lines if not line.isascii() and line not in wide)
    table, worst, _good = max(
        ((name, *_looks(old, name)) for name in _TABLES),
        key=lambda one: (one[1] == 0, one[2] + 6 * one[1], -_TABLES.index(one[0])),
    )
    if worst < 0:
        raise Refusal(_UNSURE)
    return "".join(line.decode("utf-8" if line in wide else table) for line in lines), table


def _looks(content: bytes, table: str) -> tuple[int, int]:
    """Return how many signs of a text cannot be (0 or less), and how well the others look."""
    bad = good = 0
    for word in _WORD.findall(content.decode(table, errors="replace")):
        for at, sign in enumerate(word):
            if sign.isascii():
                continue
            judged = _judged(word, at)
            good += max(judged, 0)
            bad += min(judged, 0)
    return bad, good


def _judged(word: str, at: int) -> int:
    sign, before, after = word[at], word[:at][-1:], word[at + 1 :][:1]
    between = before.isalpha() and after.isalpha()
    if sign in _FRENCH and sign.islower():
        return 3 if before else 2
    if sign in _NEUTRAL:
        return 1 if sign == "’" or not between else -1
    if not sign.isalpha() or unicodedata.category(sign) in ("Cc", "Co", "Lo"):
        return -1
    if "LATIN" not in unicodedata.name(sign, ""):
        return -1
    if sign.isupper():
        fits = not before or not before.islower()
        return (3 if sign.lower() in _FRENCH else 1) if fits else -1
    return 1 if before and not before.isupper() else 0
