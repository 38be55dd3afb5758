"""The page and the program say the same of every record, good or broken, sentence by sentence."""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import World
from tests.verifier import records
from tests.verifier.broken import BROKEN
from tests.verifier.checking import CODE, KEY, check, told
from tests.verifier.records import THIEF, Village, note_of, origin_of, year
from ubudehe.record.rules.canonical import canonical, canonical_value
from ubudehe.record.rules.tiles import Tile
from ubudehe.verifier.mirrors.mirror import zip_mirror
from ubudehe.verifier.older import parse_older
from ubudehe.verifier.report import Report

pytestmark = pytest.mark.journey

NOW = datetime.now(UTC).replace(microsecond=0)
ORIGIN = origin_of(CODE)
Damage = Callable[[Path, Village], str | None]
"""Writes a mirror of the village with something about it; returns an older checkpoint, if any."""


def mirror(folder: Path, village: Village, **more: object) -> Path:
    return records.write_mirror(folder, village, at=NOW, **more)  # type: ignore[arg-type]


def publish(folder: Path, *notes: str, **more: object) -> None:
    records.write_national(folder, notes, **{"at": NOW, **more})  # type: ignore[arg-type]


def nothing(folder: Path, village: Village) -> str:
    mirror(folder, village, earlier=(5, 20))
    return note_of(ORIGIN, village.entries, size=7)


def a_year_with_photos(folder: Path, village: Village) -> None:
    photos = [(hashlib.sha256(name).hexdigest(), name) for name in (b"one", b"two", b"three")]
    for name, data in photos:
        village.paid("2026-02-01", 5, ev=[{"h": name, "b": len(data), "m": "image/webp"}])
    mirror(folder, village)
    (folder / "r").mkdir()
    (folder / "r" / photos[0][0]).write_bytes(photos[0][1])
    (folder / "r" / photos[1][0]).write_bytes(b"another picture")


def a_changed_leaf(folder: Path, village: Village) -> None:
    mirror(folder, village)
    path = folder / "v" / CODE / Tile(-1, 0, len(village.events)).path
    path.write_bytes(path.read_bytes().replace(b'"n":1007', b'"n":1008', 1))


def a_changed_tile(folder: Path, village: Village) -> None:
    mirror(folder, village)
    path = folder / "v" / CODE / Tile(0, 0, len(village.events)).path
    path.write_bytes(bytes(32) + path.read_bytes()[32:])


def a_cut_record(folder: Path, village: Village) -> str:
    whole = note_of(ORIGIN, village.entries)
    del village.events[-2:]
    mirror(folder, village)
    publish(folder, whole, note_of(ORIGIN, village.entries))
    return whole


def a_rewritten_record(folder: Path, village: Village) -> str:
    before = note_of(ORIGIN, village.entries, size=20)
    village.events[10]["pub"] = {"what": "something else"}
    mirror(folder, village)
    publish(folder, before, note_of(ORIGIN, village.entries))
    return before


def slander(folder: Path, village: Village) -> str:
    mirror(folder, village)
    return note_of(ORIGIN, village.entries[1:], THIEF)


def two_records(folder: Path, village: Village) -> None:
    mirror(folder, village)
    other = note_of(ORIGIN, [*village.entries[:-1], village.entries[0]])
    publish(folder, note_of(ORIGIN, village.entries), other)


def another_key(folder: Path, village: Village) -> None:
    mirror(folder, village)
    records.write_log(folder / "v" / CODE, ORIGIN, village.entries, THIEF)


def a_key_that_the_record_adds(folder: Path, village: Village) -> None:
    village.write("key.add", "a", "administrator", vkey=records.key_of(ORIGIN, THIEF))
    rotated = note_of(ORIGIN, village.entries)
    village.paid("2026-02-02", 5)
    mirror(folder, village)
    publish(folder, rotated, records.write_log(folder / "v" / CODE, ORIGIN, village.entries, THIEF))


def a_key_that_the_record_revokes(folder: Path, village: Village) -> None:
    village.write("key.revoke", "a", "administrator", vkey=KEY)
    mirror(folder, village)


def a_roll_back_that_is_told(folder: Path, village: Village) -> str:
    """The last five entries were signed and are lost; the record and the country's log say so."""
    lost = note_of(ORIGIN, village.entries)
    head = parse_older(lost)
    assert isinstance(head.root, bytes)
    told = {"size": head.size, "root": head.root.hex(), "reason": "The disk broke."}
    del village.events[-5:]
    village.write("record.roll_back", "a", "server", **told)
    mirror(folder, village)
    entries = [
        *records.national([note_of(ORIGIN, village.entries)]),
        canonical({"v": 1, "t": "record.roll_back", "origin": f"{records.HOST}/log", **told}),
    ]
    note = records.write_log(folder / "log", f"{records.HOST}/log", entries)
    (folder / "log" / "checkpoint").write_text(records.cosigned(note, NOW), "utf-8")
    return lost


