"""Votes and their ballots, which lie in their box without order, time or name."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, LargeBinary, false
from sqlmodel import Field, SQLModel

from ubudehe.projects.rules.states import AnnulState, VoteState
from ubudehe.storage.backups.rows import LEFT_OUT
from ubudehe.storage.columns import Moment, stated

_OPEN_BOX = {LEFT_OUT: "a box is emptied when its vote ends; two copies of it would tell an order"}


class Vote(SQLModel, table=True):
    """A voting event: prepared, opened (and then locked), closed; or void, or annulled."""

    __tablename__ = "vote"
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    assembly: UUID
    budget: int = Field(sa_column=Column(BigInteger, nullable=False))
    method: str = Field(max_length=8)
    """How people vote: «cards», «paper», «mixed» (cards and paper), «hands», «beans»."""
    kind: str = Field(default="approval", max_length=12)
    """What a ballot holds: «approval», «points» or «ranking»."""
    marks: int = 20
    """How many marks, points or places a voter has at most."""
    electorate: str = Field(max_length=12)
    rule: str = Field(default="greedy_votes", max_length=40)
    threshold: int = 0
    """Percent of the voters that a project must reach to be looked at."""
    share: str = Field(default="", max_length=8)
    """Of what the threshold is a share: «people»; before, of votes or points (empty)."""
    quorum: int = 0
    """Percent of all who may vote that must have voted for anything to be chosen."""
    numbered: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether projects have numbers on the ballot instead of letters; said when it is prepared."""
    part: bool = False
    """Whether the first project that no longer fits may be funded in part."""
    people: int
    """People counted at the assembly when it was opened: no show of hands may exceed it."""
    electors: int = 0
    """Who may vote: households registered, or people in them, when the vote was prepared."""
    cards: int = 0
    """Cards printed in all batches, void ones included."""
    void_cards: int = 0
    """Cards that were declared void."""
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Half of the box's key as older versions kept it; it lies in the vault now: see keys.py."""
    state: VoteState = Field(default=VoteState.PREPARED, sa_column=stated(VoteState, 12))
    prepared_at: datetime = Field(sa_type=Moment)
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    signed_in: int = 0
    """Voters on the roll who came."""
    door: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """What was counted besides when the vote was closed: see `rules.turnout.Door`."""
    handed_out: int = 0
    counted: int = 0
    """Ballots in the count, blank ones included; with hands or beans the voters."""
    spoiled: int = 0
    blank: int = 0
    reason: str = Field(default="", max_length=2000)
    """Why the numbers of the turnout differ, or why the vote was declared void."""
    annulled_at: datetime | None = Field(default=None, sa_type=Moment)
    annulled: str = Field(default="", max_length=2000)
    """Why a meeting annulled it after it was counted; empty where none did."""
    envelope: UUID | None = Field(default=None, index=True)
    """The money it is about, such as a grant: see `binding.py`; None where it is bound to none."""
    gone: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    """How much of that money was gone before the count; `budget` is what was left then."""
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided: str = Field(default="", max_length=2000)
    """Why a meeting took other projects than the count; empty where none did."""
    origins: dict[str, int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """How many of the counted ballots came in which way: see `rules/origins.py`."""
    settled: int = 0
    """Papers that two people read differently, as they settled it together."""
    settled_anew: int = 0
    """Of these, how many were settled on a reading that neither had typed."""
    left: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    left_out: int | None = None
    """Voters for whom nothing they marked was funded; None where ballots were not seen."""
    others: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """What other rules would have funded, by rule: {"winners": [id], "left_out": count | null}."""


class VoteOption(SQLModel, table=True):
    """A proposal on a ballot, at a position drawn by lot, with its votes once counted."""

    __tablename__ = "vote_option"
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    proposal: UUID = Field(primary_key=True, foreign_key="proposal.id", index=True)
    position: int
    lot: int
    cost: int = Field(sa_column=Column(BigInteger, nullable=False))
    grp: str = Field(default="", max_length=8)
    """Of the projects of one group only one can be chosen; empty for none."""
    votes: int = 0
    """Votes or points, all together."""
    place: int = 0
    """In which round it was looked at (from 1); 0 before the count."""
    why: str = Field(default="", max_length=16)
    before: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """Money left before its round."""
    phase: str = Field(default="", max_length=16)
    measure: str | None = None
    """What the rule compared, as an exact fraction: see `rules.outcome.Round`."""
    held: str | None = None
    excluded_by: UUID | None = None
    least: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    """The least money with which it is of use; 0 where it is done whole or not at all."""
    granted: int | None = Field(default=None, sa_column=Column(BigInteger))
    """What the count gave it, where that is a part of its cost."""
    returned: bool = False
    """Whether the sector had returned the proposal and the village not answered it."""
    decided: str = Field(default="", max_length=8)
    """What a meeting decided otherwise than the count: «taken», «dropped» or nothing."""
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    """When a meeting last took or dropped it; None where none ever did."""

    @property
    def is_chosen(self) -> bool:
        """Return whether a project is chosen in the end: by the count, or by a meeting after it."""
        return self.decided == "taken" or (self.why == "funded" and not self.decided)

    @property
    def takes(self) -> int:
        """Return what it takes from the budget if it is chosen."""
        return self.cost if self.granted is None else self.granted


class CardBatch(SQLModel, table=True):
    """Cards that were printed together, numbered on from those before; under the act's id."""

    __tablename__ = "card_batch"
    __table_args__ = {"sqlite_with_rowid": False}
    id: UUID = Field(primary_key=True)
    vote: UUID = Field(index=True, foreign_key="vote.id")
    batch: int
    first: int
    """The number of its first card."""
    cards: int
    reason: str = Field(default="", max_length=2000)
    """Why more were printed; empty for the first batch."""


class VoidCard(SQLModel, table=True):
    """A card that may not vote; never whose it was."""

    __tablename__ = "void_card"
    __table_args__ = {"sqlite_with_rowid": False}
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    card: int = Field(primary_key=True)
    why: str = Field(max_length=12)
    """«lost», «spoilt» or «misprinted»."""
    reason: str = Field(max_length=2000)


class SignedVoters(SQLModel, table=True):
    """How many of a household came and got a card or paper; never which one."""

    __tablename__ = "signed_voters"
    __table_args__ = {"sqlite_with_rowid": False}
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    household: UUID = Field(primary_key=True, foreign_key="household.id", index=True)
    voters: int
    helper: str | None = Field(default=None, max_length=80)
    """Who helped somebody to vote who cannot read or see; never what was voted."""


class Ballot(SQLModel, table=True):
    """One card's ballot, under a keyed hash of the code; all of a vote are there from the start."""

    __tablename__ = "ballot"
    __table_args__ = {"sqlite_with_rowid": False, "info": _OPEN_BOX}
    place: str = Field(primary_key=True, max_length=64)
    vote: UUID = Field(index=True, foreign_key="vote.id")
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The marks, encrypted with a key that is not in the database; None until somebody votes."""


class PaperTyping(SQLModel, table=True):
    """A pile of paper ballots being typed in, for the first or the second time."""

    __tablename__ = "paper_typing"
    __table_args__ = {"sqlite_with_rowid": False}
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    pile: int = Field(primary_key=True)
    turn: int = Field(primary_key=True)
    typist: str = Field(max_length=16)
    """The public key id of who types: the second time it is somebody else."""
    finished: bool = False
    isibo: str = Field(default="", max_length=120)
    """Where the papers of the pile were collected; empty for the hall."""


class PaperBallot(SQLModel, table=True):
    """One paper ballot as it was typed; turn 3 is how a difference was settled."""

    __tablename__ = "paper_ballot"
    __table_args__ = {"sqlite_with_rowid": False, "info": _OPEN_BOX}
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    pile: int = Field(primary_key=True)
    turn: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class TellerCount(SQLModel, table=True):
    """What one of two tellers counted: hands by women and men, or beans."""

    __tablename__ = "teller_count"
    __table_args__ = {"sqlite_with_rowid": False}
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    turn: int = Field(primary_key=True)
    name: str = Field(max_length=80)
    account: UUID | None = None
    """Who typed the count: two tellers are two people with accounts of their own."""
    counts: dict[str, list[int]] = Field(sa_column=Column(JSON, nullable=False))


class BallotPattern(SQLModel, table=True):
    """How many ballots of a closed vote were marked exactly so; private."""

    __tablename__ = "ballot_pattern"
    __table_args__ = {"sqlite_with_rowid": False}
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    pattern: str = Field(primary_key=True, max_length=800)
    """Marks as «position:points», sorted, split by commas; empty for a blank ballot."""
    count: int


class TallyPhoto(SQLModel, table=True):
    """A photo of a signed tally sheet; shown to everybody only where its numbers are."""

    __tablename__ = "tally_photo"
    __table_args__ = {"sqlite_with_rowid": False}
    vote: UUID = Field(primary_key=True, foreign_key="vote.id")
    sha256: str = Field(primary_key=True, index=True, max_length=64)
    width: int
    height: int
    shown: bool
    added_at: datetime = Field(sa_type=Moment)
    gone: str = Field(default="", max_length=12)
    """Empty, or why it was removed: «names», «asked» or «numbers»."""
    gone_on: date | None = None


class AnnulRequest(SQLModel, table=True):
    """Two people ask the sector to agree that a counted vote is annulled; under the act's id."""

    __tablename__ = "annul_request"
    __table_args__ = {"sqlite_with_rowid": False}
    id: UUID = Field(primary_key=True)
    village: str = Field(index=True, max_length=16)
    vote: UUID = Field(index=True, foreign_key="vote.id")
    reason: str = Field(max_length=2000)
    asked_at: datetime = Field(sa_type=Moment)
    due: date
    """The last day on which the sector answers."""
    asked_by: UUID
    second_by: UUID
    state: AnnulState = Field(default=AnnulState.ASKED, sa_column=stated(AnnulState, 8))
    """«asked», «agreed» or «refused»; «moot» where a meeting annulled the vote meanwhile, «back»
    where one of those who asked took it back: `answer` is then why."""
    answer: str = Field(default="", max_length=2000)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
