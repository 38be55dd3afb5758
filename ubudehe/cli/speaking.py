"""How a command speaks to who typed it."""

import argparse
import sys
from collections.abc import Callable
from datetime import date


def tell(text: str) -> None:
    """Write one line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def between(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number of a command line that is neither smaller nor larger."""

    def read(typed: str) -> int:
        plain = typed.isascii() and typed.isdigit() and len(typed) <= 12
        if not plain or not least <= int(typed) <= most:
            raise argparse.ArgumentTypeError(f"«{typed}» is no number from {least} to {most}")
        return int(typed)

    return read


def day(typed: str) -> date:
    """Read a day of a command line."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{typed}» is no day such as 2026-05-31") from None


PORT = between(1, 65_535)
"""Reads a port; a larger one would be cut to another by the system, without a word."""
