"""`ubudehe match-iati`: what a giver's IATI file says was sent, beside what a village booked."""

import argparse
import sys
from pathlib import Path

import ubudehe.app  # noqa: F401 - all rooms' tables and words are there
from ubudehe.audit.giving import OtherSide, other_side
from ubudehe.audit.rules.aid_file import MOST_BYTES, NotAnAidFile
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import tell
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.web.rendering import Speech

_NOT_READ = {
    "kind": "This is no IATI file of activities.\n",
    "large": "This file is too large, or holds too many payments.\n",
}


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("file", type=Path, help="IATI activities as XML, version 2.03 or 1.0x")
    command.add_argument("--village", required=True, metavar="CODE", help="code of a village")
    command.add_argument("--csv", action="store_true", help="as a table; amounts in minor units")
    command.set_defaults(run=_match)


def _match(arguments: argparse.Namespace) -> int:
    services = prepared_services()
    try:
        country = services.country
        code = parse_code(arguments.village, country)
        if not is_village(code, country):
            raise NotACode(code)
        with arguments.file.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        with services.database.read() as session:
            found = other_side(session, code, content, country)
    except NotACode:
        sys.stderr.write("A giver's file is compared with a village, by its code.\n")
        return 2
    except OSError as wrong:
        sys.stderr.write(f"{arguments.file}: {wrong.strerror}\n")
        return 2
    except NotAnAidFile as wrong:
        sys.stderr.write(_NOT_READ[str(wrong)])
        return 2
    finally:
        services.database.close()
    if arguments.csv:
        sys.stdout.write(found.as_csv)
    else:
        _print(found, Speech("en", country))
    return 1 if found.differing else 0


def _print(found: OtherSide, speech: Speech) -> None:
    for line in found.lines:
        tell(f"{line.pair.difference}: {speech.sentence(line.says)}")
    tell(
        f"{found.differing} differ; {found.others} name no grant of this village, "
        f"{found.unreadable} cannot be read; of {', '.join(found.silent) or 'no grant'} "
        "the file says nothing."
    )
