"""The attacks of the security model, one test each: what the verifier says to them."""

import base64
import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.verifier import records
from tests.verifier.checking import CODE, KEY, bundle_of, check, told, warned
from tests.verifier.records import NOW, THIEF, Village, note_of, origin_of, year
from ubudehe.record.rules.canonical import canonical
from ubudehe.record.rules.merkle import leaf_hash, node_hash
from ubudehe.record.rules.notes import checkpoint_text, sign_note
from ubudehe.record.rules.policies import parse_policy
from ubudehe.record.rules.tiles import pack_bundle, parse_bundle
from ubudehe.verifier.older import parse_older


def test_an_honest_mirror_is_good(mirror: Path, village: Village) -> None:
    older = (parse_older(note_of(origin_of(CODE), village.entries, size=7)),)
    policy = parse_policy(records.policy())
    report = check(mirror, older=older, policy=policy)
    assert told(report) == ""
    assert warned(report) == (
        "1 administrators gave roles here whom no record made: the operator of the server did."
    )
    assert report.is_good
    assert report.logs[0].checked == len(village.events)


def test_insider_edits_a_leaf(mirror: Path, village: Village) -> None:
    path = bundle_of(mirror, len(village.events))
    entries = parse_bundle(path.read_bytes(), len(village.events))
    event = json.loads(entries[9])
    event["at"] = event["at"].replace(":00Z", ":01Z")
    entries[9] = canonical(event)
    path.write_bytes(pack_bundle(entries))
    report = check(mirror)
    assert "tile/0/000.p/" in told(report)
    assert "not make the root" in told(report)


def test_insider_edits_a_leaf_and_all_hashes(mirror: Path, village: Village) -> None:
    village.events[9]["at"] = village.events[9]["at"].replace(":00Z", ":01Z")
    records.write_tree(mirror / "v" / CODE, village.entries)
    assert "not make the root" in told(check(mirror))


def test_insider_deletes_the_tail(mirror: Path, village: Village) -> None:
    del village.events[-3:]
    records.write_log(mirror / "v" / CODE, origin_of(CODE), village.entries)
    report = check(mirror)
    assert "knows" in told(report)
    assert "cut, or this is an old view" in told(report)
    assert len(report.logs[0].notes) == 2


def test_insider_rebuilds_the_whole_log_with_the_key(tmp_path: Path, village: Village) -> None:
    kept = note_of(origin_of(CODE), village.entries, size=20)
    village.events[4]["at"] = village.events[4]["at"].replace(":00Z", ":01Z")
    mirror = records.write_mirror(tmp_path, village)
    assert check(mirror, older=()).logs[0].size == len(village.events)
    report = check(mirror, older=(parse_older(kept),))
    assert "not a prefix" in told(report)
    assert kept in report.logs[0].notes
    short = f"UBD {CODE} 20 {parse_older_root(kept)}"
    assert "not a prefix" in told(check(mirror, older=(parse_older(short),)))


def test_an_older_checkpoint_with_a_false_signature_convicts_nobody(
    mirror: Path, village: Village
) -> None:
    """Anybody can write one: by a stranger's key, or with the root of a true one changed."""
    stranger = note_of(origin_of(CODE), village.entries[1:], THIEF)
    kept = note_of(origin_of(CODE), village.entries, size=20)
    origin, size, _root, *rest = kept.split("\n")
    forged = "\n".join([origin, size, base64.b64encode(bytes(32)).decode(), *rest])
    for note in (stranger, forged):
        report = check(mirror, older=(parse_older(note),))
        assert told(report) == ""
        assert "it proves nothing" in warned(report)
        assert report.logs[0].notes == []


def parse_older_root(note: str) -> str:
    root = parse_older(note).root
    assert isinstance(root, bytes)
    return base64.b32encode(root).decode()[:20]


