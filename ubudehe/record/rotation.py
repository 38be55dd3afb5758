"""A new key for the server's logs, and the end of an old one: both are told in the logs themselves.

The old key signs the head that holds `key.add`; from then on both sign, so that whoever trusts
only the old one can follow. `key.revoke` is told in heads that both sign; then the old one is
destroyed. Each step may be repeated after a crash: what was told already is not told twice.
"""

from collections.abc import Mapping
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlmodel import Session

from ubudehe.record.append import Event, add_leaves, append, earlier_receipt, lock_log
from ubudehe.record.by_server import by_server
from ubudehe.record.heads import NATIONAL, Heads
from ubudehe.record.moves import is_away
from ubudehe.record.national import leaf
from ubudehe.record.queries import record_sizes
from ubudehe.record.rules.canonical import canonical
from ubudehe.record.rules.notes import vkey
from ubudehe.record.tables import LogHead, LogLeaf
from ubudehe.storage.engine import Database
from ubudehe.storage.reading import pick


def rotate_key(database: Database, heads: Heads, now: datetime) -> int:
    """Let a new key sign beside the old one; return in how many logs that was told.

    WillNotSign if a record does not continue what was signed: nothing is taken into use then.
    """
    coming = heads.keys.introduced().public_key()
    logs = _tell_all(database, heads, "key.add", coming, now)
    heads.keys.take_introduced()
    _sign_all(database, heads, logs)
    return len(logs)


def revoke_key(database: Database, heads: Heads, now: datetime) -> int:
    """Let the oldest key sign no more and destroy it; return in how many logs that was told.

    ValueError if it is the only one. WillNotSign as above.
    """
    keys = heads.keys.all()
    if len(keys) < 2:
        raise ValueError("the only key cannot be revoked")
    logs = _tell_all(database, heads, "key.revoke", keys[0].public_key(), now)
    _keep_the_country_head(database, heads, now)
    heads.keys.drop(keys[0])
    _sign_all(database, heads, logs)
    return len(logs)


def _tell_all(
    database: Database, heads: Heads, type_: str, key: Ed25519PublicKey, now: datetime
) -> list[str]:
    with database.read() as session:
        # A record that went on elsewhere is told nothing more here.
        logs = [log for log in sorted(record_sizes(session)) if not is_away(session, log)]
        if session.get(LogHead, NATIONAL) is not None:
            logs.append(NATIONAL)
    for log in logs:
        told = {"vkey": vkey(heads.origin(log), key)}
        if log == NATIONAL:
            _tell_the_country(database, heads, type_, told, now)
        else:
            with database.write() as session:
                tell_key(session, heads, log, type_, told["vkey"], now)
    _sign_all(database, heads, logs)
    return logs


def tell_key(session: Session, heads: Heads, log: str, type_: str, key: str, now: datetime) -> None:
    """Write into the record of a place that the verifier key `key` is added or revoked; once."""
    request = by_server(log, heads.key_id(log), type_, now, key, key)
    head = lock_log(session, log)
    if earlier_receipt(session, request) is None:
        append(session, head, request, Event(public={"vkey": key}))


def _tell_the_country(
    database: Database, heads: Heads, type_: str, told: Mapping[str, str], now: datetime
) -> None:
    entry = canonical({"v": 1, "t": type_, "origin": heads.origin(NATIONAL), **told})
    with database.write() as session:
        head = lock_log(session, NATIONAL)
        already = pick(LogLeaf.idx).where(LogLeaf.log == NATIONAL, LogLeaf.entry == entry)
        if session.execute(already).first() is None:
            add_leaves(head, [entry], now)


def _keep_the_country_head(database: Database, heads: Heads, now: datetime) -> None:
    """Enter the head of the country's log that both keys signed into that log itself.

    Whoever knows only the old key finds there what it signed last: the way to the new one. The
    heads of places stand there anyway.
    """
    signed = heads.last_signed(NATIONAL)
    if signed is not None:
        with database.write() as session:
            add_leaves(lock_log(session, NATIONAL), [leaf(signed)], now)


def _sign_all(database: Database, heads: Heads, logs: list[str]) -> None:
    for log in logs:
        with database.read() as session:
            heads.sign(session, log)
