"""What a page must know to ask the questions of a country."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ubudehe.households.forms import ASSETS, LIVESTOCK, NO_GROUP, SHOCKS, choices_of
from ubudehe.places.pack import Country, Scheme


@dataclass(frozen=True)
class Questions:
    """The answers to choose from; how people say them is in words.py."""

    choices: Mapping[str, tuple[str, ...]]
    livestock: tuple[str, ...]
    assets: tuple[str, ...]
    shocks: tuple[str, ...]
    scheme: Scheme
    """The categories in which a household may see itself."""


def questions_of(country: Country) -> Questions:
    """Return what is asked in a country."""
    shown = [scheme for scheme in country.schemes if scheme.shown][-1]
    return Questions(choices_of(country), LIVESTOCK, ASSETS, SHOCKS, shown)


def known_in(country: Country) -> dict[str, Any]:
    """Return what nobody is asked: the group, in a country without groups."""
    return {} if country.groups else {"isibo": NO_GROUP}
