"""What people write about findings, and at the end of an audit."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ubudehe.language.fields import Passage
from ubudehe.people.seen import Seen

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
About = Annotated[
    str,
    Field(pattern=f"^(village|month:2[0-9]{{3}}-(0[1-9]|1[0-2])|(entry|grant|project):{_UUID})$"),
]
"""What a finding is about: «village», «month:2026-05», «entry:ID»."""
Days = Annotated[int, Field(ge=1, le=365)]
"""Calendar days, until and with the last."""
Addressee = Literal["facilitator", "chair", "secretary", "treasurer"]
Month = Annotated[str, Field(pattern="^2[0-9]{3}-(0[1-9]|1[0-2])$")]


class RaiseForm(BaseModel):
    """What an officer found, and who of the village answers until when."""

    about: About
    addressee: Addressee
    days: Days
    text: Passage


class FindingRef(Seen):
    """A finding as it was seen, and what somebody writes about it."""

    finding: UUID
    text: Passage


class FindingAnswerForm(FindingRef):
    """What the village answers."""


class RemedyForm(FindingRef):
    """What must be put right, in how many days."""

    days: Days


class CloseFindingForm(FindingRef):
    """How a finding ends."""

    outcome: Literal["explained", "put_right", "not_put_right"]


class EscalateForm(FindingRef):
    """Why the next level deals with it, and how many days there are."""

    days: Days


class WithdrawFindingForm(FindingRef):
    """Why a finding was raised by mistake."""


class ReopenFindingForm(FindingRef):
    """Why a finding is opened again, and in how many days it is to be answered."""

    days: Days


class SignOffForm(Seen):
    """The months that were looked into, and what an officer says of them."""

    first: Month
    last: Month
    text: Passage


class TakeBackForm(Seen):
    """Which sign-off is taken back, and why."""

    sign_off: UUID
    text: Passage
