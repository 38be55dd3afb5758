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


class ApplyForm(BaseModel):
    """The agreement to register so many households."""

    expected: int
    leave_out: Literal["yes"] | None = None
