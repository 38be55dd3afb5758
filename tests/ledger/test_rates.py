"""An exchange at a rate far from the last one is asked about, and seen by who agrees to it."""

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import EURO_CAME, EURO_CHANGED, MONEY, day, posted, public
from ubudehe.ledger.rules.rates import Exchanged, is_far


@pytest.mark.parametrize(
    ("got", "far"),
    [(1_740, False), (1_741, True), (1_160, False), (1_159, True), (1, True), (1_450, False)],
)
def test_a_rate_is_far_beyond_a_fifth_above_or_below_the_last(got: int, far: bool) -> None:
    before = Exchanged(100_000, 1_450_000, "EUR")
    assert is_far(Exchanged(100, got, "EUR"), before, 20) is far


@pytest.mark.both_engines
def test_a_rate_far_from_the_last_is_asked_about_and_shown(
    world: World, treasurer: Visitor
) -> None:
    posted(world, {**EURO_CAME, **day(12)}, "foreign")
    first = {**EURO_CHANGED, "foreign": "100.00", "amount": "1", **day(12)}
    wrong = posted(world, first, "exchanged")
    usual = {**EURO_CHANGED, "foreign": "100.00", "amount": "145 000", **day(13)}
    asked = treasurer.refused(f"{MONEY}/new/exchanged", usual)
    assert "1 EUR is 1 450.00 Frw, and it was 0.01 Frw" in asked.replace("\u00a0", " ")
    back = treasurer.done(f"{wrong}/reverse", {"what": "One franc"})
    world.signed_in("chair", VILLAGE).done(f"{back}/approve", {})
    posted(world, usual, "exchanged")
    far = {**EURO_CHANGED, "foreign": "100.00", "amount": "14 500"}
    assert "The amounts are right" in treasurer.refused(f"{MONEY}/new/exchanged", far)
    there = treasurer.done(f"{MONEY}/new/exchanged", {**far, "sure_of_rate": "yes"})
    told = "far from that of the last exchange: 1 450.00 Frw"
    for page in (
        world.signed_in("chair", VILLAGE).get(f"{there}/approve"),
        world.client().get(public(there)).text,
    ):
        assert told in page.replace("\u00a0", " ")
    near = {**EURO_CHANGED, "foreign": "100.00", "amount": "150 000"}
    kept = treasurer.done(f"{MONEY}/new/exchanged", near)
    assert "far from that" not in treasurer.get(kept)
