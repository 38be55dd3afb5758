"""`ubudehe tally` and `ubudehe recount`, as commands."""

import json
import subprocess
import sys
from pathlib import Path

from tests.projects.rules.test_recounting import elections_of_three, of_fives, publish

VOTES = Path(__file__).parent / "data" / "votes"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ubudehe.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_tally_as_json_and_as_text() -> None:
    path = str(VOTES / "SYNTHETIC_ties_and_edges.pb")
    done = run("tally", path, "--rule", "mes_cost_inc1pct_util", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["winners"] == ["7", "6", "10", "3"]
    assert found["total_cost"] == 1000
    assert [round_["why"] for round_ in found["rounds"]][:4] == ["funded"] * 4
    text = run("tally", path, "--rule", "greedy_votes")
    assert "1000 of 1000 spent" in text.stdout


def test_tally_counts_cents(tmp_path: Path) -> None:
    file = (VOTES / "SYNTHETIC_ties_and_edges.pb").read_text("utf-8")
    path = tmp_path / "cents.pb"
    path.write_text(file.replace("budget;1000\n", "budget;1000.05\n"), "utf-8")
    text = run("tally", str(path), "--rule", "greedy_votes")
    assert "1000.00 of 1000.05 spent" in text.stdout
    found = json.loads(run("tally", str(path), "--rule", "greedy_votes", "--json").stdout)
    assert (found["total_cost"], found["left"], found["decimals"]) == (100_000, 5, 2)


def test_tally_tells_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pb"
    bad.write_text("META\nkey;value\nbudget;x\n", "utf-8")
    done = run("tally", str(bad), "--rule", "greedy_votes")
    assert done.returncode == 2
    assert "line 3" in done.stderr
    assert run("tally", str(tmp_path / "none"), "--rule", "greedy_votes").returncode == 2
    wrong = run("tally", str(VOTES / "SYNTHETIC_ties_and_edges.pb"), "--rule", "borda")
    assert wrong.returncode == 2
    assert "cannot count approval" in wrong.stderr


def test_recount_confirms_and_finds(tmp_path: Path) -> None:
    for name, content in publish(of_fives(elections_of_three()), "phragmen").items():
        (tmp_path / name).write_bytes(content)
    done = run("recount", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"confirmed": True, "faults": [], "notes": []}
    said = json.loads((tmp_path / "result.json").read_text("utf-8"))
    said["winners"].reverse()
    (tmp_path / "result.json").write_text(json.dumps(said), "utf-8")
    done = run("recount", str(tmp_path))
    assert done.returncode == 1
    assert "not confirmed" in done.stdout
    assert run("recount", str(tmp_path / "none")).returncode == 2
