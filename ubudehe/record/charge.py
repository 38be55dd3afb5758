"""One data folder is in charge of a database: its keys sign, and its files are the ones there are.

Two servers with folders of their own would sign the same records with other keys, miss each
other's photos, and not open each other's ballot boxes. So a folder with other keys does not begin,
and of two copies of one folder the one that began to serve last goes on; the other only reads.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.record.heads import NATIONAL, Heads
from ubudehe.record.rules.canonical import parse
from ubudehe.record.rules.notes import BadNote, parse_checkpoint, parse_note, verify_note, vkey
from ubudehe.record.tables import InCharge, LogLeaf
from ubudehe.storage.engine import Database
from ubudehe.storage.kept import replace_file
from ubudehe.storage.prepared import Prepared
from ubudehe.storage.reading import pick

_TOKEN = Prepared("SELECT token FROM in_charge WHERE id = 1")
_LOOKED_AT = 100


class TakenOver(Refusal):
    """Another data folder is in charge of the database."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Another server has taken over these books, so they can only be read here. Nothing "
                "was written. Tell who looks after this server."
            )
        )


def knows_signer(session: Session, heads: Heads) -> bool:
    """Tell whether the keys of this folder, of today or of once, signed what is signed last.

    True where nothing is signed yet. Under which host name it was signed is not asked; the head
    with which a village came may be of the server that it came from.
    """
    known = [key.public_key() for key in heads.keys.all()] + list(heads.keys.dropped())
    row = session.get(InCharge, 1)
    if row is not None:
        return row.signer in {key.public_bytes_raw().hex() for key in known}
    newest = pick(LogLeaf.entry).where(LogLeaf.log == NATIONAL).order_by(col(LogLeaf.idx).desc())
    for (entry,) in session.execute(newest.limit(_LOOKED_AT)):
        event = parse(entry)
        if event.get("t") == "cp":
            note = str(event["note"]).encode()
            origin = parse_checkpoint(parse_note(note).text).origin
            earlier = heads.signed_elsewhere(origin.rpartition("/")[2])
            try:
                verify_note(note, [*(vkey(origin, key) for key in known), *earlier])
            except BadNote:
                return False
            return True
    return True


def take_charge(
    database: Database, heads: Heads, now: datetime, machine: str = os.uname().nodename
) -> None:
    """Let this folder be in charge from now on; a copy of it on another machine no longer is."""
    with database.write() as session:
        row = session.get(InCharge, 1, with_for_update=True)
        token, signer = _own(heads.folder), heads.keys.all()[-1].public_key()
        if row is None:
            row = InCharge(id=1, token="", machine="", signer="", since=now)
        if row.token != token or row.machine != machine:
            row.token, row.machine, row.since = secrets.token_hex(16), machine, now
            replace_file(_file(heads.folder), row.token.encode())
        row.signer = signer.public_bytes_raw().hex()
        session.add(row)


def is_taken_over(session: Session, heads: Heads) -> bool:
    """Tell whether another data folder is in charge; nobody is where nothing was ever served."""
    return serves_another(session, heads.folder)


def serves_another(session: Session, folder: Path) -> bool:
    """Tell whether another data folder is in charge than the one whose heads lie in `folder`."""
    found = _TOKEN.row(session, {})
    return found is not None and is_anothers(found[0], folder)


def is_anothers(token: str, folder: Path) -> bool:
    """Tell whether `token`, of who is in charge, is not that of the folder with these heads."""
    return token != _own(folder)


def refuse_taken_over(session: Session, heads: Heads) -> None:
    """Raise TakenOver, before an act writes anything, where another folder is in charge."""
    if is_taken_over(session, heads):
        raise TakenOver


def _file(folder: Path) -> Path:
    return folder / "in-charge"


def _own(folder: Path) -> str:
    try:
        return _file(folder).read_text()
    except FileNotFoundError:
        return ""
