"""The one write path: an event joins the record of its place, in the caller's transaction."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import ActReused
from ubudehe.record.rules.canonical import canonical
from ubudehe.record.rules.commitments import SALT_BYTES, commit
from ubudehe.record.rules.events import check_event
from ubudehe.record.rules.merkle import completed, leaf_hash
from ubudehe.record.tables import Act, LogHead, LogLeaf, LogNode, Opening, Total


@dataclass(frozen=True)
class Request:
    """What somebody asks to be done: `by` is public (role and key id), the rest is private."""

    log: str
    id: UUID
    type: str
    role: str
    key: str
    account: UUID | None
    at: datetime
    given: str
    """Canonical text of everything handed in; the same id must always bring the same."""
    entropy: Callable[[int], bytes]


@dataclass(frozen=True)
class Event:
    """What an act leaves behind.

    `public` goes into the leaf as it is; each field of `private` enters it only as a commitment;
    `subject` names the row the act made (never published); `totals` are added to the running sums.
    """

    public: Mapping[str, object] = field(default_factory=dict)
    private: Mapping[str, object] = field(default_factory=dict)
    subject: str | None = None
    totals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """The answer to an act: where it stands in the record. A repetition gets the same one."""

    log: str
    act: UUID
    index: int
    leaf_hash: bytes
    subject: str | None
    repeated: bool = False

    @property
    def made(self) -> str:
        """Return the id of what the act made; only for acts that make something."""
        if self.subject is None:
            raise ValueError("this act makes nothing that could be named")
        return self.subject


def lock_log(session: Session, log: str) -> LogHead:
    """Return the head of `log`, held until the transaction ends; started where there is none."""
    head = session.get(LogHead, log, with_for_update=True)
    if head is not None:
        return head
    with suppress(IntegrityError), session.begin_nested():
        session.add(LogHead(log=log, size=0, changed=0))
    return session.get_one(LogHead, log, with_for_update=True, populate_existing=True)


def earlier_receipt(session: Session, request: Request) -> Receipt | None:
    """Return the receipt of an act already done under this id, or None; ActReused if it differs."""
    act = session.get(Act, (request.log, request.id))
    if act is None:
        return None
    if _fingerprint(request, act.salt) != act.fingerprint:
        raise ActReused(
            N_("This form was already sent with other content. Open it again and start anew.")
        )
    leaf = session.get_one(LogLeaf, (act.log, act.idx))
    return Receipt(act.log, act.id, act.idx, leaf.leaf_hash, act.subject, repeated=True)


def append(session: Session, head: LogHead, request: Request, event: Event) -> Receipt:
    """Append `event` to the locked log of `head`: O(log n) hashes, O(1) rows."""
    salts = {name: request.entropy(SALT_BYTES) for name in event.private}
    entry = canonical(_public_event(request, event, salts))
    index, digest = head.size, leaf_hash(entry)
    session.add(LogLeaf(log=head.log, idx=index, entry=entry, leaf_hash=digest))
    for level, position, node in completed(index, digest, node_reader(session, head.log)):
        session.add(LogNode(log=head.log, level=level, idx=position, node_hash=node))
    head.size = index + 1
    head.changed = int(request.at.timestamp() * 1000)
    session.flush()
    session.add(_act(request, event, index))
    session.flush()
    for name, value in event.private.items():
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        session.add(Opening(log=head.log, act=request.id, field=name, salt=salts[name], value=text))
    for measure, change in event.totals.items():
        add_total(session, head.log, measure, change)
    session.flush()
    return Receipt(head.log, request.id, index, digest, event.subject)


def node_reader(session: Session, log: str) -> Callable[[int, int], bytes]:
    """Return a reader of stored complete nodes of `log` by level and index."""

    def read(level: int, index: int) -> bytes:
        return session.exec(
            select(LogNode.node_hash).where(
                LogNode.log == log, LogNode.level == level, LogNode.idx == index
            )
        ).one()

    return read


def add_total(session: Session, log: str, measure: str, change: int) -> None:
    """Add `change` to one running sum of a place."""
    total = session.get(Total, (log, measure))
    if total is None:
        session.add(Total(log=log, measure=measure, value=change))
    else:
        total.value += change


def changes_to(session: Session, log: str, wanted: Mapping[str, int]) -> dict[str, int]:
    """Return what to add to the running sums of a place so that they become `wanted`."""
    changes = {name: value - total(session, log, name) for name, value in wanted.items()}
    return {name: change for name, change in changes.items() if change}


def total(session: Session, log: str, measure: str) -> int:
    """Return one running sum of a place; 0 where nothing was ever added."""
    found = session.get(Total, (log, measure))
    return found.value if found else 0


def _public_event(request: Request, event: Event, salts: Mapping[str, bytes]) -> dict[str, object]:
    body: dict[str, object] = {
        "v": 1,
        "t": request.type,
        "id": str(request.id),
        "village": request.log,
        "at": request.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "by": {"role": request.role, "key": request.key},
        **event.public,
    }
    if event.private:
        body["priv"] = {
            name: commit(value, salts[name]).hex() for name, value in event.private.items()
        }
    check_event(body)
    return body


def _act(request: Request, event: Event, index: int) -> Act:
    salt = request.entropy(SALT_BYTES)
    return Act(
        log=request.log,
        id=request.id,
        idx=index,
        type=request.type,
        account=request.account,
        subject=event.subject,
        at=request.at,
        salt=salt,
        fingerprint=_fingerprint(request, salt),
    )


def _fingerprint(request: Request, salt: bytes) -> bytes:
    asked = f"{request.type}\n{request.account}\n{request.given}"
    return hashlib.sha256(salt + asked.encode()).digest()
