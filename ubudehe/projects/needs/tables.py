"""What people said is lacking."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class Need(SQLModel, table=True):
    """Something the village lacks, as people said it."""

    __tablename__ = "need"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    text: str = Field(max_length=120)
    added_at: datetime = Field(sa_type=Moment)
