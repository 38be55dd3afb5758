"""Accounts, what they may do where, and who is signed in."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ubudehe.storage.backups.rows import LEFT_OUT
from ubudehe.storage.columns import Moment

_PASSING = {LEFT_OUT: "it is forgotten within days; whoever signs in again needs none of it"}


ELSEWHERE = "-"
"""How the number of an account begins that is a name behind a key alone: its owner acted in a
village on another server, and signs in nowhere here."""


def is_name_only(phone: str) -> bool:
    """Tell whether this is no number: nobody signs in with such an account."""
    return phone.startswith(ELSEWHERE)


def shown_number(phone: str) -> str:
    """Return the number of an account as people see it; a dash where it has none here."""
    return "–" if is_name_only(phone) else phone


class Account(SQLModel, table=True):
    """A person who signs in. `key` stands for the person in the public record, never the name."""

    __tablename__ = "account"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    phone: str = Field(unique=True, max_length=20)
    name: str = Field(max_length=80)
    key: str = Field(unique=True, max_length=16)
    pin_hash: str
    pin_is_new: bool = True
    """To be replaced at the next sign-in: it is easier to guess than is allowed by now."""
    disabled: bool = False
    """Blocked by an administrator."""
    same_as: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    """The account of the same person that signs in for both, where this one came from another
    server; that one is never the same as a third."""
    created_at: datetime = Field(sa_type=Moment)


class RoleGrant(SQLModel, table=True):
    """A role held at a place over some time."""

    __tablename__ = "role_grant"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account: UUID = Field(foreign_key="account.id", index=True)
    role: str = Field(max_length=24)
    place: str = Field(max_length=16, index=True)
    since: date
    until: date | None = None
    deputy_for: UUID | None = Field(default=None, index=True)
    """The account of the role's holder, where this is their deputy; it always has a last day."""


class SealedSlip(SQLModel, table=True):
    """The last slip on paper with which an account's owner chooses a PIN; never its code."""

    __tablename__ = "sealed_slip"
    account: UUID = Field(primary_key=True, foreign_key="account.id")
    place: str = Field(max_length=16, index=True)
    mark: str = Field(unique=True, max_length=64)
    """A keyed hash of the code."""
    until: date
    """The last day on which it opens the account."""
    opened_at: datetime | None = Field(default=None, sa_type=Moment)


class SecondFactor(SQLModel, table=True):
    """What an account's owner shows after the PIN; no code is kept in clear."""

    __tablename__ = "second_factor"
    account: UUID = Field(primary_key=True, foreign_key="account.id")
    sealed: str = Field(max_length=120)
    """The app's secret, encrypted with the server's key; «» with printed codes alone."""
    last_step: int
    """The last step of time of which a code was used: no step counts twice."""
    since: datetime = Field(sa_type=Moment)


class OneTimeCode(SQLModel, table=True):
    """A printed code of a second factor, as a keyed hash."""

    __tablename__ = "one_time_code"
    mark: str = Field(primary_key=True, max_length=64)
    account: UUID = Field(foreign_key="account.id", index=True)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class SignIn(SQLModel, table=True):
    """An open or lately expired session; only the hash of its token is kept."""

    __tablename__ = "sign_in"
    __table_args__ = {"info": _PASSING}
    token_hash: str = Field(primary_key=True, max_length=64)
    account: UUID = Field(foreign_key="account.id", index=True)
    opened_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment, index=True)
    rehearsal: str | None = Field(default=None, max_length=16)
    """The village whose rehearsal this session plays, if any."""
    browser: str = Field(default="", max_length=24)
    """A code of the kind of phone or computer, so that its owner knows it again."""
    waits_for_code: bool = False
    """Whether the PIN was shown and the second factor was not: it opens nothing yet."""
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    """When a code of the second factor was last asked again."""


class Throttle(SQLModel, table=True):
    """A leaky bucket of tries that is not empty: of a device, an account or a network (hashed)."""

    __tablename__ = "throttle"
    __table_args__ = {"info": _PASSING}
    key: str = Field(primary_key=True, max_length=64)
    empty_at: datetime = Field(sa_type=Moment, index=True)


class KnownDevice(SQLModel, table=True):
    """A browser from which an account was opened before; only the hash of its cookie is kept."""

    __tablename__ = "known_device"
    __table_args__ = {"info": _PASSING}
    device: str = Field(primary_key=True, max_length=64)
    account: UUID = Field(primary_key=True, foreign_key="account.id", index=True)
    seen_at: datetime = Field(sa_type=Moment)


class Draft(SQLModel, table=True):
    """What somebody had typed when the session ran out; given back after signing in again."""

    __tablename__ = "draft"
    __table_args__ = {"info": _PASSING}
    token_hash: str = Field(primary_key=True, max_length=64)
    account: UUID = Field(foreign_key="account.id", index=True)
    path: str = Field(max_length=300)
    fields: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    kept_at: datetime = Field(sa_type=Moment, index=True)
