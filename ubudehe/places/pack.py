"""Country packs: everything that differs between countries, as data."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SHIPPED = Path(__file__).parent / "packs" / "rwanda"


@dataclass(frozen=True)
class Level:
    """A level of places, and how long its codes are."""

    key: str
    code_length: int


@dataclass(frozen=True)
class Criterion:
    """One reason for a category, in four languages."""

    id: str
    texts: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Category:
    """One category of a scheme; rank 1 is the poorest, whatever its code."""

    code: str
    rank: int
    names: Mapping[str, str] = field(hash=False)
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """A way to name the lives of households, with its version and its direction.

    `direction` says how its codes run: «poorest_first» (1 to 4 of 2015) or «poorest_last» (A to
    E of 2020). A scheme with `shown` false is history: nobody is put into it any more.
    """

    id: str
    version: int
    valid_from: date
    valid_to: date | None
    direction: str
    shown: bool
    names: Mapping[str, str] = field(hash=False)
    categories: tuple[Category, ...] = ()

    def category(self, code: str) -> Category:
        """Return the category of `code`; KeyError if the scheme has none."""
        for category in self.categories:
            if category.code == code:
                return category
        raise KeyError(code)

    def name_of(self, code: str, lang: str) -> str:
        """Return what a category is called; a code the scheme does not have, as it is."""
        return next((c.names[lang] for c in self.categories if c.code == code), code)

    def reason_of(self, code: str, criterion: str, lang: str) -> str:
        """Return the text of a category's criterion; nothing where the scheme has none."""
        texts = {(c.code, k.id): k.texts[lang] for c in self.categories for k in c.criteria}
        return texts.get((code, criterion), "")


@dataclass(frozen=True)
class Court:
    """Who hears an appeal, the lowest level first, and how long each may take."""

    filing_days: int
    """Calendar days after posting in which an appeal is in time."""
    answer_days: Mapping[str, int] = field(hash=False)
    """Working days by level."""

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the levels in their order."""
        return tuple(self.answer_days)


@dataclass(frozen=True)
class Country:
    """One country as its pack describes it."""

    code: str
    """ISO 3166-1, two letters."""
    names: Mapping[str, str] = field(hash=False)
    currency: str
    """ISO 4217."""
    currency_exponent: int
    """How many decimals the currency has; amounts are kept in the smallest unit."""
    currency_symbol: str
    """As `language.amounts.format_amount` writes it behind an amount."""
    zone: ZoneInfo
    """The clock that people live by: a day of any moment is the day there."""
    languages: tuple[str, ...]
    phone_region: str
    phone_prefix: int
    financial_year_start: tuple[int, int]
    """Month and day."""
    quorum: tuple[int, int]
    """More than numerator/denominator of the registered households must be represented."""
    vote_quorum: int
    """Percent of those who may vote that a new vote asks for unless told otherwise; 0 for none."""
    incompatible: frozenset[frozenset[str]]
    """Pairs of roles that one person must not hold at places of which one lies in the other."""
    appeals: Court
    weekend: frozenset[int]
    """Days without work as ISO 8601 counts them: Monday is 1."""
    request_days: int
    """Calendar days in which a request under the data law is to be answered."""
    levels: tuple[Level, ...]
    """The outermost first; each code begins with the code of the level before."""
    registry_zero_at: int | None
    """Where the registries write a 0 into a village code; None if they have no such form."""
    schemes: tuple[Scheme, ...]
    origin_note: Mapping[str, str] = field(hash=False)
    """How old the list of places is, in the country's languages."""
    folder: Path
    place_names: Mapping[str, Mapping[str, str]] = field(hash=False)
    """Names by code and language of the places that have one in each: the provinces."""
    former_names: Mapping[str, tuple[str, ...]] = field(hash=False)
    """Names by code that places had before, and by which people still ask for them."""
    level_words: Mapping[str, tuple[str, ...]] = field(hash=False)
    """Words for each level in any language, small letters; «between»: what may link them."""

    def place_name(self, code: str, name: str, lang: str) -> str:
        """Return what people who speak `lang` call the place of `code`, `name` by default."""
        return self.place_names.get(code, {}).get(lang, name)

    @property
    def name(self) -> str:
        """Return the country's English name."""
        return self.names["en"]

    @property
    def village_length(self) -> int:
        """Return how long the code of a village is."""
        return self.levels[-1].code_length

    def scheme(self, id_: str) -> Scheme:
        """Return the scheme of this id; KeyError if the country has none."""
        for scheme in self.schemes:
            if scheme.id == id_:
                return scheme
        raise KeyError(id_)

    def financial_year(self, day: date) -> tuple[date, date]:
        """Return first and last day of the financial year in which `day` lies."""
        month, first = self.financial_year_start
        year = day.year if (day.month, day.day) >= (month, first) else day.year - 1
        start = date(year, month, first)
        return start, date.fromordinal(date(year + 1, month, first).toordinal() - 1)


