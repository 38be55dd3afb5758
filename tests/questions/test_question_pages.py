"""A question is asked without a name, answered under its code, published only as both allow."""

import logging
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from tests.conftest import CELL, DISTRICT, VILLAGE, Visitor, World, faults_of_grown
from tests.desks.test_waiting import jobs
from ubudehe.places.keeping import Clearing
from ubudehe.questions.keeping import TERMS
from ubudehe.questions.tables import QuestionStep, VillageQuestion
from ubudehe.record.tables import LogLeaf

ASK, FOLLOW = f"/en/ask?about={VILLAGE}", "/en/ask/follow"
TEXT = "How many bags of cement were bought?"
QUEUE = f"/en/work/{VILLAGE}/asked"
PUBLIC = f"/en/p/{VILLAGE}/questions"
HIDE = f"/en/work/{VILLAGE}/published-answers"
JOB, LATE = "Questions from residents to answer", "Questions that villages are late to answer"
CODE = re.compile(r"\b\d{3}(?: \d{3}){5}\b")


def asked(world: World, wish: str = "public", text: str = TEXT) -> str:
    """Ask a question; return its code."""
    guest = Visitor(world.client())
    answer = guest.send(ASK, {"kind": "books", "text": text, "wish": wish})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    found = CODE.search(answer.text)
    assert found, answer.text
    return found[0]


def only_question(visitor: Visitor) -> str:
    """Return the address of the first question of the queue."""
    found = re.findall(rf'href="({QUEUE}/[0-9a-f-]{{36}})"', visitor.get(QUEUE))
    return str(found[0])


def followed(world: World, code: str, **more: str) -> str:
    """Return the page under a code."""
    answer = Visitor(world.client()).send(FOLLOW, {"code": code, **more})
    assert answer.status_code == 200
    return str(answer.text)


def public(world: World, number: str = "") -> str:
    """Return what everybody reads, a minute later than before: not from the page cache."""
    world.clock.now += timedelta(seconds=61)
    return str(Visitor(world.client()).get(f"{PUBLIC}{number}?after=0"))


def cleared(world: World, now: datetime) -> int:
    """Return how many questions are erased at a moment."""
    it = world.services
    return TERMS[0].clear(Clearing(it.database, it.country, now, it.blobs, it.drafts))


@pytest.mark.both_engines
def test_a_question_is_answered_published_put_right_hidden_and_erased(world: World) -> None:
    code = asked(world)
    assert "Waits for an answer" in followed(world, code)
    chair = world.signed_in("chair", VILLAGE)
    assert jobs(chair, VILLAGE)[JOB] == 1
    here = only_question(chair)
    assert TEXT in chair.get(here)
    assert chair.client.get(f"{here}/publish").status_code == 404, "nothing is answered yet"
    assert "Fill this in" in chair.refused(f"{here}/answer", {})
    old = {**chair.fields(f"{here}/answer"), "text": "Nine."}
    chair.done(f"{here}/answer", {"text": "Eleven."})
    assert chair.client.post(f"{here}/answer", data=old).status_code in (409, 422)
    assert JOB not in jobs(chair, VILLAGE)
    assert "Eleven." in followed(world, code)
    page = public(world)
    assert "Question 1" in page
    assert "Only the writer reads the answer" in page
    assert "Eleven." not in public(world, "/1")
    # Published only with the tick, and with words of its own only where they are written.
    assert "Fill this in" in chair.refused(f"{here}/publish", {"shows": "asked"})
    empty = {"shows": "own", "looked": "yes"}
    assert "own words" in chair.refused(f"{here}/publish", empty)
    chair.done(f"{here}/publish", {"shows": "own", "own": "How much cement?", "looked": "yes"})
    page = public(world, "/1")
    assert "Eleven." in page
    assert "How much cement?" in page
    assert "own words" in page
    assert TEXT not in page
    # Put right: nobody else reads either until it is looked at anew.
    chair.done(f"{here}/correct", {"text": "Twelve."})
    assert "Twelve." not in public(world, "/1")
    assert "Eleven." in followed(world, code)
    chair.done(f"{here}/publish", {"shows": "asked", "looked": "yes"})
    assert TEXT in public(world, "/1")
    officer = world.signed_in("data_protection", DISTRICT)
    assert f"{HIDE}/1" in officer.get(HIDE)
    officer.done(f"{HIDE}/1", {"reason": "personal"})
    above = world.signed_in("sector_officer", VILLAGE[:4])
    assert "No village is late" in above.get(f"/en/work/{VILLAGE[:4]}/late-questions")
    assert officer.client.get(f"{HIDE}/1").status_code == 404
    assert "Question 1" in public(world), "its place stays"
    assert "Twelve." not in public(world, "/1")
    chair.done(f"{here}/publish", {"shows": "none", "looked": "yes"})
    assert "Twelve." in public(world, "/1")
    assert faults_of_grown(world) == []
    services = world.services
    later = [world.clock.now + timedelta(days=days) for days in (330, 440, 440)]
    assert [cleared(world, now) for now in later] == [0, 1, 0]
    assert "long ago is erased" in Visitor(world.client()).refused(FOLLOW, {"code": code})
    assert chair.client.get(here).status_code == 404
    assert "Twelve." in public(world, "/1"), "what everybody reads stays"
    with services.database.read() as session:
        assert session.exec(select(VillageQuestion.text)).one() == ""
        steps = session.exec(select(QuestionStep).where(QuestionStep.kind != "publish")).all()
        assert {(step.text, step.salt) for step in steps} == {("", "")}
    assert faults_of_grown(world) == [], "the seals outlive the words"


