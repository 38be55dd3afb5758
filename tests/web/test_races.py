"""Several people at the same moment: everything happens once or is refused."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.test_money import CAME, MOVED, propose, state
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.projects.needs.tables import Need
from ubudehe.record.rules.merkle import leaf_hash, root, root_at
from ubudehe.record.tables import LogHead, LogLeaf
from ubudehe.record.tree import node_reader

pytestmark = pytest.mark.both_engines

MANY = 6


def at_once(
    world: World, role: str, path: str, typed: dict[str, str], place: str = VILLAGE
) -> list[int]:
    """Send the same form several times at the same moment; return the answers' status."""
    visitors = [world.signed_in(role, VILLAGE) for _ in range(2)]
    forms = [(visitor, visitor.fields(path)) for visitor in visitors]

    def send(number: int) -> int:
        visitor, fields = forms[number % 2]
        client = Visitor(world.client())
        client.client.cookies = visitor.client.cookies
        return int(client.client.post(path, data={**fields, **typed}).status_code)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(send, range(MANY)))


def whole(world: World, log: str) -> None:
    """Assert that a record has no gap and its tree stands over its leaves."""
    with world.services.database.read() as session:
        query = select(LogLeaf.idx, LogLeaf.entry).where(LogLeaf.log == log).order_by(LogLeaf.idx)  # type: ignore[arg-type]
        leaves = session.exec(query).all()
        size = session.get_one(LogHead, log).size
        assert [index for index, _ in leaves] == list(range(size))
        expected = root([leaf_hash(entry) for _, entry in leaves])
        assert root_at(size, node_reader(session, log)) == expected


def test_an_entry_is_approved_once(world: World) -> None:
    entry = propose(world, CAME, "came")
    with world.services.database.read() as session:
        before = balances(session, VILLAGE)["Assets:Bank:Main", "RWF"]
    answers = at_once(world, "chair", f"{entry}/approve", {})
    assert set(answers) <= {303, 422}
    assert 303 in answers
    assert state(world, entry) == "posted"
    with world.services.database.read() as session:
        assert balances(session, VILLAGE)["Assets:Bank:Main", "RWF"] == before + 120_000
    whole(world, VILLAGE)


def test_an_entry_is_taken_back_once(world: World) -> None:
    entry = propose(world, MOVED)
    world.signed_in("chair", VILLAGE).done(f"{entry}/approve", {})
    at_once(world, "treasurer", f"{entry}/reverse", {"what": "Twice"})
    with world.services.database.read() as session:
        query = select(LedgerEntry).where(LedgerEntry.reverses == UUID(entry.rsplit("/", 1)[1]))
        assert len(session.exec(query).all()) == 1
    whole(world, VILLAGE)


def test_money_is_not_spent_twice(world: World) -> None:
    with world.services.database.read() as session:
        held = balances(session, VILLAGE)["Assets:Bank:Main", "RWF"]
    entries = [propose(world, {**MOVED, "amount": str(held)}) for _ in range(2)]
    chairs = [world.signed_in("chair", VILLAGE) for _ in entries]
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda i: chairs[i].send(f"{entries[i]}/approve", {}).status_code, range(2))
        )
    assert sorted(answers) == [303, 422]
    with world.services.database.read() as session:
        assert balances(session, VILLAGE)["Assets:Bank:Main", "RWF"] == 0


def test_a_need_sent_many_times_is_one_need(world: World) -> None:
    answers = at_once(
        world, "facilitator", f"/en/work/{VILLAGE}/projects/need", {"text": "A new well"}
    )
    assert answers == [303] * MANY
    with world.services.database.read() as session:
        assert len(session.exec(select(Need).where(Need.text == "A new well")).all()) == 2
    whole(world, VILLAGE)


def test_an_act_id_of_another_village_does_no_harm(
    world: World, neighbour: Visitor, facilitator: Visitor
) -> None:
    path = f"/en/work/{VILLAGE}/projects/need"
    fields = facilitator.fields(path)
    facilitator.client.post(path, data={**fields, "text": "Ours"})
    other = "/en/work/43060101/projects/need"
    sent = {**neighbour.fields(other), "act": fields["act"], "text": "Theirs"}
    answer = neighbour.client.post(other, data=sent)
    assert answer.status_code == 422
    assert "send it once more" in answer.text
    whole(world, "43060101")
