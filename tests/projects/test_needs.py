"""Needs over HTTP: written, corrected, put in order by pairs and by marks."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from tests.assemblies.test_meeting import COUNT, opened
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.projects.ballots import HERE, in_meeting
from ubudehe.assemblies.tables import Assembly
from ubudehe.projects.needs.tables import Need, NeedRanking

NEEDS = ("Water", "Road", "School", "Market")


def named(world: World, visitor: Visitor) -> list[str]:
    for text in NEEDS:
        visitor.done(f"{HERE}/projects/need", {"text": text, "symbol": "tap"})
    with world.services.database.read() as session:
        found = {need.text: str(need.id) for need in session.exec(select(Need))}
    return [found[text] for text in NEEDS]


def begin(visitor: Visitor, ids: list[str], method: str = "pairs") -> str:
    form = {"needs": ids, "method": method, "marks_each": "2"}
    return visitor.done(f"{HERE}/projects/order", form)


def marks(women: list[int], men: list[int]) -> dict[str, str]:
    given = {f"women.{n}": str(count) for n, count in enumerate(women)}
    return given | {f"men.{n}": str(count) for n, count in enumerate(men)}


def answer(visitor: Visitor, ranking: str, worse: int | None = None) -> None:
    """Answer the next question: with the lower number of the pair unless told otherwise."""
    pair = visitor.fields(ranking)["pair"]
    given = int(pair.split("-")[0]) if worse is None else worse
    visitor.done(ranking, {"pair": pair, "worse": str(given)})


def in_order(visitor: Visitor) -> list[str]:
    page = visitor.get(f"{HERE}/projects")
    return re.findall(r"\d\. ([^<]+?) *(?:<span|</a>)", page[page.rindex("<h2>") :])


@pytest.mark.both_engines
def test_pairs_make_an_order_and_the_first_is_taken_up(world: World) -> None:
    visitor = in_meeting(world)
    ids = named(world, visitor)
    ranking = begin(visitor, ids)
    page = visitor.get(ranking)
    assert "Question 1 of 6" in page
    answer(visitor, ranking)
    assert "Question 2 of 6" in visitor.get(ranking)
    visitor.done(f"{ranking}/undo", {})
    assert "Question 1 of 6" in visitor.get(ranking)
    for _ in range(6):
        answer(visitor, ranking)
    page = visitor.get(ranking)
    assert "The needs in order" in page
    assert "worse 3 times" in page
    assert "Write why" in visitor.refused(ranking, {"need": ids[1]})
    visitor.done(ranking, {"need": ids[0]})
    assert in_order(visitor)[:4] == list(NEEDS)
    assert "Taken up" in world.client().get(f"/en/p/{VILLAGE}/projects").text
    assert f"{ranking}/resume" in visitor.get(f"{HERE}/projects")
    old = visitor.fields(f"{ranking}/resume")
    visitor.done(f"{ranking}/resume", {})
    assert "Taken up" not in world.client().get(f"/en/p/{VILLAGE}/projects").text
    assert "order of needs is finished" in visitor.refused(f"{ranking}/resume", {})
    visitor.done(ranking, {"need": ids[1], "reason": "It is nearer."})
    again = {**old, "act": "00000000-0000-4000-8000-000000000007"}
    assert visitor.client.post(f"{ranking}/resume", data=again).status_code == 303
    visitor.done(ranking, {"need": ids[0]})
    met = re.findall(rf"{HERE}/assemblies/[0-9a-f-]+", visitor.get(f"{HERE}/assemblies"))
    minutes = visitor.get(met[0])
    assert minutes.count("Taken back or void") == 2
    assert minutes.count("The meeting went on with its order of needs.") == 2
    world.clock.now += timedelta(minutes=5)
    later = begin(visitor, ids[:2])
    assert "still being made" in visitor.refused(f"{ranking}/resume", {})
    answer(visitor, later)
    visitor.done(later, {"need": ids[0]})
    assert "A later order of needs holds" in visitor.refused(f"{ranking}/resume", {})
    assert faults_of_grown(world) == []


def test_a_circle_is_asked_again_and_then_the_lot_decides(world: World) -> None:
    visitor = in_meeting(world)
    ids = named(world, visitor)[:3]
    ranking = begin(visitor, ids)
    for worse in (0, 2, 1):  # pairs 0-1, 0-2, 1-2
        answer(visitor, ranking, worse)
    page = visitor.get(ranking)
    assert "Asked again" in page
    assert "question 1 of 3" in page
    for worse in (0, 2, 1):
        answer(visitor, ranking, worse)
    page = visitor.get(ranking)
    assert "stayed in a circle" in page
    with world.services.database.read() as session:
        found = session.exec(select(NeedRanking).where(NeedRanking.state == "open")).one()
        lot = found.lot
    order = re.findall(r"<b>([ABC]) · ", page[: page.rindex("matrix")])
    assert order == [letter for _, letter in sorted(zip(lot, "ABC", strict=True))]


def test_an_answer_that_changes_its_mind_breaks_the_circle(world: World) -> None:
    visitor = in_meeting(world)
    ranking = begin(visitor, named(world, visitor)[:3])
    for worse in (0, 2, 1):
        answer(visitor, ranking, worse)
    answer(visitor, ranking, 0)
    answer(visitor, ranking, 0)
    page = visitor.get(ranking)
    assert "The needs in order" in page
    assert "stayed in a circle" not in page


def test_marks_make_an_order(world: World) -> None:
    visitor = in_meeting(world)
    ids = named(world, visitor)
    ranking = begin(visitor, ids, "marks")
    page = visitor.refused(ranking, {"women.0": "5"})
    assert 'id="e-women-1"' in page, "the message stands beside the field that is empty"
    assert 'value="5"' in page
    page = visitor.refused(ranking, {**marks([0, 1, 2, 3], [0, 0, 0, 1]), "men.2": "x"})
    assert 'id="e-men-2"' in page
    visitor.done(ranking, marks([0, 1, 2, 3], [0, 0, 0, 1]))
    assert "4 marks" in visitor.get(ranking)
    reason = "The market has a donor already."
    visitor.done(ranking, {"need": ids[2], "reason": reason})
    assert in_order(visitor)[:4] == list(reversed(NEEDS))
    public = world.client().get(f"/en/p/{VILLAGE}/projects").text
    assert reason in public, "why another need is taken up can be read by everybody"
    assert "4 marks" not in public


def test_nobody_gives_more_marks_than_they_have(world: World) -> None:
    visitor = in_meeting(world)  # 30 women, 20 men
    ids = named(world, visitor)
    order = f"{HERE}/projects/order"
    form = {"needs": ids, "method": "marks"}
    assert "how many marks" in visitor.refused(order, form)
    assert 'id="e-marks_each"' in visitor.refused(order, {**form, "marks_each": "6"})
    ranking = begin(visitor, ids, "marks")
    page = visitor.refused(ranking, marks([61, 0, 0, 0], [0, 0, 0, 0]))
    assert "women together have only 60 marks" in page
    page = visitor.refused(ranking, marks([0, 0, 0, 0], [40, 1, 0, 0]))
    assert "men together have only 40 marks" in page
    sent = {**visitor.fields(ranking), **marks([60, 0, 0, 0], [0, 40, 0, 0])}
    for _ in range(2):
        assert visitor.client.post(ranking, data=sent).status_code == 303
    assert "The lot drawn at the beginning decided between" in visitor.get(ranking)
    visitor.done(ranking, {"need": ids[0]})


def test_a_double_tap_answers_one_question_only(world: World) -> None:
    visitor = in_meeting(world)
    ranking = begin(visitor, named(world, visitor))
    sent = {**visitor.fields(ranking), "worse": "0"}
    for _ in range(2):
        assert visitor.client.post(ranking, data=sent).status_code == 303
    assert "Question 2 of 6" in visitor.get(ranking)


def test_a_double_tap_on_the_last_question_shows_no_error(world: World) -> None:
    visitor = in_meeting(world)
    ranking = begin(visitor, named(world, visitor)[:2])
    sent = {**visitor.fields(ranking), "worse": "1"}
    for _ in range(2):
        assert visitor.client.post(ranking, data=sent).status_code == 303
    assert "The needs in order" in visitor.get(ranking)


def test_an_old_page_sent_late_does_not_skip_a_question_asked_again(world: World) -> None:
    visitor = in_meeting(world)
    ranking = begin(visitor, named(world, visitor)[:4])
    for worse in (0, 2, 0, 1, 1, 2):  # A, B, C go in a circle and all beat D
        answer(visitor, ranking, worse)
    assert "question 1 of 3" in visitor.get(ranking)
    old = {**visitor.fields(ranking), "pair": "0-3", "worse": "0"}
    assert visitor.client.post(ranking, data=old).status_code == 303
    assert "question 1 of 3" in visitor.get(ranking)
    answer(visitor, ranking, 0)
    visitor.done(f"{ranking}/undo", {})
    assert "question 1 of 3" in visitor.get(ranking)


def test_only_an_open_meeting_answers(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    ranking = begin(visitor, named(world, visitor)[:3])
    answer(visitor, ranking)
    with world.services.database.write() as session:
        session.get_one(Assembly, UUID(meeting.rsplit("/", 1)[1])).closed_at = world.clock()
    visitor.refused(ranking, {"pair": "0-2", "worse": "0"})
    assert "Question 2 of 3" in visitor.get(ranking)
    assert "Fill this in" in visitor.refused(f"{ranking}/cancel", {})
    visitor.done(f"{ranking}/cancel", {"reason": "Rain ended the meeting."})
    page = world.client().get(f"/en/p/{VILLAGE}/projects").text
    assert "Rain ended the meeting." in page


@pytest.mark.both_engines
def test_needs_in_an_order_that_is_being_made_cannot_change(world: World) -> None:
    visitor = in_meeting(world)
    ids = named(world, visitor)
    ranking = begin(visitor, ids)
    page = visitor.refused(f"{HERE}/projects/needs/{ids[0]}", {"text": "Other"})
    assert "just now" in page
    visitor.refused(f"{HERE}/projects/needs/{ids[0]}/withdraw", {})
    visitor.done(f"{ranking}/cancel", {"reason": "We count again."})
    visitor.done(f"{HERE}/projects/needs/{ids[0]}", {"text": "Clean water"})
    visitor.done(f"{HERE}/projects/needs/{ids[1]}/withdraw", {})
    page = visitor.get(f"{HERE}/projects")
    assert "Clean water" in page
    assert "Road" not in page[page.rindex("<h2>") :]


def test_an_order_needs_a_meeting_and_at_most_seven_pairs(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    ids = named(world, visitor)
    form = {"needs": ids, "method": "pairs"}
    assert "Open a meeting" in visitor.refused(f"{HERE}/projects/order", form)
    visitor = in_meeting(world)
    for number in range(5):
        visitor.done(f"{HERE}/projects/need", {"text": f"Need {number}"})
    with world.services.database.read() as session:
        many = [str(one) for one in session.exec(select(Need.id).where(Need.village == VILLAGE))]
    page = visitor.refused(f"{HERE}/projects/order", {"needs": many[:8], "method": "pairs"})
    assert "At most 7 needs" in page
