"""Votes, shaped for a page."""

import math
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, number, text
from ubudehe.language.titles import Called
from ubudehe.projects.proposals.queries import ShownPhoto, proposals
from ubudehe.projects.rules.ballot_text import letter
from ubudehe.projects.rules.election import KNAPSACK, Kind, can_be_reached, quorum_of
from ubudehe.projects.rules.origins import ShownOrigins, way_of
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.rules.tallying import tally
from ubudehe.projects.rules.turnout import Mismatch, Turnout
from ubudehe.projects.voting import telling
from ubudehe.projects.voting.annulling.queries import (
    Annulment,
    AnnulRequestLine,
    annulment,
    requests_of,
)
from ubudehe.projects.voting.binding import Missing, missing_of, money_said
from ubudehe.projects.voting.cards.queries import CardNote, card_notes
from ubudehe.projects.voting.differing import all_told
from ubudehe.projects.voting.elections import counted_election, not_fitting, terms_of
from ubudehe.projects.voting.keeping import what_is_kept
from ubudehe.projects.voting.overriding.queries import Decision, decision
from ubudehe.projects.voting.tables import Ballot, SignedVoters, Vote, VoteOption
from ubudehe.projects.voting.tellers.photos import RemovedPhoto, tally_photos
from ubudehe.projects.voting.votes import COUNTED, ON_PAPER, options_of, vote_of
from ubudehe.record.rules.suppression import Shown
from ubudehe.record.tongues import tongues
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

BY_TICKS = ("approval", KNAPSACK)
"""Kinds of ballots on which a project is marked or not."""

_VOTES: Prepared[Any] = Prepared(
    pick(Vote.id, Vote.state, Vote.method, Vote.budget, Vote.prepared_at, Vote.closed_at)
    .where(Vote.village == given("village"))
    .order_by(col(Vote.prepared_at).desc())
)


@dataclass(frozen=True)
class VoteLine:
    """A vote in a list."""

    id: UUID
    state: VoteState
    method: str
    budget: int
    prepared_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Offer:
    """A project on a ballot with its letter; `excludes` are those of the others of its group."""

    id: UUID
    letter: str
    code: str
    title: str
    cost: int
    labour_days: int
    excludes: str
    symbol: str
    photo: ShownPhoto | None
    called: Called
    least: int
    """With how much money it can be done in part, where that was declared; else 0."""
    returned: bool
    """Whether the sector returned it and nobody answered."""
    decided: str
    chosen: bool
    """Whether it is chosen in the end: by the count, or by a meeting after it."""


