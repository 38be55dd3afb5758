"""`ubudehe village`: move one village to another server, or copy it."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.cli.prepared import prepared_services
from ubudehe.cli.speaking import tell
from ubudehe.language.phones import find_personal_data
from ubudehe.moving.arriving import Choices
from ubudehe.moving.exporting import (
    Exported,
    destination,
    leave,
    refuse_unready,
    stay,
    write_village,
)
from ubudehe.moving.forgetting import forget_village
from ubudehe.moving.importing import prove_record, take_in
from ubudehe.moving.server import Server, WillNotMove
from ubudehe.moving.villages import Destination, opened_village
from ubudehe.record.backups.opening import PIPE, write_file
from ubudehe.record.heads import NATIONAL
from ubudehe.record.rules.notes import BadNote
from ubudehe.storage.backups.files import Broken
from ubudehe.storage.backups.sealing import CannotSeal, prove_recipient, seal, spooled, unseal
from ubudehe.verifier.command import keys_of
from ubudehe.web.services import Services

_LONGEST = 400


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    steps = command.add_subparsers(required=True, metavar="WHAT")
    invite = steps.add_parser("invite", help="print what the other server needs to move it here")
    invite.set_defaults(run=_with_server(_invite))
    export = steps.add_parser("export", help="write a village into a file")
    export.add_argument("code", metavar="CODE", help="the village")
    export.add_argument("file", metavar="FILE", help="where to; «-» is the standard output")
    how = export.add_mutually_exclusive_group(required=True)
    how.add_argument("--to", metavar="KEY", help="encrypt its private part to a key of age or SSH")
    how.add_argument("--unsealed", action="store_true", help="leave the private part readable")
    export.add_argument("--move", metavar="ADDRESS", help="let it go on at this server alone")
    export.add_argument("--key", action="append", default=[], help="with --move: its keys")
    export.add_argument("--reason", default="", help="with --move: why; everybody reads it")
    export.set_defaults(run=_with_server(_export))
    check = steps.add_parser("check", help="prove the public part of a file")
    check.add_argument("file", metavar="FILE")
    check.add_argument("--key", action="append", default=[], help="the record's key, from paper")
    check.set_defaults(run=_check)
    take = steps.add_parser("import", help="take a village in from a file")
    take.add_argument("file", metavar="FILE", help="«-» is what comes from a pipe")
    take.add_argument("--identity", type=Path, metavar="FILE", help="private key to read with")
    take.add_argument("--key", action="append", default=[], help="the record's key, from paper")
    apart = "; by mistake: two administrators give the role's own account a number"
    for flag, who, more in (
        ("same", "is the same human being", apart),
        ("other", "is somebody else", ""),
    ):
        take.add_argument(
            f"--{flag}",
            action="append",
            default=[],
            metavar="KEY",
            help=f"of somebody whose number is taken here: who has it {who}{more}",
        )
    take.set_defaults(run=_with_server(_import))
    gone = steps.add_parser("forget", help="keep only the public record of a village that left")
    gone.add_argument("code", metavar="CODE", help="the village")
    gone.add_argument("--reason", required=True, help="why; everybody reads it")
    gone.add_argument(
        "--record", default="", metavar="SOURCE", help="its record there, if not at the new address"
    )
    gone.set_defaults(run=_with_server(_forget))
    back = steps.add_parser("stay", help="call off a move that no server took up")
    back.add_argument("code", metavar="CODE", help="the village")
    back.add_argument("--reason", required=True, help="why; everybody reads it")
    back.set_defaults(run=_with_server(_stay))


def _with_server(
    do: Callable[[argparse.Namespace, Services, Server], int],
) -> Callable[[argparse.Namespace], int]:
    """Return what opens this machine's server, does a step with it, and tells what was refused."""

    def run(arguments: argparse.Namespace) -> int:
        services = prepared_services()
        server = Server(
            services.database,
            services.heads,
            services.publisher,
            services.blobs,
            services.country,
            services.settings.address,
        )
        try:
            return do(arguments, services, server)
        except (WillNotMove, Broken, CannotSeal, BadNote) as error:
            sys.stderr.write(f"{error}\n")
            return 1
        finally:
            services.database.close()

    return run


def _invite(_arguments: argparse.Namespace, services: Services, _server: Server) -> int:
    keys = services.heads.vkeys(NATIONAL)
    tell("On the server that keeps the village now, with a public key of age that is yours:")
    tell('  ubudehe village export CODE FILE --to age1… --reason "…" \\')
    tell(f"    --move {services.settings.address} {' '.join(f'--key {key}' for key in keys)}")
    return 0


