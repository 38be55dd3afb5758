"""Lists side by side of which one has a column more: a number for the rows of all, a telephone.

What tells who lives where is in each of them; the further column is blank in the others.
"""

from collections.abc import Sequence

from ubudehe.households.importing.rules.vocabulary import EXACT, loose_match, tokens_of, words_of

_TELLING = ("head", "isibo", "members_total")


def speaks(names: Sequence[str], target: str) -> bool:
    """Tell whether one of the names of columns asks for `target`."""
    whole = EXACT[target].split()
    return any(
        "".join(words_of(name)) in whole or loose_match(target, tokens_of(name)) for name in names
    )


def is_further(name: str) -> bool:
    """Tell whether a column, by its name, tells neither head nor isibo nor number of people."""
    return not any(speaks([name], one) for one in _TELLING)


def goes_with(names: Sequence[str], wider: Sequence[str]) -> bool:
    """Tell whether one list is the other without some further columns."""
    here, there = sorted((names, wider), key=lambda one: sum(map(bool, one)))
    places = places_in(here, there)
    return bool(places) and all(
        is_further(name) for at, name in enumerate(there) if at not in places.values()
    )


def places_in(names: Sequence[str], wider: Sequence[str]) -> dict[int, int]:
    """Return by column where its name stands among `wider`, in order; nothing if one lacks."""
    places: dict[int, int] = {}
    at = 0
    for place, name in enumerate(names):
        if not name:
            continue
        while at < len(wider) and words_of(wider[at]) != words_of(name):
            at += 1
        if at == len(wider):
            return {}
        places[place], at = at, at + 1
    return places
