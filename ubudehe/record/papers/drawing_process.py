"""The process that draws a PDF: it reads one from its input, and writes bare pixels to its output.

A PDF is a program for a large library in C++. So it is drawn where nothing else is: without the
database, without the secrets of the server, and with limits that the kernel holds. JavaScript is
not even built into the library, and what is attached, linked or said of the file is never read.

    python -m ubudehe.record.papers.drawing_process MOST_PAGES LONGEST_SIDE SECONDS
"""

import resource
import struct
import sys

SIZE = struct.Struct(">II")
"""Width and height in pixels, before the pixels (RGB, row by row) of each page."""
MEMORY = 256_000_000
"""Bytes of address space; an empty one and a page take a tenth of that."""
LOCKED, NO_PAGE, TOO_MANY = 11, 12, 13
"""How the process ends where the file has a password, no page, or too many."""

_PASSWORD = 4  # FPDF_ERR_PASSWORD of fpdfview.h
_NOTHING_WRONG = 0  # what is said where a file without any page is opened


def main(most: int, side: int, seconds: int) -> int:
    """Draw at most `most` pages, each `side` pixels long, in `seconds`; return how to end."""
    limit(MEMORY, seconds, most * (SIZE.size + 3 * (side + 1) ** 2))
    import pypdfium2  # within the limits

    try:
        paper = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        return {_PASSWORD: LOCKED, _NOTHING_WRONG: NO_PAGE}.get(error.err_code, 1)
    if not 0 < len(paper) <= most:
        sys.stdout.buffer.write(SIZE.pack(len(paper), 0))
        return TOO_MANY if len(paper) else NO_PAGE
    paper.init_forms()  # what was typed into its fields is drawn, too
    for page in paper:
        scale = side / max(*page.get_size(), 1)
        drawn = page.render(scale=scale, fill_color=(255, 255, 255, 255), rev_byteorder=True)
        sys.stdout.buffer.write(SIZE.pack(drawn.width, drawn.height))
        rows = memoryview(drawn.buffer).cast("B")
        for start in range(0, drawn.stride * drawn.height, drawn.stride):
            sys.stdout.buffer.write(rows[start : start + 3 * drawn.width])
    return 0


def limit(memory: int, seconds: int, output: int) -> None:
    """Have the kernel end this process where it takes more: bytes, seconds, bytes of a file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold the paper
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))


if __name__ == "__main__":
    sys.exit(main(*(int(one) for one in sys.argv[1:4])))
