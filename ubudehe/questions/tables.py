"""Questions to a village, and what its people did with them.

Rows lie by random ids, and of a question only the day is kept: no order tells who wrote when.
"""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from ubudehe.questions.rules import QuestionState
from ubudehe.storage.columns import Moment, stated


class VillageQuestion(SQLModel, table=True):
    """How far a question has come: `asked`, `answered` or `declined`. Nothing of its writer."""

    __tablename__ = "village_question"
    __table_args__ = {"sqlite_with_rowid": False}
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    kind: str = Field(max_length=12)
    mark: str | None = Field(default=None, unique=True, max_length=64)
    """The keyed hash of the code under which it is followed; None once its text is erased."""
    text: str = Field(max_length=4000)
    lang: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})
    """The language of the page on which it was asked; empty where that is not known."""
    may_publish: bool
    """Whether its writer lets everybody read it; they can take that back."""
    asked_on: date
    due: date
    """The last day for the answer."""
    moved_on: date
    """When something was done with it last; from then on, or from `due`, its texts grow old."""
    state: QuestionState = Field(default=QuestionState.ASKED, sa_column=stated(QuestionState, 12))
    number: int | None = None
    """Given with the first answer: 1, 2, 3 … without a gap, whatever was declined between."""
    in_time: bool | None = None
    """Whether the first answer came by the last day."""
    answered_on: date | None = None
    published: UUID | None = None
    """The step whose texts everybody reads now."""


class QuestionStep(SQLModel, table=True):
    """What somebody of the village did with a question, under the act's id.

    Texts and `salt` go when they are erased, or at once where what was public is taken away.
    """

    __tablename__ = "village_question_step"
    __table_args__ = {"sqlite_with_rowid": False}
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    question: UUID = Field(index=True, foreign_key="village_question.id")
    turn: int
    """Its place among the steps of its question: 0, 1, 2 …"""
    kind: str = Field(max_length=12)
    """«answer», «correct», «decline», «resume», «publish» or «hide»."""
    reason: str = Field(default="", max_length=12)
    account: UUID
    at: datetime = Field(sa_type=Moment)
    text: str = Field(default="", max_length=4000)
    """What was answered; whose matter it is."""
    lang: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})
    """The language of the page on which `text` was written."""
    wording: str = Field(default="", max_length=4000)
    """The question as everybody reads it; empty where it is withheld."""
    wording_lang: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})
    own_words: bool = False
    """Whether `wording` is the village's, not the writer's."""
    salt: str = Field(default="", max_length=32)
    seal: str = Field(max_length=64)
    """The SHA-256 of salt, wording, text and what was asked; it outlives all of them."""