class NotAPack(ValueError):
    """A country pack that contradicts itself."""


@cache
def load_country(folder: Path | None = None) -> Country:
    """Return the country of the pack in `folder`; the shipped Rwanda pack by default.

    Read once per folder. OSError, tomllib.TOMLDecodeError or KeyError for a pack that lacks
    something, NotAPack for one whose schemes contradict themselves.
    """
    home = folder or SHIPPED
    pack = tomllib.loads((home / "pack.toml").read_text("utf-8"))
    schemes = tomllib.loads((home / "schemes.toml").read_text("utf-8"))["scheme"]
    year, languages = pack["financial_year_start"], tuple(pack["languages"])
    quorum = pack.get("quorum", {"numerator": 1, "denominator": 2})
    return Country(
        code=pack["code"],
        names=pack["names"],
        currency=pack["currency"],
        currency_exponent=pack["currency_exponent"],
        currency_symbol=pack["currency_symbol"],
        zone=ZoneInfo(pack["zone"]),
        languages=languages,
        phone_region=pack["phone_region"],
        phone_prefix=pack["phone_prefix"],
        financial_year_start=(year["month"], year["day"]),
        quorum=(quorum["numerator"], quorum["denominator"]),
        vote_quorum=pack.get("vote_quorum", 0),
        incompatible=frozenset(frozenset(pair) for pair in pack.get("incompatible", [])),
        appeals=Court(**pack["appeals"]),
        weekend=frozenset(pack["weekend"]),
        request_days=pack["request_days"],
        levels=tuple(Level(**level) for level in pack["levels"]),
        registry_zero_at=pack.get("registry_zero_at"),
        schemes=tuple(_checked(_scheme(raw), languages) for raw in schemes),
        origin_note=pack["origin_note"],
        folder=home,
        place_names=_place_names(home / "provinces.csv"),
        former_names=_former_names(home / "former_names.csv"),
        level_words={level: tuple(words) for level, words in pack.get("level_words", {}).items()},
    )


def _place_names(path: Path) -> dict[str, dict[str, str]]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def _former_names(path: Path) -> dict[str, tuple[str, ...]]:
    if not path.exists():
        return {}
    found: dict[str, tuple[str, ...]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["code"]] = (*found.get(row["code"], ()), row["name"])
    return found


def place_rows(country: Country) -> Iterator[tuple[str, str, str, str]]:
    """Yield (code, level, name, parent code) of every place of the pack, parents first."""
    with (country.folder / "places.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["level"], row["name"], row["parent_code"]


def _scheme(raw: dict[str, Any]) -> Scheme:
    return Scheme(
        id=raw["id"],
        version=raw["version"],
        valid_from=raw["valid_from"],
        valid_to=raw.get("valid_to"),
        direction=raw["direction"],
        shown=raw["shown"],
        names=raw["name"],
        categories=tuple(
            Category(
                code=category["code"],
                rank=category["rank"],
                names=category["name"],
                criteria=tuple(
                    Criterion(c["id"], {k: v for k, v in c.items() if k != "id"})
                    for c in category["criteria"]
                ),
            )
            for category in raw["categories"]
        ),
    )


def _checked(scheme: Scheme, languages: tuple[str, ...]) -> Scheme:
    ranks = [category.rank for category in scheme.categories]
    upwards = list(range(1, len(ranks) + 1))
    by_direction = {"poorest_first": upwards, "poorest_last": upwards[::-1]}
    if ranks != by_direction.get(scheme.direction):
        raise NotAPack(f"scheme {scheme.id}: ranks do not follow its direction")
    if len({category.code for category in scheme.categories}) != len(ranks):
        raise NotAPack(f"scheme {scheme.id}: a code comes twice")
    said = [scheme.names]
    for category in scheme.categories:
        said += [category.names, *(criterion.texts for criterion in category.criteria)]
    if any(not texts.get(lang) for texts in said for lang in languages):
        raise NotAPack(f"scheme {scheme.id}: a text is missing in one of {languages}")
    return scheme
