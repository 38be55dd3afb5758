"""Whether the books know by which act of the record each entry was decided and each photo came.

What a page says as of a size of the record hangs on these numbers (`entries/conditions.py`).
"""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Session, col

from ubudehe.language.messages import N_
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.record.checking import Fault
from ubudehe.record.rules.canonical import NotCanonical, parse
from ubudehe.record.tables import Act, LogLeaf
from ubudehe.storage.reading import pick

_DECIDING = ("txn.approve", "txn.void", "txn.withdraw")
_SHOWING = ("txn.propose", "evidence.add", "evidence.replace")


def faults_of_order(session: Session, village: str) -> list[Fault]:
    """Return the entries that the books take for decided, or proven, by another act than they were.

    A photo is known by the last act that put it there.
    """
    decided: dict[UUID, int] = {}
    shown: dict[tuple[UUID, str], int] = {}
    for index, event in _events(session, village):
        kind = event.get("t")
        if kind in _DECIDING and event.get("posted", True):
            decided.setdefault(UUID(str(event["entry"])), index)
        for photo in event.get("ev") or () if kind in _SHOWING else ():  # type: ignore[attr-defined]
            behind = event.get("entry", event["id"]), *(event.get("also") or ())  # type: ignore[misc]
            shown.update({(UUID(str(entry)), photo["h"]): index for entry in behind})
    return [
        Fault(village, text, {"number": number})
        for number, text in _differing(session, village, decided, shown)
    ]


def _differing(
    session: Session,
    village: str,
    decided: dict[UUID, int],
    shown: dict[tuple[UUID, str], int],
) -> Iterator[tuple[int, str]]:
    entries = session.execute(
        pick(LedgerEntry.id, LedgerEntry.number, LedgerEntry.decided_idx)
        .where(LedgerEntry.village == village)
        .order_by(col(LedgerEntry.number))
    )
    for id_, number, index in entries:
        if decided.get(id_) != index:
            yield number, N_("Entry %(number)s was decided by another act than the books say.")
    photos = session.execute(
        pick(Evidence.entry, Evidence.sha256, Evidence.added_idx, LedgerEntry.number)
        .join(LedgerEntry, col(LedgerEntry.id) == Evidence.entry)
        .where(LedgerEntry.village == village)
        .order_by(col(LedgerEntry.number), col(Evidence.sha256))
    )
    for id_, digest, index, number in photos:
        if shown.get((id_, digest)) != index:
            yield number, N_("A photo of entry %(number)s came by another act than the books say.")


def _events(session: Session, village: str) -> Iterator[tuple[int, dict[str, object]]]:
    rows = session.execute(
        pick(LogLeaf.idx, LogLeaf.entry)
        .join(Act, (col(Act.log) == LogLeaf.log) & (col(Act.idx) == LogLeaf.idx))
        .where(LogLeaf.log == village, col(Act.type).in_((*_DECIDING, *_SHOWING)))
        .order_by(col(LogLeaf.idx))
    )
    for index, entry in rows:
        try:
            yield index, parse(bytes(entry))
        except NotCanonical:
            continue  # told by the check of the record itself
