"""The record: what is in it, what is not, and what happens when somebody edits it."""

import json
import re

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.record.logs import as_owner
from ubudehe.households.tables import HouseholdIdentity
from ubudehe.people.tables import Account
from ubudehe.record.heads import Heads, SignedHead, WillNotSign
from ubudehe.record.queries import opened
from ubudehe.record.rules.canonical import canonical, parse
from ubudehe.record.rules.merkle import leaf_hash, root
from ubudehe.record.rules.notes import parse_checkpoint, verify_note
from ubudehe.record.tables import LogHead, LogLeaf
from ubudehe.record.tree import Growth

pytestmark = pytest.mark.both_engines


def leaves(world: World, log: str = VILLAGE) -> list[bytes]:
    with world.services.database.read() as session:
        query = select(LogLeaf.entry).where(LogLeaf.log == log).order_by(LogLeaf.idx)  # type: ignore[arg-type]
        return list(session.exec(query).all())


def test_the_checkpoint_is_signed_over_all_leaves(world: World) -> None:
    client = world.client()
    note = client.get(f"/v/{VILLAGE}/checkpoint")
    key = client.get(f"/v/{VILLAGE}/key").text.strip()
    head = parse_checkpoint(verify_note(note.content, [key]))
    entries = leaves(world)
    assert head.origin == f"localhost:8000/v/{VILLAGE}"
    assert head.size == len(entries) > 100
    assert head.root == root([leaf_hash(entry) for entry in entries])


def test_every_leaf_is_canonical_and_says_who_by_role_and_key(world: World) -> None:
    ids = set()
    for entry in leaves(world):
        event = parse(entry)
        assert canonical(event) == entry
        assert event["v"] == 1
        assert event["village"] == VILLAGE
        assert set(event["by"]) == {"role", "key"}  # type: ignore[call-overload]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(event["at"]))
        ids.add(event["id"])
    assert len(ids) == len(leaves(world))


def test_no_leaf_holds_a_name_a_phone_or_a_household(world: World) -> None:
    with world.services.database.read() as session:
        names = set(session.exec(select(HouseholdIdentity.head)).all())
        names |= set(session.exec(select(Account.name)).all())
        secrets = names | set(session.exec(select(Account.phone)).all())
        secrets |= {str(id_) for id_ in session.exec(select(HouseholdIdentity.household)).all()}
    published = b"\n".join(leaves(world)).decode()
    assert len(secrets) > 100
    assert not [secret for secret in secrets if secret in published]


def test_counts_of_people_are_committed_not_published(world: World) -> None:
    for entry in leaves(world):
        event = json.loads(entry)
        if event["t"].startswith("assembly."):
            assert not {"women", "men", "young", "households", "for"} & set(event)
        assert not any(key in event for key in ("head", "phone", "members"))


_TOP = "SELECT max(level) FROM log_node WHERE log = :v"


@pytest.mark.parametrize(
    "attack",
    [
        f"UPDATE log_node SET node_hash = x'00' WHERE log = :v AND idx = 0 AND level = ({_TOP})",
        "UPDATE log_head SET size = size - 3 WHERE log = :v",
    ],
    ids=["edit a subtree", "cut the tail"],
)
def test_an_edited_database_is_not_signed(world: World, attack: str) -> None:
    world.client().get(f"/v/{VILLAGE}/checkpoint")
    statement = attack
    if world.services.database.url.startswith("postgresql"):
        statement = attack.replace("x'00'", "'\\x00'")
    with world.services.database.write() as session:
        as_owner(session, statement, v=VILLAGE)
    with world.services.database.read() as session, pytest.raises(WillNotSign):
        world.services.heads.sign(session, VILLAGE)


