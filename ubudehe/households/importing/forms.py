"""The forms of an import, but for the fields that depend on the file (rules/typed.py)."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from ubudehe.language.fields import Line, PersonName


class UploadForm(BaseModel):
    """A file; it stands beside the fields."""


class ColumnsForm(BaseModel):
    """What stands in for missing columns; the columns themselves are fields named «c.<target>»."""

    text_isibo: Line | None = None
    text_head: PersonName | None = None
    text_members_total: Annotated[int, Field(ge=1, le=60)] | None = None
    text_land_unit: Literal["m2", "are", "ha"] | None = None


class AnswersForm(BaseModel):
    """What values mean, in fields named «v.<target>.<place>»; `about` tells which values."""

    about: str


class IsibosMeantForm(BaseModel):
    """Which isibo of the village's list each name is, by its bare letters; «+» for a new one."""

    meant: dict[str, str] = Field(default_factory=dict, max_length=5_000)


class BeginsForm(BaseModel):
    """How the list begins. `heading` is the row in which the names stand, 0 for nowhere."""

    sheet: Annotated[int, Field(ge=-1, le=10_000)] = 0
    shown: Annotated[int, Field(ge=-1, le=10_000)] = 0
    """The sheet whose rows were shown: of another one nobody has chosen a row yet."""
    heading: Annotated[int, Field(ge=0, le=2**31)]
    two: Literal["yes"] | None = None
    hidden: Literal["yes", "no"] | None = None
    fill: Literal["yes", "no"] | None = None


class MendForm(BaseModel):
    """A row written anew, in fields named «cell.<place of the column>»; or taken as a household."""

    cell: dict[str, str] = Field(default_factory=dict)
    household: Literal["yes"] | None = None


class ApplyForm(BaseModel):
    """The agreement to register so many households, and which of those that look known."""

    expected: int
    alike: int
    leave_out: Literal["yes"] | None = None
    every: Literal["yes"] | None = None
    also: list[str] = Field(default_factory=list, max_length=5_000)
