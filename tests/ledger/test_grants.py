"""Grants: promised, come, followed to each payment."""

import itertools
import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import CAME, EURO_CAME, EURO_CHANGED, MONEY, day, paid, posted, project
from ubudehe.ledger.rules.following import (
    OWN,
    Came,
    Move,
    Pots,
    Share,
    Went,
    follow,
    tranches_of,
)

AGREED = {
    "source": "donor",
    "giver": "Water for All",
    "purpose": "Pipes",
    "amount": "300 000",
    **day(1, name="agreed_on"),
    "part0": "200 000",
    **day(10, name="due0"),
    "part1": "100 000",
    **day(1, 9, name="due1"),
}


def agreed(world: World, **other: str) -> str:
    """Let the treasurer write down a grant; return its public address."""
    treasurer = world.signed_in("treasurer", VILLAGE)
    treasurer.done(f"{MONEY}/grants/new", {**AGREED, **other})
    page = treasurer.get(f"{MONEY}/grants")
    return "/en/grants/" + page.rsplit("/en/grants/", 1)[1][:36]


def test_a_donor_sees_exactly_what_its_money_paid(world: World) -> None:
    address = agreed(world)
    came = {**CAME, "source": "donor", "grant": "G002", "amount": "150 000"}
    posted(world, came, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    posted(world, paid(treasurer, grant="G002", amount="40 000", what="Their pipes"), "paid")
    posted(world, paid(treasurer, amount="7 000", what="Something else"), "paid")
    page = world.client().get(address).text
    assert "Their pipes" in page
    assert "Something else" not in page
    assert "150\u00a0000\u00a0Frw received of 300\u00a0000\u00a0Frw" in page
    assert "110\u00a0000\u00a0Frw" in page
    assert "Late: only part has come" in page
    assert "Promised" in page


def test_a_reversed_payment_gives_the_money_back_to_its_grant(world: World) -> None:
    address = agreed(world)
    posted(world, {**CAME, "source": "donor", "grant": "G002"}, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    entry = posted(world, paid(treasurer, grant="G002", what="By mistake"), "paid")
    back = treasurer.done(f"{entry}/reverse", {"what": "Wrong"})
    world.signed_in("chair", VILLAGE).done(f"{back}/approve", {})
    page = world.client().get(address).text
    paid_by_it = page.split("What it paid")[1]
    assert "By mistake" in paid_by_it
    assert "Reversed" in paid_by_it
    assert "\u221210\u00a0000\u00a0Frw" in paid_by_it
    assert "<dd>0\u00a0Frw</dd>" in page


def test_a_tag_takes_no_more_than_the_grant_holds_on_that_day(world: World) -> None:
    agreed(world)
    came = {**CAME, "source": "donor", "grant": "G002", "amount": "50 000"}
    posted(world, {**came, **day(10)}, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    before = paid(treasurer, grant="G002", **day(9))
    assert "Only 0\u00a0Frw is left of G002" in treasurer.refused(f"{MONEY}/new/paid", before)
    more = paid(treasurer, grant="G002", amount="50 001")
    page = treasurer.refused(f"{MONEY}/new/paid", more)
    assert "Only 50\u00a0000\u00a0Frw is left of G002 on that day." in page
    posted(world, paid(treasurer, grant="G002", amount="45 000"), "paid")
    early = paid(treasurer, grant="G002", amount="6 000", **day(11))
    page = treasurer.refused(f"{MONEY}/new/paid", early)
    assert "Only 5\u00a0000\u00a0Frw is free of G002 on that day" in page
    assert "later payments used the rest" in page
    posted(world, {**early, "amount": "5 000"}, "paid")


def test_what_untagged_payments_took_is_not_taken_again_by_a_tag(world: World) -> None:
    """The whole first grant is spent by payments without a tag; none of them changes hands."""
    treasurer = world.signed_in("treasurer", VILLAGE)
    address = re.findall("/en/grants/[0-9a-f-]{36}", treasurer.get(f"{MONEY}/grants"))[0]
    posted(world, {**CAME, "source": "district", "amount": "2 000 000"}, "came")
    left = re.search(r"Left</dt><dd>([0-9\u00a0]+)Frw", world.client().get(address).text)
    assert left is not None
    posted(world, paid(treasurer, amount=left[1].replace("\u00a0", "")), "paid")
    before = world.client().get(address).text
    page = treasurer.refused(f"{MONEY}/new/paid", paid(treasurer, grant="G001", amount="700 000"))
    assert "Only 0\u00a0Frw is left of G001 on that day." in page
    assert world.client().get(address).text == before


def test_a_proposal_is_looked_at_again_when_it_is_approved(world: World) -> None:
    agreed(world)
    posted(world, {**CAME, "source": "donor", "grant": "G002", "amount": "50 000"}, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    typed = paid(treasurer, grant="G002", amount="40 000")
    second = treasurer.done(f"{MONEY}/new/paid", typed)
    posted(world, typed, "paid")
    page = world.signed_in("chair", VILLAGE).refused(f"{second}/approve", {})
    assert "Only 10\u00a0000\u00a0Frw is left of G002 on that day." in page


def test_a_receipt_whose_money_is_spent_is_not_taken_back(world: World) -> None:
    agreed(world)
    came = posted(world, {**CAME, "source": "donor", "grant": "G002", "amount": "50 000"}, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    posted(world, paid(treasurer, grant="G002", amount="40 000"), "paid")
    page = treasurer.refused(f"{came}/reverse", {"what": "Wrong"})
    assert "Only 10\u00a0000\u00a0Frw is left of G002 on that day." in page


def test_a_grant_in_euro_is_followed_into_francs(world: World) -> None:
    euro = {"currency": "EUR", "amount": "1 000.00", "part0": "1 000.00", "part1": ""}
    address = agreed(world, **euro, **{f"due1.{part}": "" for part in "dmy"})
    tagged = {"foreign": "1 000.00", "grant": "G002"}
    posted(world, {**EURO_CAME, **tagged}, "foreign")
    untagged = {**EURO_CHANGED, "foreign": "600.00", "amount": "870 000"}
    treasurer = world.signed_in("treasurer", VILLAGE)
    page = treasurer.refused(f"{MONEY}/new/exchanged", untagged)
    assert "Say which grant it is of" in page
    posted(world, {**untagged, "grant": "G002"}, "exchanged")
    page = world.client().get(address).text
    assert "1\u00a0000.00\u00a0EUR" in page
    assert "600.00\u00a0EUR → 870\u00a0000\u00a0Frw" in page
    assert "1 EUR = 1\u00a0450.00\u00a0Frw" in page
    assert "Not changed yet</dt><dd>400.00\u00a0EUR" in page
    beyond = treasurer.refused(f"{MONEY}/new/exchanged", {**untagged, "grant": "G002"})
    assert "Only 400.00\u00a0EUR is left of G002 on that day." in beyond


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"part1": "99 999"}, "must add up"),
        ({"part1": ""}, "How much is to come"),
        ({f"due1.{part}": "" for part in "dmy"}, "By which day is this part"),
        ({"amount": "much"}, "Write an amount"),
        (day(16, name="agreed_on"), "still to come"),
        ({"giver": "Call 0788123456"}, "phone numbers"),
    ],
)
def test_an_agreement_that_does_not_add_up_is_told(
    treasurer: Visitor, wrong: dict[str, str], said: str
) -> None:
    page = treasurer.refused(f"{MONEY}/grants/new", {**AGREED, **wrong})
    assert said in page
    assert 'value="Pipes"' in page


def test_money_is_tagged_only_with_a_grant_it_can_belong_to(world: World) -> None:
    agreed(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    from_elsewhere = {**CAME, "grant": "G002"}
    assert "from somebody else" in treasurer.refused(f"{MONEY}/new/came", from_elsewhere)
    unknown = {**CAME, "source": "donor", "grant": "G009"}
    assert "no such grant" in treasurer.refused(f"{MONEY}/new/came", unknown)


def test_a_grant_for_one_project_pays_for_no_other(world: World, treasurer: Visitor) -> None:
    address = agreed(world, project=project(treasurer, 1))
    posted(world, {**CAME, **day(1, 6), "source": "donor", "grant": "G002"}, "came")
    posted(world, paid(treasurer, amount="5 000", what="For the first"), "paid")
    tagged = paid(treasurer, grant="G002")
    assert "for another project" in treasurer.refused(f"{MONEY}/new/paid", tagged)
    other = paid(treasurer, amount="400 000", what="For the second")
    posted(world, {**other, "amount": "150 000", "project": project(treasurer, 1)}, "paid")
    assert "For the first" not in world.client().get(address).text


ENTRIES = [UUID(int=number) for number in range(1, 13)]
DAYS = [date(2026, 1, number) for number in range(1, 7)]
_grants = st.sampled_from(["G001", "G002"])
_projects = st.sampled_from([None, "P001", "P002"])
_amounts = st.integers(1, 1_000)
_BOUND = {"G002": "P001"}


@st.composite
def histories(draw: st.DrawFn) -> list[Move]:
    """Return entries in the order of their posting, dated as their writers liked."""
    moves: list[Move] = []
    for entry in ENTRIES[: draw(st.integers(0, len(ENTRIES)))]:
        day = draw(st.sampled_from(DAYS))
        kind = draw(st.sampled_from(["came", "went", "went", "back"]))
        if kind == "came":
            grant = draw(st.just(OWN) | _grants)
            came = Came(grant, draw(_amounts), "RWF", _BOUND.get(grant))
            moves.append(Move(entry, day, (came,)))
        elif kind == "went":
            went = Went(draw(st.none() | _grants), draw(_projects), draw(_amounts), "RWF")
            moves.append(Move(entry, day, (), (went,)))
        else:
            taken = {move.reverses for move in moves}
            paid = [move for move in moves if move.went and move.entry not in taken]
            if paid:
                moves.append(Move(entry, day, reverses=draw(st.sampled_from(paid)).entry))
    return moves


def held_by_day(moves: list[Move], shares: list[Share], grant: str) -> list[int]:
    """Return what a grant holds at the end of each day."""
    came = [(move.day, one.amount) for move in moves for one in move.came if one.grant == grant]
    went = [(share.day, -share.amount) for share in shares if share.grant == grant]
    return [sum(n for when, n in came + went if when <= day) for day in DAYS]


@given(histories())
def test_every_payment_is_explained_by_money_that_was_there_on_its_day(moves: list[Move]) -> None:
    shares = follow(moves)
    for move in moves:
        told = sum(share.amount for share in shares if share.entry == move.entry)
        back = sum(share.amount for share in shares if share.entry == move.reverses)
        assert told == sum(one.amount for one in move.went) - back
    reversed_early = {
        move.reverses
        for move in moves
        if move.reverses
        for original in moves
        if original.entry == move.reverses and original.day > move.day
    }
    for grant in (OWN, "G001", "G002"):
        if not reversed_early:
            assert min(held_by_day(moves, shares, grant)) >= 0
    projects = {move.entry: move.went[0].project for move in moves if move.went}
    tags = {move.entry: move.went[0].grant for move in moves if move.went}
    for share in shares:
        if share.grant in _BOUND and share.amount > 0 and tags[share.entry] != share.grant:
            assert projects[share.entry] == _BOUND[share.grant]


@given(histories(), st.integers(0, len(ENTRIES)))
def test_what_was_followed_once_stays_whatever_is_posted_later(
    moves: list[Move], known: int
) -> None:
    first = follow(moves[:known])
    assert follow(moves)[: len(first)] == first


@given(histories(), _grants, st.sampled_from(DAYS), _amounts)
def test_a_payment_within_what_is_left_is_made_of_its_grant_alone(
    moves: list[Move], grant: str, day: date, amount: int
) -> None:
    """And it is good by the rule that verifiers know, which counts tagged payments only."""
    pots = Pots()
    for move in moves:
        pots.take(move)
    left = pots.left(grant, "RWF", day)
    assert left.unused <= left.on_day
    entry = Move(uuid4(), day, (), (Went(grant, None, amount, "RWF"),))
    shares = pots.take(entry)
    alone = [(share.grant, share.amount) for share in shares] == [(grant, amount)]
    assert alone is (amount <= left.unused)


def test_first_in_first_out_of_what_was_there_on_the_day() -> None:
    first, second = Came("G001", 100, "RWF"), Came("G002", 100, "RWF")
    shares = follow(
        [
            Move(ENTRIES[0], DAYS[0], (first,)),
            Move(ENTRIES[1], DAYS[1], (), (Went(None, None, 120, "RWF"),)),
            Move(ENTRIES[2], DAYS[2], (second,)),
            Move(ENTRIES[3], DAYS[3], (), (Went(None, None, 30, "RWF"),)),
            Move(ENTRIES[4], DAYS[3], reverses=ENTRIES[1]),
            Move(ENTRIES[5], DAYS[2], (), (Went("G001", None, 10, "RWF"),)),
            Move(ENTRIES[6], DAYS[3], (), (Went(None, None, 110, "RWF"),)),
        ]
    )
    assert [(s.entry.int, s.grant, s.amount) for s in shares] == [
        (2, "G001", 100),
        (2, None, 20),
        (4, "G002", 30),
        (5, "G001", -100),
        (5, None, -20),
        (6, "G002", 10),
        (7, "G001", 100),
        (7, "G002", 10),
    ]


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**9)), min_size=1, max_size=5),
    st.integers(0, 10**10),
)
def test_tranches_fill_in_their_order(promised: list[tuple[int, int]], received: int) -> None:
    filled = tranches_of(promised, received)
    assert sum(one.came for one in filled) == min(received, sum(n for _, n in promised))
    assert [one.due for one in filled] == sorted(one.due for one in filled)
    for one, following in itertools.pairwise(filled):
        assert following.came == 0 or one.open == 0
