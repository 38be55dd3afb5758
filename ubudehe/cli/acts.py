"""`ubudehe acts`: list everything that people may do."""

import argparse
import json
import sys

import ubudehe.app  # noqa: F401 - all rooms enter their acts
from ubudehe.cli.speaking import tell
from ubudehe.people import act_table
from ubudehe.people.acts import ACTS


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument(
        "--json", action="store_true", help="for programs, with the forms' schemas"
    )
    command.add_argument("--page", action="store_true", help="as docs/acts.md")
    command.set_defaults(run=_acts)


def _acts(arguments: argparse.Namespace) -> int:
    """List the acts: their types and what they do, or the whole table."""
    table = act_table.as_json(ACTS.values())
    if arguments.page:
        sys.stdout.write(act_table.as_page(ACTS.values()))
    elif arguments.json:
        tell(json.dumps(table, ensure_ascii=False))
    else:
        for one in table:
            tell(f"{one['type']}: {one['does']}")
    return 0
