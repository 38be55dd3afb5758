"""The one write path: an event joins the record of its place, in the caller's transaction."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import ActReused
from ubudehe.record.rules.commitments import SALT_BYTES, commit
from ubudehe.record.rules.events import check_event
from ubudehe.record.rules.merkle import completed, leaf_hash, root_at
from ubudehe.record.tree import Growth, read_peaks
from ubudehe.storage.columns import Moment
from ubudehe.storage.prepared import Driver, Prepared

_UUID, _MOMENT = Uuid(), Moment()
_LOCK = Prepared("SELECT size FROM log_head WHERE log = :log", for_update=True)
_START = Prepared(
    "INSERT INTO log_head (log, size, changed) VALUES (:log, 0, 0) ON CONFLICT (log) DO NOTHING"
)
_GROW = Prepared("UPDATE log_head SET size = :size, changed = :changed WHERE log = :log")
_EARLIER = Prepared(
    "SELECT act.idx, act.subject, act.salt, act.fingerprint, log_leaf.leaf_hash FROM act"
    " JOIN log_leaf ON log_leaf.log = act.log AND log_leaf.idx = act.idx"
    " WHERE act.log = :log AND act.id = :id",
    {"id": _UUID},
)
_LEAF = Prepared(
    "INSERT INTO log_leaf (log, idx, entry, leaf_hash) VALUES (:log, :idx, :entry, :leaf_hash)"
)
_NODE = Prepared(
    "INSERT INTO log_node (log, level, idx, node_hash) VALUES (:log, :level, :idx, :node_hash)"
)
_ACT = Prepared(
    "INSERT INTO act (log, id, idx, type, account, subject, at, salt, fingerprint) VALUES"
    " (:log, :id, :idx, :type, :account, :subject, :at, :salt, :fingerprint)",
    {"id": _UUID, "account": _UUID, "at": _MOMENT},
)
_OPENING = Prepared(
    "INSERT INTO opening (log, act, field, salt, value) VALUES (:log, :act, :field, :salt, :value)",
    {"act": _UUID},
)
_TOTAL = Prepared(
    "INSERT INTO total (log, measure, value) VALUES (:log, :measure, :value)"
    " ON CONFLICT (log, measure) DO UPDATE SET value = total.value + excluded.value"
)
_READ_TOTAL = Prepared("SELECT value FROM total WHERE log = :log AND measure = :measure")


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
    growth: Growth | None = None
    """What became of the record; None where nothing was added."""

    @property
    def made(self) -> str:
        """Return the id of what the act made; only for acts that make something."""
        if self.subject is None:
            raise ValueError("this act makes nothing that could be named")
        return self.subject


@dataclass
class Locked:
    """A log that nobody else may append to until the transaction ends, and its size by now."""

    log: str
    size: int
    driver: Driver
    growth: Growth | None = None


def lock_log(session: Session, log: str) -> Locked:
    """Return `log`, held until the transaction ends; started where there is none."""
    driver = Driver(session)
    found = _LOCK.row(driver, {"log": log})
    if found is None:
        _START.run(driver, {"log": log})
        found = _LOCK.row(driver, {"log": log})
    return Locked(log, found[0] if found else 0, driver)


def earlier_receipt(on: Session | Driver, request: Request) -> Receipt | None:
    """Return the receipt of an act already done under this id, or None; ActReused if it differs."""
    found = _EARLIER.row(on, {"log": request.log, "id": request.id})
    if found is None:
        return None
    index, subject, salt, fingerprint, digest = found
    if _fingerprint(request, salt) != fingerprint:
        raise ActReused(
            N_("This form was already sent with other content. Open it again and start anew.")
        )
    return Receipt(request.log, request.id, index, digest, subject, repeated=True)


def stands(session: Session, receipt: Receipt) -> bool:
    """Tell whether an event stands in its record; who may still be writing it is waited for."""
    driver = lock_log(session, receipt.log).driver
    found = _EARLIER.row(driver, {"log": receipt.log, "id": receipt.act})
    return found is not None and found[-1] == receipt.leaf_hash


def append(session: Session, head: Locked, request: Request, event: Event) -> Receipt:
    """Append `event` to the locked log of `head`: O(log n) hashes, O(1) rows."""
    salts = {name: request.entropy(SALT_BYTES) for name in event.private}
    entry = check_event(_public_event(request, event, salts))
    session.flush()
    index = head.size
    with head.driver.together():
        (digest,) = add_leaves(head, [entry], request.at)
        _ACT.run(head.driver, _act(request, event, index))
        _OPENING.run(head.driver, *_openings(request, event, salts))
        _TOTAL.run(
            head.driver,
            *(
                {"log": head.log, "measure": measure, "value": change}
                for measure, change in event.totals.items()
            ),
        )
    return Receipt(head.log, request.id, index, digest, event.subject, growth=head.growth)


def add_leaves(head: Locked, entries: Sequence[bytes], at: datetime) -> list[bytes]:
    """Append `entries` as they are to the locked log of `head`; return their leaf hashes."""
    fresh: dict[tuple[int, int], bytes] = {}
    stored = read_peaks(head.driver, head.log, head.size)

    def node(level: int, index: int) -> bytes:
        return fresh.get((level, index)) or stored(level, index)

    leaves, digests = [], [leaf_hash(entry) for entry in entries]
    for index, (entry, digest) in enumerate(zip(entries, digests, strict=True), head.size):
        leaves.append({"log": head.log, "idx": index, "entry": entry, "leaf_hash": digest})
        for level, place, hash_ in completed(index, digest, node):
            fresh[level, place] = hash_
    _LEAF.run(head.driver, *leaves)
    _NODE.run(
        head.driver,
        *(
            {"log": head.log, "level": level, "idx": place, "node_hash": hash_}
            for (level, place), hash_ in fresh.items()
        ),
    )
    before = head.growth or Growth(head.size, root_at(head.size, stored), head.size, b"")
    head.size += len(entries)
    head.growth = replace(before, new_size=head.size, new_root=root_at(head.size, node))
    changed = int(at.timestamp() * 1000)
    _GROW.run(head.driver, {"log": head.log, "size": head.size, "changed": changed})
    return digests


def changes_to(session: Session, log: str, wanted: Mapping[str, int]) -> dict[str, int]:
    """Return what to add to the running sums of a place so that they become `wanted`."""
    changes = {name: value - total(session, log, name) for name, value in wanted.items()}
    return {name: change for name, change in changes.items() if change}


def total(session: Session, log: str, measure: str) -> int:
    """Return one running sum of a place; 0 where nothing was ever added."""
    found = _READ_TOTAL.row(session, {"log": log, "measure": measure})
    return int(found[0]) if found else 0


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
    return body


def _act(request: Request, event: Event, index: int) -> dict[str, object]:
    salt = request.entropy(SALT_BYTES)
    return {
        "log": request.log,
        "id": request.id,
        "idx": index,
        "type": request.type,
        "account": request.account,
        "subject": event.subject,
        "at": request.at,
        "salt": salt,
        "fingerprint": _fingerprint(request, salt),
    }


def _openings(
    request: Request, event: Event, salts: Mapping[str, bytes]
) -> Iterator[dict[str, object]]:
    for name, value in event.private.items():
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        yield {
            "log": request.log,
            "act": request.id,
            "field": name,
            "salt": salts[name],
            "value": text,
        }


def _fingerprint(request: Request, salt: bytes) -> bytes:
    asked = f"{request.type}\n{request.account}\n{request.given}"
    return hashlib.sha256(salt + asked.encode()).digest()