def a_head_by_a_stranger(folder: Path, village: Village) -> None:
    mirror(folder, village)
    false = note_of(ORIGIN, village.entries[1:], records.WITNESSES["donor"])
    publish(folder, false, note_of(ORIGIN, village.entries))


def too_few_witnesses(folder: Path, village: Village) -> None:
    mirror(folder, village, by=("district",))


def no_witness_yet(folder: Path, village: Village) -> None:
    mirror(folder, village, by=())
    (folder / "policy").write_text(records.policy(witnesses=()))


def witnesses_of_long_ago(folder: Path, village: Village) -> None:
    records.write_mirror(folder, village, at=NOW - timedelta(days=30))


def a_false_cosignature(folder: Path, village: Village) -> None:
    mirror(folder, village)
    path = folder / "log" / "checkpoint"
    other = records.cosigned(note_of("books.example/log", [b"x"]), NOW).split("\n")[-2]
    path.write_text(path.read_text("utf-8").rsplit("\n", 2)[0] + f"\n{other}\n", "utf-8")


def a_national_log_with_something_else(folder: Path, village: Village) -> None:
    mirror(folder, village)
    note = note_of(ORIGIN, village.entries)
    entries = [
        *records.national([note]),
        canonical({"v": 1, "t": "cp", "origin": "x", "note": "y"}),
    ]
    head = records.write_log(folder / "log", f"{records.HOST}/log", entries)
    (folder / "log" / "checkpoint").write_text(records.cosigned(head, NOW), "utf-8")


def no_national_log(folder: Path, village: Village) -> None:
    records.write_log(folder / "v" / CODE, ORIGIN, village.entries)


def good_sums(folder: Path, village: Village) -> None:
    mirror(folder, village)
    write_sums(folder, village)


def false_sums(folder: Path, village: Village) -> None:
    mirror(folder, village)
    write_sums(folder, village, labour=1)


def sums_that_do_not_add_up(folder: Path, village: Village) -> None:
    mirror(folder, village)
    write_sums(folder, village, more_in=1)


def write_sums(folder: Path, village: Village, labour: int = 0, more_in: int = 0) -> None:
    """Write the sums over the village, with so much more labour, and so much too much money."""
    books = check(folder, now=NOW).logs[0].books
    assert books
    measures = {
        "money_in": books.money_in["RWF"],
        "money_out": books.money_out["RWF"],
        "labour_days": books.labour_days + labour,
    }
    part = {"village": CODE, "size": len(village.events), "balances": books.balances, **measures}
    measures["money_in"] += more_in
    whole = {"format": "ubudehe-sums/v1", "code": CODE, "villages": [part], **measures}
    data = canonical_value({**whole, "balances": books.balances})
    (folder / "v" / CODE / "sums").write_bytes(data)


def an_unknown_kind(folder: Path, village: Village) -> None:
    village.write("txn.wish", "t", "treasurer")
    mirror(folder, village)


def an_unknown_field(folder: Path, village: Village) -> None:
    village.paid("2026-02-01", 5, name="Uwimana Rose")
    mirror(folder, village)


def an_entry_of_another_village(folder: Path, village: Village) -> None:
    village.paid("2026-02-01", 5)
    village.events[-1]["village"] = "22120309"
    mirror(folder, village)


def sums_of_floats_would_hide_it(folder: Path, village: Village) -> None:
    much = 2**53 - 1
    village.post(
        "2026-02-01", ("Income:Contributions:Cash", -much), ("Assets:Bank:Main", much), kind="grant"
    )
    village.post(
        "2026-02-02",
        ("Assets:Bank:Main", much),
        ("Assets:Bank:Main", 2),
        ("Income:Contributions:Cash", -much),
        ("Income:Contributions:Cash", -1),
    )
    mirror(folder, village)


OTHERS: list[Damage] = [
    nothing,
    a_roll_back_that_is_told,
    a_year_with_photos,
    a_changed_leaf,
    a_changed_tile,
    a_cut_record,
    a_rewritten_record,
    slander,
    two_records,
    another_key,
    a_key_that_the_record_adds,
    a_key_that_the_record_revokes,
    a_head_by_a_stranger,
    too_few_witnesses,
    no_witness_yet,
    witnesses_of_long_ago,
    a_false_cosignature,
    a_national_log_with_something_else,
    no_national_log,
    good_sums,
    false_sums,
    sums_that_do_not_add_up,
    an_unknown_kind,
    an_unknown_field,
    an_entry_of_another_village,
    sums_of_floats_would_hide_it,
]


