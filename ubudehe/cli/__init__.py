"""The commands: `ubudehe serve`, `demo`, `check` and the rest; each loads only what it needs."""

import argparse
import os
import sys
from importlib import import_module

from ubudehe import __version__
from ubudehe.settings import WrongSetting

COMMANDS = {
    "serve": "serve the app; makes and migrates what it needs",
    "demo": "fill an empty database with villages' last twelve months",
    "check": "check everything at rest against the record",
    "database": "bring the database to this version; print what its role may do",
    "figures": "make the figures of places above villages anew",
    "clear": "clear away what is kept for a time alone, as the server does each hour",
    "backup": "write everything into one file, while serving; or prove such a file",
    "village": "move one village to another server, or copy it into a file",
    "restore": "restore a backup into an empty place",
    "drill": "restore a backup into a temporary folder and check it",
    "simulate": "make the load of a district, to measure with",
    "acts": "list everything that people may do",
    "rank": "compare how groups sorted households, from a CSV file",
    "tally": "count a Pabulib file (.pb) by a rule",
    "recount": "count a published result again",
    "sample": "draw entries of a village to be checked, from a public draw",
    "match-iati": "compare what a giver's IATI file says was sent with what a village booked",
    "publish": "enter signed heads into the country's log",
    "witness": "cosign the heads of other servers' logs",
    "keys": "the keys that sign checkpoints",
    "verify": "prove that a record is whole and adds up",
    "mirror": "copy records into a folder that verifies alone",
    "admin": "administrators",
    "security-log": "print what happened to accounts, roles, keys and backups",
}
"""What each command does; it stands in the file of its name."""
_FOR_OTHERS = {"mirror", "verify"}
"""What they write is for anybody, such as a web server; all else is read by its owner alone."""


def main() -> None:
    """Run the command that was typed."""
    parser = argparse.ArgumentParser(prog="ubudehe", description="The village's own books.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, does in COMMANDS.items():
        command = commands.add_parser(name, help=does)
        if name in sys.argv[1:2]:
            module = import_module(f"ubudehe.cli.{name.replace('-', '_')}")
            module.add_arguments(command)
            if name not in _FOR_OTHERS:
                os.umask(0o077)
    arguments = parser.parse_args()
    try:
        code = arguments.run(arguments)
    except WrongSetting as wrong:
        sys.stderr.write(f"{wrong}\n")
        code = 2
    sys.exit(code)
