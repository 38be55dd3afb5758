"""Write the verifier as one file, `dist/ubudehe-verify.pyz`."""

import sys
from pathlib import Path

from ubudehe.openbooks.program import NAME, program


def build(target: Path = Path("dist") / NAME) -> Path:
    """Write the single file, and return where."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(program())
    target.chmod(0o755)
    return target


if __name__ == "__main__":
    sys.stdout.write(f"{build()}\n")
