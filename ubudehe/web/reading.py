"""What came with a form, read from its bytes: proved, bounded, and never silently replaced.

A body says in which alphabet it is written, or is UTF-8. One that is neither is shown again as far
as it can be read, with a word about it, and does nothing. A file that is too large is left out and
told at its field, so that what was typed beside it is not lost.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from ubudehe.language.messages import N_
from ubudehe.web.body_limit import BodyTooLarge, BodyTooSlow

MAX_FILE = 12_000_000
"""Bytes of one file: a photo as a phone takes it, where no script makes it smaller."""
MAX_TYPED = 2_500_000
"""Bytes of everything that was typed into one form."""
MAX_OF_GUESTS = 300_000
"""Bytes of a form of somebody who is not signed in."""
_FILES, _FIELDS, _LONGEST = 4, 4000, 200_000
_OTHER_ALPHABET = N_(
    "This text came in an alphabet that we cannot read. Look whether every sign is right, and send "
    "it again."
)
# What forms of old phones and offices are written in; any other name is not believed.
_ALPHABETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "iso-8859-1": "cp1252",  # as every browser reads it (WHATWG Encoding)
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "macintosh": "mac-roman",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}


@dataclass(frozen=True)
class Sent:
    """What came with a form; `doubt` says why it may only be shown again, if so."""

    fields: FormData
    doubt: str = ""


async def read_form(request: Request, most: int, *, files: bool = False) -> Sent:
    """Return what came with a form of at most `most` bytes, with `files` only where it has some.

    HTTPException 413 where it is larger as a whole, 408 where it comes too slowly, 400 where it is
    no form at all, is cut off, or brings a file that was not asked for.
    """
    if request.scope.get("body_too_large"):
        raise HTTPException(413)
    kind = Message()
    kind["content-type"] = request.headers.get("content-type", "")
    named = str(kind.get_param("charset", "utf-8")).lower()
    alphabet = _ALPHABETS.get(named, "ascii")  # of an unknown one only what all have in common
    try:
        if kind.get_content_type() == "multipart/form-data":
            stream = _at_most(request.stream(), most)
            parser = _Parts(request.headers, stream, alphabet, _FILES if files else 0)
            return Sent(await parser.parse(), _OTHER_ALPHABET if parser.unsure else "")
        if kind.get_content_type() != "application/x-www-form-urlencoded":
            return Sent(FormData())
        body = b"".join([part async for part in _at_most(request.stream(), min(most, MAX_TYPED))])
        return _typed(body, alphabet)
    except BodyTooLarge:
        raise HTTPException(413) from None
    except BodyTooSlow:
        raise HTTPException(408, headers={"connection": "close"}) from None
    except (MultiPartException, ClientDisconnect, ValueError):
        raise HTTPException(400) from None


async def _at_most(stream: AsyncGenerator[bytes, None], most: int) -> AsyncGenerator[bytes, None]:
    came = 0
    async for part in stream:
        came += len(part)
        if came > most:
            raise BodyTooLarge
        yield part


def _typed(body: bytes, alphabet: str) -> Sent:
    text = body.decode("latin-1")  # bytes that should have been escaped stay what they are
    if not text.isascii():
        text = "".join(sign if sign.isascii() else f"%{ord(sign):02X}" for sign in text)
    try:
        return Sent(FormData(_pairs(text, alphabet)))
    except UnicodeDecodeError:
        return Sent(FormData(_pairs(text, "latin-1")), _OTHER_ALPHABET)


def _pairs(text: str, alphabet: str) -> list[tuple[str, str | UploadFile]]:
    pairs = parse_qsl(text, True, encoding=alphabet, errors="strict", max_num_fields=_FIELDS)
    # No text holds NULs, and a database may refuse them.
    return [(_called(name.replace("\0", "")), value.replace("\0", "")) for name, value in pairs]


def _called(name: str) -> str:
    """Return a field's name without the mark of those of which several may be chosen."""
    return name.removesuffix("[]")


class _Parts(MultiPartParser):
    """The parts of a form with files."""

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        alphabet: str,
        files: int,
    ) -> None:
        super().__init__(
            headers, stream, max_files=files, max_fields=_FIELDS, max_part_size=_LONGEST
        )
        self.unsure = False
        self._alphabet = alphabet
        self._typed = 0
        self._of_file = 0

    def on_part_begin(self) -> None:
        """Begin to count."""
        super().on_part_begin()
        self._of_file = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take what came of a part; of a file that is too large nothing is kept."""
        if self._current_part.file is None:
            self._typed += end - start
            if self._typed > MAX_TYPED:
                raise BodyTooLarge
            super().on_part_data(data, start, end)
            return
        self._of_file += end - start
        if self._of_file <= MAX_FILE:
            super().on_part_data(data, start, end)

    def on_part_end(self) -> None:
        """End a part: a text in its alphabet, a file with its size."""
        part = self._current_part
        if part.file is not None and self._of_file > MAX_FILE:
            self.items.append((part.field_name, TooLarge(part.file)))
        elif part.file is not None:
            super().on_part_end()
        else:
            try:
                text = part.data.decode(self._alphabet)
            except UnicodeDecodeError:
                self.unsure = True
                text = part.data.decode("latin-1")
            self.items.append((_called(part.field_name), text.replace("\0", "")))


class TooLarge(UploadFile):
    """A file of which nothing is kept."""

    def __init__(self, of: UploadFile) -> None:
        super().__init__(of.file, size=0, filename=of.filename, headers=of.headers)