@pytest.mark.parametrize("left", [b"localhost:8000/v/2212", bytes(300)], ids=["cut", "noughts"])
def test_what_an_outage_left_of_a_head_spoils_neither_memory_nor_next(
    world: World, left: bytes
) -> None:
    heads, database = world.services.heads, world.services.database
    with database.read() as session:
        note = heads.sign(session, VILLAGE)
    memory = heads.folder / f"{VILLAGE}.notes"
    whole = memory.read_bytes()
    memory.write_bytes(whole + left)
    signed = heads.last_signed(VILLAGE)
    assert signed is not None
    assert signed.note == note
    assert heads.all_signed(VILLAGE) == [signed.checkpoint]
    with database.write() as session:
        as_owner(session, "UPDATE log_head SET size = size - 3 WHERE log = :v", v=VILLAGE)
    with database.read() as session, pytest.raises(WillNotSign):
        heads.sign(session, VILLAGE)
    assert memory.read_bytes() == whole


def test_minutes_open_their_commitment(world: World) -> None:
    closing = [json.loads(e) for e in leaves(world) if b'"assembly.close"' in e]
    with world.services.database.read() as session:
        for event in closing:
            found = opened(session, VILLAGE, "assembly.close", event["assembly"], "minutes")
            assert found
            assert event["priv"]["minutes"] == found.commitment


def test_a_place_without_record_has_no_checkpoint(world: World) -> None:
    client = world.client()
    for code in ("99999999", "51010101", "../etc", "1e3"):
        assert client.get(f"/v/{code}/checkpoint").status_code == 404


def test_health_and_metrics(world: World) -> None:
    client = world.client()
    assert client.get("/healthz").json() == {"status": "ok"}
    metrics = client.get("/metrics").text
    with world.services.database.read() as session:
        size = sum(session.exec(select(LogHead.size)).all())
    assert f"ubudehe_events_total {size}" in metrics


def test_asking_for_records_that_are_not_there_leaves_no_files(world: World) -> None:
    client = world.client()
    heads = world.services.settings.data / "heads"
    before = sorted(heads.glob("*"))
    for code in ("51010101", "52", "\u00b2", "9" * 300):
        assert client.get(f"/v/{code}/checkpoint").status_code == 404
    assert sorted(heads.glob("*")) == before


def test_an_act_signs_what_it_made_of_the_record_without_reading_it_again(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.client().get(f"/v/{VILLAGE}/checkpoint").status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(Heads, "sign", None)
        for text in ("Water", "Light", "Road"):
            facilitator.done(f"/en/work/{VILLAGE}/projects/need", {"text": text, "symbol": "tap"})
    signed = world.services.heads.all_signed(VILLAGE)
    entries = leaves(world)
    sizes = [len(entries) - 2, len(entries) - 1, len(entries)]
    roots = [root([leaf_hash(entry) for entry in entries[:size]]) for size in sizes]
    assert [(one.size, one.root) for one in signed[-3:]] == list(zip(sizes, roots, strict=True))


def test_what_grew_out_of_another_head_is_not_signed_unread(world: World) -> None:
    heads = world.services.heads
    with world.services.database.read() as session:
        heads.sign(session, VILLAGE)
    last = heads.all_signed(VILLAGE)[-1]
    new = leaf_hash(b"new")
    for size, before in ((last.size, new), (last.size - 1, last.root), (last.size + 1, last.root)):
        assert not heads.sign_growth(VILLAGE, Growth(size, before, size + 1, new))
    assert not heads.sign_growth("99999999", Growth(5, new, 6, new))
    assert heads.all_signed(VILLAGE)[-1] == last
    assert heads.sign_growth(VILLAGE, Growth(last.size, last.root, last.size + 1, new))
    assert heads.all_signed(VILLAGE)[-1].root == new


@pytest.mark.on_postgresql
def test_an_act_signed_while_another_begins_does_not_close_the_record(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    need, other = f"/en/work/{VILLAGE}/projects/need", world.signed_in("facilitator", VILLAGE)
    look, others = Heads.last_signed, ["Light"]

    def meanwhile(heads: Heads, log: str) -> SignedHead | None:
        if others:
            other.done(need, {"text": others.pop(), "symbol": "tap"})
        return look(heads, log)

    fields = facilitator.fields(need)
    monkeypatch.setattr(Heads, "last_signed", meanwhile)
    answer = facilitator.client.post(need, data={**fields, "text": "Water", "symbol": "tap"})
    assert (answer.status_code, others) == (303, [])
