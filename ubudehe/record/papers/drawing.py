"""Drawing the pages of a PDF, where the library for it is there (`ubudehe[pdf]`)."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from typing import IO

from PIL import Image

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.record.papers.drawing_process import LOCKED, NO_PAGE, SIZE, TOO_MANY

MOST_PAGES = 6
"""Of one paper: an invoice with its list of deliveries, a month's statement of a phone."""
SECONDS = 5
"""Of the processor, for all pages; a process that does not answer is ended after twice as long."""

_LOCKED = N_("This PDF has a password. Save it without one, or take a photo of the paper.")
_NO_PAGE = N_("There is no page in this PDF. Take a photo of the paper.")
_TOO_MANY = N_(
    "This PDF has too many pages: %(pages)s, and at most %(most)s are taken here. Save only those "
    "that show it."
)
_UNDRAWN = N_(
    "This PDF cannot be drawn: it is damaged, or it takes too much work. Take a photo of the paper."
)


def can_draw() -> bool:
    """Return whether PDFs are drawn here: the library is an extra, `ubudehe[pdf]`."""
    return find_spec("pypdfium2") is not None


def is_pdf(content: bytes) -> bool:
    """Return whether a file says of itself that it is a PDF (ISO 32000-2, 7.5.2)."""
    return content[:1024].lstrip(b"\xef\xbb\xbf\0\t\n\f\r ").startswith(b"%PDF-")


def draw(content: bytes, most: int, side: int, seconds: int = SECONDS) -> list[Image.Image]:
    """Return each page of a PDF as a picture whose longest side is `side` pixels.

    Refusal, for the field «photo», where it has more than `most` pages or none, a password, or
    cannot be drawn within `seconds` of the processor and the limits of `drawing_process`.
    """
    reader = [sys.executable, "-P", "-m", "ubudehe.record.papers.drawing_process"]
    with tempfile.TemporaryFile() as pixels:
        try:
            ended = subprocess.run(  # noqa: S603 - our own module; the file goes in as data
                [*reader, str(most), str(side), str(seconds)],
                input=content,
                stdout=pixels,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(sys.path)},
                timeout=2 * seconds,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            raise Refusal(_UNDRAWN, "photo") from None
        pixels.seek(0)
        if ended == TOO_MANY:
            pages, _ = SIZE.unpack(pixels.read(SIZE.size))
            raise Refusal(_TOO_MANY, "photo", pages=pages, most=most)
        if ended:
            text = {LOCKED: _LOCKED, NO_PAGE: _NO_PAGE}.get(ended, _UNDRAWN)
            raise Refusal(text, "photo")
        return list(_pictures(pixels))


def _pictures(pixels: IO[bytes]) -> Iterator[Image.Image]:
    while size := pixels.read(SIZE.size):
        width, height = SIZE.unpack(size)
        try:
            yield Image.frombytes("RGB", (width, height), pixels.read(3 * width * height))
        except ValueError:
            raise Refusal(_UNDRAWN, "photo") from None
