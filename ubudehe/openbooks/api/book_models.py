"""What the API answers of a village's books: entries and grants."""

from datetime import date
from uuid import UUID

from pydantic import Field

from ubudehe.openbooks.api.models import (
    ApiCount,
    ApiEvent,
    ApiHeld,
    ApiList,
    ApiModel,
    ApiMoney,
    ApiPlace,
    ApiThing,
)


class ApiEntryLine(ApiModel):
    """An entry in a list."""

    id: UUID
    number: int
    day: date
    kind: str
    what: str
    state: str = Field(description="proposed, posted, refused, or expired: nobody agreed in time.")
    amount: ApiMoney | None = Field(None, description="Money moved; absent where only work was.")
    labour_days: int | None = None
    reverses: UUID | None = Field(None, description="The entry that this one takes back.")
    is_reversed: bool
    moved: ApiMoney | None = Field(None, description="By how much bank, mobile and cash changed.")
    after: ApiMoney | None = Field(
        None, description="What lay there after it, in the order of days; absent if unmoved."
    )
    receipt: str | None = Field(None, description="Address of a photo behind it.")


class ApiEntries(ApiList):
    """Entries of a village, in the order in which they were written down."""

    items: tuple[ApiEntryLine, ...]


class ApiPosting(ApiModel):
    """An amount on an account; those of an entry sum to zero for each currency."""

    account: str
    amount: ApiMoney
    grant: str | None = Field(None, description="Code of the grant whose money it is.")


class ApiQuantity(ApiModel):
    """Something counted beside money."""

    unit: str = Field(description="LDAY: days of work.")
    number: int
    rate: int = Field(description="At how many minor units one is shown; never money.")


class ApiPhoto(ApiModel):
    """A photo behind an entry; `gone` says why it is not shown any more."""

    sha256: str | None = None
    kind: str
    bytes: int
    gone: str | None = None
    address: str | None = None


class ApiEntry(ApiModel):
    """An entry with its life and its proof."""

    place: ApiPlace
    id: UUID
    number: int
    day: date
    kind: str
    what: str
    payee: str | None = None
    payee_hidden: str | None = Field(None, description="personal, or erased under the law.")
    state: str
    needs: int = Field(description="How many must approve it.")
    approvals: int
    expires_on: date | None = None
    amount: ApiMoney | None = None
    labour_days: int | None = None
    project: UUID | None = None
    grants: tuple[str, ...] = Field(description="Codes of grants named on it.")
    moved: tuple[ApiHeld, ...]
    postings: tuple[ApiPosting, ...]
    quantities: tuple[ApiQuantity, ...]
    evidence_class: str | None = Field(None, description="A, B or C: the best behind it.")
    photos: tuple[ApiPhoto, ...]
    statements: tuple[str, ...] = Field(description="Kinds of what people signed.")
    over_budget: bool = Field(description="It waits, and is more than what is left for it.")
    reverses: UUID | None = None
    reversed_by: UUID | None = None
    clears: UUID | None = Field(None, description="The advance that it accounts for.")
    cleared_by: tuple[UUID, ...]
    events: tuple[ApiEvent, ...]


class ApiGrantLine(ApiModel):
    """A grant in a list; the amount is what is agreed today."""

    id: UUID
    code: str
    village: str
    giver: str
    purpose: str
    amount: ApiMoney
    agreed_on: date
    withdrawn_on: date | None = Field(
        None, description="Day on which its giver withdrew it; absent while it stands."
    )


class ApiGrants(ApiList):
    """Grants, in the order in which they were written down."""

    items: tuple[ApiGrantLine, ...]


class ApiTranche(ApiModel):
    """Part of a grant."""

    due: date
    promised: ApiMoney
    came: ApiMoney
    state: str = Field(
        description="came, due, late, short: late, and only part came; or off: withdrawn."
    )


class ApiPaid(ApiModel):
    """What a grant paid of one entry; below zero where a mistake was taken back."""

    entry: UUID
    number: int
    day: date
    what: str
    part: ApiMoney


class ApiReceived(ApiModel):
    """An entry by which money of a grant came."""

    entry: UUID
    number: int
    day: date
    amount: ApiMoney
    is_reversed: bool


class ApiGains(ApiModel):
    """How many of a kind of people gain."""

    who: str = Field(description="households, women, men or children.")
    people: ApiCount


class ApiGrant(ApiModel):
    """A grant followed to its receipts, as of a day."""

    place: ApiPlace
    id: UUID
    code: str
    source: str
    giver: str
    purpose: str
    reference: str = Field(description="The giver's own reference; empty where none is told.")
    giver_title: str = Field(description="What the giver calls it; empty where it does not.")
    giver_language: str = Field(description="In which language that is: ISO 639-1.")
    agreed_on: date
    withdrawn_on: date | None = Field(None, description="When its giver withdrew it whole.")
    until: date = Field(description="The last day of which it tells.")
    amount: ApiMoney
    came: ApiMoney
    changed_to: ApiMoney = Field(description="What came of it in the country's currency.")
    spent: ApiMoney
    given_back: ApiMoney = Field(description="What went back to the giver, no part of `spent`.")
    left: ApiMoney
    late: ApiMoney
    tranches: tuple[ApiTranche, ...]
    project: ApiThing | None = None
    receipts: tuple[ApiReceived, ...]
    payments: tuple[ApiPaid, ...]
    made: int = Field(description="Payments that stand.")
    proven: int = Field(description="Of these, how many show a receipt.")
    gain: tuple[ApiGains, ...] = Field(description="Who gains from its project.")
    flags: tuple[str, ...] = Field(description="Keys of public flags about its payments.")
