"""More kinds of votes over HTTP: within the money, one project alone, projects of labour alone."""

import json
import re

import pytest

from tests.conftest import Visitor, World
from tests.projects.ballots import (
    HERE,
    cast,
    closed,
    codes,
    come,
    in_meeting,
    letters,
    prepared,
    propose,
    published,
    row,
    titles,
    winners,
)
from ubudehe.projects.rules.recounting import recount


def ballot(world: World, code: str, step: str, *names: str) -> str:
    """Return the page of a ballot on which `names` are ticked, after `step`."""
    voter = Visitor(world.client())
    first = voter.client.post("/en/vote", data={**voter.fields("/en/vote"), "code": code}).text
    hidden = dict(re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', first))
    by_title = {title: str(id_) for id_, title in titles(world).items()}
    chosen = {**hidden, "step": step, "choices": [by_title[name] for name in names]}
    return plain(voter.client.post("/en/vote", data=chosen).text)


def plain(page: str) -> str:
    """Return a page whose amounts have plain spaces."""
    return page.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.both_engines
def test_a_vote_within_the_money_by_card_and_on_paper(world: World) -> None:
    visitor, vote = prepared(world, kind="knapsack", method="mixed", rule="mes_cost_inc1pct_util")
    cards, by = codes(visitor, vote), letters(visitor, vote)
    come(world, visitor, vote, 15)
    visitor.done(f"{vote}/open", {})
    page = ballot(world, cards[0], "count", "Bridge", "Water tank")
    assert "costs 500 000 Frw together. 0 Frw are left." in page, "to the last franc"
    assert page.count(" checked") == 2
    page = ballot(world, cards[0], "count", "Bridge", "School desks")
    assert "550 000 Frw together: 50 000 Frw too much" in page
    page = ballot(world, cards[0], "cast", "Bridge", "School desks")
    assert "50 000 Frw more than the 500 000 Frw" in page
    assert page.count(" checked") == 2, "nothing ticked is lost by a refusal"
    for code in cards[:5]:
        assert "in the box" in cast(world, code, ("Bridge", "Water tank"))
    bridge, desks, tank = by["Bridge"], by["School desks"], by["Water tank"]
    pile, chair = f"{vote}/paper/1", world.signed_in("chair", "22120308")
    over = {"step": "next", "number": "1", "text": bridge + desks}
    assert "costs 50 000 Frw more" in plain(visitor.refused(pile, over))
    typed = [desks + tank] * 8 + [tank, "x"]
    visitor.done(pile, {"step": "many", "lines": "\n".join(typed)})
    assert "finished this pile" not in visitor.get(pile)
    visitor.done(f"{pile}/done", {})
    visitor.refused(f"{pile}/done", {})
    differing = [desks + tank] * 9 + ["x"]
    assert "more than there is" in chair.refused(pile, {**over, "step": "many", "lines": "ABC"})
    chair.done(pile, {"step": "many", "lines": "\n".join(differing)})
    chair.done(f"{pile}/done", {})
    beyond = {"reading.9": bridge + desks}
    assert "costs 50 000 Frw more" in plain(visitor.refused(f"{pile}/compare", beyond))
    visitor.done(f"{pile}/compare", {"reading.9": desks + tank})
    closed(visitor, vote, 15)
    assert (row(world, vote).counted, row(world, vote).marks) == (14, 2)
    # Each holds 35 714: desks cost 27 778 of nine, and the bridge more than its five have.
    assert winners(visitor, vote) == ["Water tank", "School desks"]
    files = published(world, vote)
    assert b"vote_type;approval" in files["ballots.pb"]
    assert b"max_sum_cost;500000" in files["ballots.pb"]
    assert recount(files).faults == ()
    assert not recount(files).notes
    forged = files["ballots.pb"].replace(b"max_sum_cost;500000", b"max_sum_cost;499999")
    said = json.loads(files["result.json"])
    assert said["max_sum_cost"] == 500_000
    assert recount({**files, "ballots.pb": forged}).faults
    public = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert "together cost no more than there is" in public


def test_what_nobody_could_choose_is_not_put_on_a_ballot(world: World) -> None:
    visitor = in_meeting(world)
    ids = [propose(visitor, "Dear", 600_000), propose(visitor, "Cheap", 100_000)]
    vote: dict[str, str | list[str]] = {
        "proposals": ids,
        "budget": "500 000",
        "method": "cards",
        "electorate": "households",
        "cards": "9",
        "kind": "knapsack",
    }
    assert "«Dear» costs more" in visitor.refused(f"{HERE}/votes/new", vote)
    alone = {**vote, "proposals": ids[:1]}
    assert "«Dear» costs more" in visitor.refused(f"{HERE}/votes/new", alone)
    hands = {**vote, "method": "hands", "budget": "700 000"}
    assert "not with hands" in visitor.refused(f"{HERE}/votes/new", hands)
    assert "At most 50 percent" in visitor.refused(
        f"{HERE}/votes/new", {**vote, "budget": "700 000", "threshold": "67"}
    )
    assert "how much money" in visitor.refused(f"{HERE}/votes/new", {**vote, "budget": "0"})


@pytest.mark.parametrize(("share", "state"), [("60", "yes"), ("67", "no")])
def test_one_project_alone_by_card_and_on_paper(world: World, share: str, state: str) -> None:
    plans = (("Bridge", 300_000),)
    visitor, vote = prepared(world, plans, method="mixed", threshold=share)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    assert "Do you want this project?" in ballot(world, cards[0], "show")
    assert "Choose yes or no" in cast(world, cards[0], {"Bridge": 3})
    for number, code in enumerate(cards[:16]):
        answer = 1 if number < 10 else 2 if number < 11 else 0
        assert "in the box" in cast(world, code, {"Bridge": answer})
    pile = f"{vote}/paper/1"
    assert "Ballot 1" in visitor.refused(pile, {"step": "next", "number": "1", "text": "AB"})
    for one in (visitor, world.signed_in("chair", "22120308")):
        one.done(pile, {"step": "many", "lines": "B\nB\nb\nB\nB\nB\nB\nA\nA\nA\nA\nx"})
        one.done(f"{pile}/done", {})
    closed(visitor, vote, 28)
    page = visitor.get(vote)
    assert "14 said yes, 8 said no" in page
    assert f"state {state}" in page, "chosen or not accepted"
    found = row(world, vote)
    assert (found.kind, found.rule, found.counted, found.blank) == ("yes_no", "yes_no", 27, 5)
    files = published(world, vote)
    assert files["totals.csv"].splitlines()[0].endswith(b",against")
    assert recount(files) == recount(files)
    assert recount(files).faults == ()
    assert not recount(files).notes
    more = files["totals.csv"].replace(b",8", b",80")
    assert recount({**files, "totals.csv": more}).faults
    public = world.client().get(f"/en/votes/{found.id}").text
    assert "14 said yes, 8 said no" in public
    assert "abstained" in public


def test_few_who_said_no_are_not_told(world: World) -> None:
    visitor, vote = prepared(world, (("Bridge", 300_000),))
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for number, code in enumerate(cards[:15]):
        cast(world, code, {"Bridge": 1 + (number > 12)})
    closed(visitor, vote, 15)
    assert "13 said yes, 2 said no" in visitor.get(vote)
    public = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert "votes not shown" in public
    assert "13" not in re.sub(r"<[^>]+>", "", public.split("<main")[1].split("Turnout")[0])
    files = published(world, vote)
    assert set(files) == {"result.json"}
    assert recount(files).faults == ()
    auditor = world.signed_in("auditor", "22120308")
    sealed = auditor.send(f"{vote}/ballots", {})
    again = recount({**files, "sealed.json": sealed.content})
    assert again.faults == again.notes == ()


@pytest.mark.both_engines
def test_projects_of_labour_alone(world: World) -> None:
    visitor = in_meeting(world)
    work = {"line_text.0": "", "line_amount.0": "", "line_kind.0": "materials"}
    nothing = {**work, "title": "Path", "plan": "Together."}
    refused = visitor.refused(f"{HERE}/projects/proposal", nothing)
    assert "how many labour days" in refused
    path = propose(visitor, "Path", 0, **work, labour_days="40")
    drain = propose(visitor, "Drain", 0, **work, labour_days="20")
    state = {**work, "title": "Path", "plan": "X.", "labour_days": "3", "from_state": "100"}
    assert "less than all costs" in visitor.refused(f"{HERE}/projects/proposal", state)
    vote = visitor.done(
        f"{HERE}/votes/new",
        {
            "proposals": [path, drain],
            "budget": "0",
            "method": "cards",
            "electorate": "households",
            "cards": "10",
            "kind": "knapsack",
            "marks": "2",
            "rule": "greedy_votes_per_cost",
        },
    )
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards:
        assert "in the box" in cast(world, code, ("Path",))
    closed(visitor, vote, 10)
    assert winners(visitor, vote) == ["Path"]
    assert "takes no money" in visitor.get(vote)
    assert recount(published(world, vote)).faults == ()
    for page in (f"/en/votes/{row(world, vote).id}", f"/en/votes/{row(world, vote).id}/poster"):
        assert world.client().get(page).status_code == 200
    assert "Path" in visitor.get(f"{HERE}/projects")
    public = world.client().get("/en/p/22120308/projects")
    assert public.status_code == 200
    assert "Path" in public.text
