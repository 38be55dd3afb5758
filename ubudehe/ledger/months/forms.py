"""Counting money and closing a month."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ubudehe.language.fields import AmountOrNothing, Day, Passage
from ubudehe.ledger.evidence.forms import Photo
from ubudehe.people.acts import Seconded
from ubudehe.people.seen import Seen

_Remark = Annotated[str, Field(max_length=400)]


Month = Annotated[str, Field(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$")]


class MonthRef(Seen):
    """A month as it was seen."""

    month: Month


class ReadForm(MonthRef):
    """That a month was read out in a meeting."""

    assembly: UUID


class CountForm(Seconded):
    """What lay somewhere at the end of a day, as a statement, the phone or counted notes say."""

    counted_on: Day
    place: Literal["bank", "mobile_money", "cash"]
    amount: AmountOrNothing
    remark: Passage | None = None
    photo: Photo | None = None


class CloseForm(MonthRef):
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


class AnswerForm(MonthRef):
    """What the village answers to an officer."""

    answer: Passage
