"""Documents name tests that there are, and enough of them; marks stand on tests alone."""

import ast
import re
from functools import cache

import pytest

from tests.house.figures import ROOT

_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the names of the tests of a file; none where there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    body = ast.parse(file.read_text("utf-8")).body
    return frozenset(one.name for one in body if isinstance(one, ast.FunctionDef))


@pytest.mark.parametrize("name", ["threats", "asvs"])
def test_every_named_test_is_there(name: str) -> None:
    named = _NAMED.findall((ROOT / f"docs/{name}.md").read_text("utf-8"))
    assert len(named) >= 20
    assert [f"{path}::{test}" for path, test in named if test not in names_in(path)] == []


def test_each_threat_names_its_test() -> None:
    text = (ROOT / "docs/threats.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| **")]
    assert len(rows) >= 30
    assert [row for row in rows if not _NAMED.search(row)] == []


def test_each_answer_of_the_standard_is_a_yes_with_a_test_or_says_why_not() -> None:
    text = (ROOT / "docs/asvs.md").read_text("utf-8")
    answers = re.findall(r"^\| (\d+\.\d+\.\d+) \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
    assert len(answers) == len(re.findall(r"^\| \d", text, re.MULTILINE)) >= 20
    for number, answer in answers:
        assert re.match(r"yes|no:|in part:", answer), number
        assert not answer.startswith("yes") or _NAMED.search(answer), number
    assert len({number for number, _ in answers}) == len(answers)


def test_marks_stand_on_tests_where_pytest_reads_them() -> None:
    stray = [
        f"{path.relative_to(ROOT)}::{one.name}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for one in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("test")
        if any(ast.unparse(each).startswith("pytest.mark.") for each in one.decorator_list)
    ]
    assert stray == [], "a mark on a helper says nothing to pytest"
