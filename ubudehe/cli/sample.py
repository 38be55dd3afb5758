"""`ubudehe sample`: which entries of a village a public draw takes; the same for everybody."""

import argparse
import base64
import sys

from pydantic import TypeAdapter, ValidationError

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.audit.population import drawn_from, head_at
from ubudehe.audit.rules.sampling import Sample, draw, seed_of
from ubudehe.audit.rules.told_expenses import told_expenses
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import between, tell
from ubudehe.cli.told_record import ToldRecord, told_record
from ubudehe.language.dates import day_of
from ubudehe.language.fields import Line
from ubudehe.places.pack import Country
from ubudehe.places.reading import load_country
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.record.rules.notes import BadNote, Checkpoint
from ubudehe.settings import read_settings
from ubudehe.verifier.command import keys_of
from ubudehe.verifier.sources.source import Unreadable

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_UNKNOWN = (
    "The key came from where the record came from: it proves that the record is whole, not whose "
    "it is. Compare the first line with what the village published, or give --key.\n"
)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    command.add_argument("code", help="code of a village")
    command.add_argument(
        "--seed", required=True, type=_as_a_page, metavar="DRAW", help="the public draw, as read"
    )
    command.add_argument("--method", choices=("mus", "simple"), default="mus")
    command.add_argument(
        "--size", type=between(1, 10_000_000), metavar="N", help="how many; else as many as needed"
    )
    command.add_argument(
        "--at", type=between(0, 100_000_000), metavar="ACTS", help="the record's size at the draw"
    )
    command.add_argument(
        "--from",
        dest="source",
        metavar="SOURCE",
        help="read the public record there: address of a server, folder or ZIP of a mirror",
    )
    command.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="KEY|FILE",
        help="the record's verifier key, from paper or another place than SOURCE",
    )
    command.set_defaults(run=_sample)


def _as_a_page(typed: str) -> str:
    """Return a draw as the app's own page takes it, so that both have the same seed."""
    try:
        return _LINE.validate_python(typed.strip())
    except ValidationError:
        raise argparse.ArgumentTypeError("a draw is one line of 1 to 120 signs") from None


def _sample(arguments: argparse.Namespace) -> int:
    try:
        country = load_country(read_settings().country)
        code = parse_code(arguments.code, country)
        if not is_village(code, country):
            raise NotACode(code)
        if arguments.source is None:
            return _of_database(arguments, code)
        told = told_record(arguments.source, code, arguments.at, keys_of(arguments.key))
        return _of_record(arguments, told, country)
    except NotACode:
        sys.stderr.write("A sample is drawn in a village, by its code, and holds 1 or more.\n")
        return 2
    except (Unreadable, BadNote, OSError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    except ValueError:
        sys.stderr.write("The signed record does not hold so many acts.\n")
        return 2


def _of_record(arguments: argparse.Namespace, told: ToldRecord, country: Country) -> int:
    """Draw from what anybody may fetch."""
    head = told.head
    seed = seed_of(head.origin, head.size, head.root, arguments.seed)
    items = told_expenses(told.events, country.currency)
    _print(head, draw(items, seed, arguments.method, arguments.size))
    if not arguments.key:
        sys.stderr.write(_UNKNOWN)
    return 0


def _of_database(arguments: argparse.Namespace, code: str) -> int:
    services = prepared_services()
    try:
        country = services.country
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
    finally:
        services.database.close()
    _print(drawn.head, drawn.sample)
    return 0


def _print(head: Checkpoint, sample: Sample) -> None:
    tell(f"{head.origin} {head.size} {base64.b64encode(head.root).decode()}")
    tell(
        f"{sample.method}: {len(sample.items)} of {sample.population} expenses, {sample.whole} in "
        f"all, interval {sample.interval}, start {sample.start}"
    )
    for one in sample.items:
        tell(f"{one.number} {one.id} {one.amount}")
