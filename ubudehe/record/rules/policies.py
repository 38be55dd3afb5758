"""Whom to trust: policy files of C2SP tlog-policy, as far as they are about Ed25519 keys."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ubudehe.record.rules.notes import COSIGNATURE, BadNote, parse_vkey

_MAX_BYTES = 100_000
_MAX_LINES = 1_000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Witness:
    """A witness by verifier key, and where it takes checkpoints, if that is known."""

    vkey: str
    url: str | None


@dataclass(frozen=True)
class Policy:
    """The logs one trusts, the witnesses one knows, and how many of them must have cosigned.

    `groups` hold, by name, how many of which members must agree; `quorum` names a witness, a
    group, or nothing at all.
    """

    logs: Mapping[str, str | None] = field(default_factory=dict)
    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str | None = None

    def is_met_by(self, cosigners: frozenset[str]) -> bool:
        """Tell whether the witnesses with these verifier keys are enough."""
        return self.quorum is None or self._agrees(self.quorum, cosigners)

    def _agrees(self, name: str, cosigners: frozenset[str]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].vkey in cosigners
        needed, members = self.groups[name]
        return sum(self._agrees(member, cosigners) for member in members) >= needed


def parse_policy(text: str) -> Policy:
    """Return the policy that `text` is; BadNote with the line number if it is malformed."""
    if len(text) > _MAX_BYTES or text.count("\n") > _MAX_LINES:
        raise BadNote("the policy is too large")
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        words = re.findall("[^ \t]+", line)
        if not words or words[0].startswith("#"):
            continue
        try:
            if _CONTROL.search(line):
                raise BadNote("a control character")
            reading.take(words)
        except BadNote as error:
            raise BadNote(f"line {number}: {error}") from error
    if not reading.has_quorum:
        raise BadNote("no line tells the quorum")
    return Policy(reading.logs, reading.witnesses, reading.groups, reading.quorum)


def policy_for(logs: Sequence[tuple[str, str]], text: str) -> str:
    """Return the policy that names `logs` (verifier key, address) and the witnesses of `text`.

    The lines of `text` about witnesses, groups and the quorum stay as they are; without any text
    no quorum is asked for. BadNote if `text` is malformed.
    """
    lines = [f"log {vkey} {url}" for vkey, url in logs]
    if text:
        parse_policy(text)
        words = ("witness", "group", "quorum")
        lines += [
            line for line in text.splitlines() if line.split()[:1] and line.split()[0] in words
        ]
    else:
        lines.append("quorum none")
    return "\n".join(lines) + "\n"


class _Reading:
    """What has been read of a policy so far."""

    def __init__(self) -> None:
        self.logs: dict[str, str | None] = {}
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None
        self.has_quorum = False
        self._keys: set[bytes] = set()
        self._members: set[str] = set()

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", vkey, *url] if len(url) < 2:
                self._new_key(b"log", vkey, parse_vkey(vkey)[2].public_bytes_raw())
                self.logs[vkey] = url[0] if url else None
            case ["witness", name, vkey, *url] if len(url) < 2:
                self._new_key(b"w", vkey, parse_vkey(vkey, COSIGNATURE)[2].public_bytes_raw())
                self._new_name(name)
                self.witnesses[name] = Witness(vkey, url[0] if url else None)
            case ["group", name, needed, *members] if members:
                self._group(name, needed, members)
            case ["quorum", name] if not self.has_quorum:
                self.has_quorum = True
                if name != "none":
                    self._known(name)
                    self.quorum = name
            case _:
                raise BadNote("not a line of a policy")

    def _group(self, name: str, needed: str, members: list[str]) -> None:
        for member in members:
            self._known(member)
            if member in self._members:
                raise BadNote(f"{member} is in a group already")
            self._members.add(member)
        self._new_name(name)
        number = {"all": str(len(members)), "any": "1"}.get(needed, needed)
        if not re.fullmatch("[1-9][0-9]{0,4}", number) or int(number) > len(members):
            raise BadNote("not a number of members")
        self.groups[name] = (int(number), tuple(members))

    def _new_key(self, kind: bytes, vkey: str, raw: bytes) -> None:
        if kind + raw in self._keys:
            raise BadNote(f"the key of {vkey.partition('+')[0]} stands twice")
        self._keys.add(kind + raw)

    def _new_name(self, name: str) -> None:
        if name == "none" or name in self.witnesses or name in self.groups:
            raise BadNote(f"the name {name} stands twice")

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise BadNote(f"{name} was not named before")