def test_split_view(mirror: Path, village: Village) -> None:
    """Donor and village compare: both forks stand in the national log, which shows both notes."""
    entries = village.entries
    other = [*entries[:-1], entries[0]]
    ours, theirs = note_of(origin_of(CODE), entries), note_of(origin_of(CODE), other)
    records.write_national(mirror, [theirs, ours])
    report = check(mirror)
    assert "not a prefix" in told(report)
    assert report.national is not None
    assert {ours, theirs} <= set(report.national.notes)
    records.write_national(mirror, [ours])
    gossip = check(mirror, older=(parse_older(theirs),))
    assert "not a prefix" in told(gossip)
    assert {ours, theirs} <= set(gossip.logs[0].notes)


def test_back_dating(tmp_path: Path, village: Village) -> None:
    village.paid("2026-01-31", 5)
    mirror = records.write_mirror(tmp_path, village)
    assert "[I6]" in told(check(mirror))
    assert "closed month" in told(check(mirror))


def test_frozen_view(mirror: Path) -> None:
    assert "days old" not in warned(check(mirror, now=NOW + timedelta(days=6)))
    assert "8 days old" in warned(check(mirror, now=NOW + timedelta(days=8)))


def test_replay_of_an_entry(tmp_path: Path, village: Village) -> None:
    village.events.append(village.events[6])
    assert "[I3]" in told(check(records.write_mirror(tmp_path, village)))


def test_cross_village_replay(tmp_path: Path, village: Village) -> None:
    stranger = year("22120309").events[6]
    village.events.append(stranger)
    assert "belongs to another record" in told(check(records.write_mirror(tmp_path, village)))


def test_a_whole_record_served_for_another_village(mirror: Path) -> None:
    (mirror / "v" / CODE).rename(mirror / "v" / "22120309")
    report = check(mirror)
    assert f"The checkpoint is that of {origin_of(CODE)}" in told(report)


def test_two_person_rule_bypassed_by_one_person(tmp_path: Path, village: Village) -> None:
    entry = village.propose("2026-02-01", ("Expenses:Loss", 5), ("Assets:Bank:Main", -5), by="t")
    village.approve(entry, by="t")
    assert "[I5] One person" in told(check(records.write_mirror(tmp_path, village)))


def test_approval_of_changed_content(tmp_path: Path, village: Village) -> None:
    entry = village.propose("2026-02-01", ("Expenses:Loss", 5), ("Assets:Bank:Main", -5))
    village.approve(entry)
    village.events[-2]["pub"] = {"what": "something else"}
    assert "not what was proposed" in told(check(records.write_mirror(tmp_path, village)))


def test_theft_of_the_log_key(tmp_path: Path, village: Village) -> None:
    """A thief can sign a fork, but gets no cosignatures for it: it fails the policy."""
    fork = year(payments=3)
    mirror = records.write_mirror(tmp_path, fork, by=())
    policy = parse_policy(records.policy())
    report = check(mirror, policy=policy)
    assert "[witness] Unwitnessed: only 0 of 3" in told(report)


def test_another_key_than_the_one_on_paper(mirror: Path, village: Village) -> None:
    origin = origin_of(CODE)
    records.write_log(mirror / "v" / CODE, origin, village.entries, THIEF)
    assert "not signed by a key that is believed" in told(check(mirror))
    unknown = check(mirror, keys=())
    assert "read from the same place" in warned(unknown)


def test_a_key_that_the_record_itself_adds(tmp_path: Path, village: Village) -> None:
    origin, new = origin_of(CODE), records.key_of(origin_of(CODE), THIEF)
    village.write("key.add", "a", "administrator", vkey=new)
    rotated = note_of(origin, village.entries)
    village.paid("2026-02-02", 5)
    mirror = records.write_mirror(tmp_path, village)
    note = records.write_log(mirror / "v" / CODE, origin, village.entries, THIEF)
    records.write_national(mirror, [rotated, note])
    assert told(check(mirror)) == ""
    records.write_national(mirror, [note])
    assert "not signed by a key that is believed" in told(check(mirror))


