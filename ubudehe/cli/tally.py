"""`ubudehe tally`: count a Pabulib file by a rule."""

import argparse
import sys
from pathlib import Path

from ubudehe.cli.speaking import tell
from ubudehe.projects.reporting import outcome_json, outcome_table
from ubudehe.projects.rules.pabulib import read_pabulib
from ubudehe.projects.rules.tallying import RULES, tally


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--rule", required=True, choices=sorted(RULES), metavar="NAME")
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_tally)


def _tally(arguments: argparse.Namespace) -> int:
    """Count a file; 2 where it cannot be read, or not be counted by this rule."""
    try:
        with arguments.file.open(encoding="utf-8", newline="") as opened:
            file = read_pabulib(opened)
        outcome = tally(arguments.rule, file.election)
    except (ValueError, OSError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        sys.stderr.write(f"ubudehe tally: {arguments.file}: {problem}\n")
        return 2
    asked = outcome_json(outcome, file.decimals) if arguments.json else outcome_table(outcome, file)
    tell(asked)
    return 0
