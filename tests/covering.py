"""Write down which test runs which lines: a plugin of pytest for `python -m tests.mutations`.

UBUDEHE_COVERED names the folders whose lines are wanted, UBUDEHE_COVERING the file that is written:
by test, the lines it ran as «path:line». What a fixture of the whole run does counts for the test
that asked for it first.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

_HERE = str(Path.cwd()) + os.sep
_FOLDERS = tuple(os.environ.get("UBUDEHE_COVERED", "").split())
_wanted: dict[CodeType, str] = {}
_ran: set[str] = set()
_by_test: dict[str, list[str]] = {}


def _path(code: CodeType) -> str:
    """Return the path of a wanted file from the root of the copy; empty for any other."""
    if code not in _wanted:
        path = code.co_filename.removeprefix(_HERE)
        _wanted[code] = path if path.startswith(_FOLDERS) else ""
    return _wanted[code]


def _line(frame: FrameType, event: str, _: Any) -> Any:
    if event == "line":
        _ran.add(f"{_wanted[frame.f_code]}:{frame.f_lineno}")
    return _line


def _call(frame: FrameType, _event: str, _: Any) -> Any:
    return _line if _path(frame.f_code) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note the lines that one test runs, its fixtures included."""
    _ran.clear()
    threading.settrace(_call)
    sys.settrace(_call)
    try:
        return (yield)
    finally:
        sys.settrace(None)
        threading.settrace(None)
        _by_test[item.nodeid] = sorted(_ran)


def pytest_sessionfinish() -> None:
    """Write down what was noted."""
    Path(os.environ["UBUDEHE_COVERING"]).write_text(json.dumps(_by_test), "utf-8")
