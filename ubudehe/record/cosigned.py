"""The country's checkpoint as it is given out: with the cosignatures of its witnesses.

A newer checkpoint takes the place of the one given out only when enough witnesses have cosigned
it, so a reader never meets one that its policy refuses while the witnesses are being asked.
"""

from datetime import datetime
from pathlib import Path

from ubudehe.record.heads import SignedHead
from ubudehe.record.rules.cosignatures import cosignatures
from ubudehe.record.rules.notes import (
    COSIGNATURE,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    signature_line,
)
from ubudehe.record.rules.policies import Policy
from ubudehe.storage.kept import replace_file


class CosignedNote:
    """The file that holds the checkpoint that is given out."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "log.cosigned"

    def read(self) -> SignedHead | None:
        """Return the checkpoint that is given out; None before the first."""
        try:
            note = self._path.read_text("utf-8")
        except FileNotFoundError:
            return None
        return SignedHead(note, parse_checkpoint(parse_note(note.encode()).text))

    def offer(self, signed: SignedHead, lines: str, policy: Policy) -> SignedHead:
        """Give out `signed` with the cosignature `lines` if they are enough; return what is given.

        Cosignatures that the same checkpoint bore already are kept, the newest of each witness.
        What had never enough of them gives way to anything newer.
        """
        given = self.read()
        note = signed.note + lines
        if given is not None and given.checkpoint == signed.checkpoint:
            note = _newest(given.note + lines, signed.note, policy)
        if given is None or is_cosigned(note, policy) or not is_cosigned(given.note, policy):
            if given is None or note != given.note:
                replace_file(self._path, note.encode())
            return SignedHead(note, signed.checkpoint)
        return given


def times_of(note: str, policy: Policy) -> dict[str, datetime]:
    """Return when each witness of `policy` (verifier key) cosigned `note`."""
    vkeys = [witness.vkey for witness in policy.witnesses.values()]
    return {one.vkey: one.at for one in cosignatures(parse_note(note.encode()), vkeys)}


def is_cosigned(note: str, policy: Policy) -> bool:
    """Tell whether `note` bears the cosignatures that `policy` asks for."""
    return policy.is_met_by(frozenset(times_of(note, policy)))


def _newest(note: str, plain: str, policy: Policy) -> str:
    """Return `plain` with the newest cosignature that `note` bears of each known witness."""
    known = {parse_vkey(witness.vkey, COSIGNATURE)[:2]: "" for witness in policy.witnesses.values()}
    best: dict[tuple[str, bytes], bytes] = {}
    for one in parse_note(note.encode()).signatures:
        key = one.name, one.key_id
        if key in known and one.signature[:8] >= best.get(key, b"")[:8]:
            best[key] = one.signature
    return plain + "".join(signature_line(*key, signed) for key, signed in best.items())
