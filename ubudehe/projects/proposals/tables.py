"""Proposals with their lines; once chosen, projects of the village."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from ubudehe.projects.rules.states import ProposalState
from ubudehe.storage.columns import Moment, stated


class Proposal(SQLModel, table=True):
    """A project that may be voted on; once chosen, a project of the village."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("village", "number"),)
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    number: int
    need: UUID | None = Field(default=None, foreign_key="need.id")
    title: str = Field(max_length=120)
    lang: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})
    """The language of the title and of what else was typed; empty where nobody said it."""
    other_title: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    other_lang: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})
    plan: str = Field(max_length=2000)
    symbol: str = Field(default="", max_length=16)
    photo: str | None = Field(default=None, index=True, max_length=64)
    """SHA-256 of the photo, under which everybody can fetch it."""
    photo_width: int = 0
    photo_height: int = 0
    cost: int = Field(sa_column=Column(BigInteger, nullable=False))
    """What it takes from the village's budget: all lines without the state's share."""
    from_state: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default="0")
    )
    asked: str = Field(default="", max_length=120)
    """What exactly is asked from the state."""
    least: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    """The least of the village's money with which it is of use; 0 for whole or not at all."""
    granted: int | None = Field(default=None, sa_column=Column(BigInteger))
    """What the vote that chose it gave, where that is a part of its cost."""
    labour_days: int
    households: int = 0
    """How many households gain from it; then women, men and children."""
    women: int = 0
    men: int = 0
    children: int = 0
    upkeep: str = Field(default="", max_length=2000)
    risks: str = Field(default="", max_length=2000)
    authors: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Names of who proposes it; never published."""
    version: int = 1
    checked: str = Field(default="", max_length=12)
    """The sector's word on this version: «feasible», «returned»; «kept» once answered; or none."""
    check_reason: str = Field(default="", max_length=2000)
    answer: str = Field(default="", max_length=2000)
    state: ProposalState = Field(
        default=ProposalState.PROPOSED, sa_column=stated(ProposalState, 12)
    )
    merged_into: UUID | None = None
    added_at: datetime = Field(sa_type=Moment)


class ProposalLine(SQLModel, table=True):
    """What a proposal costs, line by line; later the budget that payments are held against."""

    __tablename__ = "proposal_line"
    proposal: UUID = Field(primary_key=True, foreign_key="proposal.id")
    position: int = Field(primary_key=True)
    kind: str = Field(max_length=16)
    text: str = Field(max_length=120)
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))


class ProposalGift(SQLModel, table=True):
    """Materials that the village gives."""

    __tablename__ = "proposal_gift"
    proposal: UUID = Field(primary_key=True, foreign_key="proposal.id")
    position: int = Field(primary_key=True)
    what: str = Field(max_length=120)
    quantity: int
    unit: str = Field(max_length=40)


class ProposalVersion(SQLModel, table=True):
    """An earlier version of a proposal, as it was, with the sector's word on it."""

    __tablename__ = "proposal_version"
    proposal: UUID = Field(primary_key=True, foreign_key="proposal.id")
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    replaced_at: datetime = Field(sa_type=Moment)
