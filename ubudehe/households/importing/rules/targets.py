"""What a column of a file can mean to us: the questions of docs/households.md, one target each."""

from dataclasses import dataclass
from typing import Literal

from ubudehe.households.forms import ASSETS, BANDS, CHOICES, LIVESTOCK

Kind = Literal["key", "text", "count", "total", "choice", "yes_no", "land", "francs"]


@dataclass(frozen=True)
class Target:
    """A question of ours that a column may answer."""

    code: str
    kind: Kind
    group: str
    answers: tuple[str, ...] = ()
    """The answers of a question with fixed answers, else nothing."""


BY_SEX = ("f_all", "m_all", "c_all", "g_all", "b_all")
"""Women, men, and children who are counted beside them, perhaps girls and boys apart: together all
people of a household.
"""
BAND_TARGETS = tuple(f"{sex}_{band}" for sex in "fm" for band in BANDS)
ASSET_TARGETS = tuple(f"asset_{asset}" for asset in ASSETS)


def _choice(code: str, group: str) -> Target:
    return Target(code, "choice", group, CHOICES[code])


_ALL = (
    Target("key", "key", "main"),
    Target("isibo", "text", "main"),
    Target("head", "text", "main"),
    Target("head_more", "text", "main"),
    _choice("head_sex", "main"),
    Target("members_total", "total", "main"),
    Target("f_all", "count", "main"),
    Target("m_all", "count", "main"),
    *(_choice(code, "home") for code in ("roof", "wall", "floor", "water", "power", "latrine")),
    *(Target(code, "count", "people") for code in (*BY_SEX[2:], *BAND_TARGETS)),
    Target("phone", "text", "people"),
    Target("disability", "count", "people"),
    _choice("dwelling", "home"),
    Target("rooms", "count", "home"),
    Target("water_minutes", "count", "home"),
    Target("land", "land", "land"),
    _choice("land_unit", "land"),
    *(Target(code, "count", "land") for code in LIVESTOCK),
    _choice("work", "living"),
    Target("hungry_months", "count", "living"),
    _choice("income", "living"),
    Target("income_francs", "francs", "living"),
    Target("self_view", "text", "living"),
    *(Target(code, "yes_no", "assets", ("yes", "no")) for code in ASSET_TARGETS),
)

TARGETS = {target.code: target for target in _ALL}
"""Every target by its code, in the order in which people are asked."""

GROUPS = ("main", "people", "home", "land", "living", "assets")
"""The groups of targets; all but the first are folded away on the page."""