@dataclass(frozen=True)
class OptionLine(Offer):
    """A project on a ballot and its result once counted; for people of the village.

    `share` is a per-mille of the most votes. `each` is the most that one mark paid, in minor units
    and rounded up, `held` what its supporters still held together, `part` what it is given where
    that is a part of its cost: see `rules.outcome.Round`. `ahead` are the letters of those that
    stood equal and came after it, with what decided that.
    """

    votes: int
    place: int
    why: str
    before: int
    share: int
    phase: str
    each: int | None
    held: int | None
    excluded_by: str
    part: int
    ahead: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VoteTerms:
    """What was agreed of a vote, and how far it is; nothing in it counts who took part."""

    id: UUID
    village: str
    assembly: UUID
    state: VoteState
    method: str
    kind: str
    marks: int
    electorate: str
    rule: str
    threshold: int
    quorum: int
    part: bool
    budget: int
    has_cards: bool
    settled: int
    settled_anew: int
    reason: str
    reason_lang: str
    """The language of the reason, where it is known."""
    left: int
    opened_at: datetime | None
    closed_at: datetime | None
    annulled: Annulment | None
    asked: tuple[AnnulRequestLine, ...]
    """What was asked of the sector about annulling it."""
    photos: tuple[str, ...]
    """Photos of signed tallies that everybody may see, by their hash."""
    kept_photos: int
    """How many photos of tallies are kept in the village alone."""
    removed_photos: tuple[RemovedPhoto, ...]
    origins: ShownOrigins
    """How many ballots came in which way, as far as it is shown."""
    decided: Decision | None
    """What a meeting took otherwise than the count."""
    envelope: UUID | None
    keeps: tuple[Sentence, ...]
    """What is kept and published of this vote, in words: see `keeping.py`."""
    card_notes: tuple[CardNote, ...]
    missing: Missing | None
    """What is gone of the money that it holds."""
    money_said: tuple[Sentence, ...]
    """What everybody is told of money that is gone, and of what can be done."""

    @property
    def has_result(self) -> bool:
        """Return whether the ballots were counted; also of a vote that was annulled later."""
        return self.state in COUNTED

    @property
    def of_people(self) -> bool:
        """Return whether each vote for a project is one person's, and not a point."""
        return self.kind not in ("points", "ranking")

    @property
    def ways(self) -> tuple[tuple[str, str, Shown], ...]:
        """Return how ballots came in: (way, isibo or nothing, how many)."""
        return tuple((*way_of(origin), number) for origin, number in self.origins)

    @property
    def has_tally(self) -> bool:
        """Return whether something was counted on a tally sheet."""
        return self.method != "cards"

    @property
    def may_answer(self) -> bool:
        """Return whether the sector is asked to annul it and has not answered."""
        return any(one.waits for one in self.asked)

    @property
    def asking(self) -> tuple[str, str]:
        """Return where the sector is asked or is asked no more, and how that is said."""
        if self.may_answer:
            return "back", N_("Take back what the sector was asked")
        return "ask", N_("Ask the sector to annul the vote")

    @property
    def shares(self) -> tuple[tuple[str, int], ...]:
        """Return what shares of people were agreed, as (msgid, percent)."""
        wanted = (
            N_("It is chosen only if yes is at least %(percent)s percent of yes and no.")
            if self.alone
            else N_("A project needs at least %(percent)s percent of the voters.")
        )
        least = N_("Quorum: %(percent)s percent of those who may vote, but at least five.")
        return tuple(one for one in ((wanted, self.threshold), (least, self.quorum)) if one[1])

    @property
    def on_paper(self) -> bool:
        """Return whether people vote on paper."""
        return self.method in ON_PAPER

    @property
    def within(self) -> bool:
        """Return whether what a ballot marks must fit in the money together."""
        return self.kind == KNAPSACK

    @property
    def alone(self) -> bool:
        """Return whether one project alone was voted on, with yes and no."""
        return self.kind == Kind.YES_NO


@dataclass(frozen=True)
class VoteView(VoteTerms):
    """One vote with all that is known of it; for people of the village."""

    people: int
    electors: int
    cards: int
    void_cards: int
    signed_in: int
    handed_out: int
    counted: int
    spoiled: int
    blank: int
    mismatches: tuple[Sentence, ...]
    options: tuple[OptionLine, ...]

    @property
    def level(self) -> str:
        """Return that everything is shown: to people of the village."""
        return "all"

    @property
    def good_cards(self) -> int:
        """Return how many cards were printed and are not void."""
        return self.cards - self.void_cards

    @property
    def quorum_said(self) -> tuple[Sentence, ...]:
        """Return how many ballots a quorum is before the count, and whether they can come."""
        least = quorum_of(self.quorum, self.electors)
        if not least or self.state not in (VoteState.PREPARED, VoteState.OPEN):
            return ()
        reached = N_("Quorum: %(number)s must take part. With fewer nothing is chosen.")
        said = [Sentence(reached, {"number": number(least)})]
        if not can_be_reached(self.quorum, self.electors):
            said.append(Sentence(N_("Fewer than five may vote: the quorum cannot be reached.")))
        elif self.method == "cards" and self.good_cards < least:
            said.append(Sentence(N_("There are fewer cards than that: print more.")))
        return tuple(said)

    @property
    def against(self) -> int:
        """Return how many said no to one project alone; who said neither left the ballot blank."""
        return self.counted - self.blank - sum(option.votes for option in self.options)

    @property
    def to_count(self) -> tuple[tuple[str, str, Sentence], ...]:
        """Return what each teller counts, as (key, a short sign, what it is called)."""
        if self.alone:
            yes = str(self.options[0].id)
            return (
                (yes, "yes", Sentence(N_("Yes"))),
                ("no", "no", Sentence(N_("No"))),
                ("abstain", "abstain", Sentence(N_("Abstain"))),
            )
        called = N_("%(letter)s · %(title)s")
        return tuple(
            (
                str(o.id),
                o.letter,
                Sentence(called, {"letter": text(o.letter), "title": text(o.title)}),
            )
            for o in self.options
        )

    @property
    def limited(self) -> bool:
        """Return whether a voter may mark fewer projects than there are."""
        return self.marks < len(self.options)

    def told(self, option: OptionLine) -> tuple[Sentence, ...]:
        """Return why a project was chosen or not."""
        return telling.told(option, self.ranked, self.level, self.threshold)

    @property
    def ranked(self) -> tuple[OptionLine, ...]:
        """Return the projects in the order in which they were counted."""
        return tuple(sorted(self.options, key=lambda option: option.place))


