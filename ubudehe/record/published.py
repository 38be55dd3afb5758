"""What anybody may read of a log: tiles, bundles and proofs, never beyond its signed head.

What no checkpoint covers is not shown, so a reader never holds something that nobody signed.
"""

from sqlmodel import Session, col

from ubudehe.record.heads import NATIONAL, SignedHead
from ubudehe.record.rules.merkle import inclusion_proof
from ubudehe.record.rules.proof_files import write_proof_file
from ubudehe.record.rules.tiles import TILE_LEVELS, TILE_WIDTH, Tile, is_tile_of, pack_bundle
from ubudehe.record.tables import LogHead, LogLeaf, LogNode, PublishedHead
from ubudehe.record.tree import node_reader
from ubudehe.storage.reading import pick


def tile_bytes(session: Session, log: str, tile: Tile, signed: SignedHead | None) -> bytes | None:
    """Return the bytes of a tile or bundle of `log`; None unless `signed` covers all of it."""
    if signed is None or not is_tile_of(tile, signed.checkpoint.size):
        return None
    first = tile.index * TILE_WIDTH
    wanted = range(first, first + tile.width)
    if tile.level < 0:
        found = _entries(session, log, wanted)
    else:
        found = _nodes(session, log, tile.level * TILE_LEVELS, wanted)
    if len(found) != tile.width:
        return None  # the database was cut; what is left of it is no tile
    return pack_bundle(found) if tile.level < 0 else b"".join(found)


def proof_file(session: Session, log: str, index: int, signed: SignedHead | None) -> str | None:
    """Return the proof that entry `index` stands under the head `signed`; None if it does not."""
    if signed is None or index >= signed.checkpoint.size:
        return None
    steps = inclusion_proof(index, signed.checkpoint.size, node_reader(session, log))
    return write_proof_file(index, steps, signed.note)


def witnessed_file(session: Session, log: str, given: SignedHead | None) -> str | None:
    """Return the proof that the newest entered head of a place stands in the country's log.

    Its `extra` is the leaf, which holds that head. None while `given`, the country's checkpoint
    that is given out, does not cover it.
    """
    entered = session.get(PublishedHead, log)
    if given is None or entered is None or entered.idx >= given.checkpoint.size:
        return None
    steps = inclusion_proof(entered.idx, given.checkpoint.size, node_reader(session, NATIONAL))
    (leaf,) = _entries(session, NATIONAL, range(entered.idx, entered.idx + 1))
    return write_proof_file(entered.idx, steps, given.note, leaf)


def logs_under(session: Session, code: str) -> list[str]:
    """Return the codes of all places at or under `code` whose record is not empty, sorted.

    The empty code is the whole country.
    """
    query = pick(LogHead.log).where(LogHead.size > 0, LogHead.log != NATIONAL)
    if code:
        query = query.where(col(LogHead.log) >= code, col(LogHead.log) < code + ":")
    return sorted(session.execute(query).scalars())


def entry_bytes(session: Session, log: str, index: int) -> bytes:
    """Return the canonical bytes of one entry; IndexError where there is none."""
    return _entries(session, log, range(index, index + 1))[0]


def _entries(session: Session, log: str, wanted: range) -> list[bytes]:
    query = pick(LogLeaf.entry).where(
        LogLeaf.log == log, col(LogLeaf.idx) >= wanted.start, col(LogLeaf.idx) < wanted.stop
    )
    return list(session.execute(query.order_by(col(LogLeaf.idx))).scalars())


def _nodes(session: Session, log: str, level: int, wanted: range) -> list[bytes]:
    query = pick(LogNode.node_hash).where(
        LogNode.log == log,
        LogNode.level == level,
        col(LogNode.idx) >= wanted.start,
        col(LogNode.idx) < wanted.stop,
    )
    return list(session.execute(query.order_by(col(LogNode.idx))).scalars())
