"""Damaged and invented input: the verifier finds it or refuses it, and never falls over."""

import random
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.record.json_values import values
from tests.verifier import records
from tests.verifier.checking import CODE, KEY, check
from tests.verifier.records import Village, note_of, origin_of, year
from ubudehe.ledger.rules.public_books.books import books_of
from ubudehe.ledger.rules.public_books.roll_up import differs
from ubudehe.record.rules.events import PUBLIC_FIELDS
from ubudehe.record.rules.notes import BadNote
from ubudehe.verifier.keys import read_vkeys
from ubudehe.verifier.older import message, parse_older
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.source import Unreadable

VILLAGE = year(payments=2)
NOTE = note_of(origin_of(CODE), VILLAGE.entries)


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return records.write_mirror(tmp_path_factory.mktemp("mirror"), year(payments=2), earlier=(5,))


@pytest.mark.parametrize("seed", range(60))
def test_any_damaged_file_of_a_mirror(mirror: Path, tmp_path: Path, seed: int) -> None:
    """A flip, a cut, an insertion or a swap: wrong is what is found, or a note that is unknown."""
    chance = random.Random(seed)
    copy = tmp_path / "copy"
    shutil.copytree(mirror, copy)
    files = sorted(path for path in copy.rglob("*") if path.is_file())
    path = files[seed % len(files)]
    data = path.read_bytes()
    at = chance.randrange(len(data))
    damaged = chance.choice(
        [
            data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
            data[:at],
            data[:at] + b"\n\n" + data[at:],
            chance.choice(files).read_bytes(),
        ]
    )
    path.write_bytes(damaged)
    harmless = damaged == data or path.name in ("mirror.json", "policy", "logs", "key")
    try:
        report = check(copy)
    except Unreadable:
        return
    assert harmless or not report.is_good, path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.binary(max_size=8), st.integers(0, 20))
def test_any_damaged_zip(
    tmp_path_factory: pytest.TempPathFactory, place: int, put: bytes, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("zip")
    packed = folder / "copy.zip"
    note = NOTE.encode()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr(f"v/{CODE}/checkpoint", note)
        packing.writestr(f"v/{CODE}/key", KEY)
    data = packed.read_bytes()
    place %= len(data)
    packed.write_bytes(data[:place] + put + data[place + cut :])
    try:
        source = open_source(str(packed)).source
        found = source.read(f"v/{CODE}/checkpoint", 10_000)
    except Unreadable:
        return
    assert found in (note, None)


@given(
    st.text(max_size=80)
    | st.tuples(st.integers(0, 400), st.text(max_size=2)).map(
        lambda made: NOTE[: made[0]] + made[1] + NOTE[made[0] + 1 :]
    )
)
def test_any_text_is_an_older_checkpoint_or_refused(text: str) -> None:
    try:
        older = parse_older(text)
    except BadNote:
        return
    assert older.size >= 0


@given(st.integers(0, 10**15), st.binary(min_size=32, max_size=32))
def test_a_text_message_reads_back(size: int, root: bytes) -> None:
    older = parse_older(f"  {message(CODE, size, root)}\r\n")
    assert older.is_of(origin_of(CODE))
    assert older.size == size
    assert older.fits(root)
    assert not older.fits(bytes([root[0] ^ 1]) + root[1:])


@given(st.text(max_size=80))
def test_any_text_is_keys_or_refused(text: str) -> None:
    try:
        assert read_vkeys(text) == []
    except BadNote:
        return


fields = st.sampled_from(sorted({name for one in PUBLIC_FIELDS.values() for name in one}))
money = st.fixed_dictionaries(
    {"t": st.sampled_from(sorted(PUBLIC_FIELDS)), "id": values, "at": values, "by": values},
    optional=dict.fromkeys(
        ("date", "kind", "postings", "qty", "ev", "entry", "hash", "period", "balances"), values
    ),
)


@given(st.lists(money, max_size=8), st.integers(0, 12))
def test_events_of_any_shape_do_not_stop_the_books(
    events: list[dict[str, object]], at: int
) -> None:
    good = [(bytes(32), event) for event in VILLAGE.events]
    invented = [(bytes(32), event) for event in events]
    found = books_of([*good[:at], *invented, *good[at:]])
    assert found.faults_found >= 0


@given(values)
def test_sums_of_any_shape_are_refused(value: object) -> None:
    assert differs({"villages": value, "code": "1"}) or value == []


def test_events_with_one_changed_field_never_raise() -> None:
    chance = random.Random(3)
    odd = [None, True, -1, "x", [], {}, [None], {"a": 1}, "9" * 40, 2**53 - 1]
    for _ in range(400):
        village = Village(events=[dict(event) for event in VILLAGE.events])
        event = chance.choice(village.events)
        event[chance.choice(sorted(event))] = chance.choice(odd)
        books_of((bytes(32), event) for event in village.events)
