"""What people hand in about money, in words they use."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, ValidationInfo, model_validator

from ubudehe.language.amounts import NotAnAmount, exponent_of, parse_amount
from ubudehe.language.fields import Amount, Day, Passage, PersonName, PublicLine, said
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.evidence.forms import Photo
from ubudehe.ledger.rules.prices import Item
from ubudehe.people.seen import Seen
from ubudehe.projects.rules.expenses import Expense

Place = Literal["bank", "mobile_money", "cash"]
Unit = Literal["piece", "bag", "kg", "m3", "litre", "load"]


def _foreign(value: str, known: ValidationInfo) -> str:
    """Refuse a currency in which villages of the country keep no account."""
    if known.context is not None and value not in known.context.foreign_currencies:
        raise said(N_("Choose one of the answers shown."))
    return value


Currency = Annotated[str, Field(pattern="^[A-Z]{3}$"), AfterValidator(_foreign)]
"""A currency (ISO 4217) other than the country's own, of those its pack names."""
GrantCode = Annotated[str, Field(pattern="^G[0-9]{3,7}$")]
Number = Annotated[int, Field(ge=1, le=1_000_000)]


class ProposedEntry(BaseModel):
    """What every proposed entry tells: when it happened, and what it was, for everybody to read."""

    entry_date: Day
    what: PublicLine
    photo: Photo | None = None
    """The receipt, once it is kept."""
    other: Literal["yes"] | None = None
    """Said by who writes: somebody with a like name is paid, not they themselves."""


class MoneyCame(ProposedEntry):
    """Money that was received."""

    form: Literal["came"] = "came"
    source: Literal[
        "ubudehe", "donor", "district", "contribution", "interest", "other_income", "opening"
    ]
    into: Place
    amount: Amount
    grant: GrantCode | None = None


class ForeignMoneyCame(ProposedEntry):
    """Money that was received in another currency, on a bank account of its own."""

    form: Literal["foreign"] = "foreign"
    source: Literal["ubudehe", "donor", "district", "interest"] = "donor"
    currency: Currency
    foreign: str = Field(max_length=24)
    grant: GrantCode | None = None

    @property
    def minor(self) -> int:
        """Return the amount in minor units of its currency."""
        return parse_amount(self.foreign, exponent_of(self.currency))

    @model_validator(mode="after")
    def _readable(self) -> "ForeignMoneyCame":
        _check_foreign(self.foreign, self.currency)
        return self


class AtARate(ProposedEntry):
    """Foreign money that became money of the country, by the rate of that day."""

    sure_of_rate: Literal["yes"] | None = None
    """Said by who writes: the rate is right, though it is far from the last one."""


class MoneyExchanged(AtARate):
    """Foreign money that the bank changed: what was given, and what came of it."""

    form: Literal["exchanged"] = "exchanged"
    currency: Currency
    foreign: str = Field(max_length=24)
    into: Place
    amount: Amount
    grant: GrantCode | None = None

    @property
    def minor(self) -> int:
        """Return what was given, in minor units of its currency."""
        return parse_amount(self.foreign, exponent_of(self.currency))

    @model_validator(mode="after")
    def _readable(self) -> "MoneyExchanged":
        _check_foreign(self.foreign, self.currency)
        return self


class PaidOfGrants(ProposedEntry):
    """A payment that one grant makes, or two of them in parts."""

    amount: Amount
    grant: GrantCode | None = None
    grant2: GrantCode | None = None
    """Another grant, which pays `part2` of the amount."""
    part2: Amount | None = None

    @model_validator(mode="after")
    def _two_grants(self) -> "PaidOfGrants":
        if self.grant2 is None and self.part2 is None:
            return self
        if self.grant2 is None or self.part2 is None or self.grant is None:
            raise said(N_("Name both grants, and how much the second one pays."))
        if self.grant2 == self.grant:
            raise said(N_("Choose two different grants."))
        if self.part2 >= self.amount:
            raise said(N_("The second grant must pay less than the whole."))
        return self


class PaidOnProject(PaidOfGrants):
    """Money that was spent on a project, while it goes on or afterwards."""

    project: UUID
    purpose: Expense
    out_of: Place
    payee: PublicLine
    payee_is: Literal["organisation", "person"]
    kept_back: Amount | None = None
    item: Item | None = None
    item_number: Number | None = None
    quotes: Annotated[int, Field(ge=0, le=20)] | None = None

    @model_validator(mode="after")
    def _sensible(self) -> "PaidOnProject":
        if self.kept_back is not None and self.kept_back >= self.amount:
            raise said(N_("Less must be kept back than the whole."))
        if (self.item is None) != (self.item_number is None):
            raise said(N_("Choose what was bought and write how many, or leave both out."))
        return self


class WePaid(PaidOnProject):
    """Money that was spent on a project."""

    form: Literal["paid"] = "paid"


class RepairPaid(PaidOnProject):
    """Money that was spent to repair what a project had handed over."""

    form: Literal["repair"] = "repair"

    @model_validator(mode="after")
    def _at_once(self) -> "RepairPaid":
        if self.kept_back is not None:
            raise said(N_("Nothing is kept back of a repair: it is paid when it is done."))
        return self


