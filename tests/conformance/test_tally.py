"""Our counts against pabutools' and pref_voting's: invented files here, real ones where they lie.

The oracles were made with pabutools 1.2.3 in an environment of its own (GPL; never a dependency).
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.pabulib import read_pabulib
from ubudehe.projects.rules.pairwise import (
    condorcet_winner,
    copeland_scores,
    pairwise,
    schulze_winners,
    strengths,
)
from ubudehe.projects.rules.tallying import RULES, tally

OURS = Path(__file__).parents[1] / "data" / "votes"
SHARED = Path(os.environ.get("UBUDEHE_SHARED", Path(__file__).parents[3] / "shared"))
REAL = SHARED / "data" / "pabulib"
FILES = sorted(OURS.glob("*.pb")) + sorted(REAL.glob("[!S]*.pb"))
SLOW = dict.fromkeys(("SYNTHETIC_village_rwf_approval", "Poland_Lodz_2022"), ("_add1",))
"""Adding one franc at a time takes 27,889 counts in the first: that is why we do not offer it."""


def election_of(path: Path) -> Election:
    with path.open(encoding="utf-8", newline="") as file:
        return read_pabulib(file).election


def oracle_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".oracle.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:40])
def test_every_rule_has_the_same_winners(path: Path) -> None:
    election, oracle = election_of(path), oracle_of(path)
    assert election.budget == oracle["budget"]
    assert election.voters == oracle["num_ballots"]
    counted = 0
    for rule, expected in oracle["rules"].items():
        if rule not in RULES or any(slow in rule for slow in SLOW.get(path.stem, ())):
            continue
        outcome = tally(rule, election)
        assert sorted(outcome.winners) == expected["winners"], rule
        assert outcome.total_cost == expected["total_cost"], rule
        if "selection_order" in expected:
            assert list(outcome.winners) == expected["selection_order"], rule
        counted += 1
    assert counted > 8


@pytest.mark.parametrize(
    "path", [p for p in FILES if "pairwise" in oracle_of(p)], ids=lambda path: path.stem[:40]
)
def test_duels_and_chains(path: Path) -> None:
    election, oracle = election_of(path), oracle_of(path)["pairwise"]
    ids = [project.id for project in election.projects]
    duels = pairwise(election)
    place = [ids.index(id_) for id_ in oracle["ids"]]
    assert oracle["counts"] == [[duels[i][j] for j in place] for i in place]
    chains = strengths(duels)
    assert sorted(ids[i] for i in schulze_winners(chains)) == sorted(oracle["schulze_winners"])
    winner = condorcet_winner(duels)
    assert (None if winner is None else ids[winner]) == oracle["condorcet_winner"]
    scores = copeland_scores(duels)
    best = [ids[i] for i, score in enumerate(scores) if score == max(scores)]
    assert sorted(best) == sorted(oracle["copeland_winners"])
    for rule in ("schulze", "copeland"):
        first = tally(rule, election).rounds[0].id
        assert first in oracle[f"{rule}_winners"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real Pabulib results are not on this machine")
def test_the_real_results_are_there() -> None:
    assert len(FILES) > 10
