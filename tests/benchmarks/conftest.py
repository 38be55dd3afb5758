"""Where measurements are written down: artefacts/benchmarks.md, one line a figure."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

RESULTS = Path(__file__).parents[2] / "artefacts" / "benchmarks.md"


@pytest.fixture(scope="session")
def report() -> Iterator[Callable[[str, str], None]]:
    """Take figures; write and show them all at the end."""
    lines: list[str] = []
    yield lambda name, figure: lines.append(f"| {name} | {figure} |")
    RESULTS.parent.mkdir(exist_ok=True)
    text = "| what | measured |\n|---|---|\n" + "\n".join(lines) + "\n"
    RESULTS.write_text(text, "utf-8")
    print("\n" + text)
