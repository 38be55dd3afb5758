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

import pytest

from tests.conformance.test_tally import REAL
from ubudehe.projects.rules.election import Election, Kind, Project, group_ballots
from ubudehe.projects.rules.pabulib_writing import write_pabulib
from ubudehe.projects.rules.tallying import tally

PEER = os.environ.get("UBUDEHE_PABUTOOLS", "")
RULES = (
    "mes_cost",
    "mes_card",
    "mes_cost_inc1pct",
    "phragmen",
    "greedy_votes",
    "greedy_votes_per_cost",
)
FILES = {
    "a village": ("SYNTHETIC_village_rwf_approval", 10, 187, 3_000_000, RULES),
    "Wawer": ("Poland_Warszawa_2019_Wawer", 48, 3_495, 394_076, RULES),
    "Wieliczka": ("Poland_Wieliczka_2023_Green_Budget", 64, 6_586, 1_000_000, RULES),
    "ten thousand ballots": ("invented", 60, 10_000, 1_000_000, ("mes_cost",)),
    "Łódź": ("Poland_Lodz_2022", 160, 90_494, 6_112_868, ("mes_cost",)),
}
"""Files by name: projects, ballots, budget, and the rules that are compared."""
OURS = r"""
import sys
from time import process_time
from ubudehe.projects.rules.pabulib import read_pabulib
from ubudehe.projects.rules.tallying import tally
began = process_time()
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    election = read_pabulib(file).election
took, winners = {"reading": process_time() - began}, {}
for rule in sys.argv[2:]:
    began = process_time()
    outcome = tally(rule, election)
    took[rule] = process_time() - began
    winners[rule] = sorted(outcome.winners)
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
import json
print(json.dumps([took, winners, int(peak) / 1024]))
"""
THEIRS = r"""
import sys
from time import process_time
from pabutools.election import Cardinality_Sat, Cost_Sat, parse_pabulib
from pabutools.fractions import frac
from pabutools.rules import (greedy_utilitarian_welfare, method_of_equal_shares,
    sequential_phragmen)
from pabutools.tiebreaking import TieBreakingRule
began = process_time()
instance, profile = parse_pabulib(sys.argv[1])
took, winners = {"reading": process_time() - began}, {}
many = profile.as_multiprofile()
score = {p.name: profile.approval_score(p) for p in instance}
tie = TieBreakingRule(lambda i, f, p: (p.cost, -score[p.name], p.name))
for dead in [p for p in instance if not score[p.name] or p.cost > instance.budget_limit]:
    instance.remove(dead)
step = frac(int(instance.budget_limit), len(profile)) / 100
same = {"tie_breaking": tie}
rules = {
    "mes_cost": (method_of_equal_shares, {"sat_class": Cost_Sat}),
    "mes_card": (method_of_equal_shares, {"sat_class": Cardinality_Sat}),
    "mes_cost_inc1pct": (
        method_of_equal_shares, {"sat_class": Cost_Sat, "voter_budget_increment": step}),
    "phragmen": (sequential_phragmen, {}),
    "greedy_votes": (greedy_utilitarian_welfare, {"sat_class": Cost_Sat}),
    "greedy_votes_per_cost": (greedy_utilitarian_welfare, {"sat_class": Cardinality_Sat}),
}
for name in sys.argv[2:]:
    rule, more = rules[name]
    began = process_time()
    outcome = rule(instance, many, **more, **same)
    took[name] = process_time() - began
    winners[name] = sorted(p.name for p in outcome)
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
import json
print(json.dumps([took, winners, int(peak) / 1024]))
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
    stem, projects, voters, budget, _ = FILES[name]
    for real in (REAL / f"{stem}.pb", Path("tests/data/votes") / f"{stem}.pb"):
        if real.exists():
            return real
    path = folder / f"{stem}.pb"
    meta = {"description": "invented", "country": "x", "unit": "x", "instance": "1", "rule": "x"}
    election = invented(projects, voters, budget, projects)
    path.write_text("".join(write_pabulib(election, meta)), "utf-8")
    return path


def measured(
    python: str, program: str, path: Path, rules: tuple[str, ...], times: int
) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Return medians over several processes, in ms of processor time and MB; and the winners.

    «reading» and each rule are parts of a process, «whole» is all of one that reads and counts by
    the first rule, «memory» its peak.
    """
    runs = []
    for _ in range(times):
        took, winners, _, _ = _run([python, "-c", program, str(path), *rules])
        _, _, whole, memory = _run([python, "-c", program, str(path), rules[0]])
        parts = {name: 1000 * seconds for name, seconds in took.items()}
        runs.append(({**parts, "whole": 1000 * whole, "memory": memory}, winners))
    assert all(winners == runs[0][1] for _, winners in runs)
    named = runs[0][0]
    return {one: statistics.median(run[one] for run, _ in runs) for one in named}, runs[0][1]


def _run(command: list[str]) -> tuple[dict[str, float], dict[str, list[str]], float, float]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    took, winners, memory = json.loads(said.strip().splitlines()[-1])
    return took, winners, used.ru_utime + used.ru_stime, memory


@pytest.mark.skipif(not PEER, reason="UBUDEHE_PABUTOOLS names no Python with pabutools")
@pytest.mark.parametrize("name", FILES)
def test_counting_against_pabutools(
    name: str, tmp_path: Path, report: Callable[[str, str], None]
) -> None:
    path, rules = file_of(name, tmp_path), FILES[name][-1]
    theirs, their_winners = measured(PEER, THEIRS, path, rules, 3)
    ours, our_winners = measured(sys.executable, OURS, path, rules, 5)
    assert our_winners == their_winners
    for what, mine in ours.items():
        unit = "MB" if what == "memory" else "ms"
        both = f"{theirs[what]:.1f} against {mine:.2f} {unit}"
        report(f"{name}, {what}: pabutools against ours", f"{theirs[what] / mine:.1f}x ({both})")


def test_a_villages_count(report: Callable[[str, str], None]) -> None:
    times = []
    for _ in range(5):
        election = invented(15, 300, 10_000_000, 7)  # anew: it remembers what was counted
        began = time.perf_counter()
        outcome = tally("mes_cost_inc1pct_util", election)
        times.append(time.perf_counter() - began)
    report(
        "equal shares in 1 % steps, 300 voters, 15 projects",
        f"{statistics.median(times) * 1000:.0f} ms, {outcome.steps} steps (limit 150 ms)",
    )
