"""Who must agree to a payment: what the assembly decided, and that it holds."""

import re

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import MONEY, day, paid, row
from tests.projects.ballots import in_meeting
from ubudehe.ledger.rules.approvals import BadLimits, Limit, check_limits
from ubudehe.record.tables import LogLeaf

RULES = f"{MONEY}/rules/new"
DECIDED = {
    **day(15, name="since"),
    "upto.0": "5 000",
    "approvals.0": "1",
    "rest": "2",
    "rest_chair": "yes",
    "expires_days": "10",
    "quotes_from": "100 000",
    "cash_limit": "50 000",
    "wage": "2000",
    "advance_days": "7",
}


def decided(world: World, **other: str) -> None:
    in_meeting(world).done(RULES, {**DECIDED, **other})


def proposed(world: World, visitor: Visitor, amount: str) -> str:
    return visitor.done(f"{MONEY}/new/paid", paid(visitor, amount=amount, **day(15)))


def test_a_large_payment_needs_two_and_the_chair(world: World) -> None:
    decided(world)
    by = world.signed_in("facilitator", VILLAGE)
    small, large = proposed(world, by, "5 000"), proposed(world, by, "5 001")
    treasurer = world.signed_in("treasurer", VILLAGE)
    treasurer.done(f"{small}/approve", {})
    treasurer.done(f"{large}/approve", {})
    assert (row(world, small).state, row(world, large).state) == ("posted", "proposed")
    assert "It needs 2 approvals; it has 1." in treasurer.get(large)
    assert "approved this entry already" in treasurer.refused(f"{large}/approve", {})
    world.signed_in("chair", VILLAGE).done(f"{large}/approve", {})
    assert row(world, large).state == "posted"


def test_the_record_says_who_must_agree_and_which_approval_posted(world: World) -> None:
    decided(world)
    by = world.signed_in("facilitator", VILLAGE)
    large = proposed(world, by, "6 000")
    world.signed_in("treasurer", VILLAGE).done(f"{large}/approve", {})
    world.signed_in("chair", VILLAGE).done(f"{large}/approve", {})
    with world.services.database.read() as session:
        head = world.services.versions.of(VILLAGE)
        entries = [session.get_one(LogLeaf, (VILLAGE, head - n)).entry for n in (3, 2, 1)]
    assert b'"must":"chair"' in entries[0]
    assert b'"needs":2' in entries[0]
    assert b'"until":"2026-06-25"' in entries[0]
    assert b'"posted":false' in entries[1]
    assert b'"posted":true' in entries[2]


def test_only_an_open_meeting_with_quorum_decides(world: World, facilitator: Visitor) -> None:
    assert "only the assembly decides" in facilitator.refused(RULES, DECIDED)
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(RULES).status_code == 403


def test_a_payment_that_too_few_could_agree_to_is_not_proposed(world: World) -> None:
    """Chair and treasurer approve; what the treasurer proposes has only the chair left."""
    decided(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    typed = paid(treasurer, amount="5 001", **day(15))
    page = treasurer.refused(f"{MONEY}/new/paid", typed)
    assert "needs 2 approvals, and beside you only 1 people" in page
    treasurer.done(f"{MONEY}/new/paid", {**typed, "amount": "5 000"})


def test_limits_that_make_no_sense_are_refused(world: World) -> None:
    visitor = in_meeting(world)
    for wrong, said in (
        ({"approvals.0": "2", "rest": "1"}, "more money never needs fewer"),
        ({"upto.1": "4 000", "approvals.1": "2"}, "more money never needs fewer"),
        ({"rest": "3"}, "Only 2 people here may approve"),
        (day(14, name="since"), "never backwards"),
    ):
        assert said in visitor.refused(RULES, {**DECIDED, **wrong})


def test_a_rule_holds_from_its_day_and_is_shown_with_its_meeting(world: World) -> None:
    decided(world, **day(1, 7, name="since"))
    by = world.signed_in("facilitator", VILLAGE)
    assert row(world, proposed(world, by, "9 000")).needs == 1
    page = by.get(f"{MONEY}/rules")
    assert "These are starting values" in page
    decided_now = {**DECIDED, **day(15, name="since")}
    by.done(RULES, decided_now)
    assert row(world, proposed(world, by, "9 000")).needs == 2
    form = by.get(RULES)
    assert re.search(r'name="upto.0"[^>]* value="5000"', form), "what is in force stands there"
    page = by.get(f"{MONEY}/rules")
    assert "Decided by the assembly, in force since 15 June 2026" in page
    assert "including the chairperson" in page


def test_limits_without_an_end_are_none() -> None:
    for wrong in ([], [Limit(5_000, 1)], [Limit(5_000, 1), Limit(9_000, 2)]):
        with pytest.raises(BadLimits):
            check_limits(wrong)
    check_limits([Limit(5_000, 1), Limit(None, 2)])
