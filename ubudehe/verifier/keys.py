"""Which keys a record is believed by, and how a new key comes to be believed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ubudehe.record.rules.notes import BadNote, parse_vkey, verify_note, vkey


@dataclass(frozen=True)
class Trust:
    """The verifier keys of one record.

    `given` tells whether the person brought them. If not, they came from where the record came
    from, and prove only that it is whole, not whose it is.
    """

    vkeys: tuple[str, ...]
    given: bool


def trust(origin: str, given: Sequence[str], served: Sequence[str]) -> Trust:
    """Return the keys to believe for the record `origin`.

    A given key counts for every record of the same host: a server has one key, which stands under
    each record's own name. BadNote where no given key is of this host.
    """
    if not given:
        return Trust(tuple(key for key in served if _is_named(key, origin)), given=False)
    host = origin.partition("/")[0]
    named = []
    for key in given:
        name, _, public = parse_vkey(key)
        if name == origin or name.partition("/")[0] == host:
            named.append(vkey(origin, public))
    if not named:
        raise BadNote(f"none of the keys given belongs to {host}")
    return Trust(tuple(dict.fromkeys(named)), given=True)


def read_vkeys(text: str) -> list[str]:
    """Return the verifier keys in `text`, one a line; BadNote if a line is none."""
    keys = [line.strip() for line in text.splitlines() if line.strip()]
    for key in keys:
        parse_vkey(key)
    return keys


def signed_by(note: bytes, vkeys: Iterable[str]) -> bool:
    """Tell whether one of the keys signed the note; BadNote if one did so wrongly."""
    keys = tuple(vkeys)
    if not keys:
        return False
    try:
        verify_note(note, keys)
    except BadNote as error:
        if str(error) == "not signed by a known key":
            return False
        raise
    return True


@dataclass(frozen=True)
class KeyChange:
    """A `key.add` or `key.revoke` at a leaf of the record."""

    index: int
    key: str
    added: bool


def key_change(index: int, event: Mapping[str, Any]) -> KeyChange:
    """Return what a key.add or key.revoke at leaf `index` says; BadNote if that is no key."""
    key = event["vkey"]
    if not isinstance(key, str):
        raise BadNote("not a verifier key")
    parse_vkey(key)
    return KeyChange(index, key, added=event["t"] == "key.add")


def grown_trust(
    vkeys: Sequence[str], changes: Sequence[KeyChange], notes: Sequence[tuple[int, bytes]]
) -> tuple[str, ...]:
    """Return the keys believed in the end, when `vkeys` are believed to begin with.

    A key that the record adds is believed once a checkpoint (size, note) that covers the adding is
    signed by a key already believed. The checkpoints must be of this very record.
    """
    believed = dict.fromkeys(vkeys)
    added = [change for change in changes if change.added]
    while True:
        covered = max((size for size, note in notes if well_signed(note, believed)), default=0)
        new = [one.key for one in added if one.index < covered and one.key not in believed]
        if not new:
            return tuple(believed)
        believed.update(dict.fromkeys(new))


def not_revoked(vkeys: Iterable[str], changes: Sequence[KeyChange], size: int) -> tuple[str, ...]:
    """Return the keys that the first `size` entries of the record do not revoke."""
    gone = {one.key for one in changes if not one.added and one.index < size}
    return tuple(key for key in vkeys if key not in gone)


def well_signed(note: bytes, vkeys: Iterable[str]) -> bool:
    """Tell whether one of the keys signed the note, and none of them wrongly."""
    try:
        return signed_by(note, vkeys)
    except BadNote:
        return False


def _is_named(key: str, origin: str) -> bool:
    return key.partition("+")[0] == origin
