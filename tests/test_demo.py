"""The demo is the same each time, and its books are in order."""

from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import select

from tests.conftest import VILLAGE, World
from ubudehe.demo.demo import fill_with_demo
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.rules.accounts import LIQUID
from ubudehe.record.tables import LogHead, LogNode
from ubudehe.storage.reading import pick


def test_the_same_seed_gives_the_same_record_and_other_pins(
    world: World, empty_world: World
) -> None:
    services = empty_world.services
    again, _ = fill_with_demo(services.database, services.country, services.blobs)
    assert not {one.pin for one in again} & {one.pin for one in world.sign_ins}
    heads = []
    for each in (world, empty_world):
        with each.services.database.read() as session:
            nodes = session.exec(
                select(LogNode.node_hash).where(LogNode.log == VILLAGE, LogNode.level == 7)
            ).all()
            sizes = dict(session.exec(select(LogHead.log, LogHead.size)).all())
            heads.append((nodes, sizes))
    assert heads[0] == heads[1]


@pytest.mark.both_engines
def test_no_place_of_money_ever_ends_a_day_below_zero(world: World) -> None:
    with world.services.database.read() as session:
        for account in LIQUID:
            rows = session.execute(
                pick(LedgerEntry.entry_date, func.sum(EntryPosting.amount))
                .join(EntryPosting, EntryPosting.entry == LedgerEntry.id)
                .where(
                    EntryPosting.account == account,
                    LedgerEntry.state == "posted",
                    LedgerEntry.village == VILLAGE,
                )
                .group_by(LedgerEntry.entry_date)
                .order_by(LedgerEntry.entry_date)
            ).all()
            balance = 0
            for _, amount in rows:
                balance += int(amount)
                assert balance >= 0


def test_no_invented_person_is_in_the_shipped_names_twice() -> None:
    path = Path(__file__).parents[1] / "ubudehe" / "demo" / "data" / "names.csv"
    rows = path.read_text("utf-8").splitlines()
    assert len(rows) == len(set(rows))
