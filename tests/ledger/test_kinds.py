"""Everything that can happen to the fund, from the form to the postings."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import (
    CAME,
    EURO_CAME,
    EURO_CHANGED,
    MONEY,
    day,
    paid,
    posted,
    project,
    public,
    receipt,
    row,
)
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.entries.tables import EntryPosting

RETENTION, ADVANCES = "Liabilities:Retention:P001", "Assets:Advances"


def held(world: World, account: str, currency: str = "RWF") -> int:
    with world.services.database.read() as session:
        return balances(session, VILLAGE).get((account, currency), 0)


def lines(world: World, path: str) -> list[tuple[str, int, str]]:
    with world.services.database.read() as session:
        rows = session.exec(
            select(EntryPosting)
            .where(EntryPosting.entry == row(world, path).id)
            .order_by(EntryPosting.position)  # type: ignore[arg-type]
        )
        return [(p.account, p.amount, p.currency) for p in rows]


def test_what_is_kept_back_is_owed_until_it_is_paid_and_no_more_than_that(
    world: World, treasurer: Visitor
) -> None:
    entry = posted(world, paid(treasurer, kept_back="2 000"), "paid")
    assert lines(world, entry) == [
        ("Expenses:Project:P001:Materials", 10_000, "RWF"),
        ("Assets:Bank:Main", -8_000, "RWF"),
        (RETENTION, -2_000, "RWF"),
    ]
    later = {**paid(treasurer), "amount": "2 001"}
    assert "Only 2\u00a0000\u00a0Frw was kept back" in treasurer.refused(f"{MONEY}/new/kept", later)
    posted(world, {**later, "amount": "2 000"}, "kept")
    assert held(world, RETENTION) == 0
    assert "Only 0" in treasurer.refused(f"{MONEY}/new/kept", {**later, "amount": "1"})


def test_what_was_kept_back_is_not_paid_twice_by_two_proposals(
    world: World, treasurer: Visitor
) -> None:
    first = posted(world, paid(treasurer, kept_back="2 000"), "paid")
    later = {**paid(treasurer), "amount": "2 000"}
    both = [treasurer.done(f"{MONEY}/new/kept", later) for _ in range(2)]
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{both[0]}/approve", {})
    assert "More would be paid" in chair.refused(f"{both[1]}/approve", {})
    back = treasurer.done(f"{first}/reverse", {"what": "Wrong"})
    assert "More would be paid" in chair.refused(f"{back}/approve", {})


def test_more_money_than_can_be_written_down_is_refused(treasurer: Visitor) -> None:
    given = {
        **day(14),
        "what": "Stones",
        "number": "1000000",
        "unit": "load",
        "worth": str(2**53 - 1),
        "project": project(treasurer),
    }
    page = treasurer.refused(f"{MONEY}/new/materials", given)
    assert "more money than can be written down" in page


def test_more_kept_back_than_paid_is_refused(treasurer: Visitor) -> None:
    page = treasurer.refused(f"{MONEY}/new/paid", paid(treasurer, kept_back="10 000"))
    assert "Less must be kept back" in page


def test_an_advance_stays_open_until_it_is_accounted_for(world: World) -> None:
    before = held(world, ADVANCES)
    given = {
        **day(14),
        "amount": "9 000",
        "what": "Nails",
        "payee": "Kalisa Eric",
        "out_of": "cash",
    }
    entry = posted(world, given, "advance")
    treasurer = world.signed_in("treasurer", VILLAGE)
    part = {
        **day(14),
        "project": project(treasurer),
        "purpose": "materials",
        "what": "Nails",
        "spent": "5 000",
        "returned": "1 000",
        "into": "cash",
    }
    cleared = treasurer.done(f"{entry}/clear", part)
    too_much = treasurer.refused(f"{entry}/clear", {**part, "spent": "2 001"})
    assert "Only 3\u00a0000\u00a0Frw of this advance" in too_much
    assert "Still open: 9\u00a0000\u00a0Frw" in treasurer.get(entry)
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{cleared}/approve", {})
    told = re.search(r'<p class="now">([^<]*)<', treasurer.get(public(cleared)))
    assert told
    assert told[1] == "5\u00a0000\u00a0Frw", "what it is about, not the whole advance"
    assert "Still open: 3\u00a0000\u00a0Frw" in treasurer.get(entry)
    assert "Still open: 3\u00a0000\u00a0Frw" in chair.get(public(entry))
    assert "Take that back first" in treasurer.refused(f"{entry}/reverse", {"what": "Wrong"})
    back = treasurer.done(f"{cleared}/reverse", {"what": "Wrong"})
    chair.done(f"{back}/approve", {})
    assert "Still open: 9\u00a0000\u00a0Frw" in treasurer.get(entry)
    assert held(world, ADVANCES) == before + 9_000


@pytest.mark.both_engines
def test_two_clearings_that_wait_cannot_both_take_the_rest(world: World) -> None:
    given = {**day(14), "amount": "900", "what": "x", "payee": "K", "out_of": "cash"}
    entry = posted(world, given, "advance")
    treasurer = world.signed_in("treasurer", VILLAGE)
    rest = {
        **day(14),
        "project": project(treasurer),
        "purpose": "transport",
        "what": "Bus",
        "spent": "600",
    }
    treasurer.done(f"{entry}/clear", rest)
    assert "Only 300" in treasurer.refused(f"{entry}/clear", rest)


def test_materials_are_worth_something_beside_the_money(world: World, treasurer: Visitor) -> None:
    given = {
        **day(14),
        "what": "Stones",
        "number": "12",
        "unit": "load",
        "worth": "8 000",
        "project": project(treasurer),
    }
    bank = held(world, "Assets:Bank:Main")
    entry = posted(world, given, "materials")
    assert lines(world, entry) == [
        ("Expenses:Project:P001:Contributed:Materials", 96_000, "RWF"),
        ("Income:InKind:Materials", -96_000, "RWF"),
    ]
    assert held(world, "Assets:Bank:Main") == bank
    page = treasurer.get(public(entry))
    assert "12 lorry loads" in page
    assert "worth 8\u00a0000\u00a0Frw each" in page


def test_foreign_money_is_never_silently_converted(world: World) -> None:
    posted(world, EURO_CAME, "foreign")
    assert held(world, "Assets:Bank:EUR", "EUR") == 100_050
    page = world.client().get(f"/en/p/{VILLAGE}").text
    assert "1\u00a0000.50\u00a0EUR" in page
    treasurer = world.signed_in("treasurer", VILLAGE)
    entry = posted(world, EURO_CHANGED, "exchanged")
    assert held(world, "Assets:Bank:EUR", "EUR") == 50
    for address in (entry, public(entry), MONEY, f"/en/p/{VILLAGE}/ledger"):
        page = treasurer.get(address)
        assert "14\u00a0500.00" not in page
        assert "1\u00a0000.00\u00a0EUR" in page
    assert "1\u00a0000.00\u00a0EUR → 1\u00a0450\u00a0000\u00a0Frw" in treasurer.get(public(entry))
    more = {**EURO_CHANGED, "foreign": "1.00", "amount": "1 450"}
    again = treasurer.done(f"{MONEY}/new/exchanged", more)
    treasurer.done(f"{again}/receipt", {"kind": "receipt"}, files=receipt())
    page = world.signed_in("chair", VILLAGE).refused(f"{again}/approve", {})
    assert "not enough money" in page


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.5", "ten"])
def test_a_foreign_amount_that_cannot_be_read_is_told(world: World, typed: str) -> None:
    form = {**day(14), "currency": "EUR", "foreign": typed, "source": "donor", "what": "Gift"}
    page = world.signed_in("treasurer", VILLAGE).refused(f"{MONEY}/new/foreign", form)
    assert "Write an amount" in page or "Fill this in" in page


def test_fees_and_losses_have_lines_of_their_own(world: World) -> None:
    taken = {**day(14), "amount": "500", "out_of": "bank", "what": "Fee of June"}
    assert lines(world, posted(world, taken, "charged"))[0][0] == "Expenses:Bank:Charges"
    lost = {**day(14), "amount": "700", "out_of": "cash", "what": "Stolen at night"}
    assert lines(world, posted(world, lost, "lost"))[0][0] == "Expenses:Loss"


def test_what_was_there_before_comes_first_or_not_at_all(treasurer: Visitor) -> None:
    page = treasurer.refused(f"{MONEY}/new/came", {**CAME, "source": "opening"})
    assert "only be written down before the first entry" in page


def test_nobody_pays_or_approves_money_to_themselves(world: World, treasurer: Visitor) -> None:
    own = world.find("treasurer", VILLAGE).name
    page = treasurer.refused(f"{MONEY}/new/paid", paid(treasurer, payee=own.upper()))
    assert "to themselves" in page
    chair = world.find("chair", VILLAGE).name
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, payee=f" {chair}  "))
    assert "to themselves" in world.signed_in("chair", VILLAGE).refused(f"{entry}/approve", {})


def test_the_same_to_the_same_within_a_week_is_shown(treasurer: Visitor) -> None:
    treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    twin = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    assert "Is it written down twice?" in treasurer.get(twin)
    other = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, amount="10 001"))
    assert "Is it written down twice?" not in treasurer.get(other)


def test_a_price_far_from_the_districts_is_shown(world: World, treasurer: Visitor) -> None:
    usual = {"item": "hen", "item_number": "2", "amount": "10 000"}
    for place in range(5):
        posted(world, paid(treasurer, **usual, payee=f"Farmer {place}"), "paid")
    dear = posted(world, paid(treasurer, item="hen", item_number="1", amount="9 000"), "paid")
    page = treasurer.get(dear)
    assert "9\u00a0000\u00a0Frw for one." in page
    assert "middle price in the district was 5\u00a0000\u00a0Frw by then (5 purchases" in page
    assert "80 % more" in page
    half = treasurer.refused(f"{MONEY}/new/paid", paid(treasurer, item="hen"))
    assert "write how many" in half


def test_what_is_left_of_the_budget_stands_beside_each_payment(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, purpose="paid_labour"))
    assert "budget for Paid work: 124\u00a0000\u00a0Frw" in treasurer.get(entry)
    world.signed_in("chair", VILLAGE).done(f"{entry}/approve", {})
    assert "budget for Paid work: 114\u00a0000\u00a0Frw" in treasurer.get(entry)
    more = treasurer.done(
        f"{MONEY}/new/paid", paid(treasurer, purpose="paid_labour", amount="114 001")
    )
    assert "This payment is more." in treasurer.get(more)


def test_a_proposal_that_nobody_approves_runs_out_in_sight_of_everybody(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    path = public(entry)
    visitor = world.client()
    assert "It runs out after 15 July 2026" in visitor.get(path).text
    world.clock.now += timedelta(days=30)
    chair = world.signed_in("chair", VILLAGE)
    assert chair.get(entry).count("Waits for approval") == 1
    world.clock.now += timedelta(days=1)
    chair = world.signed_in("chair", VILLAGE)
    assert "Expired" in chair.get(entry)
    assert "Expired" in world.client().get(path).text
    assert "so this proposal ran out" in chair.refused(f"{entry}/approve", {})
    listed = chair.get(MONEY)
    assert re.search(r"Cement.*?Expired", listed, re.S)


def test_interest_and_other_income_are_no_gifts(world: World) -> None:
    for source, account in (("interest", "Income:Interest"), ("other_income", "Income:Other")):
        entry = posted(world, {**CAME, "source": source, "amount": "150"}, "came")
        assert lines(world, entry) == [("Assets:Bank:Main", 150, "RWF"), (account, -150, "RWF")]
        wrong = {**CAME, "source": source, "grant": "G001"}
        treasurer = world.signed_in("treasurer", VILLAGE)
        assert "from somebody else" in treasurer.refused(f"{MONEY}/new/came", wrong)
    assert "Other income" in world.client().get(public(entry)).text


def test_what_belongs_to_no_project_is_a_payment_like_others(
    world: World, treasurer: Visitor
) -> None:
    typed = {**paid(treasurer), "what": "Paper", "grant": "G001"}
    del typed["project"]
    entry = posted(world, typed, "general")
    assert lines(world, entry)[0] == ("Expenses:General:Materials", 10_000, "RWF")
    assert row(world, entry).project is None
    assert "Paper" in world.client().get(public(entry)).text


def test_money_goes_back_to_its_giver_as_far_as_the_grant_holds_it(
    world: World, treasurer: Visitor
) -> None:
    typed = {**day(14), "grant": "G001", "out_of": "bank", "what": "Not needed", "amount": "1 000"}
    entry = posted(world, typed, "back")
    assert lines(world, entry)[0] == ("Expenses:GivenBack", 1_000, "RWF")
    page = world.client().get(public(entry)).text
    assert "Given back to a giver" in page
    assert "LODA" in page
    much = treasurer.refused(f"{MONEY}/new/back", {**typed, "amount": "9 000 000"})
    assert "is left of G001" in much or "is free of G001" in much
    assert "Fill this in" in treasurer.refused(f"{MONEY}/new/back", {**typed, "grant": ""})
    assert faults_of_grown(world) == []
