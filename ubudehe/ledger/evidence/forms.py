"""What people hand in as evidence."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from ubudehe.language.fields import Passage, PersonName, said
from ubudehe.language.messages import N_
from ubudehe.people.acts import Seconded
from ubudehe.people.seen import Seen
from ubudehe.record.papers.drawing import MOST_PAGES

SIGNERS = 5
LEAST_SIGNERS = 2
_Pixel = Annotated[int, Field(ge=0, le=4_000)]


class KeptPicture(BaseModel):
    """A cleaned picture that is already kept: what the record says of it."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int
    media: str
    width: int
    height: int


class Photo(KeptPicture):
    """A photo, or the first page of a paper, and what it shows; `more` are the further pages."""

    kind: str = "receipt"
    more: tuple[KeptPicture, ...] = ()


class PhotoAdded(BaseModel):
    """A photo to stand behind an entry."""

    entry: UUID
    photo: Photo


class PhotoRef(Seen):
    """A photo that stands behind an entry, by its hash."""

    entry: UUID
    old: str = Field(pattern="^[0-9a-f]{64}$")


class PhotoReplaced(PhotoRef):
    """A photo with something covered, in the place of one that was published."""

    photo: Photo


class Erasing(Seen):
    """Whose name behind an entry goes: the payee's, or those under one statement."""

    entry: UUID
    statement: UUID | None = None


class PhotoForm(BaseModel):
    """A photo, and what it shows; `cover` asks to black something out before it is published."""

    kind: Literal["receipt", "invoice", "goods", "quote"] = "receipt"
    cover: Literal["yes"] | None = None


class CoverForm(BaseModel):
    """One touch on a photo: `at` holds the «x» and «y» that a browser sends for a picture.

    `corner` is the first corner of a box that waits for its second, on one `page` of a paper.
    """

    at: dict[str, _Pixel] = Field(default_factory=dict, max_length=2)
    corner: str | None = Field(default=None, pattern="^[0-9]{1,4}[.][0-9]{1,4}$")
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1
    publish: Literal["yes"] | None = None


class StatementForm(Seconded):
    """What people put their names to: why no receipt, that goods arrived, that they worked.

    `sheet` is the photo of the paper with their names, once it is kept; it is never published.
    """

    entry: UUID
    kind: Literal["statement", "goods", "work"]
    why: Literal["no_paper", "lost", "taken", "other"] | None = None
    text: Passage
    name: dict[str, PersonName] = Field(default_factory=dict, max_length=SIGNERS)
    sheet: Photo | None = None

    @model_validator(mode="after")
    def _reason(self) -> "StatementForm":
        if self.kind == "statement" and self.why is None:
            raise said(N_("Say why there is no receipt."))
        return self
