"""`ubudehe recount`: count a published result again."""

import argparse
import sys
from pathlib import Path

from ubudehe.cli.speaking import tell
from ubudehe.projects.reporting import read_folder, recount_json, recount_text
from ubudehe.projects.rules.recounting import BadResult, recount


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("folder", type=Path, metavar="FOLDER", help="with result.json in it")
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_recount)


def _recount(arguments: argparse.Namespace) -> int:
    """Count a published result again; 1 where it comes out differently, 2 if it is unreadable."""
    try:
        found = recount(read_folder(arguments.folder))
    except (BadResult, OSError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        sys.stderr.write(f"ubudehe recount: {arguments.folder}: {problem}\n")
        return 2
    tell(recount_json(found) if arguments.json else recount_text(found))
    return 1 if found.faults else 0
