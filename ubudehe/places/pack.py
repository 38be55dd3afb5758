"""Country packs: everything that differs between countries, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from ubudehe.language.amounts import exponent_of, format_amount
from ubudehe.language.manners import Manners


@dataclass(frozen=True)
class Level:
    """A level of places, how long its codes are, and what people call it."""

    key: str
    code_length: int
    names: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class IncomeBand:
    """A group of monthly incomes, from its least amount (smallest units) to the next band's."""

    code: str
    least: int
    names: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class LawfulBasis:
    """On which basis data of households are kept, and whether it is their consent."""

    code: str
    consent: bool
    names: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class SpendingStart:
    """With which values a village spends until its assembly decides otherwise.

    Amounts in the smallest unit. Who must agree is not among them: without a decision it is one
    other person everywhere, since whoever verifies a record knows no pack.
    """

    quotes_from: int
    cash_limit: int
    labour_day: int
    """At what a day of labour is shown beside money; it is never money."""
    expires_days: int
    advance_days: int


@dataclass(frozen=True)
class AuditLimits:
    """With which limits flags look at books; what a village decides itself is no part of it.

    Amounts in the smallest unit, shares in percent.
    """

    evidence_days: int
    twice_days: int
    split_days: int
    just_under_percent: int
    just_under_share: int
    over_budget_percent: int
    late_days: int
    very_late_days: int
    round_step: int
    round_share: int
    round_single: int
    pair_percent: int
    bank_days: int
    idle_percent: int
    idle_days: int
    supplier_percent: int
    quotes: int
    reversal_percent: int
    answer_days: int
    settle_days: int
    reply_days: int
    """How long a village may answer before a flag is public."""
    month_days: int
    """How long after its end a month may stay open or unsigned before it is late."""
    match_days: int
    """How far apart a giver's day of sending and the village's of receiving may lie."""


@dataclass(frozen=True)
class Criterion:
    """One reason for a category, in four languages."""

    id: str
    texts: Mapping[str, str] = field(hash=False)
    picture: str = ""
    """The icon that stands beside it (templates/parts/icons.html), or none."""


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
class ConcernLimits:
    """Which levels hear a concern told in confidence, the lowest first, and for how long it lies.

    Without levels nobody hears any.
    """

    answer_days: Mapping[str, int] = field(hash=False)
    """Working days by level."""
    erase_months: int
    """Months of the calendar after which the texts of a closed concern are erased."""


@dataclass(frozen=True)
class QuestionLimits:
    """Until when a village answers a resident's question, and for how long the words lie."""

    answer_days: int
    """Working days."""
    erase_months: int
    """Months of the calendar after which texts that are not public are erased."""


@dataclass(frozen=True)
class KeepingLimits:
    """For how many days what comes to nothing is kept."""

    interview_days: int
    """An interview that was begun, after it was saved last."""
    import_days: int
    """A list on its way in, after it was sent."""


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
class MapTile:
    """Where a place stands on the tile map of the country: counted from 0, from the north-west."""

    code: str
    short: str
    """One to three letters."""
    column: int
    row: int


