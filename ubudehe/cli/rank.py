"""`ubudehe rank`: tell how far groups agree on households."""

import argparse
import sys
from pathlib import Path

from ubudehe.categories.ranking.reporting import as_json, as_table
from ubudehe.categories.ranking.rules.group_file import BadFile, read_group_file
from ubudehe.cli.speaking import tell


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("file", type=Path, metavar="FILE", help="group,household,pile[,piles]")
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_rank)


def _rank(arguments: argparse.Namespace) -> int:
    """Tell how far groups agree on households; 2 where the file cannot be read."""
    try:
        ranking = read_group_file(arguments.file.read_bytes())
    except (BadFile, OSError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        sys.stderr.write(f"ubudehe rank: {arguments.file}: {problem}\n")
        return 2
    tell(as_json(ranking) if arguments.json else as_table(ranking))
    return 0
