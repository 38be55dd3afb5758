"""Forgetting a village that has left: its private rows and photos go, its public record stays.

It is done only once the record is seen to go on where it went. What goes stands in `belonging`;
what the public record and the sums above need stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from ubudehe.checking import PUBLIC
from ubudehe.ledger.evidence.photos import finish_removing
from ubudehe.moving.belonging import OWN, PEOPLE, fits
from ubudehe.moving.photos import photos_of
from ubudehe.moving.rows import read_lines
from ubudehe.moving.server import Server, WillNotMove
from ubudehe.openbooks.figures.counting import count_figures
from ubudehe.openbooks.figures.villages import Villages
from ubudehe.people.administrators import tell_earlier
from ubudehe.people.tables import (
    Account,
    Draft,
    KnownDevice,
    OneTimeCode,
    SealedSlip,
    SecondFactor,
    SignIn,
)
from ubudehe.record.forgotten import Forgetting, is_forgotten, tell_forgotten
from ubudehe.record.happened import Stretch, happened
from ubudehe.record.heads import SignedHead
from ubudehe.record.moves import LEAVE, MoveOnRecord, is_away, last_move
from ubudehe.record.rules.notes import BadNote, parse_vkey, vkey
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.record.tables import Act
from ubudehe.storage.backups.rows import tables_of, typed_table
from ubudehe.verifier.older import parse_older
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.source import Unreadable
from ubudehe.verifier.verify import Wish, verify

KEPT = PUBLIC | {"log_head", "log_leaf", "log_node"}
"""Tables whose rows stay: the public record, and figures that everybody may read."""
_OF_A_PERSON = (SealedSlip, SecondFactor, OneTimeCode, SignIn, KnownDevice, Draft)
_AT_ONCE = 500


@dataclass(frozen=True)
class Forgotten:
    """How much of a village was forgotten; where it was before, what was left to be done."""

    rows: int = 0
    people: int = 0
    photos: int = 0
    before: bool = False


def forget_village(server: Server, code: str, source: str, reason: str, now: datetime) -> Forgotten:
    """Forget a village that has left, or finish that where it was begun.

    `source` is where its record goes on: an address, a folder or a ZIP; «» for where it went.
    WillNotMove where it has not left, or its record is not seen to go on there.
    """
    with server.database.read() as session:
        left = _left(session, server, code)
        if is_forgotten(session, code):
            done = finish_removing(server.database, server.blobs)
            return Forgotten(photos=done, before=True)
        added = [str(one.public["vkey"]) for one in happened(session, Stretch(code), ["key.add"])]
    signed = server.heads.last_signed(code)
    if signed is None:
        raise WillNotMove("Its last head is not signed here: start the server once.")
    _prove_it_goes_on(server, code, left, source or f"{left.to}/v/{code}", signed, added)
    with server.database.begun() as session:
        if _left(session, server, code).index != left.index or is_forgotten(session, code):
            raise WillNotMove("Somebody else changed this just now. Look again.")
        lines = read_lines(session.connection(), code)
        photos = photos_of(lines, server.blobs)
        people = {UUID(str(one)) for one in lines.ids()}
        figures = count_figures(session, Villages(server.country, codes=[code]))[code].plain()
        rows = _erase(session, code)
        told = Forgetting(code, signed.checkpoint, left.to, reason)
        tell_earlier(session, now)
        tell_forgotten(session, server.heads, told, figures, now)
        gone = _erase_people(session, code, people)
        server.blobs.condemn(photos)  # before the rows go that name them
        session.commit()
    removed = finish_removing(server.database, server.blobs)
    with server.database.read() as session:
        server.heads.sign(session, COUNTRY)
    return Forgotten(rows, gone, removed)


def _left(session: Session, server: Server, code: str) -> MoveOnRecord:
    found = last_move(session, code, server.country.zone)
    if not is_away(session, code) or found is None or found.step != LEAVE:
        raise WillNotMove("The village has not moved away from here.")
    return found


def _prove_it_goes_on(
    server: Server,
    code: str,
    left: MoveOnRecord,
    source: str,
    signed: SignedHead,
    added: Sequence[str],
) -> None:
    """Raise WillNotMove unless the record at `source` is good and continues the head we signed.

    It is believed by our own keys, and by those that our record told before the village left.
    """
    host = left.to.partition("://")[2]
    logs = [vkey(f"{host}/log", parse_vkey(key)[2]) for key in added]
    heads = server.heads
    keys = (*heads.vkeys(code), *heads.signed_elsewhere(code), *added, *logs)
    try:
        opened = open_source(source)
        report = verify(opened, Wish(keys=keys, older=(parse_older(signed.note),)))
    except (Unreadable, BadNote) as error:
        raise WillNotMove(f"Its record cannot be read at {source} ({error}).") from error
    every = [*report.faults, *(one for log in report.logs for one in log.faults)]
    every += report.national.faults if report.national else []
    for fault in every:
        raise WillNotMove(f"Its record at {source} is not good: {fault.msgid % fault.params}")
    found = next((log for log in report.logs if log.code == code), None)
    if found is None or found.origin != heads.origin(code):
        raise WillNotMove(f"At {source} is another record.")
    if found.size <= signed.checkpoint.size:
        raise WillNotMove(
            f"The record at {source} has not gone on since it left here: it was not taken in there "
            "yet."
        )


def _erase(session: Session, code: str) -> int:
    """Remove all rows of a village but the public ones; return how many."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    rows = 0
    for table in reversed(list(tables_of(connection))):
        if table.name not in OWN or table.name in KEPT:
            continue
        plain, _ = typed_table(table)
        own = fits(table.name, code, plain.c)
        if table.name == "duplicate_case":  # also what is shared with a neighbour
            own = sa.or_(plain.c.village == code, plain.c.other_village == code)
        rows += connection.execute(sa.delete(plain).where(own)).rowcount
    session.expire_all()
    return rows


def _erase_people(session: Session, code: str, named: set[UUID]) -> int:
    """Remove the accounts that only this village named; return how many."""
    accounts: set[UUID] = set()
    some = sorted(named)
    for first in range(0, len(some), _AT_ONCE):
        query = select(Account.id).where(col(Account.id).in_(some[first : first + _AT_ONCE]))
        accounts |= set(session.exec(query))
    alone = accounts - _named_elsewhere(session, code, accounts)
    for table in _OF_A_PERSON:
        session.exec(delete(table).where(col(table.account).in_(alone)))
    session.exec(delete(Account).where(col(Account.id).in_(alone)))
    return len(alone)


def _named_elsewhere(session: Session, code: str, accounts: set[UUID]) -> set[UUID]:
    """Return those of `accounts` that a row of another village or place names."""
    found: set[UUID] = set()
    passing = {str(table.__tablename__) for table in _OF_A_PERSON}
    connection = session.connection()
    for table in tables_of(connection):
        plain, kinds = typed_table(table)
        for name in [name for name, kind in kinds.items() if kind == "uuid"]:
            if table.name in passing or (table.name, name) == (PEOPLE, "id"):
                continue
            query = sa.select(plain.c[name]).where(plain.c[name].in_(accounts - found)).distinct()
            if table.name == Act.__tablename__:
                query = query.where(plain.c["log"] != code)
            found |= {one for (one,) in connection.execute(query)}
    return found
