"""The questionnaire: bands instead of amounts, counts instead of names, every answer optional.

Only number, group and head are asked of everybody. What nobody answered stays None, which is not
the same as «no». Source: the minimal set of docs/households.md.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, Field, ValidationInfo
from pydantic.fields import FieldInfo

from ubudehe.language.fields import HouseholdPhone, Line, Passage, PersonName, said
from ubudehe.language.messages import N_
from ubudehe.places.pack import Country

Members = Annotated[int, Field(ge=0, le=60)]
Few = Annotated[int, Field(ge=0, le=9_999)]

NO_GROUP = "\u2014"
"""The group of a household where nobody said one, or where the country has no groups."""

BANDS = ("0_5", "6_17", "18_35", "36_64", "65")
"""Age bands in years; the last has no end."""

LIVESTOCK = ("cattle", "goats", "sheep", "pigs", "poultry", "rabbits", "hives")


def _is_band(value: str, known: ValidationInfo) -> str:
    if known.context is not None and value not in choices_of(known.context)["income"]:
        raise said(N_("Choose one of the answers shown."))
    return value


class HouseholdForm(BaseModel):
    """What a household tells about itself."""

    isibo: Line
    isibo_new: Line | None = None
    """The same again where the isibo is not in the village's list, and shall come into it."""
    head: PersonName
    head_sex: Literal["f", "m"] | None = None
    phone: HouseholdPhone = None
    f_0_5: Members = 0
    f_6_17: Members = 0
    f_18_35: Members = 0
    f_36_64: Members = 0
    f_65: Members = 0
    m_0_5: Members = 0
    m_6_17: Members = 0
    m_18_35: Members = 0
    m_36_64: Members = 0
    m_65: Members = 0
    age_unknown: Members = 0
    disability: Members | None = None
    illness: Literal["yes", "no"] | None = None
    dwelling: Literal["own", "rent", "hosted", "none"] | None = None
    roof: Literal["iron", "tile", "thatch", "other"] | None = None
    wall: Literal["brick", "block", "mud", "wood", "other"] | None = None
    floor: Literal["cement", "earth", "tile", "other"] | None = None
    rooms: Members | None = None
    power: Literal["grid", "solar", "none"] | None = None
    water: Literal["home_tap", "public_tap", "spring", "rain", "river", "other"] | None = None
    water_minutes: Few | None = None
    latrine: Literal["own", "shared", "none"] | None = None
    land: Few | None = None
    land_unit: Literal["m2", "are", "ha"] | None = None
    land_tenure: Literal["owned", "rented", "both", "none"] | None = None
    cattle: Few | None = None
    goats: Few | None = None
    sheep: Few | None = None
    pigs: Few | None = None
    poultry: Few | None = None
    rabbits: Few | None = None
    hives: Few | None = None
    work: (
        Literal[
            "own_farm",
            "day_labour",
            "trade",
            "craft",
            "salary",
            "pension",
            "transfers",
            "none",
        ]
        | None
    ) = None
    hungry_months: Annotated[int, Field(ge=0, le=12)] | None = None
    able_adults: Members | None = None
    income: Annotated[str, Field(max_length=20), AfterValidator(_is_band)] | None = None
    assets: list[
        Literal[
            "phone", "radio", "bicycle", "motorcycle", "car", "savings_group", "health_insurance"
        ]
    ] = Field(default_factory=list, max_length=7)
    shocks: list[Literal["illness", "death", "harvest_lost", "disaster", "theft", "job_lost"]] = (
        Field(default_factory=list, max_length=6)
    )
    offers: Passage | None = None
    offer_hours: Annotated[int, Field(ge=0, le=200)] | None = None
    self_view: Annotated[str, Field(max_length=4)] | None = None
    answered_by: Literal["head", "spouse", "other_member", "neighbour"] | None = None
    read_back: Literal["yes"] | None = None
    origin: Line | None = None
    """The village where it lived before: its code, or its name where only one is called so."""
    distinct: Literal["yes"] | None = None
    """Said by who writes: the household that looks alike is another one."""
    other_answers: dict[str, Line] = Field(default_factory=dict, max_length=40)
    """Answers of an import that fit no question, kept as they came («roof»: «4»)."""

    @property
    def members(self) -> int:
        """Return how many people live in the household."""
        counted: Iterator[int] = (getattr(self, f"{sex}_{band}") for sex in "fm" for band in BANDS)
        return sum(counted, start=self.age_unknown)


def _fixed(name: str, info: FieldInfo) -> tuple[str, ...]:
    """Return the fixed answers of a field, of one or of several; of any other none."""
    found = tuple(_literals(info.annotation))
    return found if name not in _AGREED else ()


def _literals(kind: Any) -> Iterator[str]:
    for part in get_args(kind):
        if isinstance(part, str):
            yield part
        else:
            yield from _literals(part)


_AGREED = ("read_back", "distinct")
"""Answers that are ticked or not."""
_SEVERAL = ("assets", "shocks")
_FIXED = {name: _fixed(name, info) for name, info in HouseholdForm.model_fields.items()}
ASSETS, SHOCKS = (_FIXED[name] for name in _SEVERAL)
CHOICES: dict[str, tuple[str, ...]] = {
    name: codes for name, codes in _FIXED.items() if codes and name not in _SEVERAL
} | {"income": ("unknown",)}
"""The answers of each question with fixed answers; how people say them is in words.py. Before
those of `income` stand the bands of the country's pack."""


def choices_of(country: Country) -> dict[str, tuple[str, ...]]:
    """Return the answers of each question with fixed answers in a country."""
    return CHOICES | {"income": (*country.income_codes, *CHOICES["income"])}
