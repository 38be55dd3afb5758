"""What differs between two states of a household's answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ubudehe.households.forms import BANDS

Answers = Mapping[str, object]
"""What was answered, by the names of the questionnaire; what nobody answered is not in it."""

_COUNTED = frozenset({"age_unknown", *(f"{sex}_{band}" for sex in "fm" for band in BANDS)})


@dataclass(frozen=True)
class ChangedAnswer:
    """One answer that is not what it was; None where there was none, or is none any more."""

    name: str
    before: object
    after: object


def plain(row: Mapping[str, object]) -> dict[str, object]:
    """Return what is told in a row, with the columns of a list each under a name of its own.

    Nobody of an age, nothing ticked and nothing said are all no answer.
    """
    found: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{key}": inner for key, inner in value.items()}
        elif isinstance(value, list | tuple):
            found |= {name: tuple(value)} if value else {}
        elif value is not None and not (name in _COUNTED and value == 0):
            found[name] = value
    return found


def differences(
    before: Answers, after: Answers, order: Sequence[str] = ()
) -> tuple[ChangedAnswer, ...]:
    """Return what differs, in the given order of names; names that are not in it come last."""
    place = {name: at for at, name in enumerate(order)}
    names = sorted(before.keys() | after.keys(), key=lambda n: (place.get(n, len(place)), n))
    return tuple(
        ChangedAnswer(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )
