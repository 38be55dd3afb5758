"""Verifying 100,000 entries against the bare cost of hashing and parsing the same bytes.

And what an incremental check costs on the wire: the bytes of a bundle of entries, packed.
"""

import gzip
import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.verifier.records import Village, write_log
from ubudehe.record.rules.tiles import Tile
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.verify import Wish, verify

ENTRIES = 100_000


def busy_village() -> Village:
    """Return a village with 100,000 entries: payments proposed and approved, and evidence."""
    village = Village(clock=datetime(2027, 1, 1, tzinfo=UTC)).started()
    village.came("2026-01-01", 10**12)
    number = 0
    while len(village.events) < ENTRIES:
        number += 1
        photo = hashlib.sha256(str(number).encode()).hexdigest()
        village.paid(
            f"2026-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}",
            1_000 + number,
            ev=[{"h": photo, "b": 54_321, "m": "image/webp"}],
            pub={"what": f"Amabuye n'umucanga {number}", "payee": "Koperative Twisungane"},
            priv={"payee": photo},
        )
    del village.events[ENTRIES:]
    return village


def test_verification_against_bare_hashing_and_parsing(
    tmp_path: Path, report: Callable[[str, str], None]
) -> None:
    village = busy_village()
    entries = village.entries
    folder = tmp_path / "v" / village.code
    write_log(folder, f"books.example/v/{village.code}", entries)
    village.events.clear()
    bare, ours = [], []
    for _ in range(3):
        began = time.perf_counter()
        for entry in entries:
            hashlib.sha256(entry).digest()
            json.loads(entry)
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        found = verify(open_source(str(tmp_path)), Wish())
        ours.append(time.perf_counter() - began)
        assert found.is_good
        assert found.logs[0].checked == ENTRIES
    size = sum(map(len, entries))
    report(f"SHA-256 and json.loads of {ENTRIES:,} entries, {size:,} bytes", f"{min(bare):.2f} s")
    report("verifying the same record from a folder", f"{min(ours):.2f} s")
    report("ratio, best of three (goal: 3)", f"{min(ours) / min(bare):.2f}")
    bundles = [(folder / Tile(-1, n).path).read_bytes() for n in range(8)]
    packed = sum(len(gzip.compress(data)) for data in bundles)
    per_thousand = packed / (8 * 256) * 1000 / 1024
    report("an incremental check: bundles of 1,000 entries, gzip", f"{per_thousand:.1f} kB")