def test_what_is_declined_takes_no_number_and_late_is_seen_by_all(world: World) -> None:
    code = asked(world)
    keeper = world.signed_in("facilitator", VILLAGE)
    here = only_question(keeper)
    assert "whose matter" in keeper.refused(f"{here}/decline", {"reason": "elsewhere"})
    keeper.done(f"{here}/decline", {"reason": "elsewhere", "text": "The sector."})
    page = followed(world, code)
    assert "The sector." in page
    assert "not the village&#39;s matter" in page
    assert "1 question was declined" in public(world)
    assert "Question 1" not in public(world)
    asked(world, text="Another one?")
    with world.services.database.read() as session:
        due = session.exec(select(VillageQuestion)).all()[0].due
    world.clock.now += due - world.clock.now.date()
    keeper = world.signed_in("facilitator", VILLAGE)
    keeper.done(f"{here}/resume", {})
    assert "0 questions were declined" in public(world)
    assert "0 questions are late" in public(world)
    assert LATE not in jobs(world.signed_in("cell_secretary", CELL), CELL)
    world.clock.now += timedelta(days=1)
    assert "2 questions are late" in public(world)
    for role, place in (("cell_secretary", CELL), ("sector_officer", VILLAGE[:4])):
        officer = world.signed_in(role, place)
        assert jobs(officer, place)[LATE] == 2
        page = officer.get(f"/en/work/{place}/late-questions")
        assert PUBLIC in page
        assert TEXT not in page
    keeper = world.signed_in("facilitator", VILLAGE)
    keeper.done(f"{here}/answer", {"text": "Late, but here."})
    assert "1 question is late" in public(world)
    assert "late" in public(world, "/1")
    with world.services.database.read() as session:
        assert sorted(session.exec(select(VillageQuestion.number)), key=str) == [1, None]


def test_what_was_never_answered_is_told_after_it_is_erased(world: World) -> None:
    asked(world)
    world.clock.now += timedelta(days=60)
    assert "1 question is late" in public(world)
    world.clock.now += timedelta(days=440)
    assert cleared(world, world.clock.now) == 1
    assert "1 question was never answered" in public(world)
    assert "0 questions are late" in public(world), "as the officers above read it"
    assert LATE not in jobs(world.signed_in("cell_secretary", CELL), CELL)


def test_what_its_writer_keeps_nobody_publishes(world: World) -> None:
    code, keeper = asked(world), world.signed_in("facilitator", VILLAGE)
    here = only_question(keeper)
    keeper.done(f"{here}/answer", {"text": "Eleven."})
    old = {**keeper.fields(f"{here}/publish"), "shows": "asked", "looked": "yes"}
    keeper.done(f"{here}/publish", {"shows": "asked", "looked": "yes"})
    assert "Eleven." in public(world, "/1")
    assert "Only who has the code" in followed(world, code, keep="true")
    assert "Eleven." not in public(world, "/1")
    assert keeper.client.post(f"{here}/publish", data=old).status_code in (409, 422)
    assert keeper.client.get(f"{here}/publish").status_code == 404
    private = asked(world, wish="private", text="Mine alone?")
    with world.services.database.read() as session:
        query = select(VillageQuestion.id).where(VillageQuestion.state == "asked")
        there = f"{QUEUE}/{session.exec(query).one()}"
    keeper.done(f"{there}/answer", {"text": "Yes."})
    assert "Yes." in followed(world, private)
    assert keeper.client.get(f"{there}/publish").status_code == 404


def test_a_number_of_a_person_is_not_published(world: World) -> None:
    asked(world, text="Who has the phone 0788 123 456?")
    chair = world.signed_in("chair", VILLAGE)
    here = only_question(chair)
    chair.done(f"{here}/answer", {"text": "Call 0788 555 111."})
    tick = {"looked": "yes"}
    assert "other words" in chair.refused(f"{here}/publish", {**tick, "shows": "asked"})
    own = {**tick, "shows": "own", "own": "Whose is 0788 123 456?"}
    assert "leave out phone numbers" in chair.refused(f"{here}/publish", own)
    assert "correct the answer first" in chair.refused(f"{here}/publish", {**tick, "shows": "none"})
    chair.done(f"{here}/correct", {"text": "The chair."})
    chair.done(f"{here}/publish", {**tick, "shows": "none"})
    page = public(world, "/1")
    assert "The chair." in page
    assert "0788" not in page


