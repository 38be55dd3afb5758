"""Change one line of the code at a time and see whether a test fails: `python -m tests.mutations`.

Not part of CI: it takes hours. It works on a copy of what is committed, so nothing here is touched.
First it notes which tests run which lines (`tests/covering.py`); each change then asks a few tests
that run its line, what holds for every act, and last all that run it. A change that no test notices
is printed as SURVIVED: a guard that nobody holds, or one that another guard hides.

    python -m tests.mutations ubudehe/people ubudehe/ledger --number 20 --seed 1 --kept found.jsonl

The same seed draws the same changes of the same code. What stands in the file of `--kept` is not
tried again, so a run that was stopped goes on where it stopped.
"""

import argparse
import ast
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_FLIPPED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_EACH_ACT = "tests/acts"
"""What holds for every act is asked of every change."""
_BESIDE = {
    "ledger": ("verifier", "openbooks", "audit"),
    "projects": ("openbooks", "spoken", "conformance/test_tally.py", "test_cli_votes.py"),
}
"""Where else the rules of a room are tested, below `tests`."""
_FEW = 6
_MOST = 60
"""So many of the tests that run a line are asked first, and at most."""


@dataclass(frozen=True)
class Mutation:
    """One change: in which file, which part of its text becomes what."""

    path: Path
    line: int
    start: int
    end: int
    new: str
    why: str

    @property
    def name(self) -> str:
        """Return what tells this change from all others of the same code."""
        return f"{self.path}:{self.line}:{self.start}-{self.end} {self.new.strip()} ({self.why})"


def mutations(path: Path) -> Iterator[Mutation]:
    """Yield every change of a file: guards that never refuse, conditions turned round."""
    text = path.read_text("utf-8")
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def span(node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        first = starts[node.lineno - 1] + node.col_offset
        return first, starts[node.end_lineno - 1] + node.end_col_offset

    def between(one: ast.expr, other: ast.expr) -> tuple[int, int]:
        return span(one)[1], span(other)[0]

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.If) and isinstance(node.body[0], ast.Raise):
            yield Mutation(path, node.lineno, *span(node.test), "False", "never refused")
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            flipped = _FLIPPED.get(type(node.ops[0]))
            if flipped is not None:
                where = between(node.left, node.comparators[0])
                yield Mutation(path, node.lineno, *where, f" {flipped} ", "turned round")
        if isinstance(node, ast.BoolOp) and len(node.values) == 2:
            where = between(*node.values)
            if text.encode()[slice(*where)].strip() in (b"and", b"or"):
                other = " or " if isinstance(node.op, ast.And) else " and "
                yield Mutation(path, node.lineno, *where, other, "one is enough, or both needed")


@dataclass(frozen=True)
class Copy:
    """A copy of what is committed, the tests that run each of its lines, and how long one may."""

    root: Path
    running: dict[str, list[str]]
    seconds: int

    def survives(self, mutation: Mutation) -> bool:
        """Tell whether the tests still pass with a change made."""
        asked = self.running.get(f"{mutation.path}:{mutation.line}")
        if asked is None:
            return self._passes(mutation, [f"tests/{mutation.path.parts[1]}", _EACH_ACT])
        few, rest = asked[:_FEW], asked[_FEW:_MOST]
        return self._passes(mutation, [*few, _EACH_ACT]) and (
            not rest or self._passes(mutation, rest)
        )

    def _passes(self, mutation: Mutation, tests: Iterable[str]) -> bool:
        path = self.root / mutation.path
        data = path.read_bytes()
        try:
            path.write_bytes(data[: mutation.start] + mutation.new.encode() + data[mutation.end :])
            return _pytest(self.root, ["-x", *tests], self.seconds) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            path.write_bytes(data)


def _pytest(root: Path, given: list[str], seconds: int | None, **more: str) -> int:
    kept = {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", **more}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-k", "not postgresql", *given],
        cwd=root,
        env={**os.environ, **kept},
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    return done.returncode


def copied(root: Path, folders: list[Path], seconds: int) -> Copy:
    """Copy what is committed to `root`, and note which tests run which lines of `folders`."""
    subprocess.run(["git", "clone", "-q", ".", str(root)], check=True)
    wanted = " ".join(str(folder) for folder in folders)
    names = {folder.parts[1] for folder in folders}
    names |= {beside for name in names for beside in _BESIDE.get(name, ())}
    rooms = sorted(f"tests/{name}" for name in names)
    asked = ["tests/web/test_old_pages.py", "tests/assemblies", "tests/desks", *rooms]
    asked.append("tests/replaying/test_replaying.py")
    noted = root / "running.json"
    given = ["-p", "tests.covering", *(one for one in asked if (root / one).exists())]
    _pytest(root, given, None, UBUDEHE_COVERED=wanted, UBUDEHE_COVERING=str(noted))
    by_test: dict[str, list[str]] = json.loads(noted.read_text("utf-8"))
    running: dict[str, list[str]] = {}
    # Who runs few lines is the quickest, and closest to what it runs.
    for test, lines in sorted(by_test.items(), key=lambda one: len(one[1])):
        for line in lines:
            running.setdefault(line, []).append(test)
    return Copy(root, running, seconds)


def main() -> None:
    """Try some changes drawn from a seed; exit code 1 if any survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--number", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=180, help="for the tests of one change")
    parser.add_argument("--kept", type=Path, help="file of what was tried; it is added to")
    asked = parser.parse_args()
    found = [
        one
        for folder in asked.folders
        for path in sorted(folder.rglob("*.py"))
        for one in mutations(path)
    ]
    drawn = random.Random(asked.seed).sample(found, min(asked.number, len(found)))
    kept: Path | None = asked.kept
    known: dict[str, bool] = {}
    if kept is not None and kept.exists():
        lines = (json.loads(line) for line in kept.read_text("utf-8").splitlines())
        known = {line["change"]: line["survived"] for line in lines}
    sys.stdout.write(f"seed {asked.seed}: {len(drawn)} of {len(found)} changes\n")
    with tempfile.TemporaryDirectory() as home:
        copy: Copy | None = None
        for one in drawn:
            if one.name in known:
                continue
            copy = copy or copied(Path(home) / "copy", asked.folders, asked.seconds)
            known[one.name] = copy.survives(one)
            said = "SURVIVED" if known[one.name] else "caught"
            sys.stdout.write(f"{said} {one.name}\n")
            sys.stdout.flush()
            if kept is not None:
                with kept.open("a", encoding="utf-8") as file:
                    line = {"change": one.name, "survived": known[one.name]}
                    file.write(json.dumps(line) + "\n")
    survivors = [one.name for one in drawn if known[one.name]]
    for name in survivors:
        sys.stdout.write(f"SURVIVED {name}\n")
    sys.stdout.write(f"{len(survivors)} of {len(drawn)} survived, seed {asked.seed}\n")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
