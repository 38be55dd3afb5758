"""Reading a statement in, and what people say of its lines."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ubudehe.language.fields import Passage
from ubudehe.ledger.entries.forms import Currency
from ubudehe.ledger.months.forms import Month
from ubudehe.ledger.rules import accounts

MOST_LINES = 500
"""Lines that one statement of a village account may have in a month."""
LONGEST_TEXT = 300
_MOST_PAIRS = 100
_LARGEST = 2**53 - 1
WHYS = ("charge", "interest", "other_month", "bank_error", "not_booked", "other")
"""Why a line has no entry; said in words.py."""


class TypedLine(BaseModel):
    """A line as it was read; the amount below zero where it went from the account."""

    day: date
    amount: Annotated[int, Field(ge=-_LARGEST, le=_LARGEST)]
    balance: Annotated[int, Field(ge=-_LARGEST, le=_LARGEST)] | None = None
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""


class ReadLinesForm(BaseModel):
    """Of which account and month a statement is; its lines are read from the file beside it."""

    place: Literal["bank", "mobile_money"] | Currency
    month: Month
    lines: list[TypedLine] = Field(default_factory=list, max_length=MOST_LINES)

    @property
    def account(self) -> str:
        """Return the account that the statement is of."""
        return accounts.PLACES.get(self.place) or accounts.foreign_bank(self.place)


class TakeLinesBackForm(BaseModel):
    """That a statement was read in wrongly, and why; its lines go."""

    file: UUID
    reason: Passage


class PairLinesForm(BaseModel):
    """Which entry each line is."""

    pair: dict[UUID, UUID] = Field(default_factory=dict, max_length=_MOST_PAIRS)


class ExplainLineForm(BaseModel):
    """Why a line has no entry in the books."""

    line: UUID
    why: Literal["charge", "interest", "other_month", "bank_error", "not_booked", "other"]
    remark: Passage | None = None


class PartLineForm(BaseModel):
    """That what was said of a line is not so: it is open again."""

    line: UUID
