"""The country's log of checkpoints: each signed head of a place becomes one of its leaves.

Witnesses need to watch only this log, however many villages there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col

from ubudehe.record.append import add_leaves, lock_log
from ubudehe.record.heads import NATIONAL, SignedHead
from ubudehe.record.rules.canonical import canonical, parse
from ubudehe.record.rules.notes import BadNote, Checkpoint, parse_checkpoint, parse_note
from ubudehe.record.tables import LogHead, LogLeaf, PublishedHead
from ubudehe.storage.prepared import Prepared
from ubudehe.storage.reading import pick

_PUBLISHED = Prepared(
    "INSERT INTO published_head (log, size, idx) VALUES (:log, :size, :idx)"
    " ON CONFLICT (log) DO UPDATE SET size = excluded.size, idx = excluded.idx"
)


@dataclass(frozen=True)
class Entered:
    """One leaf of the country's log that holds the head of a place."""

    index: int
    note: str
    checkpoint: Checkpoint


def grown_logs(session: Session) -> list[str]:
    """Return the places whose record is larger than what the country's log holds of it."""
    published = pick(PublishedHead.size).where(PublishedHead.log == LogHead.log).scalar_subquery()
    rows = session.execute(
        pick(LogHead.log, LogHead.size, published).where(
            LogHead.size > 0, col(LogHead.log) != NATIONAL
        )
    )
    return [log for log, size, already in rows if size > (already or 0)]


def enter_heads(session: Session, heads: Mapping[str, SignedHead], at: datetime) -> int:
    """Append the signed heads of places, by their logs, to the country's log; return how many.

    One that another process has entered meanwhile is passed over.
    """
    national = lock_log(session, NATIONAL)
    sizes = _published_sizes(session, list(heads))
    fresh = {log: head for log, head in heads.items() if head.checkpoint.size > sizes.get(log, 0)}
    if not fresh:
        return 0
    first = national.size
    add_leaves(national, [leaf(head) for head in fresh.values()], at)
    _PUBLISHED.run(
        session,
        *(
            {"log": log, "size": head.checkpoint.size, "idx": index}
            for index, (log, head) in enumerate(fresh.items(), first)
        ),
    )
    return len(fresh)


def leaf(head: SignedHead) -> bytes:
    """Return the leaf that holds a signed head."""
    return canonical({"v": 1, "t": "cp", "origin": head.checkpoint.origin, "note": head.note})


def entered_heads(session: Session) -> Iterator[Entered]:
    """Yield the heads that the country's log holds, in its order; BadNote at one that is none."""
    rows = session.execute(
        pick(LogLeaf.idx, LogLeaf.entry).where(LogLeaf.log == NATIONAL).order_by(col(LogLeaf.idx))
    )
    for index, entry in rows:
        event = parse(entry)
        if event.get("t") != "cp":
            continue
        note = str(event["note"])
        checkpoint = parse_checkpoint(parse_note(note.encode()).text)
        if checkpoint.origin != event["origin"]:
            raise BadNote(f"entry {index} holds the head of another log")
        yield Entered(index, note, checkpoint)


def _published_sizes(session: Session, logs: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        pick(PublishedHead.log, PublishedHead.size).where(col(PublishedHead.log).in_(logs))
    ).all()
    return dict(rows)
