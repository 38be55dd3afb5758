"""The signed head of a log: read, its signature and its name checked."""

from dataclasses import dataclass

from ubudehe.language.messages import N_
from ubudehe.record.rules.notes import BadNote, Checkpoint, parse_checkpoint, parse_note
from ubudehe.verifier.keys import Trust, read_vkeys, signed_by, trust
from ubudehe.verifier.report import LogReport
from ubudehe.verifier.sources.source import MAX_KEYS, MAX_NOTE, Source, Unreadable, read_text


@dataclass(frozen=True)
class Head:
    """A checkpoint, the note it stands in, and the keys it may be believed by."""

    checkpoint: Checkpoint
    note: bytes
    trust: Trust
    served: tuple[str, ...]
    """The keys that the source offers, the newest last."""
    signed: bool
    """Whether a believed key signed it. If not, a newer key did, which the record must add."""


def read_head(
    source: Source, prefix: str, given: tuple[str, ...], report: LogReport
) -> Head | None:
    """Return the head of the log at `prefix`; None where there is none that can be used."""
    note = source.read(f"{prefix}checkpoint", MAX_NOTE)
    if note is None:
        report.blame(None, "head", N_("There is no checkpoint."))
        return None
    try:
        checkpoint = parse_checkpoint(parse_note(note).text)
        served = tuple(read_vkeys(read_text(source, f"{prefix}key", MAX_KEYS) or ""))
        believed = trust(checkpoint.origin, given, served)
    except (BadNote, Unreadable) as error:
        text = N_("The checkpoint or its key is not well formed (%(problem)s).")
        report.blame(None, "head", text, problem=str(error))
        return None
    report.origin, report.size, report.root = checkpoint.origin, checkpoint.size, checkpoint.root
    _check_name(prefix, checkpoint.origin, report)
    try:
        signed = signed_by(note, believed.vkeys)
        if not signed and not (believed.given and signed_by(note, _named(served, checkpoint))):
            report.blame(
                None, "head", N_("The checkpoint is not signed by a key that is believed.")
            )
            return Head(checkpoint, note, believed, served, signed=True)
    except BadNote as error:
        text = N_("The signature of the checkpoint is false (%(problem)s).")
        report.blame(None, "head", text, problem=str(error))
        signed = True
    return Head(checkpoint, note, believed, served, signed)


def _named(vkeys: tuple[str, ...], checkpoint: Checkpoint) -> tuple[str, ...]:
    return tuple(key for key in vkeys if key.partition("+")[0] == checkpoint.origin)


def _check_name(prefix: str, origin: str, report: LogReport) -> None:
    """Note it where the checkpoint is another record's than the one asked for."""
    host, _, rest = origin.partition("/")
    if not host or f"{rest}/" != prefix:
        report.blame(None, "head", N_("The checkpoint is that of %(origin)s."), origin=origin)
