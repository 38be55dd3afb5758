"""One entry with its proof: what a donor keeps as the receipt of a payment."""

from collections.abc import Sequence

from ubudehe.language.messages import N_
from ubudehe.record.rules.canonical import NotCanonical, parse
from ubudehe.record.rules.events import BadEvent, check_event
from ubudehe.record.rules.merkle import ProofFailed, leaf_hash
from ubudehe.record.rules.notes import BadNote, parse_checkpoint, parse_note
from ubudehe.record.rules.proof_files import ProofFile, parse_proof_file, verify_proof_file
from ubudehe.verifier.keys import signed_by, trust
from ubudehe.verifier.older import Older
from ubudehe.verifier.report import LogReport, Report
from ubudehe.verifier.sources.source import Unreadable
from ubudehe.verifier.verify import Wish

FIRST_LINE = b"c2sp.org/tlog-proof@v1\n"
MAX_PROOF = 200_000


def verify_proof(name: str, data: bytes, entry: bytes | None, wish: Wish) -> Report:
    """Return what the proof file `data` proves about `entry`; Unreadable if it is none.

    Without `entry`, the entry must stand in the extra line of the proof.
    """
    try:
        proof = parse_proof_file(data)
        checkpoint = parse_checkpoint(parse_note(proof.note.encode()).text)
    except BadNote as error:
        raise Unreadable(f"{name}: {error}") from error
    entry = entry if entry is not None else proof.extra
    if not entry:
        raise Unreadable(f"{name} does not hold the entry; name its file with --entry")
    log = LogReport(code=checkpoint.origin.rpartition("/v/")[2], origin=checkpoint.origin)
    log.size, log.root = checkpoint.size, checkpoint.root
    _check_entry(log, entry, proof.index)
    try:
        verify_proof_file(proof, leaf_hash(entry))
        text = N_("The entry stands at place %(index)s of the tree of %(size)s entries.")
        log.prove(text, index=proof.index, size=checkpoint.size)
    except ProofFailed:
        text = N_("The entry does not stand in the tree at this place, or was changed.")
        log.blame(proof.index, "tree", text)
    _check_signature(log, proof, wish.keys)
    _compare(log, wish.older)
    return Report(source=name, logs=[log])


def _check_entry(log: LogReport, entry: bytes, index: int) -> None:
    try:
        event = parse(entry)
        if log.code != log.origin:
            check_event(event)
            if event.get("village") != log.code:
                text = N_("The entry belongs to another record: %(place)s.")
                log.blame(index, "shape", text, place=str(event.get("village"))[:40])
    except NotCanonical:
        log.blame(index, "shape", N_("The entry is not written in canonical form."))
    except (BadEvent, KeyError):
        log.blame(index, "shape", N_("The entry does not have the form it should have."))


def _check_signature(log: LogReport, proof: ProofFile, keys: tuple[str, ...]) -> None:
    if not keys:
        text = N_("Give the key of the record with --key: without it, anybody can have made this.")
        log.blame(None, "head", text)
        return
    try:
        if signed_by(proof.note.encode(), trust(log.origin, keys, ()).vkeys):
            log.prove(N_("The checkpoint is signed by the key that you gave."))
        else:
            log.blame(None, "head", N_("The checkpoint is not signed by a key that is believed."))
    except BadNote as error:
        text = N_("The signature of the checkpoint is false (%(problem)s).")
        log.blame(None, "head", text, problem=str(error))


def _compare(log: LogReport, older: Sequence[Older]) -> None:
    """Compare what can be compared without the whole record: trees of the same size."""
    for one in older:
        if one.is_of(log.origin) and one.size == log.size and not one.fits(log.root):
            text = N_("The older tree of %(old)s entries is not a prefix of this record.")
            log.blame(None, "prefix", text, old=one.size)
        elif not one.is_of(log.origin) or one.size != log.size:
            log.warn(N_("To compare with an older checkpoint, verify the whole record."))


def read_entry(data: bytes) -> bytes:
    """Return an entry as it was written, without the line end that editors add."""
    return data.rstrip(b"\r\n")
