"""Needs over HTTP: written, corrected, put in order by pairs and by marks."""

import re

from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.projects.ballots import HERE, in_meeting
from ubudehe.projects.needs.tables import Need, NeedRanking

NEEDS = ("Water", "Road", "School", "Market")


def named(world: World, visitor: Visitor) -> list[str]:
    for text in NEEDS:
        visitor.done(f"{HERE}/projects/need", {"text": text, "symbol": "tap"})
    with world.services.database.read() as session:
        found = {need.text: str(need.id) for need in session.exec(select(Need))}
    return [found[text] for text in NEEDS]


def begin(visitor: Visitor, ids: list[str], method: str = "pairs") -> str:
    return visitor.done(f"{HERE}/projects/order", {"needs": ids, "method": method})


def answer(visitor: Visitor, ranking: str, worse: int | None = None) -> None:
    """Answer the next question: with the lower number of the pair unless told otherwise."""
    pair = visitor.fields(ranking)["pair"]
    given = int(pair.split("-")[0]) if worse is None else worse
    visitor.done(ranking, {"pair": pair, "worse": str(given)})


def in_order(visitor: Visitor) -> list[str]:
    page = visitor.get(f"{HERE}/projects")
    return re.findall(r"\d\. ([^<]+?)(?: <span|</a>)", page[page.rindex("<h2>") :])


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
    assert "Count for every need" in visitor.refused(ranking, {"marks.0": "5"})
    visitor.refused(ranking, {f"marks.{n}": "x" for n in range(4)})
    visitor.done(ranking, {f"marks.{n}": str(n) for n in range(4)})
    visitor.done(ranking, {"need": ids[2], "reason": "The market has a donor already."})
    assert in_order(visitor)[:4] == list(reversed(NEEDS))


def test_a_double_tap_answers_one_question_only(world: World) -> None:
    visitor = in_meeting(world)
    ranking = begin(visitor, named(world, visitor))
    sent = {**visitor.fields(ranking), "worse": "0"}
    for _ in range(2):
        assert visitor.client.post(ranking, data=sent).status_code == 303
    assert "Question 2 of 6" in visitor.get(ranking)


def test_needs_in_an_order_that_is_being_made_cannot_change(world: World) -> None:
    visitor = in_meeting(world)
    ids = named(world, visitor)
    ranking = begin(visitor, ids)
    page = visitor.refused(f"{HERE}/projects/needs/{ids[0]}", {"text": "Other"})
    assert "just now" in page
    visitor.refused(f"{HERE}/projects/needs/{ids[0]}/withdraw", {})
    visitor.done(f"{ranking}/cancel", {})
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
