"""Votes and their ballots, which lie in their box without order, time or name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, LargeBinary
from sqlmodel import Field, SQLModel

from ubudehe.storage.columns import Moment


class Vote(SQLModel, table=True):
    """A voting event: prepared, opened (and then locked), closed."""

    __tablename__ = "vote"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    assembly: UUID
    budget: int = Field(sa_column=Column(BigInteger, nullable=False))
    method: str = Field(max_length=8)
    electorate: str = Field(max_length=12)
    people: int
    """People counted at the assembly: no show of hands may exceed it."""
    cards: int = 0
    card_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Makes the codes and the places in the box; destroyed when the vote is closed."""
    state: str = Field(default="prepared", max_length=12)
    prepared_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    counted: int = 0
    blank: int = 0
    left: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))


class VoteOption(SQLModel, table=True):
    """A proposal on a ballot, at a position drawn by lot, with its votes once counted."""

    __tablename__ = "vote_option"
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    proposal: UUID = Field(primary_key=True, foreign_key="proposal.id")
    position: int
    lot: int
    cost: int = Field(sa_column=Column(BigInteger, nullable=False))
    votes: int = 0
    place: int = 0
    """In which round it was looked at (from 1); 0 before the count."""
    why: str = Field(default="", max_length=16)
    before: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """Money left before its round."""


class Ballot(SQLModel, table=True):
    """One ballot in the box, under a keyed hash; gone once the vote is counted."""

    __tablename__ = "ballot"
    __table_args__ = {"sqlite_with_rowid": False}
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    place: str = Field(primary_key=True, max_length=64)
    choices: list[str] = Field(sa_column=Column(JSON, nullable=False))


class BallotPattern(SQLModel, table=True):
    """How many ballots of a closed vote marked exactly these proposals; private."""

    __tablename__ = "ballot_pattern"
    __table_args__ = {"sqlite_with_rowid": False}
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    pattern: str = Field(primary_key=True, max_length=800)
    """Positions on the ballot, sorted, split by commas; empty for a blank ballot."""
    count: int
