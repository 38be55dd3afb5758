"""One question a screen: the form's questions in its order, and what may be skipped."""

from collections.abc import Mapping
from dataclasses import dataclass

from ubudehe.households.forms import BANDS, LIVESTOCK
from ubudehe.language.messages import N_
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


def _one(kind: str, name: str, msgid: str) -> Screen:
    return Screen(kind, (name,), Sentence(msgid), name)


def _bands(sex: str, msgid: str) -> Screen:
    return Screen("bands", tuple(f"{sex}_{band}" for band in BANDS), Sentence(msgid), sex)


_STEPS = (
    _one("text", "head", N_("Head of household")),
    Screen("isibo", ("isibo", "isibo_new"), Sentence(N_("Isibo")), "isibo"),
    _one("choice", "head_sex", N_("Sex of the head")),
    _one("phone", "phone", N_("Phone number (optional, may be shared)")),
    _bands("f", N_("Women and girls")),
    _bands("m", N_("Men and boys")),
    _one("number", "age_unknown", N_("Age not known")),
    _one("number", "disability", N_("People with a disability")),
    _one("choice", "illness", N_("Is somebody ill for a long time?")),
    _one("choice", "dwelling", N_("The house is")),
    _one("choice", "roof", N_("Roof")),
    _one("choice", "wall", N_("Walls")),
    _one("choice", "floor", N_("Floor")),
    _one("number", "rooms", N_("Rooms")),
    _one("choice", "power", N_("Light")),
    _one("choice", "water", N_("Water from")),
    _one("number", "water_minutes", N_("Minutes to fetch water")),
    _one("choice", "latrine", N_("Latrine")),
    _one("choice", "land_tenure", N_("The land is")),
    Screen("land", ("land", "land_unit"), Sentence(N_("How much land?")), "land_unit"),
    Screen("numbers", LIVESTOCK, Sentence(N_("Animals: how many of each?")), "livestock"),
    _one("choice", "work", N_("Main source of living")),
    _one("number", "able_adults", N_("Adults who can work")),
    _one("number", "hungry_months", N_("Months of the year without enough food")),
    _one("choice", "income", N_("Income in a month")),
    Screen("ticks", ("assets",), Sentence(N_("The household has")), "asset"),
    Screen("ticks", ("shocks",), Sentence(N_("What happened in the last twelve months?")), "shock"),
    _one("area", "offers", N_("Skills, tools, land, time, knowledge")),
    _one("number", "offer_hours", N_("Hours a month")),
    _one("category", "self_view", N_("Which category does the household see itself in?")),
    _one("choice", "answered_by", N_("Who answered?")),
    _one("agreed", "read_back", N_("Read back")),
)

NEEDLESS = {"water_minutes": ("water", "home_tap"), "land": ("land_tenure", "none")}
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
