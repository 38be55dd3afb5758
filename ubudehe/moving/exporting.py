"""Writing one village into a file, and telling in its record that it moves."""

import io
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ubudehe import __version__
from ubudehe.checking import faults_of_place
from ubudehe.households.importing.rules.states import ImportState
from ubudehe.households.importing.tables import HouseholdImport
from ubudehe.language.dates import day_of
from ubudehe.ledger.exports.archive import write_archive
from ubudehe.moving.above import roles_above
from ubudehe.moving.belonging import PEOPLE
from ubudehe.moving.people import people_of
from ubudehe.moving.photos import entries_of, photos_of
from ubudehe.moving.rows import Lines, read_lines
from ubudehe.moving.server import Server, WillNotMove
from ubudehe.moving.villages import (
    BLOBS,
    FORMAT,
    PRIVATE,
    PRIVATE_FORMAT,
    RECORD,
    ROWS,
    SEALED,
    Destination,
    binding,
)
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import Vote
from ubudehe.record.forgotten import is_forgotten
from ubudehe.record.heads import NATIONAL, SignedHead
from ubudehe.record.moves import LEAVE, STAY, MoveTold, is_away, last_move, tell_move
from ubudehe.record.queries import record_size
from ubudehe.record.rotation import tell_key
from ubudehe.record.rules.notes import parse_vkey, sign_note, vkey
from ubudehe.record.rules.policies import policy_for
from ubudehe.storage.backups.files import Writer
from ubudehe.storage.backups.rows import revision_of

_KEY = re.compile(rb'"(?:key|of)":"([0-9A-Za-z]{1,64})"')
_OPEN = (VoteState.PREPARED, VoteState.OPEN)
_TRIES = 5
Seal = Callable[[BinaryIO, BinaryIO], None]
"""Encrypts the first file into the second."""


@dataclass(frozen=True)
class Exported:
    """What a file holds: the record's size, how many rows, people and photos."""

    size: int
    rows: int
    people: int
    photos: int


def destination(server: Server, code: str, address: str, keys: list[str]) -> tuple[str, ...]:
    """Return the keys of another server under the name of a village's record; BadNote if none."""
    origin = server.heads.origin(code)
    if address == server.address:
        raise WillNotMove(
            f"{address} is this server's own address. Each needs its own name: UBUDEHE_HOST."
        )
    return tuple(vkey(origin, parse_vkey(key)[2]) for key in keys)


def leave(server: Server, code: str, going: Destination, now: datetime) -> None:
    """Tell in the record of a village that it moves; from then on it is only read here.

    A village that has left for that very address is left as it is: its file is written again.
    WillNotMove where it cannot go.
    """
    with server.database.begun() as session:
        _refuse_forgotten(session, code)
        if is_away(session, code):
            found = last_move(session, code, server.country.zone)
            if found is None or found.to != going.address:
                where = found.to if found else ""
                raise WillNotMove(f"The village has moved to {where} already.")
            return
        refuse_unready(session, server, code)
        for key in going.vkeys:
            tell_key(session, server.heads, code, "key.add", key, now)
        told = MoveTold(LEAVE, server.address, going.address, going.reason)
        tell_move(session, server.heads, code, told, now)
        session.commit()
    _sign(server, code)


def stay(server: Server, code: str, reason: str, now: datetime) -> None:
    """Call off a move that nobody took up; WillNotMove where the village is not away."""
    with server.database.begun() as session:
        _refuse_forgotten(session, code)
        if not is_away(session, code):
            raise WillNotMove("The village has not moved away from here.")
        found = last_move(session, code, server.country.zone)
        here, there = server.address, found.to if found else ""
        tell_move(session, server.heads, code, MoveTold(STAY, there, here, reason), now)
        session.commit()
    _sign(server, code)


def refuse_unready(session: Session, server: Server, code: str) -> None:
    """Raise WillNotMove where a village cannot be taken along rightly, and say why."""
    if not record_size(session, code):
        raise WillNotMove("No village with this code keeps a record here.")
    _refuse_forgotten(session, code)
    if not server.heads.continues(session, code):
        raise WillNotMove("Its record does not continue what was signed. Run: ubudehe check")
    votes = select(Vote.id).where(Vote.village == code, col(Vote.state).in_(_OPEN))
    if session.exec(votes).first():
        raise WillNotMove(
            "A vote is prepared or open, and its box cannot be carried. Close the vote or declare "
            "it void first."
        )
    running = HouseholdImport.village == code, HouseholdImport.state == ImportState.RUNNING
    if session.exec(select(HouseholdImport.id).where(*running)).first():
        raise WillNotMove("A list of households is being read in. Wait until that is done.")
    if faults := faults_of_place(session, server.country, server.heads, code):
        raise WillNotMove(
            "It is not what its record says, so no server would take it in. Run: ubudehe check. "
            f"The first fault: {faults[0].told('en')}"
        )