@pytest.fixture
def page(empty_world: World, chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page as people take it along, opened from a file."""
    saved = tmp_path / "verify.html"
    saved.write_text(empty_world.client().get("/en/verify.html").text, "utf-8")
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        page.goto(f"file://{saved}")
        for summary in page.locator("summary").all():
            summary.click()
        yield page


def said_by_page(
    page: Page, copy: Path, older: str | None, keys: tuple[str, ...] = (KEY,)
) -> dict[str, set[str]]:
    """Return what the page says of the ZIP `copy`: proved, warned of, and wrong."""
    page.fill("#key", " ".join(keys))
    page.fill("#older", older or "")
    page.evaluate("document.querySelector('#result').textContent = ''")
    page.set_input_files("#zip", copy)
    expect(page.locator("#result")).to_contain_text(re.compile("wrong"))
    said = {
        kind: set(page.locator(f"#told .{kind}").all_inner_texts())
        for kind in ("ok", "warn", "bad")
    }
    return {kind: {plain(line[2:]) for line in lines} for kind, lines in said.items()}


def said_by_program(report: Report) -> dict[str, set[str]]:
    def tell(index: int | None, msgid: str, params: object) -> str:
        return plain(("" if index is None else f"entry {index}: ") + msgid % params)

    parts = report.parts
    return {
        "ok": {tell(None, one.msgid, one.params) for part in parts for one in part.proved},
        "warn": {tell(None, one.msgid, one.params) for part in parts for one in part.warnings},
        "bad": {tell(one.index, one.msgid, one.params) for part in parts for one in part.faults},
    }


def plain(line: str) -> str:
    """Leave out what the two know differently: details of a cosignature, the leaf of a balance."""
    line = re.sub(r"A cosignature .*", "A cosignature", line)
    return re.sub(r"^entry [0-9]+: (?=Assets:|The grant .* ends)", "", line)


def differences(
    page: Page, folder: Path, older: str | None, keys: tuple[str, ...] = (KEY,)
) -> list[str]:
    zip_mirror(folder, folder.with_suffix(".zip"))
    brought = () if older is None else (parse_older(older),)
    program = said_by_program(check(folder, keys=keys, older=brought, now=NOW))
    browser = said_by_page(page, folder.with_suffix(".zip"), older, keys)
    browser["ok"] = {line for line in browser["ok"] if not line.endswith(" entries")}
    if program["bad"]:  # then the program leaves out what is good
        program["ok"] = browser["ok"] = program["warn"] = browser["warn"] = set()
    return [
        f"{folder.name}: {who} alone says {kind}: {line}"
        for kind in program
        for who, one, other in (("page", browser, program), ("program", program, browser))
        for line in sorted(one[kind] - other[kind])
    ]


def test_the_page_and_the_program_say_the_same(page: Page, tmp_path: Path) -> None:
    found: list[str] = []
    for breaks, _rule in BROKEN:
        village = year()
        breaks(village)
        found += differences(page, mirror(tmp_path / breaks.__name__, village), None)
    for damage in OTHERS:
        folder, village = tmp_path / damage.__name__, year()
        folder.mkdir()
        older = damage(folder, village)
        found += differences(page, folder, older)
    assert not found, "\n".join(found)


def test_the_country_tells_of_a_village_that_left_to_both(page: Page, tmp_path: Path) -> None:
    """Its own record is a copy of its own; one that says more of the village is wrong to both."""
    country = records.country_without_one()
    keys = (records.key_of(origin_of(country.code)),)
    folder = mirror(tmp_path / "country", country)
    assert told(check(folder, keys=keys, now=NOW)) == ""
    assert differences(page, folder, None, keys) == []
    country.events[-1]["name"] = "Uwimana Rose"
    folder = mirror(tmp_path / "named", country)
    assert told(check(folder, keys=keys, now=NOW))
    assert differences(page, folder, None, keys) == []


def test_a_village_that_moved_is_good_to_both(page: Page, tmp_path: Path) -> None:
    """Its record bears its first server's name; the log of the country is the new server's.

    How its people are known there it tells in private.
    """
    village, log = year(), "district.example/log"
    paper = note_of(ORIGIN, village.entries, size=7)
    way = {"from": f"https://{records.HOST}", "to": "https://district.example", "reason": "Power."}
    village.write("key.add", "a", "server", vkey=records.key_of(ORIGIN, THIEF))
    village.write("record.move", "a", "server", step="leave", **way)
    left = note_of(ORIGIN, village.entries)
    village.write("record.move", "b", "server", step="arrive", **way)
    village.write("people.arrive", "b", "server", priv=records.committed("person0", "person1"))
    village.paid("2026-02-02", 5)
    folder = mirror(tmp_path / "moved", village)
    now = records.write_log(folder / "v" / CODE, ORIGIN, village.entries, THIEF)
    shutil.rmtree(folder / "log")
    note = records.write_log(folder / "log", log, records.national([left, now]), THIEF)
    (folder / "log" / "checkpoint").write_text(records.cosigned(note, NOW), "utf-8")
    keys = KEY, records.key_of(log, THIEF)
    assert told(check(folder, keys=keys, older=(parse_older(paper),), now=NOW)) == ""
    assert differences(page, folder, paper, keys) == []
