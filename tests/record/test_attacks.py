"""Every attack on the record, its witnesses and its key that we know of, each by its name.

The attacker owns the database: triggers do not hold them (tests/record/test_append_only.py).
Attacks that a reader must notice alone are in tests/verifier.
"""

import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from urllib.request import Request as Ask
from urllib.request import urlopen
from uuid import uuid4

import pytest

from tests.conftest import VILLAGE, World
from tests.record.logs import as_owner, grow, sign
from tests.record.test_national import LOGS, country_key, policy_of, publisher, step
from tests.record.trees import Store, hashes
from tests.witness.running import Log, serving_witness, witness
from ubudehe.language.refusals import ActReused
from ubudehe.record.append import Event, Request, append, earlier_receipt, lock_log
from ubudehe.record.checking_national import check_all
from ubudehe.record.cosigned import is_cosigned, times_of
from ubudehe.record.heads import WillNotSign
from ubudehe.record.rotation import revoke_key, rotate_key
from ubudehe.record.rules.cosignatures import cosign, cosignatures
from ubudehe.record.rules.merkle import (
    ProofFailed,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)
from ubudehe.record.rules.notes import (
    BadNote,
    checkpoint_text,
    parse_checkpoint,
    parse_note,
    sign_note,
    verify_note,
)
from ubudehe.record.rules.policies import Policy, parse_policy

pytestmark = pytest.mark.both_engines

LOG = LOGS[0]

_TWO_ROUNDS = 10
"""Steps in which the publisher looks at each of the demo's thirteen bundles, whatever it drew."""


def own(world: World, *statements: str, **values: object) -> None:
    with world.services.database.write() as session:
        as_owner(session, *statements, **values)


def found(world: World, policy: Policy | None = None) -> list[str]:
    with world.services.database.read() as session:
        checked = check_all(session, world.services.heads, policy or Policy())
    return [fault.msgid for fault in checked.faults]


def refuses_to_sign(world: World, log: str) -> bool:
    with world.services.database.read() as session:
        try:
            world.services.heads.sign(session, log)
        except WillNotSign:
            return True
    return False


# The database


