"""What an interview that was begun holds, and what a list from elsewhere left open."""

from collections.abc import Mapping, Sequence
from typing import Any, get_origin

from ubudehe.households.forms import NO_GROUP, HouseholdForm
from ubudehe.households.roster.rules import COUNTS
from ubudehe.language.names import bare, in_any_order

Pairs = Sequence[Sequence[str]]
"""Names of fields and what was typed in them; a field with several answers comes several times."""

_KNOWN_BEFORE = frozenset({"isibo", "isibo_new", "head", "phone", "origin", "distinct"})
_KEPT_AS_IT_CAME = "other_answers."
_ONE_BY_ONE = tuple(name for name in HouseholdForm.model_fields if name != "other_answers")


def pairs_of(typed: Mapping[str, str], lists: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return what is filled in of a questionnaire, as pairs; `lists` has the fields ticked."""
    found: list[list[str]] = []
    if typed.get("isibo_new", "").strip():
        typed = {**typed, "isibo": typed["isibo_new"]}
    for name in _ONE_BY_ONE:
        several = get_origin(HouseholdForm.model_fields[name].annotation) is list
        values = lists.get(name, ()) if several else (typed.get(name, ""),)
        found += [[name, value] for value in values if value.strip()]
    found += [[name, typed[name]] for name in sorted(typed) if name.startswith(_KEPT_AS_IT_CAME)]
    return found


def state_of(pairs: Pairs) -> dict[str, str]:
    """Return each field of the questionnaire with what is filled in; «» for nothing."""
    state = dict.fromkeys(_ONE_BY_ONE, "")
    for name, value in pairs:
        before = state.get(name)
        state[name] = f"{before}, {value.strip()}" if before else value.strip()
    return state


def counted(state: Mapping[str, str]) -> int:
    """Return how many people the counts of a draft say; what is no number yet counts as none."""
    return sum(int(state[name]) for name in COUNTS if state[name].isdecimal())


def is_begun(pairs: Pairs) -> bool:
    """Tell whether more is answered than who lives where: then somebody was there."""
    return any(
        name not in _KNOWN_BEFORE and not name.startswith(_KEPT_AS_IT_CAME) for name, _ in pairs
    )


def looks_like(pairs: Pairs, words: str, isibo: str, phone: str | None) -> bool:
    """Tell whether a draft is of the household with these words in its head's name.

    Its isibo or its phone must be the same too, or not be said: a namesake's draft stays.
    """
    state = state_of(pairs)
    if in_any_order(state["head"]) != words:
        return False
    digits = "".join(sign for sign in state["phone"] if sign.isdigit())[-9:]
    same_phone = bool(digits) and digits == (phone or "")[-9:]
    return same_phone or bare(state["isibo"]) in ("", bare(isibo))


def left_open(isibo: str, answers: Mapping[str, Any], groups: bool) -> tuple[str, ...]:
    """Return what a list from elsewhere left open of a household: codes of `left_open` in words.

    `groups` tells whether the country has groups of households at all.
    """
    found = {
        "isibo": groups and isibo == NO_GROUP,
        "ages": bool(answers.get("age_unknown")),
        "answers": bool(answers.get("other_answers")),
    }
    return tuple(code for code, is_open in found.items() if is_open)
