"""Commands as an operator types them: each a process of its own, away from any terminal.

To load the app takes two seconds, and hundreds of commands are typed in a run. So one process in
each worker loads it and is forked for each command; nothing else is shared.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.preparing import CHEAPEST, hash_pins
from ubudehe.people import hashing

LOADED = ("ubudehe.app", "ubudehe.checking", "ubudehe.demo.demo", "ubudehe.cli")


def run(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with its data in `home`."""
    return run_with(
        {"UBUDEHE_DATA": str(home / "data"), "UBUDEHE_DATABASE_URL": ""}, *words, typed=typed
    )


def run_with(
    settings: Mapping[str, str], *words: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command with `settings` in its environment."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").write_text(typed, "utf-8")
        asked = {"folder": name, "words": words, "environment": {**os.environ, **settings}}
        server = _server()
        assert server.stdin
        assert server.stdout
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        said, wrong = ((folder / name).read_text("utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(words, code, said, wrong)


@cache
def _server() -> subprocess.Popen[str]:
    how = ["cheaply"] if hashing._hasher is CHEAPEST else []
    return subprocess.Popen(
        [sys.executable, "-m", "tests.shell", *how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )


def _serve() -> None:
    for name in LOADED:
        __import__(name)
    hash_pins(cheaply="cheaply" in sys.argv)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(**json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(folder: str, words: list[str], environment: dict[str, str]) -> None:
    os.setsid()
    for number, (name, flags) in enumerate(
        (("in", os.O_RDONLY), ("out", os.O_CREAT | os.O_WRONLY), ("err", os.O_CREAT | os.O_WRONLY))
    ):
        os.dup2(os.open(Path(folder) / name, flags, 0o600), number)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["ubudehe", *words]
    code: object = 1
    try:
        from ubudehe.cli import main

        main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    _serve()
