"""What people said is lacking, and how the meeting put it in order."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ubudehe.projects.rules.states import RankingState
from ubudehe.storage.columns import Moment, stated


class Need(SQLModel, table=True):
    """Something the village lacks, as people said it."""

    __tablename__ = "need"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    text: str = Field(max_length=120)
    lang: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})
    """The language of its words; empty where nobody said it."""
    symbol: str = Field(default="", max_length=16)
    added_at: datetime = Field(sa_type=Moment)
    place: int | None = None
    """Its place in the last order the meeting made, from 1; None where it was in none."""
    chosen: bool = False
    withdrawn: bool = False


class NeedRanking(SQLModel, table=True):
    """An order of needs that a meeting makes: by pairs, or by marks."""

    __tablename__ = "need_ranking"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    assembly: UUID
    method: str = Field(max_length=8)
    needs: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Ids of the needs in the order of their letters."""
    lot: list[int] = Field(sa_column=Column(JSON, nullable=False))
    answers: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """By pair «0-1»: the worse of the two, -1 for equal. By marks: «women.0» and how many."""
    again: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Pairs that were asked a second time, because problems beat one another in a circle."""
    marks_each: int = 0
    """How many marks each person gives; 0 by pairs."""
    reason: str = Field(default="", max_length=120)
    """Why another need than the first was taken up, or why the order was given up."""
    state: RankingState = Field(default=RankingState.OPEN, sa_column=stated(RankingState, 12))
    started_at: datetime = Field(sa_type=Moment)
