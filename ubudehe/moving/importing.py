"""Taking a village in: proved from its first event, in one transaction, or not at all."""

import io
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, select

from ubudehe.audit.counting import forget as forget_flags
from ubudehe.checking import faults_of_place
from ubudehe.households.own.tables import OwnForm
from ubudehe.language.dates import day_of
from ubudehe.moving.above import believed, tell_roles_above
from ubudehe.moving.arriving import Choices, lay_in_people, refuse_mixed, tell_people
from ubudehe.moving.belonging import PEOPLE
from ubudehe.moving.rows import Lines, lay_in, lines_in, read_lines, read_people
from ubudehe.moving.server import Server, WillNotMove
from ubudehe.moving.villages import (
    BLOBS,
    PRIVATE,
    PRIVATE_FORMAT,
    RECORD,
    ROWS,
    SEALED,
    VillageFile,
)
from ubudehe.openbooks.figures.renewing import forget
from ubudehe.places.tables import Place
from ubudehe.record.forgotten import remember
from ubudehe.record.heads import Heads, SignedHead, WillNotSign
from ubudehe.record.moves import ARRIVE, MoveTold, is_away, tell_move
from ubudehe.record.national import enter_heads
from ubudehe.record.queries import record_size
from ubudehe.record.rules.merkle import root_at
from ubudehe.record.rules.notes import BadNote, parse_vkey, vkey
from ubudehe.record.tree import NodeMissing, node_reader
from ubudehe.storage.backups.files import Backup, Broken
from ubudehe.storage.backups.rows import revision_of, write_rows
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import knows, migrate
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.source import Unreadable
from ubudehe.verifier.verify import Wish, verify

NOBODY = Choices()
Unseal = Callable[[BinaryIO], BinaryIO]
"""Opens what was encrypted."""


@dataclass(frozen=True)
class Imported:
    """What was taken in; nothing where the village is here already, as the file has it."""

    size: int
    rows: int
    people: int
    photos: int
    nothing: bool = False


def take_in(
    server: Server,
    file: VillageFile,
    unseal: Unseal,
    keys: tuple[str, ...],
    now: datetime,
    choices: Choices = NOBODY,
) -> Imported:
    """Take a village in from a file; Broken or WillNotMove, with nothing changed, otherwise.

    `keys` are those of its record, from paper: without any the file proves that it is whole, not
    whose it is. A record that was kept here once must have been signed by its own keys. `choices`
    say of people whose number is taken here who they are.
    """
    with server.database.read() as session:
        already = _refusals(session, server, file)
    if already is not None:
        return Imported(already, 0, 0, 0, nothing=True)
    prove_record(file, keys or _known_here(server.heads, file))
    private = _private(file, unseal)
    lines = _lines(server, file, private)
    photos = _keep_photos(private, server.blobs)
    named = (file.origin, *dict.fromkeys((*file.earlier, *file.vkeys)))
    before = server.heads.keep_origin(file.code, named)
    try:
        changed = _lay_in(server, file, lines, choices, now)
    except BaseException:
        server.heads.keep_origin(file.code, before)
        raise
    _keep_again(private, server.blobs)
    for log in (file.code, *sorted({one.place for one in file.above})):
        with suppress(WillNotSign), server.database.read() as session:  # else later, as any act
            server.heads.sign(session, log)
    return Imported(file.head.size, changed, len(lines.of[PEOPLE]), photos)


def _keep_photos(private: Backup, blobs: Blobs) -> int:
    every = list(private.manifest.under(BLOBS))
    for entry in every:
        if blobs.put(private.read(entry)) != entry.name.removeprefix(BLOBS):
            raise Broken(f"{entry.name} is not the photo that it is called.")
    return len(every)


def _keep_again(private: Backup, blobs: Blobs) -> None:
    """Keep those that were removed meanwhile, as needed by nobody."""
    for entry in private.manifest.under(BLOBS):
        if not blobs.path(entry.name.removeprefix(BLOBS)).exists():
            blobs.put(private.read(entry))


