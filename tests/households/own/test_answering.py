"""A household answers own questions: what is asked, taken, kept, and taken away again."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from tests.categories.test_data_requests import asked as requested
from tests.conftest import DISTRICT, VILLAGE, Visitor, World, faults_of_grown
from tests.households.own.asking import QUESTIONS, a_home, in_force
from tests.households.own.forms import CHOICES, SHEETS, row
from ubudehe.households.own.answering.actions import problems
from ubudehe.households.own.queries import as_answers, as_kept
from ubudehe.households.own.rules.expressions import Answer
from ubudehe.households.own.rules.xlsform import read_form
from ubudehe.households.own.tables import OwnAnswers
from ubudehe.places.reading import load_country
from ubudehe.record.tables import LogLeaf

FORM = read_form(SHEETS)
MANNERS = load_country(None).manners
DAY = {"answers.sown.d": "2", "answers.sown.m": "3", "answers.sown.y": "2026"}
ALL = {
    "answers.has_garden": "yes",
    "answers.beds": "3",
    "answers.crops": ["maize", "beans"],
    "answers.harvest": "2,5",
    **DAY,
}


def kept(world: World) -> list[dict[str, object]]:
    with world.services.database.read() as session:
        return [one.answers for one in session.exec(select(OwnAnswers))]


def asked(world: World) -> tuple[Visitor, str, str]:
    form = in_force(world)
    home = a_home(world)
    return world.signed_in("facilitator", VILLAGE), home, f"{home}/questions/{form}"


def test_questions_follow_from_answers_and_all_is_kept(world: World) -> None:
    visitor, home, here = asked(world)
    page = visitor.get(here)
    assert "Is there a garden?" in page
    assert "How many beds?" not in page
    assert visitor.done(here, {"answers.has_garden": "yes"}) == f"{here}?more=1"
    page = visitor.get(f"{here}?more=1")
    assert "1 more question follows from these answers." in page
    assert 'inputmode="numeric"' in page
    assert "What grows?" not in page
    assert visitor.done(here, {"answers.has_garden": "yes", "answers.beds": "3"}).endswith("more=1")
    assert visitor.done(here, ALL) == home
    assert kept(world) == [
        {
            "beds": "3",
            "crops": ["beans", "maize"],
            "harvest": "2.5",
            "has_garden": "yes",
            "sown": "2026-03-02",
        }
    ]
    assert "5 of 5 answered" in visitor.get(home)
    page = visitor.get(here)
    assert 'value="beans" checked' in page
    assert 'value="2026"' in page
    assert visitor.done(here, {"answers.has_garden": "no"}) == home
    assert kept(world) == [{"has_garden": "no"}]
    assert faults_of_grown(world) == []


def test_what_is_not_taken_is_said_beside_it_and_nothing_typed_is_lost(world: World) -> None:
    visitor, _, here = asked(world)
    visitor.done(here, {"answers.has_garden": "yes"})
    page = visitor.refused(here, {**ALL, "answers.beds": "50", "answers.sown.d": "31x"})
    named = re.search(r'href="#f-answers-beds">([^<]+)</a>', page)
    assert named
    assert named[1].endswith("This answer is not taken: Between 1 and 40.")
    assert "beds" in named[1].split("This answer")[0]
    assert "Write a day that there is" in page
    for typed in ('value="50"', 'value="31x"', 'value="beans" checked', 'value="2,5"'):
        assert typed in page
    assert "Fill this in." in visitor.refused(here, {"answers.has_garden": "yes"})
    assert kept(world) == [{"has_garden": "yes"}]


def test_of_two_phones_the_second_is_asked_what_is_right(world: World) -> None:
    visitor, _, here = asked(world)
    visitor.done(here, {"answers.has_garden": "no", "answers.harvest": "1"})
    old = visitor.fields(here)
    visitor.done(here, {"answers.has_garden": "no", "answers.harvest": "2", **DAY})
    mine = {**old, "answers.has_garden": "no", "answers.harvest": "3"}
    page = visitor.client.post(here, data=mine).text
    assert "Now it says: 2" in page
    assert 'name="choose.answers.sown"' in page
    now = {**visitor.fields(here), "act": old["act"], "answers.has_garden": "no"}
    theirs = {"theirs.answers.harvest": "2", "choose.answers.harvest": "mine"}
    theirs |= {"theirs.answers.sown": "2026-03-02", "choose.answers.sown": "theirs"}
    answer = visitor.client.post(here, data={**now, "answers.harvest": "3", **theirs})
    assert answer.status_code == 303
    assert kept(world) == [{"has_garden": "no", "harvest": "3", "sown": "2026-03-02"}]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answers.has_garden": "perhaps"}, "Choose one of the answers shown."),
        ({"answers.has_garden": "no", "answers.harvest": "1 1980 7 0012345 0 99"}, "never stored"),
        ({"answers.harvest": "2"}, "Fill this in."),
    ],
)
def test_answers_that_are_not_taken(world: World, typed: dict[str, str], said: str) -> None:
    visitor, _, here = asked(world)
    assert said in visitor.refused(here, typed)
    assert kept(world) == []


def test_a_form_that_ended_meanwhile_takes_no_answer_and_shows_what_was_typed(
    world: World,
) -> None:
    visitor, _, here = asked(world)
    old = visitor.fields(here)
    officer = world.signed_in("district_officer", DISTRICT)
    officer.done(f"{QUESTIONS}/{UUID(here.split('/')[-1])}/end", {"reason": "Done."})
    page = visitor.client.post(
        here, data={**old, "answers.has_garden": "no", "answers.harvest": "7"}
    )
    assert page.status_code == 422
    assert "These questions are asked no longer." in page.text
    assert 'value="7"' in page.text
    assert kept(world) == []


def test_a_neighbour_and_who_keeps_no_register_see_nothing(world: World) -> None:
    visitor, _, here = asked(world)
    form = here.split("/")[-1]
    for role, place in (("chair", VILLAGE), ("district_officer", DISTRICT)):
        assert world.signed_in(role, place).client.get(here).status_code == 403
    nothing = "00000000-0000-4000-8000-000000000000"
    assert visitor.client.get(here.replace(form, nothing)).status_code == 404
    assert visitor.client.get(here.replace(here.split("/")[-3], nothing)).status_code == 404


def test_a_public_leaf_tells_nothing_of_an_answer(world: World) -> None:
    visitor, _, here = asked(world)
    visitor.done(here, {"answers.has_garden": "no", "answers.harvest": "77"})
    with world.services.database.read() as session:
        entries = select(LogLeaf.entry).where(LogLeaf.log == VILLAGE)
        leaf = session.exec(entries.order_by(col(LogLeaf.idx))).all()[-1]
    assert b"household.answer" in leaf
    form, home = here.split("/")[-1], here.split("/")[-3]
    for secret in (b"garden", b"harvest", form.encode(), home.encode()):
        assert secret not in leaf


def test_the_household_is_given_its_answers_and_they_go_with_its_data(world: World) -> None:
    visitor, home, here = asked(world)
    visitor.done(here, {"answers.has_garden": "no", **DAY})
    assert "Is there a garden?" in visitor.get(f"{home}/file")
    given = visitor.send(f"{home}/data", {}).json()["own_questions"]
    assert given[0]["title"] == "Kitchen gardens"
    assert given[0]["answers"] == [
        {"question": "Is there a garden?", "answer": "No"},
        {"question": "Since when?", "answer": "2026-03-02"},
    ]
    request = requested(visitor, home.split("/")[-1], "erasure")
    officer = world.signed_in("data_protection", DISTRICT)
    officer.done(request, {"answer": "granted", "reason": "The household left."})
    assert kept(world) == []
    assert faults_of_grown(world) == []
    assert "no longer in the village" in visitor.refused(here, {"answers.has_garden": "no"})


names = st.sampled_from([one.name for one in FORM.questions])
answers = st.dictionaries(names, st.text(max_size=3) | st.tuples(st.sampled_from(["beans", "x"])))


@given(answers, answers)
def test_what_has_no_problem_is_answered_again_without_one(
    before: dict[str, Answer], said: dict[str, Answer]
) -> None:
    before = FORM.kept(before)
    assert as_answers(as_kept(before)) == before
    if not list(problems(FORM, before, said, MANNERS)):
        kept_now = FORM.kept(said)
        shown = {name for name, _, _ in problems(FORM, kept_now, kept_now, MANNERS)}
        assert all(not kept_now.get(name) for name in shown)


def test_what_an_author_says_to_a_wrong_answer_is_said_in_the_readers_language() -> None:
    survey = [
        row("type|name|label|constraint|constraint_message::fr (fr)|constraint_message"),
        row("integer|n|N|. < 5|Moins de 5.|Below 5."),
    ]
    form = read_form({"survey": survey, "choices": CHOICES})
    for lang, said in (("fr", "Moins de 5."), ("rw", "Below 5.")):
        assert [found[2] for found in problems(form, {}, {"n": "7"}, MANNERS, lang)] == [
            {"said": said}
        ]


@pytest.mark.both_engines
def test_the_history_tells_each_answer_in_the_words_of_its_form(world: World) -> None:
    home, form = a_home(world), in_force(world)
    visitor = world.signed_in("facilitator", VILLAGE)
    here = f"{home}/questions/{form}"
    visitor.done(here, {"answers.has_garden": "yes"})
    more = {"answers.has_garden": "yes", "answers.beds": "3"}
    visitor.done(here, {**more, "answers.crops": ["beans", "maize"]})
    visitor.done(here, {"answers.has_garden": "no"})
    page = " ".join(re.sub(r"<[^>]+>", "", visitor.get(f"{home}/history")).split())
    assert page.count("Answers to more questions") == 3
    assert "Kitchen gardens: Is there a garden?: Yes → No" in page
    assert "Kitchen gardens: How many beds?: 3 → No answer" in page
    assert "Kitchen gardens: Is there a garden?: Yes →" in page
    shown = visitor.get(f"{home}/history".replace("/en/", "/rw/"))
    assert "Hari umurima?" in shown, "in the reader's language, where the form has it"
    other = a_home(world, 1)
    assert "Kitchen gardens" not in visitor.get(f"{other}/history")
