"""Our count against pabutools' on Pabulib files: invented ones here, real ones where they lie.

The oracles were made with pabutools 1.2.3 in an environment of its own (GPL; never a dependency).
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ubudehe.projects.rules.greedy import Option, greedy_votes

OURS = Path(__file__).parents[1] / "data" / "votes"
SHARED = Path(os.environ.get("UBUDEHE_SHARED", Path(__file__).parents[3] / "shared"))
REAL = SHARED / "data" / "pabulib"
ORACLES = sorted(OURS.glob("*.json")) + sorted(REAL.glob("[!S]*.oracle.json"))


def options(oracle: dict[str, Any]) -> list[Option]:
    """Return the projects with their totals; the lot is the order of ids by code point."""
    lot = {id_: place for place, id_ in enumerate(sorted(oracle["costs"]))}
    return [
        Option(id_, cost, int(oracle["scores"].get(id_, 0)), lot[id_])
        for id_, cost in oracle["costs"].items()
    ]


@pytest.mark.parametrize("path", ORACLES, ids=lambda path: path.name.split(".")[0][:40])
def test_the_same_winners_in_the_same_order(path: Path) -> None:
    oracle = json.loads(path.read_text("utf-8"))
    expected = oracle["rules"].get("greedy_votes")
    if expected is None or oracle["vote_type"] == "ordinal":
        pytest.skip("this file has no such count")
    tally = greedy_votes(options(oracle), int(oracle["budget"]))
    assert list(tally.winners) == expected["selection_order"]
    assert sum(oracle["costs"][id_] for id_ in tally.winners) == expected["total_cost"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real Pabulib results are not on this machine")
def test_the_real_results_are_there() -> None:
    assert len(ORACLES) > 10
