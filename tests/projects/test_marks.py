"""What voters type on a ballot: nothing is lost when some of it cannot be read."""

import re
from uuid import UUID

from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.projects.ballots import (
    HERE,
    VOTE,
    cast,
    closed,
    codes,
    in_meeting,
    letters,
    prepared,
    ready,
    row,
)
from tests.projects.ballots import propose as proposed
from ubudehe.projects.voting.tables import BallotPattern


def shown(page: str) -> dict[str, str]:
    """Return what stands in the fields of a ballot on which numbers are written."""
    return dict(
        re.findall(
            r'name="(mark\.[^"]+)" inputmode="numeric"\s+maxlength="2" value="([^"]*)"', page
        )
    )


def test_a_number_that_cannot_be_read_takes_no_mark_away(world: World) -> None:
    visitor = in_meeting(world)
    ids = [proposed(visitor, f"Plan number {n}", 10_000) for n in range(13)]
    vote = visitor.done(f"{HERE}/votes/new", {**VOTE, "proposals": ids, "kind": "points"})
    code = codes(visitor, vote)[0]
    visitor.done(f"{vote}/open", {})
    voter = Visitor(world.client())

    def send(page: str, **typed: str) -> str:
        hidden = re.findall(r'<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', page)
        return str(voter.client.post("/en/vote", data={**dict(hidden), **typed}).text)

    page = voter.send("/en/vote", {"code": code}).text
    first, second, *_ = shown(page)
    for wrong, said in (("x", "Write a whole number"), ("100", "99 or less"), ("-1", "0 or more")):
        (last,) = shown(page_2 := send(page, **{first: "2", "step": "2"}))
        again = send(page_2, **{last: "1", second: wrong, "step": "cast"})
        assert again.count(said) == 2, "above the form and beside the field"
        assert (shown(again)[first], shown(again)[second]) == ("2", wrong)
        assert f'id="f-{second}"'.replace(".", "-") in again
        assert f'name="{last}" value="1"' in again, "what stands on another page"


def test_places_with_a_gap_count_as_they_do_on_a_paper(world: World) -> None:
    visitor, vote = prepared(world, kind="ranking", rule="borda", method="mixed", cards="1")
    code = codes(visitor, vote)[0]
    visitor.done(f"{vote}/open", {})
    assert "in the box" in cast(world, code, {"Bridge": 1, "Water tank": 3})
    named = letters(visitor, vote)
    for person in (visitor, world.signed_in("chair", VILLAGE)):
        lines = {"step": "many", "lines": named["Bridge"] + named["Water tank"]}
        person.done(f"{vote}/paper/1", lines)
        person.done(f"{vote}/paper/1/done", {})
    closed(visitor, vote, 2)
    with world.services.database.read() as session:
        found = select(BallotPattern.count).where(BallotPattern.vote == UUID(vote.rsplit("/")[-1]))
        assert session.exec(found).all() == [2]


def test_a_ballot_without_a_mark_is_asked_about_once(world: World) -> None:
    visitor, vote = prepared(world)
    code = codes(visitor, vote)[0]
    visitor.done(f"{vote}/open", {})
    voter, blank = ready(world, code, ())
    page = voter.client.post("/en/vote", data={**blank, "step": "cast"}).text
    assert "You chose nothing. Shall your ballot be blank?" in page
    assert "0 of 20 cards have voted" in visitor.get(vote), "nothing was cast yet"
    assert page.count(f'value="{code}"') == 2, "both forms on the page know the card"
    _, marked = ready(world, code, ("Bridge",))
    both = {**blank, "choices": marked["choices"]}
    page = voter.client.post("/en/vote", data=both).text
    assert "checked" in page
    assert "0 of 20 cards have voted" in visitor.get(vote), "a marked ballot is no blank one"
    assert "in the box" in voter.client.post("/en/vote", data=blank).text
    closed(visitor, vote, 1)
    assert row(world, vote).blank == 1


def test_a_nought_is_no_mark_however_it_is_spelt(world: World) -> None:
    visitor, vote = prepared(world, kind="points")
    code = codes(visitor, vote)[0]
    visitor.done(f"{vote}/open", {})
    voter, given = ready(world, code, {"Bridge": 0})
    (field,) = (name for name in given if name.startswith("mark."))
    for nought in ("0", "00", "+0"):
        sent = {**given, field: nought, "step": "cast"}
        assert "Shall your ballot be blank?" in voter.client.post("/en/vote", data=sent).text


def test_who_says_neither_yes_nor_no_is_asked_too(world: World) -> None:
    visitor, vote = prepared(world, plans=(("Bridge", 300_000),))
    code = codes(visitor, vote)[0]
    visitor.done(f"{vote}/open", {})
    voter, abstains = ready(world, code, {"Bridge": 0})
    page = voter.client.post("/en/vote", data={**abstains, "step": "cast"}).text
    assert "You said neither yes nor no." in page
    assert "in the box" in voter.client.post("/en/vote", data=abstains).text
