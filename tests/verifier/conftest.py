"""A village's year, and a mirror of it."""

from pathlib import Path

import pytest

from tests.verifier import records
from tests.verifier.records import Village, year


@pytest.fixture
def village() -> Village:
    return year()


@pytest.fixture
def mirror(tmp_path: Path, village: Village) -> Path:
    return records.write_mirror(tmp_path / "mirror", village, earlier=(5, 20))
