"""What somebody with the database changes in the books is found at rest."""

import pytest
from sqlalchemy import text

from tests.conftest import VILLAGE, World
from ubudehe.ledger.checking import faults_of_books


def faults(world: World) -> str:
    with world.services.database.read() as session:
        return " ".join(str(fault) for fault in faults_of_books(session, VILLAGE))


def test_the_demos_books_are_in_order(world: World) -> None:
    assert faults(world) == ""


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE account_balance SET amount = amount + 1 WHERE account = 'Assets:Cash'", "Cash"),
        ("UPDATE account_day SET amount = amount - 1 WHERE account = 'Assets:Cash'", "Cash"),
        ("DELETE FROM account_day", "Assets:Bank:Main"),
        (
            "UPDATE entry_posting SET amount = amount * 2 WHERE account LIKE '%Transport'",
            "not what the record says",
        ),
        ("UPDATE ledger_entry SET state = 'posted' WHERE state = 'proposed'", "Assets:Cash"),
        ("UPDATE ledger_entry SET decided_idx = 0 WHERE number = 5", "decided by another act"),
        ("UPDATE evidence SET added_idx = added_idx + 1", "came by another act"),
    ],
)
def test_a_change_behind_the_records_back_is_found(world: World, statement: str, said: str) -> None:
    with world.services.database.write() as session:
        session.execute(text(statement))
    assert said in faults(world)
