"""Needs, votes and reports in the minutes of the meeting in which they were decided."""

from sqlmodel import col, delete

from tests.assemblies.minutes import closed, committed, pages, path, tail
from tests.assemblies.test_meeting import COUNT, opened
from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import MONEY, project
from tests.ledger.test_reports import REPORT
from tests.projects.ballots import HERE, PLANS, in_meeting, prepared
from tests.projects.test_needs import answer, begin, named
from ubudehe.record.tables import Opening


def by_hands(world: World, visitor: Visitor, vote: str, votes: list[int]) -> None:
    """Open a vote by hands, let two tellers count, close it."""
    visitor.done(f"{vote}/open", {})
    page = visitor.get(f"{vote}/count/1")
    names = [part.split('"')[0] for part in page.split('name="women.')[1:]]
    hands = {f"women.{name}": str(many) for name, many in zip(names, votes, strict=True)}
    hands |= {f"men.{name}": "0" for name in names}
    visitor.done(f"{vote}/count/1", {**hands, "name": "Uwase"})
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{vote}/count/2", {**hands, "name": "Habimana"})
    visitor.done(f"{vote}/close", {"signed_in": "50"})


def test_an_order_of_needs_and_the_one_taken_up(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    ids = named(world, visitor)
    given_up = begin(visitor, ids)
    assert "The meeting began to put needs in order" in visitor.get(meeting)
    visitor.done(f"{given_up}/cancel", {"reason": "It rains"})
    ranking = begin(visitor, ids)
    for _ in range(6):
        answer(visitor, ranking)
    visitor.done(ranking, {"need": ids[1], "reason": "The state digs wells"})
    for page in pages(world, visitor):
        assert "Taken back or void" in page
        assert "The order of needs was given up." in page
        assert "Why: It rains" in page
        assert "the gravest first: Water, Road, School and Market." in page
        assert "It takes up: Road." in page
        assert "Why: The state digs wells" in page


def test_needs_are_told_as_they_were_called_then(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    ids = named(world, visitor)
    ranking = begin(visitor, ids)
    for _ in range(6):
        answer(visitor, ranking)
    visitor.done(ranking, {"need": ids[0]})
    visitor.done(f"{HERE}/projects/needs/{ids[0]}", {"text": "A well", "symbol": "tap"})
    for page in pages(world, visitor):
        assert "It takes up: Water." in page
        assert "A well" not in page


def test_a_vote_is_told_with_its_winners(world: World) -> None:
    visitor, vote = prepared(world, method="hands", cards="0")
    by_hands(world, visitor, vote, [20, 15, 10])
    titles = [title for title, _ in PLANS]
    for page in pages(world, visitor):
        assert "A vote was prepared on: " in page
        assert "The vote was opened on: " in page
        assert "The vote was closed and counted. Chosen: " in page
        assert "People at the meeting: 50." in page
        assert all(title in page for title in titles)


def test_a_turnout_that_does_not_fit_is_told_with_its_reason(world: World) -> None:
    visitor, vote = prepared(world)
    visitor.done(f"{vote}/open", {})
    close = {"signed_in": "12", "handed_out": "10", "reason": "Two went home early"}
    visitor.done(f"{vote}/close", {**close, "cards_left": "10"})
    own, printed, public = pages(world, visitor)
    for page in (own, printed, public):
        assert "Why: Two went home early" in page
        assert "No project was chosen." in page or "Chosen: " in page
    numbers = "Signed in: 0. Cards and papers handed out: 10. Ballots counted: 0"
    differing = (
        "12 voters were counted at the door, but 0 are signed in on the roll.",
        "10 cards, papers or bags of beans were handed out, but only 0 people signed in.",
        "0 cards and papers came back of the 10 that were handed out.",
    )
    for said in (numbers, *differing):
        assert said in own
        assert said in printed
    assert "Not as many came as are signed in on the roll." in public
    assert "Some cards or papers did not come back." in public


def test_a_void_vote_is_shown_as_such(world: World) -> None:
    visitor, vote = prepared(world)
    visitor.done(f"{vote}/open", {})
    visitor.done(f"{vote}/void", {"reason": "The cards got wet"})
    for page in pages(world, visitor):
        assert page.count("Taken back or void") == 2
        assert "The vote was declared void on: " in page
        assert "Why: The cards got wet" in page


def test_what_follows_after_the_minutes_stands_below_them(world: World) -> None:
    visitor, vote = prepared(world)
    visitor.done(f"{vote}/open", {})
    meeting = path(world)
    closed(visitor, meeting)
    assert "After the minutes were closed" not in visitor.get(meeting)
    frozen = committed(world)
    visitor.done(f"{vote}/void", {"reason": "It grew dark"})
    for page in (visitor.get(meeting), Visitor(world.client()).get(f"/en/{tail(meeting)}")):
        below = page[page.index("After the minutes were closed") :]
        assert "Why: It grew dark" in below
    assert committed(world) == frozen


def test_what_was_erased_is_told_as_far_as_it_is_public(world: World) -> None:
    visitor, vote = prepared(world, method="hands", cards="0")
    by_hands(world, visitor, vote, [20, 15, 10])
    with world.services.database.write() as session:
        session.execute(delete(Opening).where(col(Opening.log) == VILLAGE))
    for page in pages(world, visitor):
        assert "The vote was closed and counted. Chosen: " in page
        assert "People at the meeting" not in page


def test_a_project_closed_with_a_report_is_told(world: World) -> None:
    one = project(world.signed_in("treasurer", VILLAGE))
    facilitator = in_meeting(world)
    facilitator.done(f"{MONEY}/projects/{one}/close", REPORT)
    for page in pages(world, facilitator):
        assert "The project was closed with a report: " in page
        assert "Days of work: " in page
