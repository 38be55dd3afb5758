"""The national log: which checkpoints were published, and who else saw them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ubudehe.language.messages import N_
from ubudehe.record.rules.canonical import NotCanonical, parse_many
from ubudehe.record.rules.cosignatures import cosignatures
from ubudehe.record.rules.notes import BadNote, Checkpoint, parse_checkpoint, parse_note
from ubudehe.record.rules.policies import Policy, parse_policy
from ubudehe.verifier.heads import Head, read_head
from ubudehe.verifier.keys import (
    KeyChange,
    grown_trust,
    key_change,
    not_revoked,
    well_signed,
)
from ubudehe.verifier.older import Older
from ubudehe.verifier.reading import LogFiles, rebuild
from ubudehe.verifier.report import LogReport
from ubudehe.verifier.roll_backs import FIELDS as LOST_FIELDS
from ubudehe.verifier.roll_backs import TYPE as LOST
from ubudehe.verifier.roll_backs import ToldRollBack, roll_back, tell_roll_backs
from ubudehe.verifier.sources.source import MAX_NOTE, Source, Unreadable, read_text

PREFIX = "log/"
OLD_AFTER = timedelta(days=7)
"""A view that no witness has seen for longer may be an old one, shown on purpose."""
_FIELDS = {"v", "t", "origin", "note"}
_KEY_FIELDS = {"v", "t", "origin", "vkey"}


@dataclass(frozen=True)
class Published:
    """A checkpoint at a leaf of the national log."""

    index: int
    checkpoint: Checkpoint
    note: bytes


@dataclass
class National:
    """What the national log holds, by the origin of the record."""

    report: LogReport
    published: dict[str, list[Published]] = field(default_factory=lambda: defaultdict(list))
    witnesses: int = 0
    newest: datetime | None = None
    """When a witness last cosigned it."""
    key_changes: list[KeyChange] = field(default_factory=list)
    roll_backs: list[ToldRollBack] = field(default_factory=list)
    _roots: dict[tuple[str, int], Published] = field(default_factory=dict)

    def take(self, first: int, entries: Sequence[bytes], _leaves: Sequence[bytes]) -> None:
        """Take one bundle of the log."""
        for index, value in enumerate(parse_many(entries), first):
            published = None if isinstance(value, NotCanonical) else _published(index, value)
            if published is None and (self._takes_key(index, value) or self._lost(index, value)):
                continue
            if published is None:
                self.report.blame(index, "shape", N_("The entry is not a checkpoint."))
                continue
            head = published.checkpoint
            self.published[head.origin].append(published)
            other = self._roots.setdefault((head.origin, head.size), published)
            if other.checkpoint.root != head.root:
                text = N_("Two records of %(origin)s with %(size)s entries were signed.")
                self.report.blame(index, "fork", text, origin=head.origin, size=head.size)
                self.report.notes += [other.note.decode(), published.note.decode()]

    def _takes_key(self, index: int, value: dict[str, object] | NotCanonical) -> bool:
        """Take a change of the log's own key; False if the entry is none."""
        if isinstance(value, NotCanonical) or value.keys() != _KEY_FIELDS or value["v"] != 1:
            return False
        if value["t"] not in ("key.add", "key.revoke") or value["origin"] != self.report.origin:
            return False
        try:
            self.key_changes.append(key_change(index, value))
        except BadNote:
            return False
        return True

    def _lost(self, index: int, value: dict[str, object] | NotCanonical) -> bool:
        """Take what the log says of heads that it lost itself; False if the entry is none."""
        if isinstance(value, NotCanonical) or value.keys() != LOST_FIELDS or value["v"] != 1:
            return False
        if value["t"] != LOST or value["origin"] != self.report.origin:
            return False
        if type(value["size"]) is not int or not isinstance(value["reason"], str):
            return False
        self.roll_backs.append(roll_back(index, value))
        return True


@dataclass(frozen=True)
class Trusted:
    """Whom the person trusts for the national log: keys and a policy they brought, or none."""

    keys: tuple[str, ...] = ()
    policy: Policy | None = None


def read_national(
    source: Source, trusted: Trusted, older: Sequence[Older], now: datetime
) -> National | None:
    """Return the national log of `source`, checked; None where it has none."""
    report = LogReport(code="log")
    policy = trusted.policy
    if policy is None:
        policy = _served_policy(source, report)
    given = tuple(trusted.policy.logs) if trusted.policy is not None else trusted.keys
    if source.read(f"{PREFIX}checkpoint", MAX_NOTE) is None:
        return None
    found = National(report)
    head = read_head(source, PREFIX, given, report)
    if head is None:
        return found
    seen = [one for one in older if one.is_of(head.checkpoint.origin)]
    files = LogFiles(source, PREFIX, head.checkpoint.size)
    sizes = [one.size for one in seen]
    tree = rebuild(files, head.checkpoint, sizes, found.take, report)
    own = found.published.pop(head.checkpoint.origin, [])
    notes = [(o.size, o.note) for o in seen if o.note]
    notes += [(one.checkpoint.size, one.note) for one in own]
    believed = check_signer(head, found.key_changes, notes, report)
    _check_own(files, head, own, report)
    compare_older(seen, head, tree.roots, believed, report, found.roll_backs)
    tell_roll_backs(found.roll_backs, report)
    _check_witnesses(found, head, policy, now, own=trusted.policy is not None)
    if not report.faults:
        text = N_("The national log of %(size)s checkpoints was rebuilt and is whole.")
        report.prove(text, size=head.checkpoint.size)
    return found