def test_nobody_else_reads_it_and_nothing_tells_who_asked(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = asked(world).replace(" ", "")
    keeper = world.signed_in("facilitator", VILLAGE)
    here = only_question(keeper)
    keeper.done(f"{here}/decline", {"reason": "abuse"})
    for role, place in (
        ("treasurer", VILLAGE),
        ("cell_secretary", CELL),
        ("data_protection", DISTRICT),
    ):
        client = world.signed_in(role, place).client
        for address in (here, QUEUE, f"{here}/answer"):
            assert client.get(address).status_code == 403, (role, address)
    neighbour = here.replace(VILLAGE, "22120305")
    assert keeper.client.get(neighbour).status_code == 403
    assert world.signed_in("treasurer", VILLAGE).client.get(HIDE).status_code == 403
    with world.services.database.read() as session:
        leaves = b"".join(bytes(one) for one in session.exec(select(LogLeaf.entry)))
        table = SQLModel.metadata.tables["village_question"]
        rows = [str(dict(row._mapping)) for row in session.execute(table.select())]
    assert b"abuse" not in leaves, "of what is declined only that one is"
    assert TEXT.encode() not in leaves
    assert not any(sign in row for row in rows for sign in (code, "testclient", "127.0.0.1"))
    assert TEXT not in caplog.text + public(world)
    assert code not in caplog.text
    kept = [
        path.read_bytes()
        for path in Path(world.services.settings.data).rglob("*")
        if path.is_file() and "sqlite" not in path.name
    ]
    assert not any(TEXT.encode() in one or code.encode() in one for one in kept)


def test_a_form_sent_twice_is_one_question_and_who_floods_waits(world: World) -> None:
    guest = Visitor(world.client())
    typed = {**guest.fields(ASK), "kind": "other", "text": TEXT, "wish": "private"}
    codes = {CODE.search(guest.client.post("/en/ask", data=typed).text)[0] for _ in range(2)}  # type: ignore[index]
    assert len(codes) == 1
    with world.services.database.read() as session:
        assert len(session.exec(select(VillageQuestion)).all()) == 1
    assert "Fill this in" in guest.refused(ASK, {"kind": "other", "text": TEXT})
    for path in ("/en/ask", "/en/ask?about=2212", "/en/ask?about=99999999"):
        assert guest.client.get(path).status_code == 404
    for _ in range(4):
        assert guest.send(ASK, {"kind": "list", "text": "?", "wish": "public"}).status_code == 200
    more = {"kind": "list", "text": "Once too often.", "wish": "public"}
    page = guest.refused(ASK, more)
    assert "Too many tries" in page
    assert "Once too often." in page, "nothing typed is lost"
    for path in ("/1", f"/{2**70}"):
        assert guest.client.get(f"{PUBLIC}{path}").status_code == 404
    assert "At least 5 wait" in guest.get(PUBLIC)
    assert f"/ask?about={VILLAGE}" in guest.get(PUBLIC)
    assert PUBLIC in guest.get(f"/en/p/{VILLAGE}")


def test_question_and_answer_say_the_language_of_the_page_they_were_typed_on(world: World) -> None:
    guest = Visitor(world.client())
    ask = ASK.replace("/en/", "/rw/")
    fields = guest.fields(ask)
    assert fields["lang"] == "rw"
    told = {**fields, "kind": "books", "text": "Sima ingana iki?", "wish": "public"}
    found = CODE.search(guest.client.post("/rw/ask", data=told).text)
    assert found
    chair = world.signed_in("chair", VILLAGE)
    here = only_question(chair)
    assert '<span lang="rw">Sima ingana iki?</span>' in chair.get(here)
    chair.done(f"{here}/answer", {"text": "Onze.", "lang": "fr"})
    assert '<span lang="fr">Onze.</span>' in followed(world, found[0])
    chair.done(f"{here}/publish", {"shows": "asked", "looked": "yes", "lang": "en"})
    page = public(world, "/1")
    assert '<span lang="rw">Sima ingana iki?</span>' in page
    assert '<span lang="fr">Onze.</span>' in page
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_who_may_hide_answers_of_a_district_finds_its_villages(world: World) -> None:
    asked(world)
    chair = world.signed_in("chair", VILLAGE)
    officer = world.signed_in("data_protection", DISTRICT)
    desk, below = officer.get(f"/en/work/{DISTRICT}"), f"/en/work/{DISTRICT}/published-answers"
    assert below in desk
    assert "No answer is public here." in officer.get(below)
    here = only_question(chair)
    chair.done(f"{here}/answer", {"text": "Forty bags."})
    chair.done(f"{here}/publish", {"shows": "asked", "looked": "yes"})
    assert f'href="{HIDE}"' in officer.get(below)
