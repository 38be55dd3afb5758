"""Reading a country pack: once, typed, and refused in one sentence where it is wrong.

What each field means: docs/packs.md.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ubudehe.language.catalogues import NotTheseWords, check_words
from ubudehe.language.manners import Manners
from ubudehe.language.messages import LANGUAGES
from ubudehe.places.pack import (
    AuditLimits,
    Category,
    ConcernLimits,
    Country,
    Court,
    Criterion,
    IncomeBand,
    KeepingLimits,
    LawfulBasis,
    Level,
    MapTile,
    QuestionLimits,
    Scheme,
    SpendingStart,
)

SHIPPED = Path(__file__).parent / "packs" / "rwanda"
VILLAGE = "village"
"""What every pack's innermost level is keyed: the place that has households and a record."""

Texts = dict[str, str]
Amount = Annotated[int, Field(ge=0, le=2**53 - 1)]
Days = Annotated[int, Field(ge=1, le=366)]
Percent = Annotated[int, Field(ge=0, le=100)]
M = TypeVar("M", bound=BaseModel)
_DIGITS = r"^(\[[0-9-]+\]|[0-9])+$"
_MOST_TILES = 20
"""Columns and rows of a tile map: each is drawn at the size of a word."""


class NotAPack(ValueError):
    """A country pack that lacks something or contradicts itself; says what, in one sentence."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Level(_Part):
    key: Annotated[str, Field(pattern="^[a-z_]{1,12}$")]
    code_length: Annotated[int, Field(ge=1, le=16)]
    name: Texts


class _Phone(_Part):
    region: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    prefix: Annotated[int, Field(ge=1, le=999)]
    example: str
    mobile_starts: Annotated[str, Field(pattern=_DIGITS)]
    mobile_digits: Annotated[int, Field(ge=4, le=14)]


class _IdentityNumber(_Part):
    starts: Annotated[str, Field(pattern=_DIGITS)]
    digits: Annotated[int, Field(ge=6, le=30)]
    born_at: Annotated[int, Field(ge=1)] = 0


class _Year(_Part):
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=28)]


class _Fraction(_Part):
    numerator: Annotated[int, Field(ge=1)]
    denominator: Annotated[int, Field(ge=2)]


class _Appeals(_Part):
    filing_days: Days
    answer_days: dict[str, Days]


class _Keeping(_Part):
    interview_days: Days = 90
    import_days: Days = 7


class _Concerns(_Part):
    answer_days: dict[str, Days] = {}
    erase_months: Annotated[int, Field(ge=1, le=120)] = 12


class _Questions(_Part):
    answer_days: Days = 10
    erase_months: Annotated[int, Field(ge=1, le=120)] = 12


class _Band(_Part):
    code: Annotated[str, Field(pattern="^[a-z0-9_]{1,20}$")]
    least: Amount
    name: Texts


class _Basis(_Part):
    code: Annotated[str, Field(pattern="^[a-z0-9_]{1,20}$")]
    consent: bool
    name: Texts


class _Spending(_Part):
    quotes_from: Amount
    cash_limit: Amount
    labour_day: Annotated[int, Field(ge=1, le=1_000_000)]
    expires_days: Days
    advance_days: Days


class _Audit(_Part):
    evidence_days: Days
    twice_days: Days
    split_days: Days
    just_under_percent: Percent
    just_under_share: Percent
    over_budget_percent: Percent
    late_days: Days
    very_late_days: Days
    round_step: Annotated[int, Field(ge=1, le=2**53 - 1)]
    round_share: Percent
    round_single: Annotated[int, Field(ge=1, le=2**53 - 1)]
    pair_percent: Percent
    bank_days: Days
    idle_percent: Percent
    idle_days: Days
    supplier_percent: Percent
    quotes: Annotated[int, Field(ge=0, le=20)]
    reversal_percent: Percent
    answer_days: Days
    settle_days: Days
    reply_days: Days
    month_days: Days
    match_days: Days


class _Pack(_Part):
    code: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    names: Texts
    languages: Annotated[list[str], Field(min_length=1)]
    zone: str
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    currency_exponent: Annotated[int, Field(ge=0, le=3)]
    currency_symbol: Annotated[str, Field(min_length=1, max_length=8)]
    currency_spellings: list[Annotated[str, Field(pattern=r"^[^\sA-Z0-9]+$")]] = []
    foreign_currencies: list[Annotated[str, Field(pattern="^[A-Z]{3}$")]] = []
    rate_percent: Annotated[int, Field(ge=1, le=1_000)] = 20
    phone: _Phone
    identity_number: _IdentityNumber | None = None
    financial_year_start: _Year
    quorum: _Fraction
    vote_quorum: Annotated[int, Field(ge=0, le=100)] = 0
    annul_days: Annotated[int, Field(ge=1, le=90)] = 14
    notice_days: Annotated[int, Field(ge=0, le=60)] = 0
    roles: dict[str, list[str]]
    incompatible: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = []
    weekend: list[Annotated[int, Field(ge=1, le=7)]]
    holidays_of: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    fixed_holidays: list[_Year] = []
    request_days: Days
    levels: Annotated[list[_Level], Field(min_length=2)]
    registry_zero_at: Annotated[int, Field(ge=1)] | None = None
    compared_at: str
    groups: bool
    income_bands: Annotated[list[_Band], Field(min_length=1)]
    lawful_bases: list[_Basis] = []
    spending: _Spending
    audit: _Audit
    appeals: _Appeals
    concerns: _Concerns = _Concerns()
    questions: _Questions = _Questions()
    keeping: _Keeping = _Keeping()
    origin_note: Texts
    level_words: dict[str, list[str]] = {}


class _Category(_Part):
    code: Annotated[str, Field(pattern="^[A-Z0-9]{1,4}$")]
    rank: Annotated[int, Field(ge=1)]
    name: Texts
    criteria: list[Texts]


class _Scheme(_Part):
    id: Annotated[str, Field(pattern="^[a-z0-9_]{1,20}$")]
    version: Annotated[int, Field(ge=1)]
    valid_from: date
    valid_to: date | None = None
    direction: Literal["poorest_first", "poorest_last"]
    shown: bool
    name: Texts
    categories: Annotated[list[_Category], Field(min_length=2)]


class _Schemes(_Part):
    scheme: Annotated[list[_Scheme], Field(min_length=1)]


@cache
def load_country(folder: Path | None = None) -> Country:
    """Return the country of the pack in `folder`; the shipped Rwanda pack by default.

    Read once per folder. NotAPack where something is missing, wrong or contradicts another part.
    """
    home = folder or SHIPPED
    pack = _typed(_Pack, home / "pack.toml")
    schemes = _typed(_Schemes, home / "schemes.toml").scheme
    _check(pack, schemes)
    for lang in pack.languages:
        try:
            check_words(lang, home)
        except NotTheseWords as wrong:
            raise NotAPack(str(wrong)) from wrong
    year = pack.financial_year_start
    return Country(
        code=pack.code,
        names=pack.names,
        currency=pack.currency,
        manners=_manners(pack),
        foreign_currencies=tuple(pack.foreign_currencies),
        rate_percent=pack.rate_percent,
        zone=_zone(pack.zone),
        languages=tuple(pack.languages),
        financial_year_start=(year.month, year.day),
        quorum=(pack.quorum.numerator, pack.quorum.denominator),
        vote_quorum=pack.vote_quorum,
        annul_days=pack.annul_days,
        notice_days=pack.notice_days,
        roles={role: frozenset(levels) for role, levels in pack.roles.items()},
        incompatible=frozenset(frozenset(pair) for pair in pack.incompatible),
        appeals=Court(pack.appeals.filing_days, pack.appeals.answer_days),
        weekend=frozenset(pack.weekend),
        holidays_of=pack.holidays_of,
        fixed_holidays=frozenset((day.month, day.day) for day in pack.fixed_holidays),
        request_days=pack.request_days,
        levels=tuple(Level(one.key, one.code_length, one.name) for one in pack.levels),
        registry_zero_at=pack.registry_zero_at,
        compared_at=pack.compared_at,
        groups=pack.groups,
        income_bands=tuple(IncomeBand(b.code, b.least, b.name) for b in pack.income_bands),
        lawful_bases=tuple(LawfulBasis(b.code, b.consent, b.name) for b in pack.lawful_bases),
        spending=SpendingStart(**pack.spending.model_dump()),
        audit=AuditLimits(**pack.audit.model_dump()),
        questions=QuestionLimits(**pack.questions.model_dump()),
        keeping=KeepingLimits(**pack.keeping.model_dump()),
        concerns=ConcernLimits(pack.concerns.answer_days, pack.concerns.erase_months),
        schemes=tuple(_scheme(one) for one in schemes),
        origin_note=pack.origin_note,
        folder=home,
        place_names=_place_names(home / "provinces.csv"),
        former_names=_former_names(home / "former_names.csv"),
        level_words={level: tuple(words) for level, words in pack.level_words.items()},
        tiles=_tiles(home / "tiles.csv", {one.code_length for one in pack.levels[:-1]}),
    )


def place_rows(country: Country) -> Iterator[tuple[str, str, str, str]]:
    """Yield (code, level, name, parent code) of every place of the pack, parents first."""
    with (country.folder / "places.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["level"], row["name"], row["parent_code"]


def _typed(model: type[M], path: Path) -> M:
    try:
        return model.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise NotAPack(f"{path.name} cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotAPack(f"{path.name}, {where}: {first['msg']}.") from error


def _check(pack: _Pack, schemes: list[_Scheme]) -> None:
    """Raise NotAPack where parts of a pack contradict each other."""
    keys, lengths = [one.key for one in pack.levels], [one.code_length for one in pack.levels]
    _ask(keys[-1] == VILLAGE, f"levels: the innermost must have the key «{VILLAGE}»")
    _ask(len(set(keys)) == len(keys) and "country" not in keys, "levels: each has a key of its own")
    _ask(lengths == sorted(set(lengths)), "levels: the codes must grow from level to level")
    held = {level for levels in pack.roles.values() for level in levels}
    _ask(held <= {"country", *keys}, "roles: a level is named that the country does not have")
    known = {role for pair in pack.incompatible for role in pair} <= set(pack.roles)
    _ask(known, "incompatible: a role is named that the country does not have")
    court = list(pack.appeals.answer_days)
    _ask(court[:1] == [VILLAGE], f"appeals.answer_days: the first level must be «{VILLAGE}»")
    inward = [keys.index(level) if level in keys else -1 for level in court]
    rising = inward == sorted(set(inward), reverse=True) and -1 not in inward
    hearing = [keys.index(level) if level in keys else -1 for level in pack.concerns.answer_days]
    _ask(
        hearing == sorted(set(hearing), reverse=True) and not {-1, len(keys) - 1} & set(hearing),
        "concerns.answer_days: the levels must be the country's, above the village, upwards",
    )
    _ask(rising, "appeals.answer_days: the levels must be the country's, from the village up")
    _ask(pack.compared_at in keys, "compared_at: the country has no such level")
    least = [band.least for band in pack.income_bands]
    _ask(least == sorted(set(least)) and least[0] == 0, "income_bands: they must rise from 0")
    _ask(pack.currency not in pack.foreign_currencies, "foreign_currencies: its own is among them")
    _ask(set(pack.level_words) <= {"between", *keys}, "level_words: the country has no such level")
    _ask(pack.quorum.numerator < pack.quorum.denominator, "quorum: it must be less than all")
    unspoken = [lang for lang in pack.languages if lang not in LANGUAGES]
    _ask(not unspoken, f"languages: there is no catalogue of {', '.join(unspoken)}")
    _ask(len(set(pack.languages)) == len(pack.languages), "languages: one comes twice")
    said = {"names": pack.names, "origin_note": pack.origin_note}
    said |= {f"levels.{one.key}": one.name for one in pack.levels}
    said |= {f"income_bands.{one.code}": one.name for one in pack.income_bands}
    said |= {f"lawful_bases.{one.code}": one.name for one in pack.lawful_bases}
    bases = [one.code for one in pack.lawful_bases]
    _ask(len(set(bases)) == len(bases), "lawful_bases: one comes twice")
    for scheme in schemes:
        _check_scheme(scheme)
        said |= _texts_of(scheme)
    for where, texts in said.items():
        missing = [lang for lang in pack.languages if not texts.get(lang)]
        _ask(not missing, f"{where}: the text in {', '.join(missing)} is missing")


def _ask(fits: bool, otherwise: str) -> None:
    if not fits:
        raise NotAPack(f"{otherwise}.")


def _check_scheme(scheme: _Scheme) -> None:
    ranks = [category.rank for category in scheme.categories]
    upwards = list(range(1, len(ranks) + 1))
    wanted = upwards if scheme.direction == "poorest_first" else upwards[::-1]
    _ask(ranks == wanted, f"scheme {scheme.id}: ranks do not follow its direction")
    codes = {category.code for category in scheme.categories}
    _ask(len(codes) == len(ranks), f"scheme {scheme.id}: a code comes twice")


def _texts_of(scheme: _Scheme) -> dict[str, Texts]:
    at = f"scheme {scheme.id}"
    found = {at: scheme.name}
    for category in scheme.categories:
        found[f"{at} {category.code}"] = category.name
        for criterion in category.criteria:
            found[f"{at} {category.code} {criterion.get('id')}"] = criterion
            _ask(bool(criterion.get("id")), f"{at} {category.code}: a criterion has no id")
    return found


def _scheme(raw: _Scheme) -> Scheme:
    return Scheme(
        id=raw.id,
        version=raw.version,
        valid_from=raw.valid_from,
        valid_to=raw.valid_to,
        direction=raw.direction,
        shown=raw.shown,
        names=raw.name,
        categories=tuple(
            Category(one.code, one.rank, one.name, tuple(_criterion(c) for c in one.criteria))
            for one in raw.categories
        ),
    )


def _criterion(raw: Mapping[str, str]) -> Criterion:
    texts = {key: value for key, value in raw.items() if key not in ("id", "picture")}
    return Criterion(raw["id"], texts, raw.get("picture", ""))


def _manners(pack: _Pack) -> Manners:
    identity = pack.identity_number
    return Manners(
        currency=pack.currency,
        exponent=pack.currency_exponent,
        symbol=pack.currency_symbol,
        spellings=tuple(pack.currency_spellings),
        region=pack.phone.region,
        prefix=pack.phone.prefix,
        phone_example=pack.phone.example,
        mobile_starts=pack.phone.mobile_starts,
        mobile_digits=pack.phone.mobile_digits,
        identity_starts=identity.starts if identity else "",
        identity_digits=identity.digits if identity else 0,
        identity_born_at=identity.born_at if identity else 0,
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NotAPack(f"zone: there is no time zone «{name}».") from error


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


def _tiles(path: Path, lengths: set[int]) -> tuple[MapTile, ...]:
    """Read the tile map; NotAPack unless it is of one level, each place and each square once."""
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        try:
            found = tuple(
                MapTile(row["code"], row["short"], int(row["column"]), int(row["row"]))
                for row in csv.DictReader(file)
            )
        except (KeyError, TypeError, ValueError) as error:
            raise NotAPack(f"tiles.csv cannot be read: {error}.") from error
    _ask({len(one.code) for one in found} <= lengths, "tiles.csv: no level has such codes")
    _ask(len({len(one.code) for one in found}) == 1, "tiles.csv: its places are not of one level")
    _ask(len({one.code for one in found}) == len(found), "tiles.csv: a place stands there twice")
    squares = {(one.column, one.row) for one in found}
    _ask(len(squares) == len(found), "tiles.csv: two places stand on one square")
    fits = all(0 <= n < _MOST_TILES for square in squares for n in square)
    _ask(fits, f"tiles.csv: columns and rows go from 0 to {_MOST_TILES - 1}")
    _ask(all(1 <= len(one.short) <= 3 for one in found), "tiles.csv: a name has one to 3 letters")
    return found
