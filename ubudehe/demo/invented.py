"""Invented people and homes: common names, plausible answers, nobody real. All from one seed."""

import csv
from pathlib import Path
from random import Random

from ubudehe.households.forms import BANDS, HouseholdForm

_NAMES = Path(__file__).parent / "data" / "names.csv"
ISIBO = ("Ubumwe", "Icyerekezo", "Terimbere", "Imihigo", "Urumuri", "Isangano")
_OFFERS = (
    "Kubaka amatafari",
    "Kuboha ibiseke",
    "Gusana amagare",
    "Kwigisha gusoma",
    "Ifumbire",
    "Kurera abana mu gihe cy'umuganda",
    "Ububaji",
    "Isuka n'amasuka abiri",
)
_INCOMES = ("under_45000", "45000_64999", "65000_600000", "over_600000")


class Names:
    """A source of names: a Kinyarwanda name and a given one, as people write them."""

    def __init__(self, random: Random) -> None:
        self._random = random
        with _NAMES.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self._kinyarwanda = {
            sex: [r["name"] for r in rows if r["kind"] == "kinyarwanda" and r["sex"] in (sex, "u")]
            for sex in "fm"
        }
        self._given = {
            sex: [r["name"] for r in rows if r["kind"] == "given" and r["sex"] == sex]
            for sex in "fm"
        }

    def draw(self, sex: str) -> str:
        """Return a name for somebody of sex «f» or «m»."""
        first = self._random.choice(self._kinyarwanda[sex]).upper()
        return f"{first} {self._random.choice(self._given[sex])}"


def household(random: Random, names: Names) -> HouseholdForm:
    """Return the answers of an invented household."""
    sex = "f" if random.random() < 0.3 else "m"
    wealth = random.random()
    counts = {f"{one}_{band}": random.choice((0, 0, 1, 1)) for one in "fm" for band in BANDS[:4]}
    counts[f"{sex}_36_64"] = 1
    rich, poor = wealth > 0.8, wealth < 0.25
    return HouseholdForm.model_validate(
        {
            "isibo": (isibo := random.choice(ISIBO)),
            "isibo_new": isibo,
            "head": names.draw(sex),
            "head_sex": sex,
            "phone": None if poor else f"+25078{random.randrange(10**7):07d}",
            **counts,
            "f_65": int(random.random() < 0.1),
            "illness": "yes" if random.random() < 0.08 else "no",
            "dwelling": "hosted" if poor and random.random() < 0.3 else "own",
            "roof": "iron" if wealth > 0.15 else "thatch",
            "wall": "brick" if rich else "mud",
            "floor": "cement" if rich else "earth",
            "rooms": 2 + int(wealth * 4),
            "power": "grid" if rich else "solar" if wealth > 0.5 else "none",
            "water": "public_tap" if wealth > 0.4 else "spring",
            "water_minutes": random.randrange(5, 45),
            "latrine": "own" if wealth > 0.2 else "shared",
            "land": int(5 + wealth * 60),
            "land_unit": "are",
            "land_tenure": "rented" if poor else "owned",
            "cattle": int(wealth * 3),
            "goats": random.randrange(4),
            "work": "day_labour" if poor else "own_farm" if wealth < 0.8 else "trade",
            "hungry_months": random.randrange(5) if poor else 0,
            "able_adults": sum(counts[f"{one}_18_35"] + counts[f"{one}_36_64"] for one in "fm"),
            "income": _INCOMES[min(int(wealth * 3.4), 3)],
            "assets": ["phone", "radio"] if wealth > 0.4 else ["health_insurance"],
            "offers": random.choice(_OFFERS),
            "offer_hours": random.randrange(2, 16),
            "self_view": "EDCBA"[min(int(wealth * 4), 4)],
            "answered_by": "head",
            "read_back": "yes",
        }
    )
