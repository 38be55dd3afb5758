"""The proofs of everything that the books say of a grant, in one file that verifies alone."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

from sqlmodel import Session, col

from ubudehe.record.heads import SignedHead
from ubudehe.record.rules.merkle import inclusion_proof
from ubudehe.record.rules.proof_files import write_proof_file
from ubudehe.record.tables import Act, LogLeaf
from ubudehe.record.tree import node_reader
from ubudehe.storage.reading import pick

MOST_ACTS = 500
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READ_ME = """Proofs of a grant in the books of village {village}

checkpoint      the signed head of the village's record, which holds {size} acts
key             with which it was signed
N.json          an act as it stands in the record
N.tlog-proof    that it stands there, as act N (c2sp.org/tlog-proof)

Receipts: an act that adds a photo names its SHA-256; the photo is at {address}/r/SHA-256.
Acts beyond the first {most} are in the whole record alone.
Whoever compares the checkpoint with one kept elsewhere knows that nobody shows them another record.
The whole record is at {address}/v/{village}/record.zip; how to check it: {address}/en/verify
"""


def write_bundle(
    session: Session,
    village: str,
    subjects: Sequence[str],
    head: SignedHead,
    vkeys: Sequence[str],
    address: str,
) -> bytes:
    """Return the ZIP with each signed act about one of `subjects`; at most MOST_ACTS of them."""
    rows = session.execute(
        pick(Act.idx, LogLeaf.entry)
        .join(LogLeaf, (col(LogLeaf.log) == Act.log) & (col(LogLeaf.idx) == Act.idx))
        .where(
            Act.log == village,
            col(Act.subject).in_(list(subjects)),
            col(Act.idx) < head.checkpoint.size,
        )
        .order_by(col(Act.idx))
        .limit(MOST_ACTS)
    ).all()
    nodes = node_reader(session, village)
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packing:
        size = head.checkpoint.size
        told = _READ_ME.format(village=village, size=size, address=address, most=MOST_ACTS)
        _add(packing, "README.txt", told.encode())
        _add(packing, "checkpoint", head.note.encode())
        _add(packing, "key", "".join(f"{vkey}\n" for vkey in vkeys).encode())
        for index, entry in rows:
            steps = inclusion_proof(index, size, nodes)
            proof = write_proof_file(index, steps, head.note)
            _add(packing, f"{index}.json", bytes(entry))
            _add(packing, f"{index}.tlog-proof", proof.encode())
    return target.getvalue()


def _add(packing: zipfile.ZipFile, name: str, content: bytes) -> None:
    packing.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
