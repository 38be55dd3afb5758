"""A vote whose money is withdrawn, or becomes less, while it goes on."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import CAME, MONEY, paid, posted, typed_in
from tests.ledger.test_grants import agreed
from tests.openbooks.asking import queries_of
from tests.projects.ballots import (
    HERE,
    cast,
    codes,
    in_meeting,
    propose,
    published,
    row,
    winners,
)
from tests.projects.test_annulling import WHY
from tests.projects.test_vote_races import prepared_post
from ubudehe.projects.rules.recounting import recount
from ubudehe.projects.voting.binding import budgets_of_votes, without_money

COUNT = {"signed_in": "6", "handed_out": "6", "cards_left": "0", "reason": "Kept on paper."}


def bound_and_open(world: World, visitor: Visitor, grant: str) -> tuple[str, list[str], list[str]]:
    """Open a vote about all of a grant on two projects; return it, its cards and its projects."""
    ids = [propose(visitor, name, cost) for name, cost in (("Tap", 100_000), ("Mill", 200_000))]
    said = {
        "proposals": ids,
        "budget": "300 000",
        "envelope": grant,
        "method": "cards",
        "kind": "knapsack",
    }
    vote = visitor.done(f"{HERE}/votes/new", {**said, "electorate": "households", "cards": "6"})
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    return vote, cards, ids


@pytest.mark.both_engines
def test_a_vote_whose_grant_is_withdrawn_says_so_and_promises_nothing(world: World) -> None:
    grant = agreed(world).rsplit("/", 1)[1]
    visitor = in_meeting(world)
    vote, cards, _ = bound_and_open(world, visitor, grant)
    treasurer, of_grant = world.signed_in("treasurer", VILLAGE), f"{MONEY}/grants/{grant}"
    public = f"/en/votes/{row(world, vote).id}"
    assert "are gone" not in world.client().get(public).text
    treasurer.done(f"{of_grant}/withdraw", WHY)
    told = "Of the 300\u00a0000\u00a0Frw of this vote 300\u00a0000\u00a0Frw are gone"
    ballot = Visitor(world.client()).send("/en/vote", {"code": cards[0]}).text
    pages = [world.client().get(f"{public}{part}").text for part in ("", "/poster", "/aloud/1")]
    for page in (ballot, visitor.get(vote), *pages):
        assert told in page
        assert "Two people declare this vote void" in page
    assert "There are" not in ballot, "it says one thing of the money"
    officer = world.signed_in("sector_officer", VILLAGE[:4])
    for desk in (visitor.get(HERE), officer.get(f"/en/work/{VILLAGE[:4]}")):
        assert "Money of a vote is gone" in desk
    assert public in officer.get(f"/en/work/{VILLAGE[:4]}/annulments")
    assert "Declare the vote void instead" in visitor.refused(f"{vote}/close", COUNT)
    treasurer.done(f"{of_grant}/restore", {"reason": "It was another grant."})
    assert "are gone" not in world.client().get(public).text
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_a_vote_goes_on_with_what_is_left_where_two_people_agree(world: World) -> None:
    grant = agreed(world).rsplit("/", 1)[1]
    visitor = in_meeting(world)
    vote, cards, _ = bound_and_open(world, visitor, grant)
    for code in cards:
        assert "in the box" in cast(world, code, ("Tap", "Mill"))
    amended(world, grant, "250 000")
    assert "with the 250\u00a0000\u00a0Frw that are left" in visitor.get(vote)
    assert "Agree to count it with" in visitor.refused(f"{vote}/close", COUNT)
    visitor.done(f"{vote}/close", {**COUNT, "with_left": "yes"})
    found = row(world, vote)
    assert (found.budget, found.gone, found.left) == (250_000, 50_000, 150_000)
    page = world.client().get(f"/en/votes/{found.id}").text
    assert "People voted on 300\u00a0000\u00a0Frw. 50\u00a0000\u00a0Frw of it were gone" in page
    said = recount(published(world, vote))
    assert not said.faults, "ballots filled in for all of the money still count"
    assert faults_of_grown(world) == []


def test_hands_are_counted_with_what_is_left(world: World) -> None:
    grant = agreed(world).rsplit("/", 1)[1]
    visitor = in_meeting(world)
    tap, mill = (
        propose(visitor, name, cost) for name, cost in (("Tap", 100_000), ("Mill", 200_000))
    )
    said = {"proposals": [tap, mill], "budget": "300 000", "envelope": grant, "method": "hands"}
    vote = visitor.done(f"{HERE}/votes/new", {**said, "electorate": "adults", "marks": "2"})
    visitor.done(f"{vote}/open", {})
    hands = {f"{sex}.{one}": "9" for sex in ("women", "men") for one in (tap, mill)}
    visitor.done(f"{vote}/count/1", {**hands, "name": "Rose"})
    world.signed_in("chair", VILLAGE).done(f"{vote}/count/2", {**hands, "name": "Jean"})
    amended(world, grant, "150 000")
    assert "Agree to count it with" in visitor.refused(f"{vote}/close", {})
    visitor.done(f"{vote}/close", {"with_left": "yes"})
    found = row(world, vote)
    assert (found.budget, found.gone, found.left) == (150_000, 150_000, 50_000)
    assert winners(visitor, vote) == ["Tap"]
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_two_votes_counted_at_one_moment_choose_with_what_there_is_once(world: World) -> None:
    grant = agreed(world).rsplit("/", 1)[1]
    visitor = in_meeting(world)
    forms = []
    for name in ("Tap", "Mill"):
        said = {"proposals": [propose(visitor, name, 100_000)], "budget": "150 000"}
        said |= {"envelope": grant, "method": "cards", "kind": "approval", "marks": "1"}
        vote = visitor.done(f"{HERE}/votes/new", {**said, "electorate": "households", "cards": "6"})
        cards = codes(visitor, vote)
        visitor.done(f"{vote}/open", {})
        for code in cards:
            assert "in the box" in cast(world, code, {name: 1})
        forms.append((f"{vote}/close", {**COUNT, "with_left": "yes"}))
    amended(world, grant, "160 000")
    sent = [(path, prepared_post(visitor, path, typed)) for path, typed in forms]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: visitor.client.post(one[0], data=one[1]), sent))
    assert {answer.status_code for answer in answers} <= {303, 409, 422}
    for (path, typed), answer in zip(forms, answers, strict=True):
        if answer.status_code != 303:  # the other came first, so that more or less was left
            visitor.done(path, typed)
    votes = [row(world, path.removesuffix("/close")) for path, _ in forms]
    assert sum(one.budget - one.left for one in votes) == 100_000
    assert faults_of_grown(world) == []


def amended(world: World, grant: str, amount: str) -> None:
    """Let a giver promise another sum, in one part."""
    treasurer, amend = world.signed_in("treasurer", VILLAGE), f"{MONEY}/grants/{grant}/amend"
    terms = {**typed_in(treasurer, amend), "reason": "Another sum.", "part1": ""}
    terms |= {f"due1.{part}": "" for part in "dmy"}
    treasurer.done(amend, {**terms, "amount": amount, "part0": amount})


def test_a_desk_asks_as_much_for_many_votes_as_for_one(world: World) -> None:
    grant = agreed(world).rsplit("/", 1)[1]
    visitor = in_meeting(world)

    def asked() -> int:
        with world.services.database.read() as session, queries_of(world) as put:
            assert without_money(session, VILLAGE[:4]) == ()
        return len(put)

    many = []
    for name in ("Tap", "Mill", "Roof"):
        said = {"proposals": [propose(visitor, name, 50_000)], "budget": "50 000"}
        said |= {"envelope": grant, "method": "cards", "kind": "approval", "marks": "1"}
        visitor.done(f"{HERE}/votes/new", {**said, "electorate": "households", "cards": "6"})
        many.append(asked())
    assert many[0] == many[2]


def test_what_is_gone_of_a_grant_is_told_to_one_of_its_votes(world: World) -> None:
    grant = agreed(world).rsplit("/", 1)[1]
    visitor = in_meeting(world)
    votes = []
    for name in ("Tap", "Mill"):
        said = {"proposals": [propose(visitor, name, 100_000)], "budget": "150 000"}
        said |= {"envelope": grant, "method": "cards", "kind": "approval", "marks": "1"}
        one = visitor.done(f"{HERE}/votes/new", {**said, "electorate": "households", "cards": "6"})
        votes.append(one)
    first, second = votes
    visitor.done(f"{second}/open", {})
    amended(world, grant, "150 000")
    assert "are gone" not in visitor.get(second), "people vote in it, so it holds before the other"
    assert "cannot be opened" in visitor.get(first)
    with world.services.database.read() as session:
        assert budgets_of_votes(session, VILLAGE) == 150_000, "what is gone, nobody holds"
    amended(world, grant, "250 000")
    visitor.done(f"{second}/close", COUNT)
    assert row(world, second).gone == 0
    assert "are gone" not in visitor.get(first), "nobody voted, so nothing of it is held"
    assert faults_of_grown(world) == []


def test_what_a_grant_paid_before_it_was_withdrawn_was_there(world: World) -> None:
    grant = agreed(world).rsplit("/", 1)[1]
    visitor = in_meeting(world)
    vote, cards, (tap, mill) = bound_and_open(world, visitor, grant)
    for code in cards:
        cast(world, code, ("Tap", "Mill"))
    visitor.done(f"{vote}/close", COUNT)
    donor = {**CAME, "source": "donor", "grant": "G002", "amount": "100 000"}
    posted(world, donor, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    posted(world, paid(treasurer, grant="G002", amount="100 000", project=tap), "paid")
    treasurer.done(f"{MONEY}/grants/{grant}/withdraw", WHY)
    told = "Of the 300\u00a0000\u00a0Frw of this vote 200\u00a0000\u00a0Frw are gone"
    assert told in visitor.get(vote)
    taken = {"reason": "The mill has to wait.", "votes_for": "40", "votes_against": "0"}
    assert "more than there is" in visitor.refused(f"{vote}/override", {**taken, "chosen": mill})
    visitor.done(f"{vote}/override", {**taken, "chosen": tap})
    assert "are gone" not in visitor.get(vote)
    assert faults_of_grown(world) == []