def votes(session: Session, village: str) -> tuple[VoteLine, ...]:
    """Return the votes of a village, the newest first."""
    return tuple(VoteLine(*row) for row in _VOTES.rows(session, village=village))


def vote_view(session: Session, village: str, vote: UUID) -> VoteView:
    """Return one vote as people of the village see it; NotFound if there is none."""
    found = vote_of(session, village, vote)
    rows = options_of(session, vote)
    turnout = turnout_now(session, found)
    return VoteView(
        **vars(vote_terms(session, found)),
        people=found.people,
        electors=found.electors,
        cards=found.cards,
        void_cards=found.void_cards,
        **vars(turnout),
        mismatches=all_told(mismatches_of(found, rows, turnout)),
        options=_options(session, found, rows),
    )


def vote_terms(session: Session, vote: Vote, origins: ShownOrigins = ()) -> VoteTerms:
    """Return what was agreed of a vote."""
    photos, missing = tally_photos(session, vote), missing_of(session, vote)
    same = {name: getattr(vote, name) for name in VoteTerms.__dataclass_fields__.keys() - _OWN}
    return VoteTerms(
        **same,
        has_cards=vote.cards > 0,
        annulled=annulment(session, vote),
        asked=requests_of(session, vote),
        photos=tuple(one.sha256 for one in photos if one.shown and not one.gone),
        kept_photos=sum(not one.shown and not one.gone for one in photos),
        removed_photos=tuple(
            RemovedPhoto(one.sha256, one.gone, one.gone_on)
            for one in photos
            if one.shown and one.gone
        ),
        origins=origins,
        reason_lang=_reason_lang(session, vote),
        decided=decision(session, vote),
        keeps=what_is_kept(vote.method, vote.rule),
        card_notes=card_notes(session, vote.id),
        missing=missing,
        money_said=money_said(vote, missing),
    )


_OWN = {"has_cards", "annulled", "asked", "photos", "kept_photos", "origins"}
_OWN |= {"removed_photos", "decided", "keeps", "card_notes", "reason_lang", "missing", "money_said"}


def _reason_lang(session: Session, vote: Vote) -> str:
    if not vote.reason:
        return ""
    said = tongues(session, vote.village, subjects=(vote.id,))
    return said.last(vote.id, "vote.void", "vote.close")


