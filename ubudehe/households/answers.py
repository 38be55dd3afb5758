"""What each answer of a household is called, and how it is said: for pages that compare answers."""

from collections.abc import Mapping
from types import MappingProxyType

from ubudehe.households.forms import BANDS, CHOICES, LIVESTOCK
from ubudehe.households.interviews.steps import steps_of
from ubudehe.households.words import QUESTIONS, WORDS
from ubudehe.language.messages import N_
from ubudehe.language.phones import format_phone
from ubudehe.language.sentences import Sentence, Value, number, text

_OTHERS = "other_answers."
_CODES = {name: name for name in CHOICES} | {
    "assets": "asset",
    "shocks": "shock",
    "read_back": "read_back",
    "ended": "happened",
}
"""The fields whose answers are codes, and the table of words that says them."""

_SEXES = {
    "f": N_("Women and girls, %(years)s years"),
    "m": N_("Men and boys, %(years)s years"),
}


def _called() -> Mapping[str, Sentence]:
    found: dict[str, Sentence] = {}
    for step in steps_of(groups=True):
        for name in step.fields:
            found[name] = step.asked
        if step.name == "isibo":
            found["members"] = Sentence(N_("People"))
    for sex, said in _SEXES.items():
        found |= {f"{sex}_{one}": Sentence(said, {"years": text(_years(one))}) for one in BANDS}
    found |= {name: Sentence(WORDS["livestock"][name]) for name in LIVESTOCK}
    found |= {
        "phone": Sentence(N_("Phone number")),
        "land_unit": Sentence(QUESTIONS["land_unit"]),
        "origin": Sentence(N_("If it moved here: from which village?")),
        "ended": Sentence(N_("Not in the village any more")),
        "listed": Sentence(N_("Members in the list")),
    }
    return MappingProxyType(found)


def _years(band: str) -> str:
    return band.replace("_", "–") if "_" in band else f"{band}+"


_CALLED = _called()
FIELDS = tuple(_CALLED)
"""The names of all answers, in the order of the questionnaire; then those that nobody is asked."""


def called(name: str) -> Sentence:
    """Return what the answer `name` is called; «other_answers.x» is a column x of a list."""
    if name.startswith(_OTHERS):
        return Sentence(N_("«%(column)s» of the list"), {"column": text(name[len(_OTHERS) :])})
    return _CALLED[name]


def told(name: str, answer: object) -> tuple[Value, ...]:
    """Return an answer as it is said: nothing for none, several where several were ticked."""
    if answer is None:
        return ()
    if isinstance(answer, list | tuple):
        return tuple(one for part in answer for one in told(name, part))
    if name == "phone":
        return (text(format_phone(str(answer)).replace(" ", "\u00a0")),)
    if name in _CODES:
        return (Value(_CODES[name], str(answer)),)
    return (number(answer),) if isinstance(answer, int) else (text(str(answer)),)
