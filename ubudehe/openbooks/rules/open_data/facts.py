"""What every standard of open data needs of a village: only what its public pages show, too."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Number = int | float


@dataclass(frozen=True)
class DataPublisher:
    """Who publishes, from which address, and how the standards know them.

    A prefix of `xxxxxx` is nobody's: the publisher is not registered with that standard.
    """

    name: str
    address: str
    iati: str
    ocds: str
    licence: str
    licence_url: str

    def of(self, path: str) -> str:
        """Return the whole address of a path of this server."""
        return f"{self.address}{path}"


@dataclass(frozen=True)
class Paid:
    """What a posted entry took from a project or a grant; below zero where it was taken back.

    `payee` is None unless it is public.
    """

    id: str
    number: int
    day: date
    what: str
    payee: str | None
    amount: int
    photos: tuple[str, ...]
    is_back: bool = False
    """Whether it went back to the giver."""


@dataclass(frozen=True)
class GrantMoney:
    """Money that came of a grant."""

    id: str
    number: int
    day: date
    amount: int
    currency: str


@dataclass(frozen=True)
class ProjectFacts:
    """A chosen project. Money in the country's minor units; `materials` is what gifts are worth.

    `planned` is its budget in force, with the state's share.
    """

    id: str
    code: str
    title: str
    plan: str
    symbol: str
    chosen_on: date | None
    closed_on: date | None
    planned: int
    spent: int
    labour_days: int
    materials: int
    paid: tuple[Paid, ...]
    funders: tuple[str, ...]


@dataclass(frozen=True)
class GrantFacts:
    """A grant: `amount`, tranches and what came in its own currency, payments in the country's."""

    id: str
    code: str
    source: str
    giver: str
    purpose: str
    project: str | None
    symbol: str
    agreed_on: date
    amount: int
    currency: str
    left: int
    reference: str
    """The giver's own reference, and its own title of it with the language; empty where untold."""
    own_title: str
    own_language: str
    tranches: tuple[tuple[date, int], ...]
    """When each part is due, and how much; of a withdrawn grant only what came."""
    came: tuple[GrantMoney, ...]
    paid: tuple[Paid, ...]
    withdrawn_on: date | None

    @property
    def not_coming(self) -> int:
        """Return what was promised and has not come, in its currency."""
        return max(self.amount - sum(one.amount for one in self.came), 0)


@dataclass(frozen=True)
class VillageFacts:
    """A village's books at the signed head of its record; `above`: its cell up to its province."""

    code: str
    name: str
    above: tuple[str, ...]
    country: str
    country_code: str
    currency: str
    exponents: dict[str, int]
    origin: str
    size: int
    root: str
    changed_at: datetime
    today: date
    """The country's day on which it is told."""
    language: str
    """In which the village writes: it is not known better than the country's first."""
    projects: tuple[ProjectFacts, ...]
    grants: tuple[GrantFacts, ...]

    @property
    def full_name(self) -> str:
        """Return the village with all places above it."""
        return ", ".join((self.name, *self.above))

    def number(self, amount: int, currency: str = "") -> Number:
        """Return an amount of minor units as a JSON number of its currency.

        It is written, never counted with; up to 15 digits a float is written as it was.
        """
        decimal = self.decimal(amount, currency)
        return int(decimal) if decimal == decimal.to_integral_value() else float(decimal)

    def decimal(self, amount: int, currency: str = "") -> Decimal:
        """Return an amount of minor units in units of its currency, with all its decimals."""
        return Decimal(amount).scaleb(-self.exponents[currency or self.currency])


def moment(at: datetime) -> str:
    """Return a moment in UTC as the standards write it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"


def start_of(day: date) -> str:
    """Return a day as the moment with which it begins, for standards that know only moments."""
    return f"{day.isoformat()}T00:00:00Z"
