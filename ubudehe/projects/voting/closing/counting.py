"""What was cast, typed or told, put together to be counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlmodel import Session, select

from ubudehe.households.isibos.listing import known_isibos
from ubudehe.households.isibos.rules import KnownIsibo, meant
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.projects.rules.election import NO, YES, Kind, Marks
from ubudehe.projects.rules.origins import origins_of
from ubudehe.projects.voting.papers.comparing import agreed_piles, piles
from ubudehe.projects.voting.tables import Ballot, BallotPattern, Vote, VoteOption
from ubudehe.projects.voting.tellers.queries import telling
from ubudehe.projects.voting.votes import (
    BY_TELLERS,
    ON_CARDS,
    ON_PAPER,
    answers_of,
    key_of,
    kind_of,
)
from ubudehe.storage.vault import Keyring


@dataclass(frozen=True)
class Cast:
    """Everything that was cast: marks of each ballot (None: spoiled), or totals by proposal."""

    ballots: tuple[bytes | None, ...] = ()
    totals: dict[str, int] | None = None
    origins: dict[str, int] = field(default_factory=dict)
    """How many of the ballots that count came in which way: see `rules/origins.py`."""

    @property
    def valid(self) -> tuple[bytes, ...]:
        """Return the ballots that count, blank ones included."""
        return tuple(marks for marks in self.ballots if marks is not None)

    @property
    def spoiled(self) -> int:
        """Return how many ballots cannot be read."""
        return len(self.ballots) - len(self.valid)

    @property
    def blank(self) -> int:
        """Return how many ballots have no mark."""
        return sum(not any(marks) for marks in self.valid)

    @cached_property
    def patterns(self) -> Counter[Marks]:
        """Return how many ballots were marked alike."""
        return Counter(_pattern(marks) for marks in self.valid)


def all_cast(session: Session, keyring: Keyring, vote: Vote, options: list[VoteOption]) -> Cast:
    """Return all that was cast in an open vote; Refusal where papers or counts still differ."""
    if vote.method in BY_TELLERS:
        return _told(session, vote, options)
    ballots: list[bytes | None] = []
    on_phone: int | None = None
    papers: Mapping[str, int] = {}
    if vote.method in ON_CARDS:
        ballots += _out_of_the_box(session, keyring, vote, len(options))
        on_phone = len(ballots)
    if vote.method in ON_PAPER:
        if any(pile.state != "agreed" for pile in piles(session, keyring, vote)):
            raise Refusal(N_("Every pile of papers must be typed twice, and differences settled."))
        agreed = agreed_piles(session, key_of(vote, keyring), vote)
        ballots += [marks for _, pile in agreed for marks in pile]
        papers = papers_of(agreed, known_isibos(session, vote.village))
    return Cast(tuple(ballots), origins=origins_of(on_phone, papers))


def papers_of(
    agreed: Iterable[tuple[str, list[bytes | None]]], known: Sequence[KnownIsibo]
) -> Mapping[str, int]:
    """Return how many papers count of each isibo, as it is called when they are counted.

    The hall's stand under «». What a closed vote says stays as it was counted.
    """
    papers: Counter[str] = Counter()
    for name, pile in agreed:
        found = meant(known, name) if name else None
        papers[found.name if found else name] += sum(marks is not None for marks in pile)
    return papers


def _told(session: Session, vote: Vote, options: list[VoteOption]) -> Cast:
    """Return what two tellers counted; of one project alone, a ballot for each answer."""
    agreed = telling(session, vote.id).agreed
    if agreed is None:
        raise Refusal(N_("Both tellers must have counted, and counted the same."))
    if kind_of(vote) is Kind.TOTALS:
        return Cast(totals=agreed)
    yes, no, abstained = (agreed[key] for key in answers_of(options[0]))
    if vote.method == "hands":  # whoever is there and raises no hand abstains
        abstained = vote.people - yes - no
    return Cast((bytes([YES]),) * yes + (bytes([NO]),) * no + (bytes(1),) * abstained)


def kept_patterns(vote: Vote, cast: Cast) -> list[BallotPattern]:
    """Return the ballots as how many were marked alike, in the order of the patterns."""
    return [
        BallotPattern(
            vote=vote.id, pattern=",".join(f"{at}:{points}" for at, points in pattern), count=count
        )
        for pattern, count in sorted(cast.patterns.items())
    ]


def _pattern(marks: bytes) -> Marks:
    return tuple((at, points) for at, points in enumerate(marks) if points)


def _out_of_the_box(
    session: Session, keyring: Keyring, vote: Vote, options: int
) -> list[bytes | None]:
    key = key_of(vote, keyring)
    rows = session.exec(select(Ballot).where(Ballot.vote == vote.id)).all()
    return [key.unseal(row.place, row.sealed, options) for row in rows if row.sealed is not None]
