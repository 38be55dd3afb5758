"""What the API answers: the bricks, places and sums. Amounts are minor units, never fractions."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, WithJsonSchema

from ubudehe.record.rules.suppression import Shown

Gated = Annotated[InstanceOf[Shown], WithJsonSchema({"type": "integer", "minimum": 0})]
"""A number of people: only what came through the gate is one."""


class ApiModel(BaseModel):
    """A value as JSON; what is absent is not known or does not apply."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ApiMoney(ApiModel):
    """An amount of money in the smallest unit of its currency."""

    minor: int = Field(description="Whole minor units; below zero where money goes.")
    currency: str = Field(description="ISO 4217.")
    decimals: int = Field(description="How many digits of `minor` stand behind the point.")


class ApiCount(ApiModel):
    """A number of people, or why it is not told."""

    count: Gated | None = None
    hidden: Literal["few"] | None = Field(
        None,
        description="few: it is below five, or a number below five could be found from it.",
    )


class ApiList(ApiModel):
    """Part of a list, in an order to which things are added at the end."""

    cursor: str | None = Field(
        None,
        description="Give it back as ?cursor= to read on, now or when something was added.",
    )
    more: bool = Field(description="Whether something follows now.")


class ApiPlace(ApiModel):
    """A place of any level."""

    code: str = Field(description="It begins with the code of what it lies in; 0 is the country.")
    level: str
    name: str
    path: tuple[str, ...] = Field(description="Its name, then those of what it lies in.")


class ApiFoundPlaces(ApiModel):
    """Places that a text may mean, the best fit first."""

    found: int = Field(description="How many there are; only the first are listed.")
    items: tuple[ApiPlace, ...]


class ApiSums(ApiModel):
    """What happened at a place and below it."""

    villages: int = Field(description="Villages that keep a record.")
    meetings: int
    proposals: int
    votes: int
    projects: int = Field(description="Chosen ones.")
    money_in: ApiMoney
    money_out: ApiMoney
    left: ApiMoney
    labour_days: int
    households: ApiCount
    classified: ApiCount = Field(
        description="Households with a category, of `registered`, when the last list became final."
    )
    registered: ApiCount


class ApiPlaceView(ApiModel):
    """A place, what it lies in (the outermost first), and its sums."""

    place: ApiPlace
    above: tuple[ApiPlace, ...]
    sums: ApiSums


class ApiChild(ApiModel):
    """A place directly below another; without sums where nothing happened yet."""

    place: ApiPlace
    sums: ApiSums | None = None


class ApiChildren(ApiList):
    """The places directly below another, by code."""

    items: tuple[ApiChild, ...]


class ApiHeld(ApiModel):
    """Money at one place."""

    place: str = Field(description="bank, mobile, cash, or foreign: an account in other money.")
    amount: ApiMoney


class ApiByKind(ApiModel):
    """All money of one kind."""

    kind: str
    amount: ApiMoney


class ApiCheckpoint(ApiModel):
    """The signed head of a village's record."""

    origin: str
    size: int = Field(description="How many acts it holds.")
    root: str = Field(description="Root of its tree (RFC 9162), in hexadecimal.")
    note: str = Field(description="The signed note (C2SP tlog-checkpoint).")
    keys: tuple[str, ...] = Field(description="Verifier keys, the newest last.")


class ApiVillage(ApiModel):
    """A village's books at a glance."""

    place: ApiPlace
    sums: ApiSums
    here: ApiMoney = Field(description="What lies in bank, mobile money and cash today.")
    held: tuple[ApiHeld, ...]
    advances: ApiMoney = Field(description="In people's hands, not accounted for yet.")
    kept_back: ApiMoney = Field(description="Owed until work proves good.")
    receipted: ApiMoney = Field(description="Spent with a receipt or an invoice behind it.")
    sources: tuple[ApiByKind, ...] = Field(description="From whom all money came.")
    purposes: tuple[ApiByKind, ...] = Field(description="On what all money was spent.")
    record_size: int = Field(description="How many acts its record holds.")


class ApiEvent(ApiModel):
    """An act in the village's record, by role and key."""

    type: str
    index: int
    leaf_hash: str
    role: str
    key: str
    at: datetime
    proof: str = Field(description="Address of its proof.")


class ApiThing(ApiModel):
    """Something that the API tells more of."""

    id: UUID
    code: str
    title: str


class ApiProblem(ApiModel):
    """What went wrong (RFC 9457), in the reader's language."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    field: str | None = Field(None, description="Name of the parameter that it is about.")


class ApiMonthLine(ApiModel):
    """A month of a village's books."""

    month: str = Field(description="YYYY-MM.")
    state: str = Field(description="running, open, or how far its closing is.")


class ApiMonths(ApiList):
    """The months of a village's books, the oldest first."""

    items: tuple[ApiMonthLine, ...]


class ApiPlaceOfMoney(ApiModel):
    """One place of money through a month."""

    place: str
    before: ApiMoney
    came: ApiMoney
    went: ApiMoney
    after: ApiMoney
    counted: ApiMoney | None = Field(None, description="What was counted or a statement said.")


class ApiMonth(ApiModel):
    """A month: as the record said when it was closed, or as it says now while it is open."""

    place: ApiPlace
    month: str
    first: date
    last: date
    state: str
    places: tuple[ApiPlaceOfMoney, ...]
    sources: tuple[ApiByKind, ...]
    purposes: tuple[ApiByKind, ...]
    money_in: ApiMoney
    money_out: ApiMoney
    labour_days: int
    materials: ApiMoney = Field(description="What given materials are worth.")
    waiting: int = Field(description="Entries that waited for approval.")
    unproven: int = Field(description="Entries without any evidence.")
    later: int = Field(description="Acts about this month after its closing.")
    closing_hash: str | None = None
    size: int = Field(description="Acts in the record when it was closed; 0 while it is open.")
    closed_at: datetime | None = None
    signed_at: datetime | None = None
    reviewed_at: datetime | None = None
    reviewed_level: str | None = None
    meeting: UUID | None = Field(None, description="To which it was read.")
