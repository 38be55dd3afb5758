"""The command `ubudehe witness`: read the policy, make or find the key, serve."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from ubudehe.record.keys import witness_key
from ubudehe.record.rules.notes import BadNote, parse_vkey
from ubudehe.record.rules.policies import parse_policy
from ubudehe.witness.serving import witness_app
from ubudehe.witness.state import WitnessState


def add_witness_arguments(
    witness: argparse.ArgumentParser, data: Callable[[], Path], port: Callable[[str], int]
) -> None:
    """Say what may be typed; `data` tells the folder of what is kept, `port` reads one."""
    witness.add_argument("--name", required=True, help="name of the witness, as a short address")
    witness.add_argument(
        "--logs", required=True, type=Path, metavar="FILE", help="C2SP policy that names the logs"
    )
    witness.add_argument("--data", type=Path, default=None, help="folder of key and memory")
    witness.add_argument("--bind", default="127.0.0.1", help="address to listen on")
    witness.add_argument("--port", type=port, default=8010, help="port to listen on")
    witness.set_defaults(run=lambda arguments: _run(arguments, data))


def open_witness(folder: Path, name: str, policy: str) -> WitnessState:
    """Return the witness `name` with its key and memory in `folder`, for the logs of `policy`.

    BadNote if the policy or the name is malformed, or if no log is named.
    """
    logs: dict[str, list[str]] = {}
    for vkey in parse_policy(policy).logs:
        logs.setdefault(parse_vkey(vkey)[0], []).append(vkey)
    if not logs:
        raise BadNote("the policy names no log")
    return WitnessState(folder, name, witness_key(folder), logs, lambda: datetime.now(UTC))


def _run(arguments: argparse.Namespace, data: Callable[[], Path]) -> int:
    folder = arguments.data or data() / "witness"
    try:
        state = open_witness(folder, arguments.name, arguments.logs.read_text("utf-8"))
    except (BadNote, OSError) as error:
        sys.stderr.write(f"ubudehe witness: {arguments.logs}: {error}\n")
        return 2
    sys.stdout.write(f"{state.vkey}\n")
    sys.stdout.flush()
    uvicorn.run(
        witness_app(state),
        host=arguments.bind,
        port=arguments.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
    )
    return 0
