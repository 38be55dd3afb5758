"""Records for tests, made from the pure rules alone: events of a village, and a mirror folder."""

import base64
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ubudehe.record.rules import tiles
from ubudehe.record.rules.canonical import canonical
from ubudehe.record.rules.cosignatures import cosign
from ubudehe.record.rules.merkle import completed, leaf_hash, root
from ubudehe.record.rules.notes import COSIGNATURE, checkpoint_text, sign_note, vkey
from ubudehe.record.rules.shapes import COUNTRY

HOST = "books.example"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
THIEF = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
WITNESSES = {
    name: Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"w"))
    for name in ("district", "university", "donor")
}
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

SINCE: dict[str, object] = {"from": "2026-01-05"}
Event = dict[str, Any]


@dataclass
class Village:
    """A village that writes its record; each method appends one event and returns its id."""

    code: str = "22120308"
    events: list[Event] = field(default_factory=list)
    clock: datetime = datetime(2026, 2, 3, 9, tzinfo=UTC)
    people: Mapping[str, str] = field(
        default_factory=lambda: {"t": "treasurer", "c": "chair", "f": "facilitator"}
    )

    def started(self) -> "Village":
        """Give the usual roles, and return the village."""
        for key, role in self.people.items():
            self.write(
                "role.grant", "a", "administrator", role=role, key=key, **{"from": "2026-01-05"}
            )
        return self

    def write(self, type_: str, key: str, role: str, /, **fields: object) -> str:
        """Append an event by `key` in `role`."""
        self.clock += timedelta(minutes=7)
        id_ = str(UUID(int=len(self.events) + (int(self.code) << 64)))
        event = {
            "v": 1,
            "t": type_,
            "id": id_,
            "village": self.code,
            "at": self.clock.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "by": {"role": role, "key": key},
            **fields,
        }
        self.events.append(event)
        return id_

    def propose(self, day: str, *postings: tuple[str, int], by: str = "f", **more: Any) -> str:
        """Append a proposal of postings in francs."""
        fields: dict[str, object] = {
            "date": day,
            "kind": "spend",
            "project": None,
            "postings": [{"a": a, "n": n, "c": "RWF"} for a, n in postings],
            "qty": [],
            "ev": [],
            "pub": {"what": "something"},
        }
        return self.write("txn.propose", by, self.people[by], **(fields | more))

    def approve(self, entry: str, by: str = "t", **more: object) -> str:
        """Append the approval of an entry."""
        fields: dict[str, object] = {"entry": entry, "hash": self.leaf(entry).hex()}
        return self.write("txn.approve", by, self.people[by], **(fields | more))

    def post(self, day: str, *postings: tuple[str, int], **more: Any) -> str:
        """Append a proposal and its approval; return the entry's id."""
        entry = self.propose(day, *postings, **more)
        self.approve(entry)
        return entry

    def came(self, day: str, amount: int, **more: Any) -> str:
        """Post a grant that came to the bank."""
        return self.post(
            day,
            ("Assets:Bank:Main", amount),
            ("Income:Grants:Ubudehe", -amount),
            kind="grant",
            **more,
        )

    def paid(self, day: str, amount: int, **more: Any) -> str:
        """Post a payment from the bank."""
        spent = "Expenses:Project:P001:Materials"
        return self.post(day, (spent, amount), ("Assets:Bank:Main", -amount), **more)

    def leaf(self, id_: str) -> bytes:
        """Return the leaf hash of the event with this id."""
        return leaf_hash(canonical(next(e for e in reversed(self.events) if e["id"] == id_)))

    @property
    def entries(self) -> list[bytes]:
        """Return the canonical bytes of all events."""
        return [canonical(event) for event in self.events]


def year(code: str = "22120308", payments: int = 20) -> Village:
    """Return a village with a grant, labour, payments, a reversal and a closed month."""
    village = Village(code).started()
    village.came("2026-01-06", 10_000_000)
    village.post(
        "2026-01-07",
        ("Expenses:Project:P001:Contributed:Labour", 18_000),
        ("Income:InKind:Labour", -18_000),
        kind="labour",
        qty=[{"u": "LDAY", "n": 12, "rate": 1500}],
    )
    for number in range(payments):
        village.paid(f"2026-01-{8 + number % 20:02d}", 1_000 + number)
    wrong = village.paid("2026-01-29", 7_000)
    village.post(
        "2026-01-30",
        ("Expenses:Project:P001:Materials", -7_000),
        ("Assets:Bank:Main", 7_000),
        kind="reversal",
        reverses=wrong,
    )
    spent = sum(1_000 + number for number in range(payments))
    balances = {
        "Assets:Bank:Main": 10_000_000 - spent,
        "Expenses:Project:P001:Contributed:Labour": 18_000,
        "Expenses:Project:P001:Materials": spent,
        "Income:Grants:Ubudehe": -10_000_000,
        "Income:InKind:Labour": -18_000,
    }
    closing = village.write(
        "period.close",
        "t",
        "treasurer",
        period="2026-01",
        until="2026-01-31",
        balances=[{"a": a, "n": n, "c": "RWF"} for a, n in balances.items() if n],
        size=len(village.events),
    )
    village.write("period.sign", "c", "chair", period="2026-01", hash=village.leaf(closing).hex())
    return village


