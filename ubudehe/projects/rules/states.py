"""How far a vote, a proposal, a ranking of needs and a wish to annul are."""

from enum import StrEnum


class VoteState(StrEnum):
    """A vote is prepared, opened, and counted; or declared void; or annulled after its count."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"
    ANNULLED = "annulled"


class ProposalState(StrEnum):
    """A proposal waits, stands on a ballot, was chosen or not; or is gone, or part of another."""

    PROPOSED = "proposed"
    ON_BALLOT = "on_ballot"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class RankingState(StrEnum):
    """A comparison of needs goes on, is done, or was given up."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class AnnulState(StrEnum):
    """What became of a wish to annul a vote, once it was asked of the sector."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    MOOT = "moot"
    """A meeting annulled the vote meanwhile."""
    BACK = "back"
    """One of those who asked took it back."""
