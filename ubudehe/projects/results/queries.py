"""The result of a vote as everybody may see it."""

import math
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlmodel import Session

from ubudehe.language.refusals import NotFound
from ubudehe.language.sentences import Sentence
from ubudehe.projects.rules.cards import CardCounts
from ubudehe.projects.rules.election import Kind
from ubudehe.projects.rules.origins import shown_origins
from ubudehe.projects.rules.outcome import Why
from ubudehe.projects.rules.shown_votes import ShownRound, ShownTurnout, ShownVote
from ubudehe.projects.rules.tallying import needs
from ubudehe.projects.rules.turnout import Mismatch
from ubudehe.projects.voting import telling
from ubudehe.projects.voting.cards.queries import card_counts
from ubudehe.projects.voting.differing import told
from ubudehe.projects.voting.elections import shown_of
from ubudehe.projects.voting.queries import (
    Offer,
    VoteTerms,
    mismatches_of,
    offers,
    turnout_now,
    vote_terms,
)
from ubudehe.projects.voting.tables import Vote, VoteOption
from ubudehe.projects.voting.votes import COUNTED, kind_of, options_of
from ubudehe.record.rules.suppression import Shown, shown_beside, shown_if, shown_so_far


@dataclass(frozen=True)
class PublicOption(Offer):
    """A project and its result; numbers are None where they would point at few people."""

    votes: Shown | None
    place: int
    why: str
    before: int
    share: Shown
    phase: str
    each: Shown | None
    held: Shown | None
    excluded_by: str
    part: int
    ahead: tuple[tuple[str, str], ...]
    """Letters of those that stood equal and came after it, and what decided that."""

    @property
    def paid(self) -> int:
        """Return what it takes from the budget where it is chosen."""
        return self.part or self.cost


@dataclass(frozen=True)
class PublicOutcome:
    """What another rule would have chosen, by letters."""

    rule: str
    letters: tuple[str, ...]
    same: bool
    left_out: Shown | None


