"""The lines of a file that anybody may send: read many at once, none of them endless."""

from collections.abc import Iterator
from typing import IO

LONGEST_LINE = 100_000
_AT_ONCE = 2**16
"""Signs that are read from the file at once."""


class BadFile(ValueError):
    """A file that cannot be read, with the line (from 1) where that shows."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem = line, problem


def lines_of(file: IO[str]) -> Iterator[list[str]]:
    """Yield the lines of a file as they are read, without their ends, many at once."""
    rest, first = "", 1
    while chunk := file.read(_AT_ONCE):
        text = rest + chunk
        lines = text.replace("\r\n", "\n").split("\n")
        if "\0" in chunk or (len(text) >= LONGEST_LINE <= max(map(len, lines))):
            _refuse_any(lines, first)
        rest = lines.pop()
        if lines:
            lines[0] = lines[0] if first > 1 else lines[0].removeprefix("\ufeff")
            first += len(lines)
            yield lines
    yield [rest] if rest else []


def _refuse_any(lines: list[str], first: int) -> None:
    """Raise BadFile for the first line that is too long or not text; the first is no. `first`."""
    for number, line in enumerate(lines, first):
        if len(line) >= LONGEST_LINE:
            raise BadFile(number, f"longer than {LONGEST_LINE} signs")
        if "\0" in line:
            raise BadFile(number, "holds a null sign")


def first_not_utf8(file: IO[str]) -> int:
    """Return the line with the first bytes that are not UTF-8: decoding runs ahead of reading."""
    whole = file.buffer  # type: ignore[attr-defined] # what is decoded has one
    whole.seek(0)
    for number, line in enumerate(whole, 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            return number
    raise AssertionError("all of it is UTF-8")
