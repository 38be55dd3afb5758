"""Each answer to choose has a picture beside its word, and no two of one question look alike."""

import re

import pytest
from jinja2 import Environment, FileSystemLoader

from tests.conftest import VILLAGE, World
from tests.households.test_interviews import begun
from ubudehe.households.forms import choices_of
from ubudehe.households.interviews.steps import steps_of
from ubudehe.households.questions import questions_of
from ubudehe.households.words import WORDS
from ubudehe.places.reading import load_country

COUNTRY = load_country(None)
PICTURES = Environment(loader=FileSystemLoader("templates"), autoescape=True).get_template(
    "parts/pictures.html"
)
ASK = questions_of(COUNTRY)
CHOICES = {
    step.table: choices_of(COUNTRY)[step.name]
    for step in steps_of(groups=True)
    if step.kind == "choice"
} | {"livestock": ASK.livestock, "asset": ASK.assets, "shock": ASK.shocks}
AT = {step.name: number for number, step in enumerate(steps_of(groups=True), 1)}


@pytest.mark.parametrize("table", CHOICES)
def test_no_two_answers_of_a_question_look_alike(table: str) -> None:
    macro = PICTURES.module.picture  # type: ignore[attr-defined]
    drawn = [str(macro(table, code, at)).strip() for at, code in enumerate(CHOICES[table], 1)]
    assert all('aria-hidden="true"' in one for one in drawn), "the word beside it says it"
    assert len(set(drawn)) == len(drawn)


def test_every_question_of_the_screens_has_words_and_pictures_alike() -> None:
    assert {"roof", "wall", "floor", "water", "power", "work", "livestock"} <= CHOICES.keys()
    assert all(set(WORDS[table]) >= set(CHOICES[table]) for table in CHOICES if table != "income")


def test_a_screen_shows_picture_and_word_in_each_button(world: World) -> None:
    path = begun(world, roof="iron")
    visitor = world.signed_in("facilitator", VILLAGE)
    page = visitor.get(f"{path}/ask/{AT['roof']}")
    buttons = re.findall(r'<button type="submit" class="wide tap"[^>]*>.*?</button>', page, re.S)
    assert [one.count("<svg") for one in buttons] == [2, 1, 1, 1, 0], "what is chosen is ticked"
    assert "<span>Iron sheets</span>" in buttons[0]
    for name in ("cattle", "assets"):
        shown = visitor.get(f"{path}/ask/{AT[name]}")
        assert shown.count("<svg") >= 7
        assert len(shown) < 40_000
