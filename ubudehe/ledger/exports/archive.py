"""A place's whole public record as one ZIP that verifies alone: the layout of a mirror."""

import json
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from sqlmodel import Session, col, select

from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.ledger.exports.sums import sums_of
from ubudehe.ledger.months.tables import MoneyCount
from ubudehe.ledger.rules.states import EntryState
from ubudehe.places.pack import Country
from ubudehe.places.rules import is_village
from ubudehe.record.heads import NATIONAL, Heads, SignedHead
from ubudehe.record.published import tile_bytes
from ubudehe.record.rules.canonical import canonical_value
from ubudehe.record.rules.tiles import levels_of, tiles_of
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.reading import pick

FORMAT = "ubudehe-mirror/v1"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_archive(
    target: BinaryIO,
    session: Session,
    code: str,
    heads: Heads,
    national: SignedHead | None,
    blobs: Blobs,
    country: Country,
    about: tuple[str, str],
) -> None:
    """Write the ZIP of a place; `about` is the site's address and its policy of witnesses.

    It holds that place's own record alone, so the sums of a village, and of no place above.
    """
    address, policy = about
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packing:
        manifest = {"format": FORMAT, "url": address, "code": code}
        _add(packing, "mirror.json", json.dumps(manifest).encode())
        _add(packing, "policy", policy.encode())
        if is_village(code, country):
            sums = canonical_value(sums_of(session, code, country))
            _add(packing, f"v/{code}/sums", sums)
        _add(packing, f"v/{code}/logs", f"{code}\n".encode())
        for prefix, log, head in (
            (f"v/{code}", code, heads.last_signed(code)),
            ("log", NATIONAL, national),
        ):
            if head is not None:
                _add_log(packing, session, prefix, log, head, heads.vkeys(log))
        for digest in _photos(session, code):
            content = blobs.get(digest)
            if content is not None:
                _add(packing, f"r/{digest}", content)


def _add_log(
    packing: zipfile.ZipFile,
    session: Session,
    prefix: str,
    log: str,
    head: SignedHead,
    vkeys: tuple[str, ...],
) -> None:
    _add(packing, f"{prefix}/checkpoint", head.note.encode())
    _add(packing, f"{prefix}/key", "".join(f"{vkey}\n" for vkey in vkeys).encode())
    for level in (-1, *levels_of(head.checkpoint.size)):
        for tile in tiles_of(head.checkpoint.size, level):
            content = tile_bytes(session, log, tile, head)
            if content is not None:
                _add(packing, f"{prefix}/{tile.path}", content)


def _photos(session: Session, village: str) -> Iterator[str]:
    behind = session.execute(
        pick(Evidence.sha256)
        .join(LedgerEntry, col(LedgerEntry.id) == Evidence.entry)
        .where(
            LedgerEntry.village == village,
            LedgerEntry.state != EntryState.REFUSED,
            Evidence.gone == "",
        )
        .distinct()
    )
    counted = session.exec(
        select(MoneyCount.photo).where(
            MoneyCount.village == village, col(MoneyCount.photo).is_not(None)
        )
    )
    yield from sorted({digest for (digest,) in behind} | {one for one in counted if one})


def _add(packing: zipfile.ZipFile, path: str, content: bytes) -> None:
    info = zipfile.ZipInfo(path, _LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    packing.writestr(info, content)
