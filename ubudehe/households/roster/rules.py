"""What follows from a list of members: ages on a day, a household's counts, relations to its head.

A list counts as soon as it names as many people as the household's counts say; from then on the
counts follow from it. Until then, and where it names more, the counts stay as they were told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ubudehe.households.forms import BANDS

K = TypeVar("K")

HEAD = "head"
RELATIONS = (
    HEAD,
    "spouse",
    "child",
    "parent",
    "sibling",
    "grandchild",
    "relative",
    "other",
)
"""What somebody is to the head of the household; None where nobody said it."""

GONE = ("moved", "died", "mistake")
"""Why somebody is in the list no longer."""

OLDEST = 130
"""In years: a year of birth before that is a slip."""

COUNTS = (*(f"{sex}_{band}" for sex in "fm" for band in BANDS), "age_unknown")
"""The counts of people in a household's answers."""

_FROM = (0, 6, 18, 36, 65)
"""The first year of age of each band of `BANDS`."""

_AFTER: Mapping[str, Mapping[str, str]] = {
    "spouse": {HEAD: "spouse", "child": "child", "grandchild": "grandchild"},
    "child": {HEAD: "parent", "spouse": "parent", "child": "sibling"},
    "parent": {HEAD: "child", "sibling": "child", "child": "grandchild", "parent": "spouse"},
    "sibling": {HEAD: "sibling", "sibling": "sibling", "parent": "parent"},
}
"""By what the new head was to the old one: what somebody was, and what that makes them."""


@dataclass(frozen=True)
class ListedPerson:
    """What counts of somebody in a list: sex («f», «m»), year of birth, relation to the head."""

    sex: str
    birth_year: int | None = None
    relation: str | None = None


def age_on(birth_year: int, day: date) -> int:
    """Return the age in whole years that somebody reaches in the year of `day`.

    >>> age_on(2020, date(2026, 1, 1))
    6
    """
    return max(0, day.year - birth_year)


def band_of(person: ListedPerson, day: date) -> str:
    """Return the count in which somebody stands on a day: a name of `COUNTS`."""
    if person.birth_year is None:
        return "age_unknown"
    age = age_on(person.birth_year, day)
    band = next(at for at in reversed(range(len(BANDS))) if age >= _FROM[at])
    return f"{person.sex}_{BANDS[band]}"


def list_counts(listed: int, counted: int) -> bool:
    """Tell whether the counts of a household follow from its list, which names `listed` people."""
    return 0 < listed == counted


def derived(people: Iterable[ListedPerson], day: date) -> dict[str, int | str]:
    """Return the answers that follow from a list on a day: all counts, and the head's sex."""
    found: dict[str, int | str] = dict.fromkeys(COUNTS, 0)
    for person in people:
        band = band_of(person, day)
        found[band] = int(found[band]) + 1
        if person.relation == HEAD:
            found["head_sex"] = person.sex
    return found


def after_new_head(relations: Mapping[K, str | None], head: K) -> dict[K, str | None]:
    """Return what everybody is to the new head; None where that does not follow, and is asked.

    >>> after_new_head({1: "head", 2: "child", 3: "spouse", 4: "other"}, 2)
    {1: 'parent', 2: 'head', 3: 'parent', 4: 'other'}
    """
    was = relations[head]
    if was == HEAD:
        return dict(relations)
    table = _AFTER.get(was or "", {})
    kept = {"other": "other"}
    return {
        one: HEAD if one == head else {**kept, **table}.get(relation or "")
        for one, relation in relations.items()
    }
