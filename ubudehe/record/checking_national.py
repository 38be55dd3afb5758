"""Checking the country's log at rest: its leaves, the heads they hold, and what is given out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col

from ubudehe.language.messages import N_
from ubudehe.record.checking import Fault, check_log
from ubudehe.record.cosigned import CosignedNote, times_of
from ubudehe.record.heads import NATIONAL, Heads
from ubudehe.record.national import entered_heads
from ubudehe.record.queries import record_sizes
from ubudehe.record.rules.notes import BadNote, Checkpoint
from ubudehe.record.rules.policies import Policy
from ubudehe.record.tables import LogHead, PublishedHead
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class Checked:
    """How many records were checked, and everything that contradicts itself."""

    records: int
    faults: tuple[Fault, ...]


def check_all(session: Session, heads: Heads, policy: Policy) -> Checked:
    """Check every record, and the country's log if there is one, against each other."""
    logs = sorted(record_sizes(session))
    faults: list[Fault] = []
    promised: dict[str, list[Checkpoint]] = defaultdict(list)
    if session.get(LogHead, NATIONAL) is not None or heads.last_signed(NATIONAL) is not None:
        faults += _entered(session, heads, logs, promised)
        faults += _tree_and_what_is_given_out(session, heads, policy, promised[NATIONAL])
    for log in logs:
        faults += check_log(session, log, heads, promised[log])
    if heads.contradiction.exists():
        faults.append(Fault(NATIONAL, N_("A witness has shown another history of this log.")))
    return Checked(len(logs), tuple(faults))


def _entered(
    session: Session, heads: Heads, logs: Sequence[str], promised: dict[str, list[Checkpoint]]
) -> list[Fault]:
    """Sort the heads of the country's log by place into `promised`; return what is wrong."""
    places = {heads.origin(log): log for log in (*logs, NATIONAL)}
    faults, last = [], {}
    try:
        for entered in entered_heads(session):
            log = places.get(entered.checkpoint.origin)
            if log is None or not heads.is_ours(log, entered.note):
                faults.append(_spoilt(entered.index))
                continue
            promised[log].append(entered.checkpoint)
            last[log] = entered.checkpoint.size, entered.index
    except (BadNote, KeyError, ValueError):
        faults.append(Fault(NATIONAL, N_("An entry holds no signed head.")))
    kept = session.execute(
        pick(PublishedHead.log, PublishedHead.size, PublishedHead.idx).order_by(
            col(PublishedHead.log)
        )
    )
    for log, size, index in kept:
        if last.get(log) != (size, index):
            faults.append(_spoilt(index))
    return faults


def _spoilt(index: int) -> Fault:
    msgid = N_("Entry %(index)s is not the signed head that was entered.")
    return Fault(NATIONAL, msgid, {"index": index})


def _tree_and_what_is_given_out(
    session: Session, heads: Heads, policy: Policy, promised: Sequence[Checkpoint]
) -> list[Fault]:
    """Check the tree, and the checkpoint that is given out against it, with its cosignatures."""
    try:
        given = CosignedNote(heads.folder).read()
        if given is None:
            return check_log(session, NATIONAL, heads, promised)
        times_of(given.note, policy)
        good = heads.is_ours(NATIONAL, given.note)
    except BadNote:
        good, given = False, None
    given_out = [given.checkpoint] if given else []
    faults = check_log(session, NATIONAL, heads, [*promised, *given_out])
    if not good:
        faults.append(Fault(NATIONAL, N_("The checkpoint that is given out is not of this log.")))
    return faults
