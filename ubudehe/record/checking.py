"""Checking a record at rest: every event, hash, opening and signed head against each other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from ubudehe.language.catalogues import say
from ubudehe.language.messages import N_
from ubudehe.record.heads import NATIONAL, Heads
from ubudehe.record.rules.commitments import commit
from ubudehe.record.rules.lost_heads import lost_head
from ubudehe.record.rules.merkle import completed, leaf_hash, root_at
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.tables import Act, LogHead, LogLeaf, LogNode, Opening


@dataclass(frozen=True)
class Fault:
    """Something that is not as the record says: a message for people and its values.

    `words` are values that are messages themselves.
    """

    log: str
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def told(self, lang: str) -> str:
        """Return what is wrong, in a language."""
        words = {name: say(lang, msgid) for name, msgid in self.words.items()}
        return say(lang, self.msgid, **self.params, **words)


def check_log(
    session: Session, log: str, heads: Heads, promised: Sequence[Checkpoint] = ()
) -> list[Fault]:
    """Return everything in the record of `log` that contradicts itself or a signed head.

    `promised` are heads of this log that stand elsewhere.
    """
    entries = dict(
        session.execute(
            select(LogLeaf.idx, LogLeaf.entry).where(LogLeaf.log == log).order_by(col(LogLeaf.idx))
        ).all()
    )
    head = session.get(LogHead, log)
    size = head.size if head else 0
    if sorted(entries) != list(range(size)):
        return [Fault(log, N_("Events are missing, or there are too many."))]
    nodes: dict[tuple[int, int], bytes] = {}
    for index in range(size):
        digest = leaf_hash(entries[index])
        for level, place, node in completed(index, digest, lambda a, b: nodes[a, b]):
            nodes[level, place] = node
    return [
        *_stored_hashes(session, log, entries, nodes),
        *_signed_heads(log, size, nodes, heads, promised),
        *_lost_heads(log, entries, heads),
        *([] if log == NATIONAL else _acts_and_openings(session, log, entries)),
    ]


def _stored_hashes(
    session: Session, log: str, entries: dict[int, bytes], nodes: dict[tuple[int, int], bytes]
) -> list[Fault]:
    faults = []
    leaves = session.exec(select(LogLeaf.idx, LogLeaf.leaf_hash).where(LogLeaf.log == log))
    for index, stored in leaves:
        if stored != leaf_hash(entries[index]):
            faults.append(Fault(log, N_("Event %(index)s was rewritten."), {"index": index}))
    kept = session.exec(
        select(LogNode.level, LogNode.idx, LogNode.node_hash).where(LogNode.log == log)
    )
    if {(level, index): node for level, index, node in kept} != nodes:
        faults.append(Fault(log, N_("The tree of hashes does not fit its events.")))
    return faults


def _signed_heads(
    log: str,
    size: int,
    nodes: dict[tuple[int, int], bytes],
    heads: Heads,
    promised: Sequence[Checkpoint],
) -> list[Fault]:
    def read(level: int, index: int) -> bytes:
        return nodes[level, index]

    signed, last = heads.all_signed(log), heads.last_signed(log)
    if signed and signed[-1].size > size:
        lost = {"signed": signed[-1].size, "found": size}
        return [Fault(log, N_("%(signed)s events were signed, but %(found)s are here."), lost)]
    faults = []
    if any(root_at(one.size, read) != one.root for one in signed):
        faults.append(Fault(log, N_("The events are not those that were signed.")))
    if any(one.size > size or root_at(one.size, read) != one.root for one in promised):
        faults.append(Fault(log, N_("The events are not those that the country's log holds.")))
    if last is not None and not heads.is_ours(log, last.note):
        faults.append(Fault(log, N_("The last signed head does not bear our signature.")))
    return faults


def _lost_heads(log: str, entries: dict[int, bytes], heads: Heads) -> list[Fault]:
    """Return a fault for each head that was set aside without a word of it in the record."""
    aside = heads.set_aside(log)
    found = [lost_head(entry) for entry in entries.values()] if aside else []
    told = {(one.size, one.root) for one in found if one is not None}
    untold = N_("%(signed)s events were signed and are lost, but the record does not tell so.")
    return [
        Fault(log, untold, {"signed": one.size})
        for one in aside
        if (one.size, one.root) not in told
    ]


def _acts_and_openings(session: Session, log: str, entries: dict[int, bytes]) -> list[Fault]:
    faults = []
    leaves = {}
    for act in session.exec(select(Act).where(Act.log == log)):
        leaf = _read(entries.get(act.idx, b"{}"))
        if leaf is None:
            faults.append(Fault(log, N_("Event %(index)s cannot be read."), {"index": act.idx}))
        leaves[act.id] = leaf = leaf or {}
        said = leaf.get("id"), leaf.get("t"), leaf.get("village")
        if said != (str(act.id), act.type, log):
            faults.append(
                Fault(log, N_("Act %(index)s is not the one in the record."), {"index": act.idx})
            )
    if len(leaves) != len(entries):
        faults.append(Fault(log, N_("Events are missing, or there are too many.")))
    rewritten = N_("What act %(act)s had said about «%(field)s» was rewritten.")
    faults += [
        Fault(log, rewritten, {"act": str(opening.act), "field": opening.field})
        for opening in session.exec(select(Opening).where(Opening.log == log))
        if not _opens(opening, leaves.get(opening.act, {}))
    ]
    return faults


def _read(entry: bytes) -> dict[str, Any] | None:
    """Return an event, or None where the bytes are none."""
    try:
        leaf = json.loads(entry)
    except ValueError:
        return None
    return leaf if isinstance(leaf, dict) else None


def _opens(opening: Opening, leaf: dict[str, Any]) -> bool:
    """Tell whether an opening is what the event committed to."""
    committed = leaf.get("priv")
    kept = committed.get(opening.field) if isinstance(committed, dict) else None
    try:
        return bool(kept == commit(json.loads(opening.value), opening.salt).hex())
    except (TypeError, ValueError):
        return False
