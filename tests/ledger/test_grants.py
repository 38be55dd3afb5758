"""Grants: promised, come, followed to each payment."""

import itertools
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import VILLAGE, World
from tests.ledger.books import CAME, EURO_CAME, EURO_CHANGED, MONEY, day, paid, posted, project
from ubudehe.ledger.rules.following import Came, Went, follow, tranches_of

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
    assert "150\u00a0000\u00a0Frw has come of 300\u00a0000\u00a0Frw" in page
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
    assert "By mistake" not in page
    assert "Nothing has been spent of it yet." in page


def test_a_grant_in_euro_is_followed_into_francs(world: World) -> None:
    euro = {"currency": "EUR", "amount": "1 000.00", "part0": "1 000.00", "part1": ""}
    address = agreed(world, **euro, **{f"due1.{part}": "" for part in "dmy"})
    tagged = {"foreign": "1 000.00", "grant": "G002"}
    posted(world, {**EURO_CAME, **tagged}, "foreign")
    posted(world, {**EURO_CHANGED, **tagged}, "exchanged")
    page = world.client().get(address).text
    assert "1\u00a0000.00\u00a0EUR" in page
    assert "1\u00a0450\u00a0000\u00a0Frw" in page


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
    world: World, wrong: dict[str, str], said: str
) -> None:
    treasurer = world.signed_in("treasurer", VILLAGE)
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


def test_a_grant_for_one_project_pays_for_no_other(world: World) -> None:
    treasurer = world.signed_in("treasurer", VILLAGE)
    address = agreed(world, project=project(treasurer, 1))
    posted(world, {**CAME, **day(1, 6), "source": "donor", "grant": "G002"}, "came")
    posted(world, paid(treasurer, amount="5 000", what="For the first"), "paid")
    tagged = paid(treasurer, grant="G002")
    assert "for another project" in treasurer.refused(f"{MONEY}/new/paid", tagged)
    other = paid(treasurer, amount="400 000", what="For the second")
    posted(world, {**other, "amount": "150 000", "project": project(treasurer, 1)}, "paid")
    assert "For the first" not in world.client().get(address).text


ENTRIES = [uuid4() for _ in range(6)]
_grants = st.sampled_from(["", "G001", "G002"])
_projects = st.sampled_from([None, "P001", "P002"])


@given(
    st.lists(st.builds(Came, _grants, st.integers(1, 10**6), _projects), max_size=6),
    st.lists(
        st.builds(
            Went,
            st.sampled_from(ENTRIES),
            st.none() | _grants,
            _projects,
            st.integers(1, 10**6),
        ),
        max_size=6,
        unique_by=lambda one: one.entry,
    ),
)
def test_no_franc_is_spent_twice_and_every_payment_is_explained(
    came: list[Came], went: list[Went]
) -> None:
    shares = follow(came, went)
    for one in went:
        assert sum(s.amount for s in shares if s.entry == one.entry) == one.amount
    for grant in {one.grant for one in came}:
        total = sum(one.amount for one in came if one.grant == grant)
        assert sum(s.amount for s in shares if s.grant == grant) <= total
    spent = sum(s.amount for s in shares if s.grant is not None)
    assert spent <= sum(one.amount for one in came)
    bound = {one.grant for one in came if one.project} - {
        one.grant for one in came if not one.project
    }
    projects: dict[UUID, str | None] = {one.entry: one.project for one in went}
    tags = {one.entry: one.grant for one in went}
    for share in shares:
        if share.grant in bound and tags[share.entry] != share.grant:
            allowed = {one.project for one in came if one.grant == share.grant}
            assert projects[share.entry] in allowed


def test_first_in_first_out_after_what_was_tagged() -> None:
    early, late, tagged = ENTRIES[:3]
    shares = follow(
        [Came("G001", 100), Came("G002", 100)],
        [
            Went(early, None, None, 80),
            Went(late, None, None, 80),
            Went(tagged, "G001", None, 30),
        ],
    )
    assert [(s.entry, s.grant, s.amount) for s in shares] == [
        (tagged, "G001", 30),
        (early, "G001", 70),
        (early, "G002", 10),
        (late, "G002", 80),
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
