"""Groups that rank the households of a round, and what they said."""

from uuid import UUID

from sqlmodel import Field, SQLModel


class RankingGroup(SQLModel, table=True):
    """A group of villagers that ranks the households on its own."""

    __tablename__ = "ranking_group"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    round: UUID = Field(foreign_key="category_round.id", index=True)
    kind: str = Field(max_length=8)
    """One of rules.groups.KINDS."""
    name: str | None = Field(default=None, max_length=120)
    method: str = Field(max_length=6)
    """One of rules.groups.METHODS."""
    piles: int
    """Into how many piles it sorts; for an order, how many places it has come to have."""
    done: bool = False


class Judgement(SQLModel, table=True):
    """Where a group put a household; no row yet, or no pile: it did not judge it."""

    __tablename__ = "ranking_judgement"
    group: UUID = Field(primary_key=True, foreign_key="ranking_group.id")
    household: UUID = Field(primary_key=True, foreign_key="household.id", index=True)
    pile: int | None = None
    """The pile, or the place in an order; 1 is the best off."""


class Comparison(SQLModel, table=True):
    """Which of two households a group finds better off; with `equal`, neither."""

    __tablename__ = "ranking_comparison"
    group: UUID = Field(primary_key=True, foreign_key="ranking_group.id")
    better: UUID = Field(primary_key=True, foreign_key="household.id", index=True)
    worse: UUID = Field(primary_key=True, foreign_key="household.id", index=True)
    equal: bool = False
