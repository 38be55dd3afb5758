"""What people hand in as evidence."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from ubudehe.language.fields import Passage, PersonName

SIGNERS = 5
LEAST_SIGNERS = 2
_Pixel = Annotated[int, Field(ge=0, le=4_000)]


class PhotoForm(BaseModel):
    """A photo, and what it shows; `cover` asks to black something out before it is published."""

    kind: Literal["receipt", "invoice", "goods"] = "receipt"
    cover: Literal["yes"] | None = None


class CoverForm(BaseModel):
    """One touch on a photo: `at` holds the «x» and «y» that a browser sends for a picture.

    `corner` is the first corner of a box that waits for its second.
    """

    at: dict[str, _Pixel] = Field(default_factory=dict, max_length=2)
    corner: str | None = Field(default=None, pattern="^[0-9]{1,4}[.][0-9]{1,4}$")
    publish: Literal["yes"] | None = None


class StatementForm(BaseModel):
    """What people put their names to, where there is no receipt, or that goods have arrived."""

    kind: Literal["statement", "goods"]
    text: Passage
    name: dict[str, PersonName] = Field(default_factory=dict, max_length=SIGNERS)
