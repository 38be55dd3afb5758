"""What a month's page offers to whom, and what those who approve a payment are told to look at."""

import re

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import MONEY, paid
from tests.ledger.test_months import APRIL, MAY, close_may
from tests.projects.ballots import in_meeting


def offered(visitor: Visitor, month: str) -> list[str]:
    """Return the acts that a month's page offers, those it leads with marked by «!»."""
    found = re.findall(
        rf'<a class="button( go)?(?: stop)?" href="(?:{month}/|{MONEY}/)(\w+)', visitor.get(month)
    )
    return [name + ("!" if leads else "") for leads, name in found]


def test_each_sees_only_what_comes_next_and_only_what_they_may_do(
    world: World, treasurer: Visitor, chair: Visitor, cell_secretary: Visitor
) -> None:
    assert offered(chair, APRIL) == ["sign!", "reopen"]
    assert offered(treasurer, APRIL) == ["bank"]
    assert offered(cell_secretary, APRIL) == []
    assert offered(treasurer, MAY) == ["count!", "close", "bank"]
    assert offered(treasurer, f"{MONEY}/months/2026-06") == ["count", "bank"]
    close_may(world)
    assert offered(treasurer, MAY) == ["bank"]
    assert offered(cell_secretary, MAY) == []
    chair.done(f"{MAY}/sign", {})
    assert offered(chair, MAY) == ["read"]
    assert offered(cell_secretary, MAY) == ["review!"]
    facilitator = world.signed_in("facilitator", VILLAGE)
    assert offered(facilitator, MAY) == ["read", "bank"]
    facilitator = in_meeting(world)
    assert offered(facilitator, MAY) == ["read!", "bank"]
    facilitator.done(f"{MAY}/read", {})
    assert offered(facilitator, MAY) == ["unread", "bank"]
    cell_secretary.done(
        f"{MAY}/review", {"outcome": "questioned", "questions": "Where is receipt 41?"}
    )
    assert offered(treasurer, MAY) == ["answer!", "bank"]
    treasurer.done(f"{MAY}/answer", {"answer": "It was written down twice."})
    cell_secretary.done(f"{MAY}/review", {"outcome": "accepted"})
    assert offered(facilitator, MAY) == offered(treasurer, MAY) == ["bank"]
    assert offered(cell_secretary, MAY) == ["ask"]


@pytest.mark.parametrize(("amount", "expected"), [("99 999", False), ("100 000", True)])
def test_who_approves_a_large_payment_sees_that_nobody_was_asked_for_prices(
    world: World, treasurer: Visitor, amount: str, expected: bool
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, amount=amount))
    page = world.signed_in("chair", VILLAGE).get(f"{entry}/approve")
    assert ("three are expected" in page) is expected
    assert ("three are expected" in treasurer.get(entry)) is expected