def _export(arguments: argparse.Namespace, services: Services, server: Server) -> int:
    code, now = arguments.code, services.clock()
    if arguments.to is not None:
        prove_recipient(arguments.to)  # before anything is told
    going = None
    if arguments.move is not None:
        going = _going(arguments, services, server)
        leave(server, code, going, now)
        services.security.note("village.leave", now)
    else:
        with services.database.read() as session:
            refuse_unready(session, server, code)
    sealing = partial(_seal, arguments.to) if arguments.to is not None else None

    def write(out: BinaryIO) -> Exported:
        return write_village(server, code, out, sealing, going, now)

    try:
        done = write_file(arguments.file, None, write)
    except OSError as error:
        again = " The village has left: run the same command again." if going else ""
        sys.stderr.write(f"«{arguments.file}» cannot be written: {error.strerror}.{again}\n")
        return 1
    said = f"{code}: {done.size} events, {done.rows} rows, {done.people} people, "
    said += f"{done.photos} photos."
    if arguments.file == PIPE:
        sys.stderr.write(f"{said}\n")
        return 0
    tell(said)
    if going is not None:
        tell(f"It is only read here from now on; its pages say that it is at {going.address}.")
    return 0


def _going(arguments: argparse.Namespace, services: Services, server: Server) -> Destination:
    address = arguments.move.rstrip("/")
    if not address.startswith(("http://", "https://")) or not arguments.key:
        raise WillNotMove("--move takes an address and --key: see `ubudehe village invite` there.")
    keys = destination(server, arguments.code, address, list(keys_of(arguments.key)))
    return Destination(address, keys, _reason(arguments.reason, services))


def _check(arguments: argparse.Namespace) -> int:
    try:
        with Path(arguments.file).open("rb") as opened:
            file = opened_village(opened)
            size = prove_record(file, keys_of(arguments.key))
    except (Broken, BadNote, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    tell(f"{file.code}: a good record of {size} events, called {file.origin}.")
    tell(f"It moves to {file.going.address}." if file.going else "It is a copy.")
    for key in file.vkeys:
        tell(f"Signed with {key}")
    return 0


def _import(arguments: argparse.Namespace, services: Services, server: Server) -> int:
    try:
        source = _source(arguments.file)
    except OSError as error:
        sys.stderr.write(f"«{arguments.file}» cannot be read: {error.strerror}.\n")
        return 1
    with source:
        file, now = opened_village(source), services.clock()
        opens = partial(unseal, identity=arguments.identity)
        choices = Choices(frozenset(arguments.same), frozenset(arguments.other))
        done = take_in(server, file, opens, keys_of(arguments.key), now, choices)
    if done.nothing:
        tell(f"{file.code} is here already: nothing to do.")
        return 0
    services.security.note("village.arrive", now)
    tell(
        f"{file.code}: {done.size} events, {done.people} people and {done.photos} photos are here; "
        "all is what its record says."
    )
    if not arguments.key:
        for key in file.vkeys:
            tell(f"Signed with {key}: compare it with the old server's, on paper.")
    tell("Its slips and codes were marked with the old server's secret: hand out new ones.")
    return 0


def _source(name: str) -> BinaryIO:
    return spooled(sys.stdin.buffer) if name == PIPE else cast("BinaryIO", Path(name).open("rb"))


def _stay(arguments: argparse.Namespace, services: Services, server: Server) -> int:
    now = services.clock()
    stay(server, arguments.code, _reason(arguments.reason, services), now)
    services.security.note("village.stay", now)
    tell(f"{arguments.code} stays here. Destroy the file: it must not be taken in any more.")
    return 0


def _forget(arguments: argparse.Namespace, services: Services, server: Server) -> int:
    now, code = services.clock(), arguments.code
    reason = _reason(arguments.reason, services)
    done = forget_village(server, code, arguments.record, reason, now)
    services.rehearsals.wipe(code)
    if not done.before or done.photos:
        services.security.note("village.forget", now)
    if done.before:
        left = f"{done.photos} photos that were left are gone now" if done.photos else ""
        tell(f"{code} is forgotten already: {left or 'nothing to do'}.")
    else:
        tell(
            f"{code}: {done.rows} rows, {done.people} people and {done.photos} photos are "
            "forgotten."
        )
        tell("Its public record stays. Older backups still hold the rest.")
    if not server.database.truncate_journal():
        tell("The database's journal still holds some of it: stop the server and start it again.")
    return 0


def _reason(text: str, services: Services) -> str:
    reason = " ".join(text.split())
    if not 0 < len(reason) <= _LONGEST:
        raise WillNotMove(f"--reason: a sentence of at most {_LONGEST} letters.")
    if find_personal_data(reason, services.country.manners):
        raise WillNotMove("Everybody reads the reason: it may hold no number of a person.")
    return reason


def _seal(key: str, plain: BinaryIO, sealed: BinaryIO) -> None:
    seal(plain, sealed, key)