def _check_own(files: LogFiles, head: Head, own: Sequence[Published], report: LogReport) -> None:
    """Check the heads of this log that it holds itself: the way from an old key to a new one.

    Which sizes they speak of is known only once the log was read, so it is read again; that is
    so only where a key was ever revoked.
    """
    if not own or report.faults:
        return
    sizes = [one.checkpoint.size for one in own]
    again = rebuild(files, head.checkpoint, sizes, lambda *_: None, report)
    for one in own:
        if again.roots.get(one.checkpoint.size) != one.checkpoint.root:
            text = N_("The tree of %(old)s entries in the national log is not a prefix of this.")
            report.blame(one.index, "prefix", text, old=one.checkpoint.size)
            report.notes += [one.note.decode(), head.note.decode()]


def check_signer(
    head: Head,
    changes: Sequence[KeyChange],
    notes: Sequence[tuple[int, bytes]],
    report: LogReport,
) -> tuple[str, ...]:
    """Check that a key in force signed the head; return all keys that were ever believed.

    `notes` are other signed heads of the same log, with their sizes.
    """
    size = head.checkpoint.size
    believed = grown_trust(head.trust.vkeys, changes, [*notes, (size, head.note)])
    in_force = not_revoked(believed, changes, size)
    if not well_signed(head.note, in_force) and not any(f.rule == "head" for f in report.faults):
        text = N_("The checkpoint is not signed by a key that is believed.")
        report.blame(None, "head", text)
    return believed


def compare_older(
    older: Sequence[Older],
    head: Head,
    roots: Mapping[int, bytes],
    believed: Sequence[str],
    report: LogReport,
    lost: Sequence[ToldRollBack],
) -> None:
    """Compare older checkpoints of one record with the tree that was rebuilt.

    One that the tree has as a prefix needs no signature. One that it has not convicts the record's
    keeper only if a key that was ever `believed` signed it, or if it is paper without a signature.
    """
    for one in older:
        cut = one.size > head.checkpoint.size
        if not cut and one.size not in roots:
            continue
        if not cut and one.fits(roots[one.size]):
            text = N_("The first %(old)s entries are those that the older checkpoint tells of.")
            report.prove(text, old=one.size)
            continue
        if one.note is not None and not well_signed(one.note, believed):
            report.warn(UNSIGNED, old=one.size)
            continue
        told = any(some.explains(one.size) for some in lost)
        text = _LOST if told else _CUT if cut else _NO_PREFIX
        report.blame(None, "prefix", text, old=one.size)
        if one.note is not None:
            report.notes += [one.note.decode("utf-8", "replace"), head.note.decode()]


_LOST = N_(
    "An older checkpoint of %(old)s entries tells of entries that are lost: the record says itself "
    "that an older copy was restored."
)
_CUT = N_(
    "An older checkpoint of %(old)s entries is larger than this record: "
    "it was cut, or this is an old view."
)
UNSIGNED = N_(
    "The older checkpoint of %(old)s entries is not signed by a key that is believed: "
    "it proves nothing."
)
"""Anybody can write such a note, so it convicts nobody."""
_NO_PREFIX = N_("The older tree of %(old)s entries is not a prefix of this record.")


def _check_witnesses(
    found: National, head: Head, policy: Policy | None, now: datetime, *, own: bool
) -> None:
    report = found.report
    if policy is None:
        report.warn(N_("No policy tells which witnesses to ask for: nobody outside vouches."))
        return
    if not own:
        report.warn(N_("Which witnesses count was read from the same place as the record."))
    try:
        vkeys = [witness.vkey for witness in policy.witnesses.values()]
        seen = cosignatures(parse_note(head.note), vkeys)
    except BadNote as error:
        text = N_("A cosignature of a witness is false (%(problem)s).")
        report.blame(None, "witness", text, problem=str(error))
        return
    found.witnesses = len(seen)
    found.newest = max((one.at for one in seen), default=None)
    if not policy.is_met_by(frozenset(one.vkey for one in seen)):
        text = N_("Unwitnessed: only %(seen)s of %(known)s witnesses cosigned, too few.")
        report.blame(None, "witness", text, seen=len(seen), known=len(policy.witnesses))
    elif policy.quorum is None:
        report.warn(N_("Not yet witnessed by outsiders: the policy asks for nobody."))
    else:
        report.prove(N_("%(seen)s witnesses cosigned the national log."), seen=len(seen))
    if found.newest is not None and now - found.newest > OLD_AFTER:
        text = N_("The newest cosignature is %(days)s days old: this may be an old view.")
        report.warn(text, days=(now - found.newest).days)


def _served_policy(source: Source, report: LogReport) -> Policy | None:
    try:
        text = read_text(source, "policy", MAX_NOTE)
        return None if text is None else parse_policy(text)
    except (BadNote, Unreadable) as error:
        text = N_("The policy cannot be read (%(problem)s).")
        report.blame(None, "witness", text, problem=str(error))
        return None


def _published(index: int, value: dict[str, object]) -> Published | None:
    note, origin = value.get("note"), value.get("origin")
    if value.keys() != _FIELDS or value["v"] != 1 or value["t"] != "cp":
        return None
    if not isinstance(note, str):
        return None
    try:
        data = note.encode()
        checkpoint = parse_checkpoint(parse_note(data).text)
    except (BadNote, UnicodeEncodeError):
        return None
    return Published(index, checkpoint, data) if checkpoint.origin == origin else None