def prove_record(file: VillageFile, keys: tuple[str, ...]) -> int:
    """Prove the public part as `ubudehe verify` does; return its size, Broken otherwise."""
    with tempfile.TemporaryDirectory(prefix="ubudehe-village-") as folder:
        path = Path(folder) / RECORD
        path.write_bytes(file.part(RECORD) or b"")
        try:
            report = verify(open_source(str(path)), Wish(keys=_with_log(file, keys)))
        except (Unreadable, BadNote) as error:
            raise Broken(f"Its record cannot be read ({error}).") from error
    for log in (*report.logs, report.national):
        for fault in log.faults if log else ():
            raise Broken(f"Its record is not good: {fault.msgid % fault.params}")
    for fault in report.faults:
        raise Broken(f"Its record is not good: {fault.msgid % fault.params}")
    one = next((log for log in report.logs if log.code == file.code), None)
    said = file.head.origin, file.head.size, file.head.root
    if one is None or (one.origin, one.size, one.root) != said:
        raise Broken("Its record is not the one that its signed head tells of.")
    return file.head.size


def _with_log(file: VillageFile, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys by which to believe a record, and with them the country's log of its server.

    That log bears another name than a record which came from elsewhere; no key of the record's
    own name is believed by this.
    """
    host = file.address.partition("://")[2]
    if not keys or file.origin.partition("/")[0] == host:
        return keys
    return (*keys, *(vkey(f"{host}/log", parse_vkey(key)[2]) for key in file.vkeys))


def _refusals(session: Session, server: Server, file: VillageFile) -> int | None:
    """Raise WillNotMove where the file is not for here; return the size of what is here already."""
    if file.country != server.country.code:
        raise WillNotMove(f"It is a village of another country ({file.country}).")
    if session.get(Place, file.code) is None or len(file.code) != server.country.village_length:
        raise WillNotMove(f"The country's places have no village {file.code}.")
    if not knows(file.revision):
        raise WillNotMove(
            f"It was made by a version of other tables ({file.version}): install that or a newer."
        )
    if file.going is None:
        raise WillNotMove(
            "It is a copy. A village goes on at one server alone: let the one that keeps it make "
            "the file with --move."
        )
    ours = [parse_vkey(key)[2].public_bytes_raw() for key in server.heads.vkeys(file.code)]
    meant = [parse_vkey(key)[2].public_bytes_raw() for key in file.going.vkeys]
    if file.going.address != server.address or any(one not in meant for one in ours):
        raise WillNotMove(
            f"It was made for {file.going.address} and its key. This server is {server.address}: "
            "see `ubudehe village invite`."
        )
    here = record_size(session, file.code)
    if not here:
        return None
    if _begins_with(session, file, here):
        return here
    if not is_away(session, file.code):
        raise WillNotMove("The village grows here already, and not from this file.")
    return None


def _begins_with(session: Session, file: VillageFile, here: int) -> bool:
    """Tell whether the record that is here goes on after the one in the file."""
    if here <= file.head.size and not (here == file.head.size and not is_away(session, file.code)):
        return False
    try:
        return root_at(file.head.size, node_reader(session, file.code)) == file.head.root
    except NodeMissing:
        return False


def _known_here(heads: Heads, file: VillageFile) -> tuple[str, ...]:
    """Return the keys by which a record is known that was kept here before: also those of servers
    from which it came then."""
    if heads.last_signed(file.code) is None:
        return ()
    return (*heads.vkeys(file.code), *heads.signed_elsewhere(file.code))


def _private(file: VillageFile, unseal: Unseal) -> Backup:
    """Return the private part, proved to be whole."""
    sealed = file.part(SEALED)
    plain = file.part(PRIVATE)
    if sealed is None and plain is None:
        raise Broken("Its private part is missing.")
    opened = unseal(io.BytesIO(sealed)) if sealed is not None else io.BytesIO(plain or b"")
    found = Backup([opened], PRIVATE_FORMAT)
    found.prove_parts()
    return found


def _lines(server: Server, file: VillageFile, private: Backup) -> Lines:
    """Return the rows of a file as this version's tables hold them."""
    lines = Lines()
    try:
        for table, columns in private.manifest.said["tables"].items():
            (entry,) = private.manifest.under(f"{ROWS}{table}.jsonl")
            lines.put(table, [tuple(one) for one in columns], lines_in(private.read(entry)))
        if lines.of.keys() >= {PEOPLE, "log_leaf"}:
            with server.database.read() as session:
                current = revision_of(session.connection()) == file.revision
            return lines if current else renewed(lines, file.code, file.revision)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Broken("Its private part holds no rows of a village.") from error
    raise Broken("Its private part holds no rows of a village.")


def renewed(lines: Lines, code: str, revision: str) -> Lines:
    """Return the rows of an older version, brought through its migrations in a place apart."""
    with tempfile.TemporaryDirectory(prefix="ubudehe-village-") as folder:
        apart = Database(f"sqlite:///{folder}/apart.sqlite")
        try:
            migrate(apart, revision)
            columns = {table: [name for name, _ in of] for table, of in lines.columns.items()}
            with apart.engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                assert raw is not None
                raw.execute("PRAGMA foreign_keys=OFF")  # heard only outside a transaction
                parts = ((table, lines.as_bytes(table)) for table in lines.of)
                with connection.execution_options(writing=True).begin():
                    write_rows(connection, columns, parts)
                connection.invalidate()
            migrate(apart)
            with apart.engine.connect() as connection, connection.begin():
                found = read_lines(connection, code)
                people = read_people(connection, map(str, lines.values(PEOPLE, "id")), ())
                found.put(PEOPLE, people.columns[PEOPLE], people.of[PEOPLE])
                return found
        finally:
            apart.close()


def _lay_in(
    server: Server, file: VillageFile, lines: Lines, choices: Choices, now: datetime
) -> int:
    """Lay the rows in, tell the arrival and check it all, in one transaction."""
    assert file.going is not None
    today = day_of(now, server.country.zone)
    if not all(believed(one, file.code, today) for one in file.above):
        raise WillNotMove("It tells of roles that are not above the village, or have not ended.")
    arrived = MoveTold(ARRIVE, file.address, server.address, file.going.reason)
    try:
        with server.database.begun() as session:
            _refuse_meanwhile(session, server, file)
            _refuse_unasked(session, lines)
            came = lay_in_people(session, lines, choices, today)
            changed = len(came) + lay_in(session.connection(), file.code, lines)
            refuse_mixed(session, server.country, lines, today)
            remember(session, file.code)
            forget(session, file.code)
            forget_flags(session, file.code)
            session.expire_all()
            if root_at(file.head.size, node_reader(session, file.code)) != file.head.root:
                raise Broken("Its rows do not make the root that its head signs.")
            tell_roles_above(session, server.heads, file.above, came, now)
            enter_heads(session, {file.code: SignedHead(file.note, file.head)}, now)
            tell_move(session, server.heads, file.code, arrived, now)
            tell_people(session, server.heads, file.code, lines, now)
            session.flush()
            faults = faults_of_place(session, server.country, server.heads, file.code)
            if faults:
                raise WillNotMove(
                    f"It would not be here what its record says: {faults[0].told('en')}"
                )
            session.commit()
    except IntegrityError as error:
        raise WillNotMove("Its rows name others that are not here, or are here already.") from error
    except (ValueError, NodeMissing, DBAPIError) as error:
        raise Broken("Its rows do not fit their tables.") from error
    return changed


def _refuse_meanwhile(session: Session, server: Server, file: VillageFile) -> None:
    """Ask once more, now that nobody else writes: another may have taken it in."""
    if _refusals(session, server, file) is not None:
        raise WillNotMove("The village was taken in by somebody else just now.")


def _refuse_unasked(session: Session, lines: Lines) -> None:
    """Raise WillNotMove where answers to a higher place's questions come without the questions."""
    asked = {str(one) for one in lines.values("own_answers", "form")}
    here = {str(one) for one in session.exec(select(OwnForm.id))}
    if asked - here:
        raise WillNotMove(
            "Its households answered questions of a higher place that are not set here: set them "
            "here first, or let that place move as well."
        )