@dataclass(frozen=True)
class PublicVote(VoteTerms):
    """One vote: its ballot while it is open, its result once it is closed.

    `level` says how much is shown: rules/shown_votes.py. While the vote is open, nothing of its
    turnout is: what was seen just before it is closed could tell a number that is hidden then.
    """

    level: str
    sealed: bool
    signed_in: Shown | None
    handed_out: Shown | None
    counted: Shown | None
    spoiled: Shown | None
    blank: Shown | None
    cards: CardCounts | None
    mismatches: tuple[Sentence, ...]
    left_out: Shown | None
    against: Shown | None
    others: tuple[PublicOutcome, ...]
    options: tuple[PublicOption, ...]

    @property
    def some_few(self) -> bool:
        """Tell whether the votes for some project are hidden, but not all."""
        return any(option.votes is None for option in self.options)

    @property
    def winners(self) -> tuple[str, ...]:
        """Return the letters of what was chosen, in the order of the ballot."""
        won = (option.letter for option in self.options if option.why == Why.FUNDED)
        return tuple(sorted(won, key=lambda letter: (len(letter), letter)))

    @property
    def chosen(self) -> tuple[PublicOption, ...]:
        """Return what was chosen, in the order in which it was."""
        return tuple(option for option in self.ranked if option.why == Why.FUNDED)

    @property
    def unchosen(self) -> tuple[PublicOption, ...]:
        """Return everything else, in the order in which it is told."""
        return tuple(option for option in self.ranked if option.why != Why.FUNDED)

    @property
    def filled(self) -> tuple[tuple[str, int, int], ...]:
        """Return how what was chosen fills the money: (letter, where it begins, how wide).

        In per-mille of the budget, rounded down; what takes no money is left out.
        """
        parts, taken = [], 0
        for option in self.chosen:
            start, end = (one * 1000 // max(self.budget, 1) for one in (taken, taken + option.paid))
            parts.append((option.letter, start, end - start))
            taken += option.paid
        return tuple(part for part in parts if part[2])

    def told(self, option: PublicOption) -> tuple[Sentence, ...]:
        """Return why a project was chosen or not."""
        return telling.told(option, self.ranked, self.level, self.threshold)

    @property
    def ranked(self) -> tuple[PublicOption, ...]:
        """Return the projects in the order in which they are told."""
        return tuple(sorted(self.options, key=lambda option: option.place))


def public_vote(session: Session, vote: UUID) -> PublicVote:
    """Return a vote as everybody may see it; NotFound if there is none."""
    found = session.get(Vote, vote)
    if found is None:
        raise NotFound("")
    rows = options_of(session, vote)
    named = offers(session, found, rows)
    if found.state not in COUNTED:
        return _open(session, found, list(named.values()))
    seen = shown_of(session, found)
    complete = needs(found.rule) == "totals.csv" or seen.matrix or seen.level == "all"
    origins = shown_origins(found.origins, seen.turnout.counted) or ()
    return PublicVote(
        **vars(vote_terms(session, found, origins)),
        level=seen.level.value,
        sealed=kind_of(found) is not Kind.TOTALS and not (complete and seen.level != "outcome"),
        **vars(seen.turnout),
        cards=card_counts(found, seen.turnout.counted),
        mismatches=_mismatches(session, found, rows, seen),
        left_out=seen.left_out,
        against=seen.against,
        others=_others(found, named, seen),
        options=_options(named, seen),
    )


def _open(session: Session, vote: Vote, named: list[Offer]) -> PublicVote:
    return PublicVote(
        **vars(vote_terms(session, vote)),
        level="",
        sealed=False,
        **vars(ShownTurnout()),
        cards=card_counts(vote, None),
        mismatches=(),
        left_out=None,
        against=None,
        others=(),
        options=tuple(_uncounted(one) for one in named),
    )


def _uncounted(one: Offer) -> PublicOption:
    return PublicOption(
        **vars(one),
        votes=None,
        place=0,
        why="",
        before=0,
        share=shown_so_far(0),
        phase="",
        each=None,
        held=None,
        excluded_by="",
        part=0,
        ahead=(),
    )


def _mismatches(
    session: Session, vote: Vote, rows: list[VoteOption], seen: ShownVote
) -> tuple[Sentence, ...]:
    beside = [number for number in vars(seen.turnout).values() if number is not None]
    if kind_of(vote) in (Kind.APPROVAL, Kind.TOTALS, Kind.YES_NO):
        beside += [number for number in (*seen.scores, seen.against) if number is not None]
    differing = mismatches_of(vote, rows, turnout_now(session, vote))
    return tuple(_mismatch(one, beside, seen) for one in differing)


def _mismatch(one: Mismatch, beside: list[Shown], seen: ShownVote) -> Sentence:
    these = shown_beside(one.these, beside)
    those = shown_beside(one.those, [*beside, one.these])
    if seen.turnout.counted is None or these is None or those is None:
        return told(one.misfit, None, None)
    return told(one.misfit, these, those)


def _others(vote: Vote, named: dict[UUID, Offer], seen: ShownVote) -> tuple[PublicOutcome, ...]:
    funded = {one.id for one in seen.rounds if one.why == "funded"}
    found = []
    for rule, other in vote.others.items():
        if not seen.may_compare(rule):
            continue
        left_out = other["left_out"]
        won = tuple(one.letter for id_, one in named.items() if str(id_) in other["winners"])
        every = seen.left_out is not None and left_out is not None
        shown = shown_if(left_out, safe=every) if every else None
        found.append(PublicOutcome(rule, won, set(other["winners"]) == funded, shown))
    return tuple(found)


def _options(named: dict[UUID, Offer], seen: ShownVote) -> tuple[PublicOption, ...]:
    most = max((votes for votes in seen.scores if votes), default=0) or 1
    return tuple(_option(place, named, one, most) for place, one in enumerate(seen.rounds, start=1))


def _option(place: int, named: dict[UUID, Offer], one: ShownRound, most: int) -> PublicOption:
    share = shown_if((one.score or 0) * 1000 // most, safe=True)
    each = None if one.measure is None else math.ceil(Fraction(*one.measure))
    held = None if one.held is None else int(Fraction(*one.held))
    return PublicOption(
        **vars(named[UUID(one.id)]),
        votes=one.score,
        place=place,
        why=one.why.value,
        before=one.left,
        share=share or shown_so_far(0),
        phase=one.phase,
        each=None if each is None else shown_if(each, safe=True),
        held=None if held is None else shown_if(held, safe=True),
        excluded_by=named[UUID(one.by)].letter if one.by else "",
        part=one.part,
        ahead=tuple((named[UUID(tie.id)].letter, tie.by.value) for tie in one.ties or ()),
    )
