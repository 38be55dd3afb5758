"""`ubudehe sample`: which entries of a village a public draw takes; the same for everybody."""

import argparse
import base64
import sys

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.audit.population import Drawn, drawn_from, head_at
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import between, tell
from ubudehe.language.dates import day_of
from ubudehe.places.rules import NotACode, is_village, parse_code


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("code", help="code of a village")
    command.add_argument("--seed", required=True, metavar="DRAW", help="the public draw, as read")
    command.add_argument("--method", choices=("mus", "simple"), default="mus")
    command.add_argument(
        "--size", type=between(1, 10_000_000), metavar="N", help="how many; else as many as needed"
    )
    command.add_argument(
        "--at", type=between(0, 100_000_000), metavar="ACTS", help="the record's size at the draw"
    )
    command.set_defaults(run=_sample)


def _sample(arguments: argparse.Namespace) -> int:
    services = prepared_services()
    try:
        country = services.country
        code = parse_code(arguments.code, country)
        if not is_village(code, country) or (arguments.size is not None and arguments.size < 1):
            raise NotACode(arguments.code)
        signed = services.heads.last_signed(code)
        if signed is None:
            sys.stderr.write(f"The record of {code} has no signed head yet.\n")
            return 1
        today = day_of(services.clock(), country.zone)
        with services.database.read() as session:
            newest = signed.checkpoint
            head = newest if arguments.at is None else head_at(session, newest, code, arguments.at)
            drawn = drawn_from(
                session,
                head,
                code,
                country,
                today,
                arguments.seed,
                arguments.method,
                arguments.size,
            )
    except NotACode:
        sys.stderr.write("A sample is drawn in a village, by its code, and holds 1 or more.\n")
        return 2
    except ValueError:
        sys.stderr.write("The signed record does not hold so many acts.\n")
        return 2
    finally:
        services.database.close()
    _print(drawn)
    return 0


def _print(drawn: Drawn) -> None:
    head, sample = drawn.head, drawn.sample
    tell(f"{head.origin} {head.size} {base64.b64encode(head.root).decode()}")
    tell(
        f"{sample.method}: {len(sample.items)} of {sample.population} expenses, {sample.whole} in "
        f"all, interval {sample.interval}, start {sample.start}"
    )
    for one in sample.items:
        tell(f"{one.number} {one.id} {one.amount}")
