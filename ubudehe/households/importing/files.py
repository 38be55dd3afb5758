"""A file that was sent, read into a table, whichever kind it is: CSV, or a spreadsheet (XLSX)."""

import io
import json
import struct
import subprocess
import sys
import threading
from zipfile import BadZipFile, ZipFile, ZipInfo

from ubudehe.households.importing.rules.sheets import (
    EMPTY,
    Sheet,
    check_length,
    read_sheet,
    table_of,
)
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
_LOCKED = N_(
    "This spreadsheet is of an old kind or has a password. Save it as XLSX without a password."
)
_one_at_a_time = threading.Lock()


def read_file(content: bytes) -> Sheet:
    """Return the table in `content`; Refusal if it is empty, too large, or cannot be read."""
    check_length(content)
    if content.startswith(_OLE):
        raise Refusal(_LOCKED)
    if not content.startswith(_ZIP):
        return read_sheet(content)
    _check_parts(_parts(content))
    rows = _read_apart(content)
    if not rows:
        raise Refusal(EMPTY)
    return table_of(rows, "", "xlsx", content)


def _parts(content: bytes) -> list[ZipInfo]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise Refusal(_UNREADABLE) from error


def _check_parts(parts: list[ZipInfo]) -> None:
    """Refuse what is no XLSX, has a password, or says that it unpacks into too much."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refusal(_UNREADABLE)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refusal(_LOCKED)
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise Refusal(_OTHER_KIND)


def _read_apart(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows that a process of its own reads: what the parts say may be a lie."""
    reader = [sys.executable, "-P", "-m", "ubudehe.households.importing.xlsx"]
    try:
        with _one_at_a_time:
            done = subprocess.run(  # noqa: S603 - our own module; the file goes in as data
                reader,
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE,
                check=True,
            )
    except subprocess.SubprocessError as error:
        raise Refusal(_UNREADABLE) from error
    return [(number, cells) for number, cells in json.loads(done.stdout)]
