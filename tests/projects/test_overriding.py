"""A meeting takes other projects than the count; a vote holds the money it is bound to."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import MONEY, typed_in
from tests.ledger.test_grants import agreed
from tests.projects.ballots import (
    HERE,
    PLANS,
    closed,
    codes,
    in_meeting,
    propose,
    published,
    row,
    titles,
)
from tests.projects.test_annulling import WHY, counted, states, sums
from ubudehe.ledger.rebudgets.queries import changed_costs
from ubudehe.projects.rules.election import Project
from ubudehe.projects.rules.overriding import Amiss, unfit
from ubudehe.projects.rules.recounting import recount
from ubudehe.projects.voting.chosen import chosen_among
from ubudehe.projects.voting.tables import Vote

OTHER = {**WHY, "reason": "The road was washed away."}


@pytest.mark.parametrize(
    ("taken", "amiss", "over"),
    [
        ("ab", None, 0),
        ("", None, 0),
        ("b", Amiss.NOTHING_NEW, 0),
        ("ax", Amiss.NOT_ON_BALLOT, 0),
        ("ac", Amiss.TOO_DEAR, 1),
        ("bd", Amiss.EXCLUDE, 0),
    ],
)
def test_what_a_meeting_may_take(taken: str, amiss: Amiss | None, over: int) -> None:
    ballot = [
        Project("a", 5, 0),
        Project("b", 5, 1, "1"),
        Project("c", 6, 2),
        Project("d", 0, 3, "1"),
    ]
    found = unfit(ballot, {"b"}, set(taken), 10)
    assert (found and found.amiss, found.over if found else 0) == (amiss, over)


def proposals(world: World, *names: str) -> list[str]:
    by_title = {title: str(id_) for id_, title in titles(world).items()}
    return [by_title[name] for name in names]


@pytest.mark.both_engines
def test_a_meeting_takes_other_projects_and_the_count_stays(world: World) -> None:
    before = sums(world)
    visitor, vote = counted(world)
    public = f"/en/votes/{row(world, vote).id}"
    files = published(world, vote)
    override = f"{vote}/override"
    desks, tank, bridge = proposals(world, "School desks", "Water tank", "Bridge")
    take: dict[str, str | list[str]] = {**OTHER, "chosen": [desks, tank]}
    alone = {**take, "second_phone": "", "second_pin": ""}
    assert "Two people write down" in visitor.refused(override, alone)
    one = world.find("facilitator", VILLAGE)
    same = {**take, "second_phone": one.phone, "second_pin": one.pin}
    assert "Two people write down" in visitor.refused(override, same)
    assert "did not agree" in visitor.refused(override, {**take, "votes_for": "6"})
    assert "only 50 people" in visitor.refused(override, {**take, "votes_for": "45"})
    assert "chosen already" in visitor.refused(override, {**take, "chosen": [bridge]})
    dear = visitor.refused(override, {**take, "chosen": [bridge, desks]})
    assert "cost 50" in dear
    assert dear.count(" checked") == 2, "what was ticked stays"
    stranger = f"{bridge[:-6]}abcdef"
    assert "of this vote" in visitor.refused(override, {**take, "chosen": [stranger]})
    assert world.signed_in("treasurer", VILLAGE).client.get(override).status_code == 403
    assert visitor.client.get(override.replace(VILLAGE, "22120305")).status_code == 403
    stale = {**visitor.fields(override), **take, "chosen": [tank]}
    visitor.done(override, take)
    assert visitor.client.post(override, data=stale).status_code in (409, 422), "the second of two"
    assert sums(world) == (before[0] + 1, before[1] + 2)
    stand = states(world, visitor)
    assert (stand["Bridge"], stand["Water tank"]) == ("Not chosen", "Chosen")
    french = visitor.get(public.replace("/en/", "/fr/"))
    assert f'<span lang="en">{OTHER["reason"]}</span>' in french, "a reader is told its language"
    for path in (vote, public, f"{public}/poster"):
        page = visitor.get(path)
        assert "took other projects" in page
        assert "The road was washed away." in page
        assert "8 votes" in page, "the count stays"
    with world.services.database.read() as session:
        days = chosen_among(session, Vote.village == VILLAGE, world.services.country)
    assert [str(one) in {str(id_) for id_ in days} for one in (desks, tank, bridge)] == [
        *(True, True, False)
    ]
    told = world.client().get(f"/api/v1/votes/{row(world, vote).id}").json()["options"]
    assert all(("given" in one) == one["chosen"] for one in told), "money where it is chosen"
    assert published(world, vote) == files
    assert json.loads(files["result.json"])["winners"] == [bridge]
    assert recount(files).faults == ()
    meeting = re.findall(rf"{HERE}/assemblies/[0-9a-f-]+", visitor.get(f"{HERE}/assemblies"))[0]
    assert "took other projects than the count" in visitor.get(meeting)
    assert faults_of_grown(world) == []
    # The count's own again: nothing is decided otherwise any more, and the act is told.
    visitor.done(override, {**OTHER, "chosen": [bridge]})
    assert states(world, visitor)["Bridge"] == "Chosen"
    visitor.done(override, take)
    visitor.done(f"{vote}/annul", WHY)
    assert sums(world) == before
    stand = states(world, visitor)
    assert {stand[name] for name, _ in PLANS} == {"Proposed"}
    assert "not at that step" in visitor.refused(override, take)
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_a_project_chosen_again_has_the_budget_that_the_vote_gave(world: World) -> None:
    visitor, vote = counted(world)
    tank, bridge = proposals(world, "Water tank", "Bridge")
    rebudget, override = f"{MONEY}/projects/{bridge}/rebudget", f"{vote}/override"
    less = {"amounts.materials": "150 000", "reason": "Cement costs less now."}
    visitor.done(rebudget, {**typed_in(visitor, rebudget), **less})

    def changed() -> int:
        with world.services.database.read() as session:
            return changed_costs(session, VILLAGE).get(UUID(bridge), 0)

    world.clock.now += timedelta(minutes=5)
    visitor.done(override, {**OTHER, "chosen": [bridge, tank]})
    assert changed() == -150_000, "it stayed chosen when a meeting decided on another"
    visitor.done(override, {**OTHER, "chosen": [tank]})
    assert changed() == 0
    visitor.done(override, {**OTHER, "chosen": [bridge]})
    assert changed() == 0, "what was decided before it was dropped holds no more"
    visitor.done(rebudget, {**typed_in(visitor, rebudget), **less})
    assert changed() == -150_000
    assert faults_of_grown(world) == []


def test_two_votes_cannot_choose_with_the_same_money(world: World) -> None:
    grant = agreed(world).rsplit("/", 1)[1]
    visitor = in_meeting(world)
    first, second, third = (propose(visitor, name, 200_000) for name in ("Tap", "Mill", "Roof"))

    def asked(proposal: str, budget: str, envelope: str = grant) -> dict[str, str | list[str]]:
        return {
            "proposals": [proposal],
            "budget": budget,
            "envelope": envelope,
            "method": "cards",
            "electorate": "households",
            "cards": "6",
        }

    new = f"{HERE}/votes/new"
    assert "300\u00a0000\u00a0Frw free" in visitor.get(new)
    assert "300\u00a0000\u00a0Frw are free" in visitor.refused(new, asked(first, "300 001"))
    elsewhere = f"{grant[:-6]}abcdef"
    assert "Choose one of the answers" in visitor.refused(new, asked(first, "200 000", elsewhere))
    vote = visitor.done(new, asked(first, "250 000"))
    assert "50\u00a0000\u00a0Frw are free" in visitor.refused(new, asked(second, "200 000"))
    other = visitor.done(new, asked(second, "200 000", ""))
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    _all_say_yes(world, cards, first)
    closed(visitor, vote, 6)
    # Counted, it holds only what the tap costs.
    assert "100\u00a0000\u00a0Frw are free" in visitor.refused(new, asked(third, "200 000"))
    assert grant in world.client().get(f"/en/votes/{row(world, vote).id}").text
    rebudget = f"{MONEY}/projects/{first}/rebudget"
    less = {"amounts.materials": "150 000", "reason": "Cement costs less now."}
    visitor.done(rebudget, {**typed_in(visitor, rebudget), **less})
    assert "150\u00a0000\u00a0Frw are free" in visitor.refused(new, asked(third, "200 000"))
    visitor.done(f"{vote}/override", {**OTHER, "chosen": []})
    bound = visitor.done(new, asked(third, "300 000"))
    assert "Of G" in visitor.refused(f"{HERE}/votes/new", asked(first, "200 000"))
    treasurer, of_grant = world.signed_in("treasurer", VILLAGE), f"{MONEY}/grants/{grant}"
    treasurer.done(f"{of_grant}/withdraw", WHY)
    assert "withdrawn, or became less" in visitor.refused(f"{bound}/open", {})
    visitor.done(f"{bound}/void", {"reason": "Rain."})
    treasurer.done(f"{of_grant}/restore", WHY)
    assert "300\u00a0000\u00a0Frw free" in visitor.get(new)
    assert other != vote
    assert faults_of_grown(world) == []


def _all_say_yes(world: World, cards: list[str], proposal: str) -> None:
    for code in cards:
        voter = Visitor(world.client())
        hidden = {**voter.fields("/en/vote"), "code": code, "step": "cast"}
        answer = voter.client.post("/en/vote", data={**hidden, f"mark.{proposal}": "1"})
        assert "in the box" in answer.text


def test_a_return_that_nobody_answered_stands_on_the_ballot(world: World) -> None:
    visitor = in_meeting(world)
    tap, mill = (propose(visitor, name, 200_000) for name in ("Tap", "Mill"))
    officer = world.signed_in("sector_officer", VILLAGE[:4])
    for id_ in (tap, mill):
        check = f"/en/work/{VILLAGE}/proposals/{id_}/check"
        officer.done(check, {"outcome": "returned", "reason": "The spring is dry."})
    visitor.done(f"{HERE}/proposals/{mill}/keep", {"answer": "Another spring is near."})
    vote = visitor.done(
        f"{HERE}/votes/new",
        {
            "proposals": [tap, mill],
            "budget": "500 000",
            "method": "cards",
            "electorate": "households",
            "cards": "6",
        },
    )
    cards, public = codes(visitor, vote), f"/en/votes/{row(world, vote).id}"
    visitor.done(f"{vote}/open", {})
    ballot = Visitor(world.client()).send("/en/vote", {"code": cards[0]}).text
    papers = visitor.get(f"{vote}/papers")
    for page in (ballot, visitor.get(vote), world.client().get(public).text):
        assert page.count("Returned with reasons") == 1
        assert page.index("Returned with reasons") > page.index("Tap")
    assert papers.count("Returned with reasons") == 4, "once on each of four papers"
    closed(visitor, vote, 0)
    assert "Returned with reasons" in world.client().get(public).text
