"""How the record is kept. Leaves and nodes are only ever added; the database sees to it too."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, ForeignKeyConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from ubudehe.storage.backups.rows import LEFT_OUT
from ubudehe.storage.columns import Moment

_GROWN, _UNFLAGGED = text("figured <> size"), text("flagged <> size")


class LogHead(SQLModel, table=True):
    """Where the record of one place stands."""

    __tablename__ = "log_head"
    __table_args__ = (
        Index("log_head_grown", "log", sqlite_where=_GROWN, postgresql_where=_GROWN),
        Index("log_head_unflagged", "log", sqlite_where=_UNFLAGGED, postgresql_where=_UNFLAGGED),
    )
    log: str = Field(primary_key=True, max_length=16)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    changed: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    """Milliseconds since 1970: lets other processes ask «what grew since?»."""
    figured: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default="0")
    )
    """The size up to which figures of the place are kept elsewhere; another size: they are old."""
    flagged: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default="0")
    )
    """The same of the flags of its books."""


class LogLeaf(SQLModel, table=True):
    """One event, as the exact bytes that are published, and its leaf hash."""

    __tablename__ = "log_leaf"
    log: str = Field(primary_key=True, max_length=16, foreign_key="log_head.log")
    idx: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    entry: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    leaf_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LogNode(SQLModel, table=True):
    """The hash of one complete subtree: level 0 is a leaf, level L covers 2^L leaves."""

    __tablename__ = "log_node"
    log: str = Field(primary_key=True, max_length=16, foreign_key="log_head.log")
    level: int = Field(primary_key=True)
    idx: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    node_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class InCharge(SQLModel, table=True):
    """The one row that says which data folder serves this database."""

    __tablename__ = "in_charge"
    __table_args__ = {"info": {LEFT_OUT: "who restores it is in charge once it is served"}}
    id: int = Field(primary_key=True)
    token: str = Field(max_length=32)
    """What stands in the folder as well; another copy of the folder has an older one."""
    machine: str = Field(max_length=255)
    signer: str = Field(max_length=64)
    """The public key with which heads are signed."""
    since: datetime = Field(sa_type=Moment)


class PublishedHead(SQLModel, table=True):
    """The newest signed head of a place that stands in the country's log, and where there."""

    __tablename__ = "published_head"
    log: str = Field(primary_key=True, max_length=16, foreign_key="log_head.log")
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    idx: int = Field(sa_column=Column(BigInteger, nullable=False))


class ForgottenVillage(SQLModel, table=True):
    """A village that moved away and of which only the public record is kept here."""

    __tablename__ = "forgotten_village"
    village: str = Field(primary_key=True, max_length=16, foreign_key="log_head.log")
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    """How large its record is here."""
    figures: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """What sums above count of it: its rows say it no more (`openbooks.rules.figures`)."""


class Act(SQLModel, table=True):
    """The private side of an event: who asked for what, so that a repetition is recognised."""

    __tablename__ = "act"
    __table_args__ = (
        ForeignKeyConstraint(["log", "idx"], ["log_leaf.log", "log_leaf.idx"]),
        Index("act_by_index", "log", "idx"),
        Index("act_by_subject", "log", "subject"),
    )
    log: str = Field(primary_key=True, max_length=16)
    id: UUID = Field(primary_key=True)
    idx: int = Field(sa_column=Column(BigInteger, nullable=False))
    type: str = Field(max_length=40)
    account: UUID | None = None
    subject: str | None = Field(default=None, max_length=64)
    at: datetime = Field(sa_type=Moment)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    fingerprint: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Opening(SQLModel, table=True):
    """The value and salt behind one commitment; erased on request, the proof stays valid."""

    __tablename__ = "opening"
    __table_args__ = (ForeignKeyConstraint(["log", "act"], ["act.log", "act.id"]),)
    log: str = Field(primary_key=True, max_length=16)
    act: UUID = Field(primary_key=True)
    field: str = Field(primary_key=True, max_length=40)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    value: str
    """JSON text of the value."""


class Total(SQLModel, table=True):
    """A running sum of one place, kept in the act that changes it; levels above add these up."""

    __tablename__ = "total"
    log: str = Field(primary_key=True, max_length=16)
    measure: str = Field(primary_key=True, max_length=40)
    value: int = Field(sa_column=Column(BigInteger, nullable=False))
