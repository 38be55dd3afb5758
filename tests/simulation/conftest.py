"""The world of simulations, made once in a run."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.preparing import once
from tests.simulation.world import Corpus, pickled, prepared, unpickled

Peopled = Callable[[Path], Corpus]


@pytest.fixture
def peopled(folder_of_run: Path) -> Peopled:
    """What puts the world into an empty folder, on SQLite, and returns its forms."""
    folder = folder_of_run / "simulated"

    def make(folder: Path) -> bytes:
        home = folder / "home"
        home.mkdir()
        return pickled(prepared(home, ""))

    forms = once(folder, make)

    def put(home: Path) -> Corpus:
        shutil.copytree(folder / "home", home, dirs_exist_ok=True)
        corpus: Corpus = unpickled(forms)
        return corpus

    return put
