"""What a page must know to ask the questions of a country."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ubudehe.households.forms import ASSETS, LIVESTOCK, NO_GROUP, SHOCKS, choices_of
from ubudehe.places.pack import Country, Scheme

_FEW = 12
"""So many isibos can be shown one under the other and tapped."""


@dataclass(frozen=True)
class Questions:
    """The answers to choose from; how people say them is in words.py."""

    choices: Mapping[str, tuple[str, ...]]
    livestock: tuple[str, ...]
    assets: tuple[str, ...]
    shocks: tuple[str, ...]
    scheme: Scheme
    """The categories in which a household may see itself."""
    isibos: tuple[str, ...]
    """The village's list; some to be chosen in one tap, more in a list that opens."""

    @property
    def few_isibos(self) -> bool:
        """Tell whether all isibos can be shown to be tapped."""
        return len(self.isibos) <= _FEW


def questions_of(country: Country, isibos: tuple[str, ...] = ()) -> Questions:
    """Return what is asked in a country, in a village with these isibos."""
    shown = [scheme for scheme in country.schemes if scheme.shown][-1]
    return Questions(choices_of(country), LIVESTOCK, ASSETS, SHOCKS, shown, isibos)


def known_in(country: Country) -> dict[str, Any]:
    """Return what nobody is asked: the group, in a country without groups."""
    return {} if country.groups else {"isibo": NO_GROUP}