def test_an_insider_edits_a_leaf_that_was_signed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The signed root still commits to the true entry; the edit is found by both audits."""
    world.services.publisher.step(world.clock.now)
    assert found(world) == []
    own(
        world,
        "UPDATE log_leaf SET entry = (SELECT entry FROM log_leaf b WHERE b.log = :v AND b.idx = 8)"
        " WHERE log = :v AND idx = 7",
        v=VILLAGE,
    )
    assert "Event %(index)s was rewritten." in found(world)
    with caplog.at_level(logging.CRITICAL):
        for _ in range(_TWO_ROUNDS):
            world.services.publisher.step(world.clock.now)
    assert f"entry 7 of the record of {VILLAGE} was rewritten" in caplog.text


def test_an_insider_edits_a_leaf_before_it_is_signed(world: World) -> None:
    sign(world, VILLAGE)
    with world.services.database.write() as session:
        head = lock_log(session, VILLAGE)
        append(session, head, request_of(world, {"text": "A"}), Event(public={"assembly": None}))
    own(
        world,
        "UPDATE log_leaf SET entry = leaf_hash WHERE log = :v AND idx ="
        " (SELECT size - 1 FROM log_head WHERE log = :v)",
        v=VILLAGE,
    )
    assert refuses_to_sign(world, VILLAGE)


def test_an_insider_edits_a_leaf_and_its_hashes(empty_world: World) -> None:
    grow(empty_world, LOG, 64)
    sign(empty_world, LOG)
    own(empty_world, "DELETE FROM log_node WHERE log = :v", v=LOG)
    own(empty_world, "DELETE FROM log_leaf WHERE log = :v", v=LOG)
    own(empty_world, "DELETE FROM log_head WHERE log = :v", v=LOG)
    grow_otherwise(empty_world, LOG, 65)
    assert refuses_to_sign(empty_world, LOG)
    assert "The events are not those that were signed." in found(empty_world)


def test_an_insider_deletes_the_tail(world: World) -> None:
    note = sign(world, VILLAGE)
    cut(world, VILLAGE, 3)
    assert refuses_to_sign(world, VILLAGE)
    served = world.client().get(f"/v/{VILLAGE}/checkpoint")
    assert served.text == note  # what was promised last; its tiles are not all there any more
    size = parse_checkpoint(parse_note(note.encode()).text).size
    assert world.client().get(f"/v/{VILLAGE}/tile/0/000.p/{size}").status_code == 404
    assert "%(signed)s events were signed, but %(found)s are here." in found(world)


def test_a_backup_is_restored_and_goes_on_differently(world: World) -> None:
    """Even when the restored record has outgrown what was signed, it is not signed."""
    sign(world, VILLAGE)
    cut(world, VILLAGE, 3)
    for number in range(6):
        with world.services.database.write() as session:
            head = lock_log(session, VILLAGE)
            asked = request_of(world, {"text": str(number)})
            append(session, head, asked, Event(public={"assembly": None}))
    assert refuses_to_sign(world, VILLAGE)
    assert world.client().get(f"/v/{VILLAGE}/tile/entries/000.p/1").status_code == 200


def test_the_whole_machine_is_restored_from_a_backup(empty_world: World, tmp_path: Path) -> None:
    """Database and signed heads are both old: the witness alone remembers, and has the proof."""
    grow(empty_world, LOG, 5)
    heads = empty_world.services.heads.folder
    state = witness(tmp_path / "w", "w.example", country_key(empty_world))
    with serving_witness(state) as url:
        policy = policy_of(1, (state, url))
        step(empty_world, policy)
        shutil.copytree(heads, tmp_path / "backup")
        grow(empty_world, LOGS[1], 5)
        newest = step(empty_world, policy).given
        shutil.rmtree(heads)
        shutil.copytree(tmp_path / "backup", heads)
        for table in ("published_head", "log_node", "log_leaf", "log_head"):
            own(empty_world, f"DELETE FROM {table} WHERE log = :v", v=LOGS[1])
        cut(empty_world, "log", 1)
        empty_world.clock.now += timedelta(hours=2)  # at the latest then witnesses are asked again
        with pytest.raises(Exception, match="another history"):
            step(empty_world, policy)
    assert newest
    assert (heads / "log.contradiction").read_text() == newest.note
    assert "A witness has shown another history of this log." in found(empty_world)


# The key


def test_the_whole_log_is_rebuilt_with_the_key(empty_world: World, tmp_path: Path) -> None:
    """Everything on the server is forged consistently; old checkpoints and witnesses tell."""
    grow(empty_world, LOG, 64)
    old = parse_checkpoint(parse_note(sign(empty_world, LOG).encode()).text)
    state = witness(tmp_path / "w", "w.example", country_key(empty_world))
    with serving_witness(state) as url:
        policy = policy_of(1, (state, url))
        before = step(empty_world, policy).given
        for table in ("published_head", "log_node", "log_leaf", "log_head"):
            own(empty_world, f"DELETE FROM {table}")
        shutil.rmtree(empty_world.services.heads.folder)
        empty_world.services.heads.folder.mkdir()
        grow_otherwise(empty_world, LOG, 80)
        new = parse_checkpoint(parse_note(sign(empty_world, LOG).encode()).text)
        store = Store([leaf_hash(f"other {n}".encode()) for n in range(80)])
        proof = consistency_proof(64, 80, store.node)
        with pytest.raises(ProofFailed):
            verify_consistency(64, 80, old.root, new.root, proof)
        with pytest.raises(Exception, match="another history"):
            step(empty_world, policy)
    assert before


def test_a_split_view_cannot_be_cosigned(tmp_path: Path) -> None:
    """Two histories under one key: whoever puts both notes side by side holds the proof."""
    donors = Log(hashes(200))
    villages = Log([*hashes(150), *hashes(50)], donors.key)
    state = witness(tmp_path, "w.example", donors.vkey)
    with serving_witness(state) as url:
        assert add(url, donors.request(0, 200)) == 200
        assert add(url, villages.request(0, 200)) == 409
        assert add(url, villages.request(200, 200)) == 409
    one, two = (
        parse_checkpoint(verify_note(log.note(200).encode(), [donors.vkey]))
        for log in (donors, villages)
    )
    assert (one.origin, one.size) == (two.origin, two.size)
    assert one.root != two.root


def test_the_key_of_the_log_is_stolen(world: World, tmp_path: Path) -> None:
    """A thief can sign a fork but gets no cosignature; after a revocation, not even trust."""
    heads, now = world.services.heads, world.clock.now
    (stolen,) = heads.keys.all()
    state = witness(tmp_path / "w", "w.example", country_key(world))
    with serving_witness(state) as url:
        text = policy_of(1, (state, url))
        given = step(world, text).given
        assert given
        fork = Store(hashes(given.checkpoint.size))
        size, origin = given.checkpoint.size, given.checkpoint.origin
        forged = sign_note(checkpoint_text(origin, size, root_at(size, fork.node)), origin, stolen)
        assert not is_cosigned(forged, parse_policy(text))
        body = f"old {size}\n\n{forged}".encode()
        assert add(url, body) == 409
    rotate_key(world.services.database, heads, now)
    revoke_key(world.services.database, heads, now)
    with pytest.raises(BadNote, match="known key"):
        verify_note(forged.encode(), heads.vkeys("log"))
    publisher(world).step(now)
    assert found(world) == []


# Witnesses


def test_a_frozen_view_shows_its_age(empty_world: World, tmp_path: Path) -> None:
    grow(empty_world, LOG, 5)
    now = empty_world.clock.now
    state = witness(tmp_path, "w.example", country_key(empty_world), now=now)
    with serving_witness(state) as url:
        text = policy_of(1, (state, url))
        step(empty_world, text)
    empty_world.clock.now += timedelta(days=8)
    served = empty_world.client().get("/log/checkpoint").text
    (at,) = times_of(served, parse_policy(text)).values()
    assert empty_world.clock.now - at == timedelta(days=8)


def test_one_witness_is_lost_or_lies(empty_world: World, tmp_path: Path) -> None:
    """Two of three from different institutions: one may be down, one may sign anything."""
    grow(empty_world, LOG, 5)
    key = country_key(empty_world)
    states = [witness(tmp_path / f"{n}", f"w{n}.example", key) for n in range(3)]
    with ExitStack() as stack:
        urls = [stack.enter_context(serving_witness(state)) for state in states[:2]]
        text = policy_of(2, *zip(states, [*urls, "http://127.0.0.1:1"], strict=True))
        assert step(empty_world, text).cosigned
    grow(empty_world, LOGS[1], 5)
    left = step(empty_world, text)
    assert not left.cosigned
    assert left.given
    assert left.given.checkpoint.size == 1
    policy = parse_policy(text)
    liar = states[0]
    fork = Store(hashes(9))
    origin = left.given.checkpoint.origin
    forged = checkpoint_text(origin, 9, root_at(9, fork.node))
    note = sign_note(forged, origin, empty_world.services.heads.keys.all()[0])
    note += cosign(forged, "w0.example", liar._key, empty_world.clock.now)
    assert cosignatures(parse_note(note.encode()), [liar.vkey])
    assert not is_cosigned(note, policy)


def test_a_witness_is_raced_for_an_equivocation(tmp_path: Path) -> None:
    log = Log(hashes(300))
    forks = [Log([*hashes(100), *hashes(300)[n : n + 150]], log.key) for n in range(12)]
    with serving_witness(witness(tmp_path, "w.example", log.vkey)) as url:
        assert add(url, log.request(0, 100)) == 200
        with ThreadPoolExecutor(len(forks)) as pool:
            answers = list(pool.map(lambda one: add(url, one.request(100, 200)), forks))
    assert sorted(answers) == [200] + [409] * 11


# The formats


@pytest.mark.parametrize("size", [2, 3, 7, 64])
def test_a_second_preimage_a_node_is_offered_as_an_entry(size: int) -> None:
    store = Store(hashes(size))
    node = store.node(0, 0) + store.node(0, 1)
    root = root_at(size, store.node)
    steps = inclusion_proof(0, size, store.node)[1:]
    smaller = (size + 1) // 2
    with pytest.raises(ProofFailed):
        verify_inclusion(0, smaller, leaf_hash(node), steps, root)
    with pytest.raises(ProofFailed):
        verify_inclusion(0, size, leaf_hash(node), [store.node(0, 1), *steps], root)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        ("\n\n", "\n\n\n"),
        ("\n\n\u2014", "\n\n\n\u2014"),
        ("books", "b\u043e\u043eks"),
        ("books", "books\u200b"),
        ("books", "bo\u00b5oks"),
        ("\n5\n", "\n05\n"),
        ("\n5\n", "\n5 \n"),
        ("\n5\n", "\n\u0665\n"),
        ("=\n\n", "=\nextra\n\n"),
        ("=\n\n", "\n\n"),
        ("books", "boo\x00ks"),
        ("books", "boo\x1bks"),
        ("\u2014", "-"),
        ("\u2014 ", "\u2014  "),
    ],
)
def test_a_note_is_written_so_as_to_be_read_in_two_ways(old: str, new: str) -> None:
    log = Log(hashes(5))
    note = log.note(5)
    assert verify_note(note.encode(), [log.vkey])
    tricked = note.replace(old, new)
    assert tricked != note
    with pytest.raises(BadNote):
        parse_checkpoint(verify_note(tricked.encode(), [log.vkey]))


# Acts


def test_a_submission_is_repeated_or_changed_under_the_same_id(world: World) -> None:
    request = request_of(world, {"text": "A"})
    with world.services.database.write() as session:
        head = lock_log(session, VILLAGE)
        first = append(session, head, request, Event(public={"assembly": None}))
    with world.services.database.write() as session:
        lock_log(session, VILLAGE)
        again = earlier_receipt(session, request)
        assert again
        assert (again.index, again.leaf_hash, again.repeated) == (
            first.index,
            first.leaf_hash,
            True,
        )
        changed = request_of(world, {"text": "B"}, request.id)
        with pytest.raises(ActReused):
            earlier_receipt(session, changed)


def test_an_entry_is_replayed_in_another_village(world: World) -> None:
    """Village and origin stand inside what is hashed and signed."""
    sign(world, VILLAGE)
    signed = world.services.heads.last_signed(VILLAGE)
    assert signed
    with pytest.raises(BadNote):
        verify_note(signed.note.encode(), world.services.heads.vkeys("43060101"))
    with world.services.database.write() as session:
        head = lock_log(session, "43060101")
        request = request_of(world, {"text": "A"})
        append(session, head, request, Event(public={"assembly": None}))
        as_owner(session, "UPDATE act SET log = '43060101' WHERE false")
    # append wrote the leaf of VILLAGE at the end of the other village's log
    assert "Act %(index)s is not the one in the record." in found(world)


def request_of(world: World, given: dict[str, str], id_: object = None) -> Request:
    return Request(
        log=VILLAGE,
        id=id_ or uuid4(),  # type: ignore[arg-type]
        type="need.add",
        role="facilitator",
        key="k",
        account=None,
        at=world.clock.now,
        given=str(given),
        entropy=os.urandom,
    )


def grow_otherwise(world: World, log: str, size: int) -> None:
    grow(world, log, size, lambda index: f"other {index}".encode())


def cut(world: World, log: str, count: int) -> None:
    """Put a log back to what it was `count` entries ago, in every table."""
    with world.services.database.write() as session:
        size = lock_log(session, log).size - count
    acts = "SELECT id FROM act WHERE log = :v AND idx >= :n"
    own(
        world,
        f"DELETE FROM opening WHERE log = :v AND act IN ({acts})",
        "DELETE FROM act WHERE log = :v AND idx >= :n",
        "DELETE FROM log_leaf WHERE log = :v AND idx >= :n",
        "DELETE FROM log_node WHERE log = :v AND (idx + 1) * (1 << level) > :n",
        "UPDATE log_head SET size = :n WHERE log = :v",
        v=log,
        n=size,
    )


def add(url: str, body: bytes) -> int:
    try:
        with urlopen(Ask(f"{url}/add-checkpoint", body)) as answer:
            return int(answer.status)
    except OSError as error:
        return int(error.code)  # type: ignore[attr-defined]