def _refuse_forgotten(session: Session, code: str) -> None:
    if is_forgotten(session, code):
        raise WillNotMove(
            "Only its public record is kept here: the village was forgotten after it left. It "
            "comes back by a file from the server where it is: ubudehe village import"
        )


def write_village(
    server: Server,
    code: str,
    out: BinaryIO,
    seal: Seal | None,
    going: Destination | None,
    now: datetime,
) -> Exported:
    """Write a village into `out`: its record for everybody, and the rest encrypted by `seal`."""
    signed, lines, revision = _snapshot(server, code)
    blobs = photos_of(lines, server.blobs)
    with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as private:
        _write_private(cast("BinaryIO", plain), lines, blobs, server)
        plain.seek(0)
        if seal is not None:
            seal(cast("BinaryIO", plain), cast("BinaryIO", private))
        kept = private if seal is not None else plain
        kept.seek(0)
        with Writer(out, format_=FORMAT) as writer:
            writer.add(RECORD, _record(server, code))
            writer.add(SEALED if seal is not None else PRIVATE, kept.read())
            writer.finish(_said(server, signed, lines, revision, going, writer.digests, now))
    rows = sum(map(len, lines.of.values()))
    return Exported(signed.checkpoint.size, rows, len(lines.of[PEOPLE]), len(blobs))


def _said(
    server: Server,
    signed: SignedHead,
    lines: Lines,
    revision: str,
    going: Destination | None,
    parts: list[tuple[str, str]],
    now: datetime,
) -> dict[str, object]:
    heads, code = server.heads, str(lines.values("log_head", "log")[0])
    with server.database.read() as session:
        above = roles_above(session, code, sorted(_keys(lines)), day_of(now, server.country.zone))
    origin = heads.origin(code)
    return {
        "bases": [],
        "version": __version__,
        "revision": revision,
        "at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "country": server.country.code,
        "code": code,
        "address": server.address,
        "note": signed.note,
        "vkeys": list(heads.vkeys(code)),
        "earlier": list(heads.signed_elsewhere(code)),
        "above": [one.as_plain() for one in above],
        "going": going and {**vars(going), "vkeys": list(going.vkeys)},
        "bound": sign_note(binding(origin, parts, above, going), origin, *heads.keys.all()),
    }


def _snapshot(server: Server, code: str) -> tuple[SignedHead, Lines, str]:
    """Return a signed head and all rows as they stood at it."""
    for _ in range(_TRIES):
        _sign(server, code)
        signed = server.heads.last_signed(code)
        with _seeing_one_moment(server) as connection, connection.begin():
            lines, revision = read_lines(connection, code), revision_of(connection)
            sizes = lines.values("log_head", "size")
            if signed is not None and sizes == [signed.checkpoint.size]:
                people = people_of(connection, lines, _keys(lines))
                lines.put(PEOPLE, people.columns[PEOPLE], people.of[PEOPLE])
                return signed, lines, revision
    raise WillNotMove("The village is being written to all the time. Try again at a quiet hour.")


def _seeing_one_moment(server: Server) -> sa.Connection:
    engine = server.database.engine
    if engine.dialect.name == "sqlite":
        return engine.connect()
    return engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )


def _keys(lines: Lines) -> set[str]:
    """Return the public keys of all whom an event names."""
    return {one.decode() for entry in entries_of(lines) for one in _KEY.findall(entry)}


def _write_private(out: BinaryIO, lines: Lines, blobs: list[str], server: Server) -> None:
    with Writer(out, format_=PRIVATE_FORMAT) as writer:
        for table in lines.of:
            writer.add(f"{ROWS}{table}.jsonl", lines.as_bytes(table), len(lines.of[table]))
        for digest in blobs:
            content = server.blobs.get(digest)
            if content is not None:  # else erased just now, for ever
                writer.add(f"{BLOBS}{digest}", content)
        writer.finish({"bases": [], "tables": lines.columns})


def _record(server: Server, code: str) -> bytes:
    national = server.publisher.cosigned.read()
    address = server.address
    logs = [(key, f"{address}/log") for key in server.heads.vkeys(NATIONAL)]
    about = address, policy_for(logs, server.publisher.policy_text())
    target = io.BytesIO()
    with server.database.read() as session:
        write_archive(
            target, session, code, server.heads, national, server.blobs, server.country, about
        )
    return target.getvalue()


def _sign(server: Server, code: str) -> None:
    with server.database.read() as session:
        server.heads.sign(session, code)
