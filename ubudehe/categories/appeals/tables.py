"""Appeals and what each level did with them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint, false
from sqlmodel import Field, SQLModel

from ubudehe.categories.appeals.rules import AppealState
from ubudehe.storage.columns import Moment, stated


class Appeal(SQLModel, table=True):
    """Somebody says that a household's category is wrong, upward or downward alike."""

    __tablename__ = "appeal"
    __table_args__ = (UniqueConstraint("village", "number"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    number: int
    """On the receipt that the household takes home."""
    round: UUID = Field(foreign_key="category_round.id", index=True)
    household: UUID = Field(foreign_key="household.id", index=True)
    decision: UUID = Field(foreign_key="category_decision.id")
    wanted: str = Field(max_length=4)
    direction: str = Field(default="up", max_length=4)
    """«up» or «down», of the category that is asked for."""
    ground: str = Field(max_length=4000)
    for_another: bool = False
    """Filed by somebody for a household that cannot do it itself."""
    by_slip: bool = False
    """Filed by the household itself, with the code on its slip."""
    carried_by_slip: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Carried to the level where it stands by the household itself, with its slip."""
    helper: str = Field(default="", max_length=80)
    """Whom a household that filed it itself named to stand by it; «» for nobody."""
    late: bool = False
    filed_at: datetime = Field(sa_type=Moment)
    level: str = Field(default="village", max_length=12)
    """Where it was sent last; where it stands now follows from the calendar."""
    since: date = Field(default=date(1970, 1, 1))
    state: AppealState = Field(default=AppealState.OPEN, sa_column=stated(AppealState, 10))
    """«open», «upheld», «rejected», «withdrawn», «erased»."""


class AppealStep(SQLModel, table=True):
    """What one level did: it decided, sent the appeal back with reasons, or was silent."""

    __tablename__ = "appeal_step"
    appeal: UUID = Field(primary_key=True, foreign_key="appeal.id")
    number: int = Field(primary_key=True)
    level: str = Field(max_length=12)
    since: date
    due: date
    outcome: str = Field(max_length=10)
    """«upheld», «rejected», «returned», «silent»."""
    reason: str | None = Field(default=None, max_length=4000)
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
