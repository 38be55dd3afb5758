"""A file that was sent, read into its sheets, whichever kind it is: a text, or a spreadsheet."""

import hashlib
import io
import json
import re
import struct
import subprocess
import sys
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from ubudehe.households.importing.rules.alphabets import without_double_encoding
from ubudehe.households.importing.rules.books import Book, Grid, Merge, SheetLine
from ubudehe.households.importing.rules.sheets import EMPTY, check_length, seen, text_book
from ubudehe.households.importing.xlsx import LOCKED
from ubudehe.language.lanes import Lane
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal

MAX_UNPACKED = 40_000_000
"""Bytes that the parts of a spreadsheet may have together."""

MAX_PARTS = 1_000

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 1
_PATIENCE = 30
"""Seconds until a reader that does not answer is ended."""

_UNREADABLE = N_(
    "This spreadsheet is damaged or too large. Copy only the list into a new one and send that."
)
_OTHER_KIND = N_(
    "This kind of file cannot be read. Open it and save it as XLSX or CSV, then send that."
)
_LOCKED = N_("This spreadsheet has a password. Save it as XLSX without a password.")
_NO_LIST = N_(
    "This is a document or a picture, not a list. Send a spreadsheet (XLSX, XLS, ODS) or a CSV "
    "file."
)
_WEB_PAGE = N_(
    "This is a web page, whatever its name says. Open it in a spreadsheet program, save it as "
    "XLSX, and send that."
)
_NOT_LISTS = (
    *(b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM\x00", b"RIFF", b"{\\rtf", b"%!PS"),
    *(b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"SQLite format 3", b"OggS", b"ID3"),
)
_WEB = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|\?xml|!--)", re.IGNORECASE)
_XLS_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_lane = Lane(at_once=1, waiting=4, patience=30)


def read_file(content: bytes) -> Book:
    """Return the sheets in `content`; Refusal if it is empty, too large, or cannot be read."""
    check_length(content)
    kind = _kind(content)
    if kind == "text":
        return text_book(content)
    read = _read_apart(content)
    grids, twice = [], False
    for sheet in read["sheets"]:
        lines = []
        for number, hidden, *cells in sheet["rows"]:
            mended = [without_double_encoding(cell) for cell in cells]
            twice |= mended != cells
            shown = tuple(seen(cell) for cell in mended)
            if any(shown):
                lines.append(SheetLine(number, shown, hidden))
        if lines:
            merges = tuple(Merge(*merge) for merge in sheet["merges"])
            grids.append(Grid(sheet["name"][:80], tuple(lines), merges, tuple(sheet["columns"])))
    if not grids:
        raise Refusal(EMPTY)
    digest = hashlib.sha256(content).hexdigest()
    return Book(tuple(grids), "", kind, digest, twice=twice, unseen=read["unseen"])


def _kind(content: bytes) -> str:
    """Return text, xlsx, ods or xls, by what the file begins with; Refusal for other kinds."""
    if content.startswith(_OLE):
        if _LOCKED_STREAM in content:
            raise Refusal(_LOCKED)
        if not any(stream in content for stream in _XLS_STREAMS):
            raise Refusal(_OTHER_KIND)
        return "xls"
    if content.startswith(_ZIP):
        return _check_parts(_parts(content))
    if content.startswith(_NOT_LISTS):
        raise Refusal(_NO_LIST)
    if _WEB.match(content[:400]):
        raise Refusal(_WEB_PAGE)
    return "text"


def _parts(content: bytes) -> list[ZipInfo]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise Refusal(_UNREADABLE) from error


def _check_parts(parts: list[ZipInfo]) -> str:
    """Return xlsx or ods; Refusal for what is neither, is locked, or would unpack into too much."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refusal(_UNREADABLE)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refusal(_LOCKED)
    names = {part.filename.replace("\\", "/") for part in parts}
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if {"content.xml", "mimetype"} <= names and not any(n.startswith("word/") for n in names):
        return "ods"
    raise Refusal(_NO_LIST if any(n.startswith(("word/", "ppt/")) for n in names) else _OTHER_KIND)


def _read_apart(content: bytes) -> dict[str, Any]:
    """Return what a process of its own reads: what the parts say may be a lie."""
    reader = [sys.executable, "-P", "-m", "ubudehe.households.importing.xlsx"]
    try:
        with _lane.turn():
            done = subprocess.run(  # noqa: S603 - our own module; the file goes in as data
                reader,
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE,
                check=True,
            )
    except subprocess.CalledProcessError as error:
        raise Refusal(_LOCKED if error.returncode == LOCKED else _UNREADABLE) from error
    except subprocess.SubprocessError as error:
        raise Refusal(_UNREADABLE) from error
    found: dict[str, Any] = json.loads(done.stdout)
    return found
