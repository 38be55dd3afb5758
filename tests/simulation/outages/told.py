"""What was told of a server's files, by who wrote them: it must stand after any outage."""

import hashlib
import json
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import Vote
from ubudehe.record.rules.merkle import root_at
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.tables import Act, LogLeaf
from ubudehe.record.tree import node_reader
from ubudehe.storage.security_log import MONTHS, OFTEN
from ubudehe.web.services import Services

_BEGUN = (VoteState.PREPARED, VoteState.OPEN)
Head = tuple[str, int, bytes]
"""A record, its size and its root, as they were signed."""


@dataclass
class Told:
    """All that was told so far outside the record itself."""

    heads: set[Head] = field(default_factory=set)
    photos: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)
    """Lines of the security log; the power may take the last of `OFTEN`, nothing else may."""
    keyless: set[UUID] = field(default_factory=set)
    """Votes of the world's own past, whose keys died with who made it."""
    secrets: dict[str, bytes] = field(default_factory=dict)
    """The server's own keys, by file: the same for ever."""
    proved: set[Head] = field(default_factory=set)
    """Heads whose tree was already looked at; the last of each record is looked at again."""

    def photos_lost(self, services: Services) -> list[str]:
        """Return photos that are not kept as they were."""
        kept = {digest: services.blobs.get(digest) for digest in self.photos}
        return [
            f"photo {digest}"
            for digest, content in kept.items()
            if content is None or hashlib.sha256(content).hexdigest() != digest
        ]

    def keys_lost(self, services: Services, session: Session) -> list[str]:
        """Return keys of the server or of votes that are other ones, gone, or not destroyed."""
        secrets, there = _secrets(services), services.vault.names()
        begun = set(session.exec(select(Vote.id).where(col(Vote.state).in_(_BEGUN))).all())
        over = set(session.exec(select(Vote.id).where(col(Vote.state).not_in(_BEGUN))).all())
        kept = {UUID(name) for name in there}
        if not self.secrets:
            self.secrets, self.keyless = secrets, begun - kept
        return [
            *(f"key {name}" for name in self.secrets if secrets.get(name) != self.secrets[name]),
            *(f"key of the vote {vote} is gone" for vote in begun - kept - self.keyless),
            *(f"key of the vote {vote} is there" for vote in over & kept),
        ]

    def lines_lost(self, services: Services, *, power: bool) -> list[str]:
        """Return lines of the security log that are gone; all lines must be readable."""
        kept = set(services.security.lines())
        months = {_month(line) for line in kept}
        lost = self.lines - kept
        self.lines &= kept
        # What is a year old is removed.
        young = {one for one in lost if len([m for m in months if m > _month(one)]) < MONTHS - 1}
        young -= {one for one in young if power and json.loads(one)["event"] in OFTEN}
        return [f"line {line}" for line in sorted(young)]

    def heads_lost(self, services: Services, session: Session) -> list[str]:
        """Return heads that are not remembered, or which the tree in the database contradicts."""
        found = []
        for log in sorted({log for log, _, _ in self.heads}):
            told = {(size, root) for of, size, root in self.heads if of == log}
            signed = {(one.size, one.root) for one in services.heads.all_signed(log)}
            found += [f"head {log} {size} is not remembered" for size, _ in sorted(told - signed)]
            read = node_reader(session, log)
            last = max(told)
            for size, root in sorted(told):
                if (log, size, root) in self.proved and (size, root) != last:
                    continue
                if root_at(size, read) != root:
                    found.append(f"head {log} {size} is contradicted")
                self.proved.add((log, size, root))
        return found


def _month(line: str) -> str:
    return str(json.loads(line)["at"])[:7]


def _secrets(services: Services) -> dict[str, bytes]:
    folder = services.settings.data / "keys"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def head_of(log: str, checkpoint: Checkpoint) -> Head:
    """Return a signed head as it is told."""
    return log, checkpoint.size, checkpoint.root


def leaves(session: Session) -> dict[tuple[str, int], bytes]:
    """Return the hash of every entry of every record."""
    rows = session.exec(select(LogLeaf.log, LogLeaf.idx, LogLeaf.leaf_hash)).all()
    return {(log, index): digest for log, index, digest in rows}


def places(session: Session) -> dict[UUID, tuple[str, int]]:
    """Return where every act stands in the records."""
    rows = session.exec(select(Act.id, Act.log, Act.idx)).all()
    return {id_: (log, index) for id_, log, index in rows}
