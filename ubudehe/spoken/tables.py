"""What a village recorded."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class SpokenPrompt(SQLModel, table=True):
    """A recording of what stands on a page; of each thing one is heard, the newest."""

    __tablename__ = "spoken_prompt"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    about: str = Field(max_length=16)
    """The kind of thing that is said: see `speaking.SPEAKABLE`."""
    key: str = Field(max_length=64)
    """Which of its kind: an id, or a code."""
    sha256: str = Field(index=True, max_length=64)
    media: str = Field(max_length=16)
    size: int
    added_at: datetime = Field(sa_type=Moment)
    gone: str = Field(default="", max_length=12)
    """«replaced» by a newer one, or why it was taken away; empty while it is heard."""
    gone_on: date | None = None
