"""One question a screen: the form's questions in its order, and what may be skipped."""

from collections.abc import Mapping
from dataclasses import dataclass

from ubudehe.households.forms import BANDS, LIVESTOCK
from ubudehe.households.words import QUESTIONS
from ubudehe.language.sentences import Sentence


@dataclass(frozen=True)
class Screen:
    """One screen: which fields it asks, how, and under which words.

    `kind` is how it is answered: «choice» (one tap), «ticks», «text», «isibo» (from the list),
    «phone», «number», «numbers», «bands», «land», «area», «category» or «agreed». `table` has the
    words of its codes.
    """

    kind: str
    fields: tuple[str, ...]
    asked: Sentence
    table: str = ""

    @property
    def name(self) -> str:
        """Return the first field, by which it is known."""
        return self.fields[0]


def _one(kind: str, name: str, table: str = "") -> Screen:
    return Screen(kind, (name,), Sentence(QUESTIONS[name]), table or name)


def _bands(sex: str) -> Screen:
    fields = tuple(f"{sex}_{band}" for band in BANDS)
    return Screen("bands", fields, Sentence(QUESTIONS[sex]), sex)


_STEPS = (
    _one("text", "head"),
    Screen("isibo", ("isibo", "isibo_new"), Sentence(QUESTIONS["isibo"]), "isibo"),
    _one("choice", "head_sex"),
    _one("phone", "phone"),
    _bands("f"),
    _bands("m"),
    _one("number", "age_unknown"),
    _one("number", "disability"),
    _one("choice", "illness"),
    _one("choice", "dwelling"),
    _one("choice", "roof"),
    _one("choice", "wall"),
    _one("choice", "floor"),
    _one("number", "rooms"),
    _one("choice", "power"),
    _one("choice", "water"),
    _one("number", "water_minutes"),
    _one("choice", "latrine"),
    _one("choice", "land_tenure"),
    Screen("land", ("land", "land_unit"), Sentence(QUESTIONS["land"]), "land_unit"),
    Screen("numbers", LIVESTOCK, Sentence(QUESTIONS["livestock"]), "livestock"),
    _one("choice", "work"),
    _one("number", "able_adults"),
    _one("number", "hungry_months"),
    _one("choice", "income"),
    _one("ticks", "assets", "asset"),
    _one("ticks", "shocks", "shock"),
    _one("area", "offers"),
    _one("number", "offer_hours"),
    _one("category", "self_view"),
    _one("choice", "answered_by"),
    _one("agreed", "read_back"),
)

NEEDLESS = {
    "water_minutes": ("water", "home_tap"),
    "land": ("land_tenure", "none"),
    **dict.fromkeys(("roof", "wall", "floor", "rooms"), ("dwelling", "none")),
}
"""By the name of a step: the field and the answer with which nobody is asked any more."""


def steps_of(groups: bool) -> tuple[Screen, ...]:
    """Return the screens in their order; `groups`: whether the country has groups."""
    return tuple(step for step in _STEPS if groups or step.name != "isibo")


def following(steps: tuple[Screen, ...], at: int, state: Mapping[str, str], by: int = 1) -> int:
    """Return the number of the screen after number `at`, counted from 1; 0 where there is none.

    With `by` -1 it is the one before. Screens that earlier answers make needless are passed over.
    """
    at += by
    while 1 <= at <= len(steps):
        needless = NEEDLESS.get(steps[at - 1].name)
        if needless is None or state.get(needless[0]) != needless[1]:
            return at
        at += by
    return 0