@dataclass(frozen=True)
class Country:
    """One country as its pack describes it."""

    code: str
    """ISO 3166-1, two letters."""
    names: Mapping[str, str] = field(hash=False)
    currency: str
    """ISO 4217."""
    manners: Manners
    """How money, telephones and identity numbers are written."""
    foreign_currencies: tuple[str, ...]
    rate_percent: int
    """From how far on, in percent, a rate beside the village's last one is asked about."""
    """Other currencies in which a village may keep an account."""
    zone: ZoneInfo
    """The clock that people live by: a day of any moment is the day there."""
    languages: tuple[str, ...]
    financial_year_start: tuple[int, int]
    """Month and day."""
    quorum: tuple[int, int]
    """More than numerator/denominator of the registered households must be represented."""
    vote_quorum: int
    """Percent of those who may vote that a new vote asks for unless told otherwise; 0 for none."""
    annul_days: int
    """In how many days the sector answers who asks it to annul a vote."""
    notice_days: int
    """How many days before a meeting its day, hour and place should be known; 0 for no rule."""
    roles: Mapping[str, frozenset[str]] = field(hash=False)
    """At which levels each role is held; a role that is not named is nobody's."""
    incompatible: frozenset[frozenset[str]]
    """Pairs of roles that one person must not hold at places of which one lies in the other."""
    appeals: Court
    weekend: frozenset[int]
    """Days without work as ISO 8601 counts them: Monday is 1."""
    holidays_of: str | None
    """The country whose public holidays the library `holidays` knows; None for none."""
    fixed_holidays: frozenset[tuple[int, int]]
    """Further days (month, day) on which nobody works, each year."""
    request_days: int
    """Calendar days in which a request under the data law is to be answered."""
    levels: tuple[Level, ...]
    """The outermost first; each code begins with the code of the level before."""
    registry_zero_at: int | None
    """Where the registries write a 0 into a village code; None if they have no such form."""
    compared_at: str
    """The level within which prices are compared, and from which on appeals are counted."""
    groups: bool
    """Whether households say to which group within the village they belong (isibo)."""
    income_bands: tuple[IncomeBand, ...]
    """The lowest first; it begins at nothing."""
    lawful_bases: tuple[LawfulBasis, ...]
    """On which data of households are kept, the usual one first; none: nobody is asked."""
    spending: SpendingStart
    audit: AuditLimits
    concerns: ConcernLimits
    questions: QuestionLimits
    keeping: KeepingLimits
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
    tiles: tuple[MapTile, ...] = ()
    """A square for each place of one level, in rough place; none where the pack has no such map."""

    def place_name(self, code: str, name: str, lang: str) -> str:
        """Return what people who speak `lang` call the place of `code`, `name` by default."""
        return self.place_names.get(code, {}).get(lang, name)

    @property
    def name(self) -> str:
        """Return the country's English name, or that in its first language."""
        return self.names.get("en") or self.names[self.languages[0]]

    @property
    def village_length(self) -> int:
        """Return how long the code of a village is."""
        return self.levels[-1].code_length

    def length_of(self, level: str) -> int:
        """Return how long the codes of a level are; KeyError if there is no such level."""
        return {one.key: one.code_length for one in self.levels}[level]

    def exponent_of(self, currency: str) -> int:
        """Return how many decimals a currency has in the books of this country."""
        return self.manners.exponent if currency == self.currency else exponent_of(currency)

    def money(self, minor: int, currency: str = "") -> str:
        """Return an amount, of the country's currency or of another, such as «1 200 Frw»."""
        if currency and currency != self.currency:
            return format_amount(minor, currency, exponent_of(currency))
        return format_amount(minor, self.manners.symbol, self.manners.exponent)

    @property
    def mapped_length(self) -> int:
        """Return how long the codes of the places are of which the country's page has a map."""
        return len(self.tiles[0].code) if self.tiles else self.length_of(self.compared_at)

    @property
    def income_codes(self) -> tuple[str, ...]:
        """Return the codes of the bands of incomes, the lowest first."""
        return tuple(band.code for band in self.income_bands)

    def income_band(self, a_month: int) -> str:
        """Return the band of a monthly income in smallest units."""
        return [band.code for band in self.income_bands if band.least <= a_month][-1]

    def names_of(self, kind: str, code: str) -> Mapping[str, str] | None:
        """Return what the country calls a level, a band of incomes or a basis, by language."""
        if kind == "level":
            return next((level.names for level in self.levels if level.key == code), None)
        if kind == "income":
            return next((band.names for band in self.income_bands if band.code == code), None)
        if kind == "basis":
            return next((one.names for one in self.lawful_bases if one.code == code), None)
        return None

    def is_consent(self, basis: str) -> bool:
        """Tell whether a basis is the household's consent; a code of an older pack is none."""
        return any(one.consent for one in self.lawful_bases if one.code == basis)

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
