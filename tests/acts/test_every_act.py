"""What holds for every act: tried on each, just before it is done for the first time."""

import pytest

from tests.acts.playing import played
from tests.acts.probing import PROBES, Probe
from ubudehe.people.acts import ACTS


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Play everything once; return by act and probe what went wrong."""
    found: dict[str, dict[str, str]] = {}

    def try_all(probe: Probe) -> None:
        if probe.act.type in found:
            return
        told = found[probe.act.type] = {}
        for one in PROBES:
            try:
                one(probe)
            except Exception as error:
                told[one.__name__] = f"{type(error).__name__}: {error}"[:600]

    played(tmp_path_factory.mktemp("acts"), try_all)
    return found


@pytest.mark.parametrize("type_", sorted(ACTS))
def test_what_holds_for_every_act(faults: dict[str, dict[str, str]], type_: str) -> None:
    assert type_ in faults, "no play does this act"
    assert faults[type_] == {}


def test_each_act_says_how_it_is_corrected() -> None:
    known = set(ACTS)
    for act in ACTS.values():
        assert bool(act.corrected_by) != bool(act.final), act.type
        assert set(act.corrected_by) | set(act.agree) <= known, act.type
