"""Verifying a folder of records, the way the tests ask for it."""

from pathlib import Path
from typing import Any

from tests.verifier.records import NOW, key_of, origin_of
from ubudehe.record.rules.tiles import Tile
from ubudehe.verifier.report import Report
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.verify import Wish, verify

CODE = "22120308"
KEY = key_of(origin_of(CODE))


def check(folder: Path, **wishes: Any) -> Report:
    """Verify `folder` at the tests' moment; the key is given unless `keys` says otherwise."""
    wish: dict[str, Any] = {"keys": (KEY,), "now": NOW, **wishes}
    return verify(open_source(str(folder)), Wish(**wish))


def told(report: Report) -> str:
    """Return all faults as one text, in English with their places filled."""
    return "\n".join(f"[{f.rule}] {f.msgid % f.params}" for p in report.parts for f in p.faults)


def warned(report: Report) -> str:
    """Return all warnings as one text."""
    return "\n".join(w.msgid % w.params for p in report.parts for w in p.warnings)


def bundle_of(mirror: Path, size: int) -> Path:
    """Return the file of the first bundle of entries of a mirrored record of this size."""
    return mirror / "v" / CODE / Tile(-1, 0, size).path
