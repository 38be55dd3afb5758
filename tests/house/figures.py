"""The house in figures, measured as other codebases of the field were: `make house`.

Python: no tests, no migrations; files under five lines skipped; physical lines; functions with
their docstring, without decorators. Templates: a condition is `if` or `elif` of a block; one within
a line is any other `if` between the marks (`a if b`, `for a in b if c`).
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CONDITION = re.compile(r"\{%-?\s*(?:if|elif)\b")
_MARK = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TEXT = re.compile(r"""\"[^"]*\"|'[^']*'""")
_MACRO = re.compile(r"\{%-?\s*macro\b")


@dataclass(frozen=True)
class Function:
    """One function and how long it is."""

    where: str
    lines: int
    public: bool
    told: bool
    """Whether it has a docstring."""
    typed: bool


@dataclass(frozen=True)
class Source:
    """One file of Python."""

    path: Path
    lines: int
    functions: tuple[Function, ...]
    classes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the path from the root of the project."""
        return str(self.path.relative_to(ROOT))


@dataclass(frozen=True)
class Template:
    """One template."""

    name: str
    lines: int
    conditions: int
    inline: int
    """Conditions within a line."""
    macros: int


def _functions(
    tree: ast.Module | ast.ClassDef, where: str, *, inside: bool = False
) -> Iterator[Function]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, where, inside=inside or node.name.startswith("_"))
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        last = node.end_lineno or node.lineno
        yield Function(
            where=f"{where}:{node.lineno} {node.name}",
            lines=last - node.lineno + 1,
            public=not inside and not node.name.startswith("_"),
            told=ast.get_docstring(node) is not None,
            typed=node.returns is not None,
        )


@cache
def sources(folder: str) -> tuple[Source, ...]:
    """Return the Python files under a folder of the project, without migrations."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        text = path.read_text("utf-8")
        lines = text.count("\n")
        if lines < 5 or "migrations" in path.parts:
            continue
        tree = ast.parse(text)
        classes = tuple(one.name for one in tree.body if isinstance(one, ast.ClassDef))
        where = str(path.relative_to(ROOT))
        found.append(Source(path, lines, tuple(_functions(tree, where)), classes))
    return tuple(found)


def _inline(text: str) -> int:
    """Return how many conditions stand within lines of a template."""
    said = " ".join(_TEXT.sub("", mark) for mark in _MARK.findall(text))
    return len(re.findall(r"\bif\b", said)) - len(re.findall(r"\{%-?\s*if\b", said))


def share_of(what: str) -> float:
    """Return how many «conditions» or «inline» ones stand in 100 lines of templates."""
    found: list[int] = [getattr(one, what) for one in templates()]
    return 100 * sum(found) / sum(one.lines for one in templates())


@cache
def templates() -> tuple[Template, ...]:
    """Return all templates."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text("utf-8")
        found.append(
            Template(
                str(path.relative_to(ROOT / "templates")),
                text.count("\n"),
                len(_CONDITION.findall(text)),
                _inline(text),
                len(_MACRO.findall(text)),
            )
        )
    return tuple(found)


def at(values: list[int], percent: int) -> int:
    """Return the value below which `percent` of `values` lie."""
    return sorted(values)[len(values) * percent // 100]


def page() -> str:
    """Return `docs/house.md`."""
    code, tests, pages = sources("ubudehe"), sources("tests"), templates()
    sizes = [one.lines for one in code]
    functions = [one for file in code for one in file.functions]
    lengths = [one.lines for one in functions]
    public = [one for one in functions if one.public]
    cases = [one for file in tests for one in file.functions if " test_" in one.where]
    case_lines = [one.lines for one in cases]
    largest = max(code, key=lambda one: one.lines)
    longest = max(functions, key=lambda one: one.lines)
    widest = max(pages, key=lambda one: one.lines)
    css = (ROOT / "templates" / "style.css").stat().st_size
    rows = [
        ("files of Python", f"{len(code)}", ""),
        ("lines of Python", f"{sum(sizes)}", ""),
        ("median lines of a file", f"{at(sizes, 50)}", "< 120"),
        ("largest file", f"{largest.lines} ({largest.name})", "< 500"),
        ("lines in files over 500", f"{sum(size for size in sizes if size > 500)}", "0"),
        ("lines of a function: median", f"{at(lengths, 50)}", "≤ 8"),
        ("lines of a function: 95 of 100 have at most", f"{at(lengths, 95)}", "≤ 32"),
        ("longest function", f"{longest.lines} ({longest.where})", "≤ 60"),
        ("public functions with a docstring", _share(public, "told"), "100 %"),
        ("functions whose answer is typed", _share(functions, "typed"), "100 %"),
        ("tests (before parameters)", f"{len(cases)}", ""),
        (
            "lines of tests for 100 lines of code",
            f"{100 * sum(one.lines for one in tests) // sum(sizes)}",
            "≥ 80",
        ),
        ("lines of a test: median", f"{at(case_lines, 50)}", "≤ 12"),
        ("lines of a test: 95 of 100 have at most", f"{at(case_lines, 95)}", "≤ 30"),
        ("templates", f"{len(pages)}", ""),
        ("median lines of a template", f"{at([one.lines for one in pages], 50)}", "≤ 40"),
        ("largest template", f"{widest.lines} ({widest.name})", ""),
        ("macros", f"{sum(one.macros for one in pages)}", ""),
        (
            "conditions for 100 lines of templates",
            f"{share_of('conditions'):.1f}",
            "≤ 8",
        ),
        (
            "those within a line, for 100 lines",
            f"{share_of('inline'):.1f}",
            "≤ 0.9",
        ),
        ("bytes of the style sheet", f"{css}", "≤ 14 000 with its page, compressed"),
    ]
    table = "\n".join(f"| {name} | {figure} | {limit} |" for name, figure, limit in rows)
    return f"{_HEAD}\n| | now | goal |\n|---|---|---|\n{table}\n"


def _share(of: list[Function], what: str) -> str:
    return f"{100 * sum(getattr(one, what) for one in of) // len(of)} %"


_HEAD = """# The house in figures

Written by `make house`. Sizes of files and functions, docstrings, types, lines and conditions of
templates are held by `tests/house/`; the other goals are looked at, and not all of them are met.
What is counted, and how: `tests/house/figures.py`.
"""

if __name__ == "__main__":
    print(page(), end="")