def test_a_roll_back_is_told_to_every_reader(tmp_path: Path, village: Village) -> None:
    """It excuses nobody: who holds a promise that is broken hears so, and what the record says."""
    before = parse_older(note_of(origin_of(CODE), village.entries, size=20))
    lost = parse_older(note_of(origin_of(CODE), village.entries))
    assert isinstance(lost.root, bytes)
    del village.events[-5:]
    left = len(village.events)
    village.write(
        "record.roll_back", "a", "server", size=lost.size, root=lost.root.hex(), reason="Disk."
    )
    mirror = records.write_mirror(tmp_path, village)
    plain = check(mirror)
    assert plain.is_good
    assert f"those after the first {left} are lost. Reason given: Disk." in warned(plain)
    assert check(mirror, older=(before,)).is_good
    assert "tells of entries that are lost" in told(check(mirror, older=(lost,)))
    forged = parse_older(note_of(origin_of(CODE), village.entries[1:], size=left - 1))
    assert "is not a prefix of this record" in told(check(mirror, older=(forged,)))


def test_a_new_key_of_the_national_log(tmp_path: Path, village: Village) -> None:
    mirror = records.write_mirror(tmp_path, village, by=())
    origin = f"{records.HOST}/log"
    told_in_log = {"v": 1, "t": "key.add", "origin": origin, "vkey": records.key_of(origin, THIEF)}
    entries = [
        *records.national([note_of(origin_of(CODE), village.entries)]),
        canonical(told_in_log),
    ]
    both = note_of(origin, entries)
    records.write_log(mirror / "log", origin, entries, THIEF)
    (mirror / "policy").write_text(records.policy(witnesses=()))
    assert check(mirror, older=(parse_older(both),)).is_good
    assert "[head]" in told(check(mirror))


def test_a_revoked_key_of_the_national_log(tmp_path: Path, village: Village) -> None:
    """The log holds its own head that both keys signed: who knows the old key can follow."""
    mirror = records.write_mirror(tmp_path, village, by=())
    (mirror / "policy").write_text(records.policy(witnesses=()))
    origin = f"{records.HOST}/log"
    old, new = records.key_of(origin), records.key_of(origin, THIEF)
    changes = [{"t": "key.add", "vkey": new}, {"t": "key.revoke", "vkey": old}]
    entries = records.national([note_of(origin_of(CODE), village.entries)])
    entries += [canonical({"v": 1, "origin": origin, **change}) for change in changes]
    both = note_of(origin, entries) + note_of(origin, entries, THIEF).split("\n\n")[1]
    good = [*entries, *records.national([both])]
    records.write_log(mirror / "log", origin, good, THIEF)
    assert told(check(mirror)) == ""
    forged = note_of(origin, entries[1:])
    records.write_log(mirror / "log", origin, [*entries, *records.national([forged])], THIEF)
    report = check(mirror, keys=(KEY, records.key_of(origin, THIEF)))
    assert "[prefix]" in told(report)


def test_heads_signed_by_a_key_from_before_those_believed(tmp_path: Path, village: Village) -> None:
    """They count as far as they are prefixes, and prove nothing against the keeper beyond that."""
    origin, past = origin_of(CODE), records.WITNESSES["donor"]
    mirror = records.write_mirror(tmp_path, village)
    now = note_of(origin, village.entries)
    records.write_national(mirror, [note_of(origin, village.entries, past, size=9), now])
    assert told(check(mirror)) == ""
    records.write_national(mirror, [note_of(origin, village.entries[1:], past), now])
    report = check(mirror)
    assert "that this record's key did not sign" in told(report)
    assert all(log.notes == [] for log in report.logs)


def test_a_key_that_the_record_revokes(tmp_path: Path, village: Village) -> None:
    village.write("key.revoke", "a", "administrator", vkey=KEY)
    mirror = records.write_mirror(tmp_path, village)
    assert "not signed by a key that is believed" in told(check(mirror))


def test_witness_lost(mirror: Path, village: Village) -> None:
    note = note_of(origin_of(CODE), village.entries)
    records.write_national(mirror, [note], by=("district", "donor"))
    assert check(mirror, policy=parse_policy(records.policy())).is_good


def test_witness_quorum_lost(mirror: Path, village: Village) -> None:
    note = note_of(origin_of(CODE), village.entries)
    records.write_national(mirror, [note], by=("district",))
    assert "Unwitnessed: only 1 of 3" in told(check(mirror))