class GeneralPaid(PaidOfGrants):
    """Money that was spent on what belongs to no project, such as paper for the office."""

    form: Literal["general"] = "general"
    purpose: Expense
    out_of: Place
    payee: PublicLine
    payee_is: Literal["organisation", "person"]


class MoneyBack(ProposedEntry):
    """Money of a grant that is given back to its giver."""

    form: Literal["back"] = "back"
    grant: GrantCode
    out_of: Place
    amount: Amount


class KeptBackPaid(ProposedEntry):
    """Money that had been kept back until the work was good."""

    form: Literal["kept"] = "kept"
    project: UUID
    out_of: Place
    amount: Amount
    payee: PublicLine
    payee_is: Literal["organisation", "person"]


class AdvanceGiven(ProposedEntry):
    """Money put into somebody's hands, to be accounted for."""

    form: Literal["advance"] = "advance"
    out_of: Place
    amount: Amount
    payee: PersonName


class AdvanceCleared(ProposedEntry):
    """What became of an advance: spent, brought back, or both."""

    form: Literal["cleared"] = "cleared"
    advance: UUID
    project: UUID | None = None
    purpose: Expense | None = None
    """Both are needed where something was spent."""
    spent: Amount | None = None
    into: Place = "cash"
    returned: Amount | None = None
    grant: GrantCode | None = None

    @model_validator(mode="after")
    def _something(self) -> "AdvanceCleared":
        if not (self.spent or self.returned):
            raise said(N_("Write what was spent, what was brought back, or both."))
        return self


class GivenDays(ProposedEntry):
    """Labour days that people gave to a project, while it goes on or afterwards."""

    project: UUID
    days: int = Field(ge=1, le=100_000)


class PeopleWorked(GivenDays):
    """Labour days that people gave."""

    form: Literal["worked"] = "worked"


class PeopleRepaired(GivenDays):
    """Labour days that people gave to repair what a project had handed over."""

    form: Literal["repaired"] = "repaired"


class MaterialsGiven(ProposedEntry):
    """Materials that people gave."""

    form: Literal["materials"] = "materials"
    project: UUID
    number: Number
    unit: Unit
    worth: Amount
    """What one of them is worth."""


class BankCharged(ProposedEntry):
    """What the bank or the phone company took."""

    form: Literal["charged"] = "charged"
    out_of: Literal["bank", "mobile_money"]
    amount: Amount


class ForeignSpent(AtARate):
    """Foreign money that goes as it is, and what it is worth in the country's currency."""

    foreign: str = Field(max_length=24)
    amount: Amount
    """What it is worth by the rate of that day."""


class ForeignCharged(ForeignSpent):
    """What a bank took from an account in foreign money."""

    form: Literal["foreign_fee"] = "foreign_fee"
    currency: Currency
    grant: GrantCode | None = None

    @property
    def minor(self) -> int:
        """Return what was taken, in minor units of its currency."""
        return parse_amount(self.foreign, exponent_of(self.currency))

    @model_validator(mode="after")
    def _readable(self) -> "ForeignCharged":
        _check_foreign(self.foreign, self.currency)
        return self


class ForeignBack(ForeignSpent):
    """Foreign money of a grant that goes back to its giver unchanged."""

    form: Literal["foreign_back"] = "foreign_back"
    grant: GrantCode

    def minor_of(self, currency: str) -> int:
        """Return what goes back in minor units of the grant's currency; Refusal where unread."""
        try:
            minor = parse_amount(self.foreign, exponent_of(currency))
        except NotAnAmount:
            minor = 0
        if minor <= 0:
            raise Refusal(N_("Write an amount, such as 1 000.50."), "foreign")
        return minor


class MoneyLost(ProposedEntry):
    """Money that was stolen, burnt or lost."""

    form: Literal["lost"] = "lost"
    out_of: Place
    amount: Amount


class MoneyMoved(ProposedEntry):
    """Money that was carried from one place to another."""

    form: Literal["moved"] = "moved"
    out_of: Place
    into: Place
    amount: Amount


class Reverse(Seen):
    """An entry that was wrong."""

    form: Literal["reversal"] = "reversal"
    entry: UUID
    what: PublicLine


EntryForm = Annotated[
    MoneyCame
    | ForeignMoneyCame
    | MoneyExchanged
    | WePaid
    | RepairPaid
    | GeneralPaid
    | MoneyBack
    | KeptBackPaid
    | AdvanceGiven
    | AdvanceCleared
    | PeopleWorked
    | PeopleRepaired
    | MaterialsGiven
    | BankCharged
    | ForeignCharged
    | ForeignBack
    | MoneyLost
    | MoneyMoved
    | Reverse,
    Field(discriminator="form"),
]
"""Everything that can be proposed."""


class Approve(Seen):
    """Yes, to exactly what was proposed (the leaf hash of the proposal)."""

    entry: UUID
    proposal: str = Field(pattern="^[0-9a-f]{64}$")
    other: Literal["yes"] | None = None
    """Said by who approves: somebody with a like name is paid, not they themselves."""


class Refuse(Approve):
    """No, and why."""

    reason: Annotated[Passage, Field(max_length=400)]


def _check_foreign(text: str, currency: str) -> None:
    try:
        minor = parse_amount(text, exponent_of(currency))
    except NotAnAmount:
        minor = 0
    if minor <= 0:
        raise said(N_("Write an amount, such as 1 000.50."))