def as_prepared(session: Session, village: str, vote: UUID) -> dict[str, object]:
    """Return a vote as the form for a new one would have it; NotFound where there is none."""
    found = vote_of(session, village, vote)
    rows = options_of(session, found.id)
    same = (
        "budget",
        "electorate",
        "method",
        "marks",
        "threshold",
        "quorum",
        "part",
        "envelope",
    )
    groups = {str(row.proposal): row.grp for row in rows if row.grp}
    return {
        **{name: getattr(found, name) for name in same},
        "kind": None if found.kind == Kind.YES_NO else found.kind,
        "rule": None if found.kind == Kind.YES_NO else found.rule,
        "cards": found.cards or None,
        "proposals": [row.proposal for row in rows],
        "group": groups,
    }


def in_box(session: Session, vote: UUID) -> int:
    """Return how many cards have voted so far."""
    voted = col(Ballot.sealed).is_not(None)
    return session.exec(select(func.count()).where(Ballot.vote == vote, voted)).one()


def signed_in(session: Session, vote: UUID) -> int:
    """Return how many voters on the roll have come to a vote that is not closed."""
    summed = select(func.coalesce(func.sum(SignedVoters.voters), 0)).where(
        SignedVoters.vote == vote
    )
    return int(session.exec(summed).one())


def turnout_now(session: Session, vote: Vote) -> Turnout:
    """Return the turnout of a vote, as far as it has come."""
    came = vote.signed_in
    if vote.state in (VoteState.PREPARED, VoteState.OPEN):
        came = signed_in(session, vote.id)
    counted = in_box(session, vote.id) if vote.state == VoteState.OPEN else vote.counted
    return Turnout(came, vote.handed_out, counted, vote.spoiled, vote.blank)


def mismatches_of(vote: Vote, rows: list[VoteOption], turnout: Turnout) -> tuple[Mismatch, ...]:
    """Return which numbers of a closed vote do not fit together."""
    if vote.state not in COUNTED:
        return ()
    votes = sum(row.votes for row in rows)
    return not_fitting(terms_of(vote, rows), turnout, vote.door, votes)


def offers(session: Session, vote: Vote, rows: list[VoteOption]) -> dict[UUID, Offer]:
    """Return the projects of a ballot as they are named on it, by proposal."""
    lines = {line.id: line for line in proposals(session, vote.village)}
    letters = {row.proposal: letter(row.position, numbered=vote.numbered) for row in rows}
    found = {}
    for row in rows:
        line = lines[row.proposal]
        others = (o for o in rows if row.grp and o.grp == row.grp and o is not row)
        found[row.proposal] = Offer(
            id=row.proposal,
            letter=letters[row.proposal],
            code=line.code,
            title=line.title,
            cost=row.cost,
            labour_days=line.labour_days,
            excludes=", ".join(letters[other.proposal] for other in others),
            symbol=line.symbol,
            photo=line.photo,
            called=line.called,
            least=row.least,
            returned=row.returned,
            decided=row.decided,
            chosen=row.is_chosen,
        )
    return found


def _ties(
    session: Session, vote: Vote, letters: dict[str, str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return by project which equal ones it came before, and what decided that."""
    if vote.state not in COUNTED:
        return {}
    outcome = tally(vote.rule, counted_election(session, vote))
    return {
        one.id: tuple((letters[tie.id], tie.by.value) for tie in one.ties) for one in outcome.rounds
    }


def _options(session: Session, vote: Vote, rows: list[VoteOption]) -> tuple[OptionLine, ...]:
    named = offers(session, vote, rows)
    ties = _ties(session, vote, {str(id_): one.letter for id_, one in named.items()})
    most = max((row.votes for row in rows), default=0) or 1
    return tuple(
        OptionLine(
            **vars(named[row.proposal]),
            votes=row.votes,
            place=row.place,
            why=row.why,
            before=row.before,
            share=row.votes * 1000 // most,
            phase=row.phase,
            each=None if row.measure is None else math.ceil(Fraction(row.measure)),
            held=None if row.held is None else int(Fraction(row.held)),
            excluded_by=named[row.excluded_by].letter if row.excluded_by else "",
            part=row.granted or 0,
            ahead=ties.get(str(row.proposal), ()),
        )
        for row in rows
    )
