"""Counting money and closing a month."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo

from ubudehe.language.amounts import NotAnAmount, exponent_of, format_amount, parse_amount
from ubudehe.language.fields import Day, Passage, said
from ubudehe.language.messages import N_
from ubudehe.ledger.entries.forms import Currency, Place
from ubudehe.ledger.rules import accounts
from ubudehe.people.rules import MAX_PIN

_Remark = Annotated[str, Field(max_length=400)]


def _amount(value: object, known: ValidationInfo) -> object:
    """Read an amount in the currency of the place that was counted."""
    place = known.data.get("place")
    if not isinstance(value, str) or place is None:
        return value
    try:
        return parse_amount(value, 0 if place in accounts.PLACES else exponent_of(place))
    except NotAnAmount as error:
        if error.understood is None:
            raise said(N_("Write an amount in numbers, such as 12 000.")) from None
        meant = format_amount(error.understood, "RWF" if place in accounts.PLACES else place)
        raise said(N_("Is this meant: %(amount)s? Write it so."), amount=meant) from None


class CountForm(BaseModel):
    """What lay somewhere at the end of a day, as a statement, the phone or counted notes say."""

    counted_on: Day
    place: Place | Currency
    """Or the currency of a foreign bank account: «amount» is then in that currency."""
    amount: Annotated[int, BeforeValidator(_amount), Field(ge=0, le=2**53 - 1)]
    remark: Passage | None = None
    second_phone: str | None = Field(default=None, max_length=40)
    second_pin: str | None = Field(default=None, max_length=MAX_PIN)

    @property
    def currency(self) -> str:
        """Return the foreign currency that was counted, or nothing for the country's own."""
        return "" if self.place in accounts.PLACES else self.place

    @property
    def account(self) -> str:
        """Return the account that was counted."""
        return accounts.PLACES.get(self.place) or accounts.foreign_bank(self.place)


class CloseForm(BaseModel):
    """That a month is complete, with a word for those who will read it."""

    remark: _Remark = ""


class SignForm(BaseModel):
    """Yes, to exactly what was closed (the leaf hash of the closing)."""

    closing: str = Field(pattern="^[0-9a-f]{64}$")


class ReopenForm(SignForm):
    """No, and why: the month is opened again."""

    reason: Passage


class ReviewForm(BaseModel):
    """What an officer says of a month: in order, or with questions."""

    outcome: Literal["accepted", "questioned"]
    questions: Passage | None = None


class AnswerForm(BaseModel):
    """What the village answers to an officer."""

    answer: Passage
