"""Counting money and closing a month."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from ubudehe.language.fields import AmountOrNothing, Day, Passage
from ubudehe.people.rules import MAX_PIN

_Remark = Annotated[str, Field(max_length=400)]


class CountForm(BaseModel):
    """What lay somewhere at the end of a day, as a statement, the phone or counted notes say."""

    counted_on: Day
    place: Literal["bank", "mobile_money", "cash"]
    amount: AmountOrNothing
    remark: Passage | None = None
    second_phone: str | None = Field(default=None, max_length=40)
    second_pin: str | None = Field(default=None, max_length=MAX_PIN)


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