def test_no_witness_yet(tmp_path: Path, village: Village) -> None:
    mirror = records.write_mirror(tmp_path, village, by=())
    (mirror / "policy").write_text(records.policy(witnesses=()))
    report = check(mirror)
    assert report.is_good
    assert "Not yet witnessed by outsiders" in warned(report)


def test_a_forged_cosignature(mirror: Path) -> None:
    path = mirror / "log" / "checkpoint"
    text = path.read_text("utf-8")
    other = records.cosigned(note_of("books.example/log", [b"x"])).split("\n")[-2]
    path.write_text(text.rsplit("\n", 2)[0] + f"\n{other}\n", "utf-8")
    assert "A cosignature of a witness is false" in told(check(mirror))


def test_second_preimage(tmp_path: Path, village: Village) -> None:
    """Two leaf hashes served as one entry would make the same root without the domain bytes."""
    entries = village.entries[:2]
    forged = b"".join(map(leaf_hash, entries))
    assert leaf_hash(forged) != node_hash(leaf_hash(entries[0]), leaf_hash(entries[1]))
    folder = tmp_path / "v" / CODE
    records.write_log(folder, origin_of(CODE), [forged])
    origin, root = origin_of(CODE), node_hash(leaf_hash(entries[0]), leaf_hash(entries[1]))
    text = checkpoint_text(origin, 1, root)
    (folder / "checkpoint").write_text(sign_note(text, origin, records.KEY))
    report = told(check(tmp_path))
    assert "not make the root" in report
    assert "not written in canonical form" in report


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text + "\n",
        lambda text: text.replace("\n\n", "\n\n\n"),
        lambda text: text.replace("books", "b\u043eoks"),
        lambda text: text.replace("books", "books\x00"),
        lambda text: text[:-1],
        lambda text: text.replace("\n", "\n0", 1),
        lambda text: text[:0],
    ],
)
def test_note_parsing_tricks(mirror: Path, damage: object) -> None:
    path = mirror / "v" / CODE / "checkpoint"
    path.write_bytes(damage(path.read_text("utf-8")).encode())  # type: ignore[operator]
    assert "[head]" in told(check(mirror))


def test_false_sums(mirror: Path, village: Village) -> None:
    report = check(mirror)
    books = report.logs[0].books
    assert books is not None
    part: dict[str, Any] = {
        "village": CODE,
        "size": len(village.events),
        "balances": books.balances,
        "money_in": books.money_in["RWF"],
        "money_out": books.money_out["RWF"],
        "labour_days": books.labour_days,
    }
    path = mirror / "v" / CODE / "sums"
    sums: dict[str, Any] = {"format": "ubudehe-sums/v1", "code": CODE, "villages": [part]}
    sums |= {name: part[name] for name in ("balances", "money_in", "money_out", "labour_days")}
    path.write_bytes(canonical(sums))
    report = check(mirror)
    assert report.is_good
    assert any("exactly those of" in one.msgid for one in report.proved)
    part["labour_days"] = sums["labour_days"] = 13
    path.write_bytes(canonical(sums))
    assert "[I10]" in told(check(mirror))
    part["size"] = 5
    path.write_bytes(canonical(sums))
    assert "[I10]" in told(check(mirror))


def test_a_changed_photo_of_a_receipt(tmp_path: Path, village: Village) -> None:
    photo = b"a photo"
    name = hashlib.sha256(photo).hexdigest()
    village.paid("2026-02-02", 5, ev=[{"h": name, "b": len(photo), "m": "image/webp"}])
    mirror = records.write_mirror(tmp_path, village)
    assert "1 photos of receipts are not here" in warned(check(mirror))
    (mirror / "r").mkdir()
    (mirror / "r" / name).write_bytes(photo)
    report = check(mirror)
    assert report.is_good
    assert "photos" not in warned(report)
    (mirror / "r" / name).write_bytes(photo[:-1] + b"!")
    assert "[photo]" in told(check(mirror))
