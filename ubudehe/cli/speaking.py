"""How a command speaks to who typed it."""

import sys


def tell(text: str) -> None:
    """Write one line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