def country_without_one(code: str = "22120308") -> Village:
    """Return the country's own record, which tells of a village that left and was forgotten."""
    country = Village(COUNTRY)
    made = {"role": "administrator", "key": "a", **SINCE}
    country.write("role.grant", "a", "administrator", **made)
    digest = hashlib.sha256(b"{}").hexdigest()
    told = {"size": 40, "root": digest, "to": "https://district.example", "reason": "Power."}
    country.write("village.forget", "a", "server", place=code, figures=digest, **told)
    return country


def committed(*fields: str) -> dict[str, str]:
    """Return commitments in the place of private fields."""
    return {name: hashlib.sha256(name.encode()).hexdigest() for name in fields}


def note_of(
    origin: str, entries: Sequence[bytes], key: Ed25519PrivateKey = KEY, size: int | None = None
) -> str:
    """Return the signed checkpoint over the first `size` entries."""
    leaves = [leaf_hash(entry) for entry in entries[:size]]
    return sign_note(checkpoint_text(origin, len(leaves), root(leaves)), origin, key)


def origin_of(code: str) -> str:
    return f"{HOST}/v/{code}"


def key_of(origin: str, key: Ed25519PrivateKey = KEY) -> str:
    return vkey(origin, key.public_key())


def witness_key(name: str) -> str:
    return vkey(f"{name}.example/witness", WITNESSES[name].public_key(), COSIGNATURE)


def cosigned(note: str, at: datetime = NOW, by: Iterable[str] = WITNESSES) -> str:
    """Return the note with the cosignatures of witnesses below it."""
    text = note.split("\n\n")[0] + "\n"
    return note + "".join(cosign(text, f"{w}.example/witness", WITNESSES[w], at) for w in by)


def policy(quorum: str = "2", witnesses: Iterable[str] = WITNESSES) -> str:
    """Return a policy that trusts the national log and asks for some of the witnesses."""
    names = list(witnesses)
    lines = [f"log {key_of(f'{HOST}/log')} https://{HOST}/log"]
    lines += [f"witness {name} {witness_key(name)}" for name in names]
    lines += [f"group all-of-us {quorum} {' '.join(names)}", "quorum all-of-us"]
    return "\n".join(lines if names else [lines[0], "quorum none"]) + "\n"


def write_tree(folder: Path, entries: Sequence[bytes]) -> None:
    """Write the tiles and bundles of a log."""
    nodes: dict[tuple[int, int], bytes] = {}
    for number, entry in enumerate(entries):
        for level, index, node in completed(
            number, leaf_hash(entry), lambda level, index: nodes[level, index]
        ):
            nodes[level, index] = node
    size = len(entries)
    for level in [-1, *tiles.levels_of(size)]:
        for tile in tiles.tiles_of(size, level):
            first = tile.index * tiles.TILE_WIDTH
            places = range(first, first + tile.width)
            path = folder / tile.path
            path.parent.mkdir(parents=True, exist_ok=True)
            if level < 0:
                path.write_bytes(tiles.pack_bundle([entries[n] for n in places]))
            else:
                path.write_bytes(b"".join(nodes[8 * level, n] for n in places))


def write_log(
    folder: Path, origin: str, entries: Sequence[bytes], key: Ed25519PrivateKey = KEY
) -> str:
    """Write a whole log below `folder`; return its checkpoint."""
    write_tree(folder, entries)
    note = note_of(origin, entries, key)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "checkpoint").write_text(note, "utf-8")
    (folder / "key").write_text(key_of(origin, key) + "\n", "utf-8")
    return note


def national(notes: Iterable[str]) -> list[bytes]:
    """Return the entries of the national log that hold these checkpoints."""
    return [
        canonical({"v": 1, "t": "cp", "origin": note.split("\n")[0], "note": note})
        for note in notes
    ]


def write_mirror(
    folder: Path,
    village: Village,
    earlier: Iterable[int] = (),
    at: datetime = NOW,
    quorum: str = "2",
    by: Iterable[str] = WITNESSES,
) -> Path:
    """Write the mirror folder of one village, its national log and policy; return it."""
    entries, origin = village.entries, origin_of(village.code)
    note = write_log(folder / "v" / village.code, origin, entries)
    (folder / "v" / village.code / "logs").write_text(f"{village.code}\n")
    notes = [note_of(origin, entries, size=size) for size in earlier]
    write_national(folder, [*notes, note], at, by)
    (folder / "policy").write_text(policy(quorum), "utf-8")
    (folder / "mirror.json").write_text(
        json.dumps({"format": "ubudehe-mirror/v1", "url": f"https://{HOST}", "code": village.code})
    )
    return folder


def write_national(
    folder: Path, notes: Sequence[str], at: datetime = NOW, by: Iterable[str] = WITNESSES
) -> None:
    """Write the national log over these checkpoints, cosigned, in place of any before."""
    shutil.rmtree(folder / "log", ignore_errors=True)
    note = write_log(folder / "log", f"{HOST}/log", national(notes))
    (folder / "log" / "checkpoint").write_text(cosigned(note, at, by), "utf-8")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
