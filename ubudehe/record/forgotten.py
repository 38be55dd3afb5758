"""Villages that moved away and of which only the public record is kept here.

The record of the whole country tells it, since the village's own goes on elsewhere: at which size
of its record, where it is now, and a digest of what is still counted of it in sums above.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from ubudehe.record.append import Event, append, lock_log
from ubudehe.record.by_server import by_server
from ubudehe.record.happened import Stretch, happened
from ubudehe.record.heads import Heads
from ubudehe.record.rules.canonical import canonical_value
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.record.tables import ForgottenVillage, LogHead

TYPE = "village.forget"


@dataclass(frozen=True)
class Forgetting:
    """What everybody is told: which village, at which head, where it is now, and why."""

    village: str
    head: Checkpoint
    to: str
    reason: str


def tell_forgotten(
    session: Session, heads: Heads, told: Forgetting, figures: Mapping[str, object], at: datetime
) -> None:
    """Tell in the country's record that a village is forgotten here, and mark it so.

    `figures` are what is counted of it in sums above from now on.
    """
    of, root = f"{told.head.origin} {told.head.size}", told.head.root.hex()
    request = by_server(COUNTRY, heads.key_id(COUNTRY), TYPE, at, of, root)
    public = {
        "place": told.village,
        "size": told.head.size,
        "root": root,
        "to": told.to,
        "figures": digest_of(figures),
        "reason": told.reason,
    }
    append(session, lock_log(session, COUNTRY), request, Event(public=public))
    row = ForgottenVillage(village=told.village, size=told.head.size, figures=dict(figures))
    session.add(row)
    session.flush()


def is_forgotten(session: Session, village: str) -> bool:
    """Tell whether only the public record of a village is kept here."""
    return session.get(ForgottenVillage, village) is not None


def remember(session: Session, village: str) -> None:
    """Let a village that has come back be kept like any other."""
    session.exec(delete(ForgottenVillage).where(col(ForgottenVillage.village) == village))


def forgotten(session: Session) -> dict[str, bool]:
    """Return the villages that are marked as forgotten: whether the country's record tells it."""
    marked = session.exec(
        select(ForgottenVillage, LogHead.size).join(
            LogHead, col(LogHead.log) == ForgottenVillage.village
        )
    ).all()
    if not marked:
        return {}
    said = {
        (one.public["place"], one.public["size"], one.public["figures"])
        for one in happened(session, Stretch(COUNTRY), [TYPE])
    }
    return {
        row.village: row.size == size and (row.village, row.size, digest_of(row.figures)) in said
        for row, size in marked
    }


def digest_of(figures: Mapping[str, object]) -> str:
    """Return the SHA-256 of figures, in hex, as the country's record tells it."""
    return hashlib.sha256(canonical_value(figures)).hexdigest()
