"""A counted vote is annulled without a meeting: two people ask, and the sector agrees."""

import json
import re
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.projects.ballots import HERE, published
from tests.projects.test_annulling import WHY as IN_MEETING
from tests.projects.test_annulling import counted, states, sums
from ubudehe.projects.rules.recounting import recount
from ubudehe.projects.voting.tables import AnnulRequest

SECTOR = VILLAGE[:4]
WHY = {"reason": "Some voted twice."}
YES = {"outcome": "agreed", "reason": "We saw the roll."}
NO = {"outcome": "refused", "reason": "The roll is in order."}


def officer(world: World) -> Visitor:
    """Return the officer of the sector."""
    return world.signed_in("sector_officer", SECTOR)


@pytest.mark.both_engines
def test_two_people_ask_and_the_sector_agrees(world: World) -> None:
    before = sums(world)
    visitor, vote = counted(world)
    visitor.done(f"{vote}/annul/ask", WHY)
    shown = f"/en/votes/{vote.rsplit('/', 1)[1]}"
    public = visitor.get(shown)
    assert "two people asked the sector to annul this vote" in public
    assert "The sector is asked to answer by" in public
    assert "29 June 2026" in public, "fourteen days from the meeting"
    assert states(world, visitor)["Bridge"] == "Chosen", "until then the result stands"
    assert "asked already" in visitor.refused(f"{vote}/annul/ask", WHY)
    sector = officer(world)
    desk = sector.get(f"/en/work/{SECTOR}")
    assert "Votes that you are asked to annul" in desk
    assert "29 June 2026" in desk, "with its last day"
    waiting = sector.get(f"/en/work/{SECTOR}/annulments")
    (answer,) = re.findall(r'href="([^"]+/annul/answer)"', waiting)
    assert "Fill this in" in sector.refused(answer, {**YES, "reason": ""})
    seen = {**sector.fields(answer), **NO}
    sector.done(answer, YES)
    again = sector.client.post(answer, data=seen)
    assert again.status_code in (404, 409, 422), "the second of two answers finds nothing"
    assert sums(world) == before
    public = visitor.get(shown)
    assert "Two people and the sector annulled this vote" in public
    for said in ("Some voted twice.", "We saw the roll.", "Facilitator", "Chair", "Sector"):
        assert said in public
    french = visitor.get(shown.replace("/en/", "/fr/"))
    assert french.count('<span lang="en">Some voted twice.</span>') == 2, "asked, and annulled"
    assert french.count('<span lang="en">We saw the roll.</span>') == 1
    files = published(world, vote)
    assert recount(files).faults == ()
    assert json.loads(files["result.json"])["annulled"] == "2026-06-15"
    stand = states(world, visitor)
    assert stand["Bridge"] == stand["Water tank"] != "Chosen"
    meeting = re.findall(rf"{HERE}/assemblies/[0-9a-f-]+", visitor.get(f"{HERE}/assemblies"))[0]
    assert "The sector agreed: a vote is annulled." in visitor.get(meeting)
    assert "Nobody asks for that now" in sector.get(f"/en/work/{SECTOR}/annulments")
    assert faults_of_grown(world) == []


def test_the_sector_refuses_and_is_asked_again_by_others(world: World) -> None:
    visitor, vote = counted(world)
    visitor.done(f"{vote}/annul/ask", WHY)
    officer(world).done(f"{vote}/annul/answer", NO)
    public = visitor.get(f"/en/votes/{vote.rsplit('/', 1)[1]}")
    assert "The sector refused: the result stands." in public
    assert "The roll is in order." in public
    assert states(world, visitor)["Bridge"] == "Chosen"
    visitor.done(f"{vote}/annul/ask", {"reason": "A new list was found."})
    # A meeting comes first: what the sector was asked is done with.
    visitor.done(f"{vote}/annul", IN_MEETING)
    sector = officer(world)
    assert sector.client.get(f"{vote}/annul/answer").status_code == 404
    with world.services.database.read() as session:
        found = session.exec(select(AnnulRequest.state)).all()
    assert sorted(found) == ["moot", "refused"]
    assert "not at that step" in visitor.refused(f"{vote}/annul/ask", WHY)
    assert faults_of_grown(world) == []


def test_nobody_asks_alone_nor_answers_for_the_sector(world: World) -> None:
    visitor, vote = counted(world)
    ask = f"{vote}/annul/ask"
    alone = {**WHY, "second_phone": "", "second_pin": ""}
    assert "Two people ask" in visitor.refused(ask, alone)
    one = world.find("facilitator", VILLAGE)
    same = {**WHY, "second_phone": one.phone, "second_pin": one.pin}
    assert "Two people ask" in visitor.refused(ask, same)
    for stranger in ("treasurer", "auditor"):
        assert world.signed_in(stranger, VILLAGE).client.get(ask).status_code == 403
    neighbour = ask.replace(VILLAGE, "22120305")
    assert visitor.client.get(neighbour).status_code == 403
    visitor.done(ask, WHY)
    answer = f"{vote}/annul/answer"
    assert visitor.client.get(answer).status_code == 403, "who asks does not answer"
    assert world.signed_in("chair", VILLAGE).client.get(answer).status_code == 403
    sector = officer(world)
    # The request of one village cannot be answered at another village's address.
    fields = sector.fields(answer)
    other = answer.replace(VILLAGE, "22120305")
    assert sector.client.get(other).status_code == 404
    assert sector.client.post(other, data={**fields, **YES}).status_code in (404, 422)
    assert states(world, visitor)["Bridge"] == "Chosen"


def test_an_answer_after_the_last_day_is_late_but_counts(world: World) -> None:
    visitor, vote = counted(world)
    visitor.done(f"{vote}/annul/ask", WHY)
    world.clock.now += timedelta(days=15)
    sector = officer(world)
    late = r'class="state no">\s*last day 29 June 2026'
    assert re.search(late, sector.get(f"/en/work/{SECTOR}")), "the desk says that it is late"
    sector.done(f"{vote}/annul/answer", YES)
    assert states(world, visitor)["Bridge"] != "Chosen"
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_who_asked_takes_it_back_before_the_answer_and_nobody_else(world: World) -> None:
    visitor, vote = counted(world)
    visitor.done(f"{vote}/annul/ask", WHY)
    back = f"{vote}/annul/back"
    assert back in visitor.get(vote)
    reason = {"reason": "We read the roll wrongly."}
    assert "Fill this in" in visitor.refused(back, {"reason": ""})
    assert officer(world).client.get(back).status_code == 403
    fields, chair = visitor.fields(back), world.signed_in("chair", VILLAGE)
    with world.services.database.write() as session:
        row = session.exec(select(AnnulRequest)).one()
        second, row.second_by = row.second_by, row.asked_by
    assert "Only one of the two who asked" in chair.refused(back, reason)
    with world.services.database.write() as session:
        session.exec(select(AnnulRequest)).one().second_by = second
    chair.done(back, reason)
    late = visitor.client.post(back, data={**fields, **reason})
    assert late.status_code == 404, "the second of the two finds nothing"
    public = visitor.get(f"/en/votes/{vote.rsplit('/', 1)[1]}")
    assert "Those who asked took it back: the result stands." in public
    assert "We read the roll wrongly." in public
    assert states(world, visitor)["Bridge"] == "Chosen"
    assert officer(world).client.get(f"{vote}/annul/answer").status_code == 404
    visitor.done(f"{vote}/annul/ask", {"reason": "A new list was found."})
    assert faults_of_grown(world) == []
