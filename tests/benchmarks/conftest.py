"""Where measurements are written down: artefacts/benchmarks.md, one line a figure."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import engines
from tests.conftest import ENGINES
from tests.preparing import hash_pins

hash_pins(cheaply=False)

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


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder on the disk; that of the tests is in memory."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        yield Path(name)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """The address of an empty database that writes to the disk."""
    if request.param == "sqlite":
        yield f"sqlite:///{home / 'own.sqlite'}"
        return
    with engines.postgres_cluster(durable=True) as cluster:
        yield engines.fresh_database(cluster)
