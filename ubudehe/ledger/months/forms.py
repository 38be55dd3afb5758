"""Counting money and closing a month."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, ValidationInfo

from ubudehe.language.amounts import exponent_of
from ubudehe.language.fields import Day, Passage, read_amount
from ubudehe.language.manners import Manners, manners_of
from ubudehe.ledger.entries.forms import Currency, Place
from ubudehe.ledger.evidence.forms import Photo
from ubudehe.ledger.rules import accounts
from ubudehe.people.acts import Seconded
from ubudehe.people.seen import Seen

_Remark = Annotated[str, Field(max_length=400)]


Month = Annotated[str, Field(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$")]


class MonthRef(Seen):
    """A month as it was seen."""

    month: Month


class UnreadForm(MonthRef):
    """That a month was not read out, and how it came to be written."""

    reason: Passage


class ReadForm(MonthRef):
    """That a month was read out in a meeting."""

    assembly: UUID


def _amount(value: object, known: ValidationInfo) -> object:
    """Read an amount in the currency of the place that was counted."""
    place = known.data.get("place")
    if not isinstance(value, str) or place is None:
        return value
    if place in accounts.PLACES:
        return read_amount(value, manners_of(known))
    return read_amount(value, Manners(place, exponent_of(place), symbol=place))


class CountMoneyForm(Seconded):
    """What lay somewhere at the end of a day, as a statement, the phone or counted notes say."""

    counted_on: Day
    place: Place | Currency
    """Or the currency of a foreign bank account: «amount» is then in that currency."""
    amount: Annotated[int, BeforeValidator(_amount), Field(ge=0, le=2**53 - 1)]
    remark: Passage | None = None
    photo: Photo | None = None

    @property
    def currency(self) -> str:
        """Return the foreign currency that was counted, or nothing for the country's own."""
        return "" if self.place in accounts.PLACES else self.place

    @property
    def account(self) -> str:
        """Return the account that was counted."""
        return accounts.PLACES.get(self.place) or accounts.foreign_bank(self.place)


class CloseMonthForm(MonthRef):
    """That a month is complete, with a word for those who will read it."""

    remark: _Remark = ""


class SignForm(MonthRef):
    """Yes, to exactly what was closed (the leaf hash of the closing)."""

    closing: str = Field(pattern="^[0-9a-f]{64}$")


class ReopenForm(SignForm):
    """No, and why: the month is opened again."""

    reason: Passage


class ReviewForm(MonthRef):
    """What an officer says of a month: in order, or with questions."""

    outcome: Literal["accepted", "questioned"]
    questions: Passage | None = None


class MonthAnswerForm(MonthRef):
    """What the village answers to an officer."""

    answer: Passage
