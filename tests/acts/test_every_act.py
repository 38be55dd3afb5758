"""What holds for every act: tried on each, just before it is done for the first time."""

from pathlib import Path

import pytest

from tests.acts.playing import played
from tests.acts.probing import PROBES, Probe
from tests.preparing import Prepared, clone, once
from ubudehe.people.acts import ACTS

pytestmark = pytest.mark.both_engines
Faults = dict[str, dict[str, str]]
"""What went wrong, by act and probe."""


@pytest.fixture(scope="session")
def faults(prepared: Prepared, folder_of_run: Path) -> Faults:
    """Play everything, once in a run on each engine."""
    folder = folder_of_run / f"acts-{'postgresql' if prepared.cluster else 'sqlite'}"
    return once(folder, lambda home: found_by_playing(prepared, home))


def found_by_playing(prepared: Prepared, home: Path) -> Faults:
    found: Faults = {}

    def try_all(probe: Probe) -> None:
        if probe.act.type in found:
            return
        told = found[probe.act.type] = {}
        for one in PROBES:
            try:
                one(probe)
            except Exception as error:
                told[one.__name__] = f"{type(error).__name__}: {error}"[:600]

    played(home, clone(prepared.blank, prepared.cluster, home / "acts.sqlite"), try_all)
    return found


@pytest.mark.parametrize("type_", sorted(ACTS))
def test_what_holds_for_every_act(faults: Faults, type_: str) -> None:
    assert type_ in faults, "no play does this act"
    assert faults[type_] == {}


def test_each_act_says_how_it_is_corrected() -> None:
    known = set(ACTS)
    for act in ACTS.values():
        assert bool(act.corrected_by) != bool(act.final), act.type
        assert set(act.corrected_by) | set(act.agree) <= known, act.type
