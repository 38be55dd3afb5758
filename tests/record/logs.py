"""Logs for tests: grown quickly by plain leaves, and edited as their database's owner could."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import insert, text
from sqlmodel import Session

from tests.conftest import World
from ubudehe.record.append import lock_log
from ubudehe.record.rules.merkle import completed, leaf_hash
from ubudehe.record.tables import LogHead, LogLeaf, LogNode


def entry(index: int) -> bytes:
    """Return the entry that `grow` puts at `index`."""
    return f'{{"n":{index}}}'.encode()


def grow(world: World, log: str, size: int, entry: Callable[[int], bytes] = entry) -> None:
    """Give an empty log `size` leaves."""
    leaves, nodes = [], []
    kept: dict[tuple[int, int], bytes] = {}
    for index in range(size):
        digest = leaf_hash(entry(index))
        leaves.append({"log": log, "idx": index, "entry": entry(index), "leaf_hash": digest})
        for level, at, node in completed(index, digest, lambda lev, i: kept[lev, i]):
            kept[level, at] = node
            nodes.append({"log": log, "level": level, "idx": at, "node_hash": node})
    with world.services.database.write() as session:
        lock_log(session, log)
        for rows, table in ((leaves, LogLeaf), (nodes, LogNode)):
            for start in range(0, len(rows), 5000):
                session.execute(insert(table), rows[start : start + 5000])
        session.get_one(LogHead, log).size = size


def sign(world: World, log: str) -> str:
    """Return the checkpoint of a log that is not empty."""
    with world.services.database.read() as session:
        note = world.services.heads.sign(session, log)
    assert note
    return note


@contextmanager
def without_triggers(session: Session) -> Iterator[None]:
    """Let what is in the block edit what may not be edited, as who owns the database can."""
    server = session.get_bind().dialect.name == "postgresql"
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    kept = [] if server else session.execute(text(triggers)).all()
    if server:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    for name, _ in kept:
        session.execute(text(f"DROP TRIGGER {name}"))
    yield
    session.flush()
    for _, sql in kept:
        session.execute(text(sql))


def as_owner(session: Session, *statements: str, **values: object) -> None:
    """Do `statements` as somebody who owns the database can."""
    with without_triggers(session):
        for statement in statements:
            session.execute(text(statement), values)
