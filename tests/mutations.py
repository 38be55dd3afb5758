"""Change one line of the code at a time and see whether a test fails: `python -m tests.mutations`.

Not part of CI: each change runs the tests of its room. Works on a copy of what is committed, so
nothing here is touched. A change that no test notices is printed as SURVIVED: a guard that nobody
holds, or one that another guard hides.

    python -m tests.mutations ubudehe/people ubudehe/ledger --number 20 --seed 1
"""

import argparse
import ast
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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
}
_ALWAYS = ("tests/acts",)
"""What holds for every act is asked of every change."""
_SECONDS = 900


@dataclass(frozen=True)
class Mutation:
    """One change: in which file, which part of its text becomes what."""

    path: Path
    line: int
    start: int
    end: int
    new: str
    why: str


def mutations(path: Path) -> Iterator[Mutation]:
    """Yield every change of a file: guards that never refuse, comparisons turned round."""
    text = path.read_text("utf-8")
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def span(node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        first = starts[node.lineno - 1] + node.col_offset
        return first, starts[node.end_lineno - 1] + node.end_col_offset

    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.If) and isinstance(node.body[0], ast.Raise):
            first, last = span(node.test)
            yield Mutation(path, node.lineno, first, last, "False", "never refused")
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            flipped = _FLIPPED.get(type(node.ops[0]))
            if flipped is not None:
                first, last = span(node.left)[1], span(node.comparators[0])[0]
                yield Mutation(path, node.lineno, first, last, f" {flipped} ", "turned round")


def survives(root: Path, mutation: Mutation, tests: list[str]) -> bool:
    """Tell whether the tests still pass in the copy at `root` with a change made."""
    path = root / mutation.path
    data = path.read_bytes()
    try:
        path.write_bytes(data[: mutation.start] + mutation.new.encode() + data[mutation.end :])
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-k", "not postgresql", *tests],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    finally:
        path.write_bytes(data)
    return done.returncode == 0


def main() -> None:
    """Try some changes drawn from a seed; exit code 1 if any survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--number", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = [
        one
        for folder in asked.folders
        for path in sorted(folder.rglob("*.py"))
        for one in mutations(path)
    ]
    drawn = random.Random(asked.seed).sample(found, min(asked.number, len(found)))
    survived = 0
    with tempfile.TemporaryDirectory() as home:
        root = Path(home) / "copy"
        subprocess.run(["git", "clone", "-q", ".", str(root)], check=True)
        for one in drawn:
            rooms = [f"tests/{one.path.parts[1]}", *_ALWAYS]
            lives = survives(root, one, [room for room in rooms if (root / room).exists()])
            survived += lives
            said = "SURVIVED" if lives else "caught"
            sys.stdout.write(f"{said} {one.path}:{one.line} {one.why}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{survived} of {len(drawn)} survived\n")
    sys.exit(1 if survived else 0)


if __name__ == "__main__":
    main()
