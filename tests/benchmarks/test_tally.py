"""Counting against pabutools in one run, each in a process of its own; and a village's count.

`UBUDEHE_PABUTOOLS` names a Python that has pabutools (GPL: only ever a peer and an oracle).
"""

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.test_tally import REAL
from ubudehe.projects.rules import completion
from ubudehe.projects.rules.election import Election, Kind, Project, group_ballots
from ubudehe.projects.rules.pabulib_writing import write_pabulib
from ubudehe.projects.rules.tallying import tally

PEER = os.environ.get("UBUDEHE_PABUTOOLS", "")
FILES = {
    "Wieliczka": ("Poland_Wieliczka_2023_Green_Budget", 64, 6_586, 1_000_000),
    "Łódź": ("Poland_Lodz_2022", 160, 90_494, 6_112_868),
}
OURS = r"""
import json, re, sys, time
from fractions import Fraction
from pathlib import Path
from ubudehe.projects.rules.equal_shares import Market, quick_purchases
from ubudehe.projects.rules.pabulib import read_pabulib
from ubudehe.projects.rules.tallying import tally
began = time.perf_counter()
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    election = read_pabulib(file).election
parsed = time.perf_counter()
market = Market(election, by_cost=True)
bought = quick_purchases(market, Fraction(election.budget, election.voters))
quick = time.perf_counter()
outcome = tally("mes_cost", election)
done = time.perf_counter()
assert [election.projects[index].id for index in bought] == list(outcome.winners)
print(json.dumps({"parse": parsed - began, "count": quick - parsed, "table": done - quick,
    "winners": sorted(outcome.winners),
    "memory": int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])}))
"""
THEIRS = r"""
import json, re, sys, time
from pathlib import Path
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule
began = time.perf_counter()
instance, profile = parse_pabulib(sys.argv[1])
parsed = time.perf_counter()
many = profile.as_multiprofile()
score = {p.name: profile.approval_score(p) for p in instance}
tie = TieBreakingRule(lambda i, f, p: (p.cost, -score[p.name], p.name))
ready = time.perf_counter()
outcome = method_of_equal_shares(instance, many, sat_class=Cost_Sat, tie_breaking=tie)
done = time.perf_counter()
print(json.dumps({"parse": parsed - began, "count": done - ready, "table": done - ready,
    "winners": sorted(p.name for p in outcome),
    "memory": int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])}))
"""


def invented(projects: int, voters: int, budget: int, spread: int) -> Election:
    """Return an invented election of the same size as a real one, always the same."""
    chance = random.Random(spread)
    costs = [chance.randrange(budget // 100, budget // 6) // 100 * 100 for _ in range(projects)]
    weights = [1 / (1 + place) for place in range(projects)]
    taste = list(range(projects))
    chance.shuffle(taste)
    ballots = Counter(
        tuple((i, 1) for i in sorted(set(chance.choices(taste, weights, k=chance.randint(1, 8)))))
        for _ in range(voters)
    )
    made = tuple(Project(f"{i}", cost, i) for i, cost in enumerate(costs))
    return Election(Kind.APPROVAL, budget, made, group_ballots(ballots), voters)


def file_of(name: str, folder: Path) -> Path:
    stem, projects, voters, budget = FILES[name]
    real = REAL / f"{stem}.pb"
    if real.exists():
        return real
    path = folder / f"{stem}.pb"
    meta = {"description": "invented", "country": "x", "unit": "x", "instance": "1", "rule": "x"}
    election = invented(projects, voters, budget, projects)
    path.write_text("".join(write_pabulib(election, meta)), "utf-8")
    return path


def measured(python: str, program: str, path: Path, times: int) -> dict[str, Any]:
    """Return the medians of a program's figures over several processes."""
    runs = []
    for _ in range(times):
        done = subprocess.run(
            [python, "-c", program, str(path)], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout.strip().splitlines()[-1]))
    assert len({tuple(run["winners"]) for run in runs}) == 1
    figures = ("parse", "count", "table", "memory")
    found = {key: statistics.median(run[key] for run in runs) for key in figures}
    return {**found, "winners": runs[0]["winners"]}


@pytest.mark.skipif(not PEER, reason="UBUDEHE_PABUTOOLS names no Python with pabutools")
@pytest.mark.parametrize("name", FILES)
def test_equal_shares_against_pabutools(
    name: str, tmp_path: Path, report: Callable[[str, str], None]
) -> None:
    path = file_of(name, tmp_path)
    ours = measured(sys.executable, OURS, path, 5)
    theirs = measured(PEER, THEIRS, path, 2)
    assert ours["winners"] == theirs["winners"]
    for what, said in (
        ("count", "winners by equal shares"),
        ("table", "the same with an exact round table"),
        ("parse", "reading"),
        ("memory", "memory"),
    ):
        ratio = theirs[what] / ours[what]
        times, unit = (1 / 1024, "MB") if what == "memory" else (1000, "ms")
        both = f"{theirs[what] * times:.0f} against {ours[what] * times:.1f} {unit}"
        report(f"{said} of {name}: pabutools against ours", f"{ratio:.0f}x ({both})")


@pytest.mark.parametrize("way", ["whole numbers only", "floats first, decided exactly"])
def test_a_villages_count(
    way: str, monkeypatch: pytest.MonkeyPatch, report: Callable[[str, str], None]
) -> None:
    monkeypatch.setattr(completion, "LARGE", 10**9 if way == "whole numbers only" else 1)
    election = invented(15, 300, 10_000_000, 7)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        outcome = tally("mes_cost_inc1pct_util", election)
        times.append(time.perf_counter() - began)
    report(
        f"equal shares in 1 % steps, 300 voters, 15 projects, {way}",
        f"{statistics.median(times) * 1000:.0f} ms, {outcome.steps} steps (limit 150 ms)",
    )
