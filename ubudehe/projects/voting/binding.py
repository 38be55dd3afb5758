"""A vote bound to an envelope: what other votes leave of its money.

A vote that is prepared or open holds all of its budget; one that is void or annulled, nothing; one
that was counted, what its chosen projects cost: as voted, or as a meeting changed it, and of a
project closed with a report what was spent. What a meeting added to a budget takes of the envelope
only what no vote holds: the rest of it is other money (decision 0141).

Where an envelope becomes less than votes hold of it, what is gone is told to one after the other:
first holds what was counted, then what is open, then what is prepared (decision 0143).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.language.sentences import Sentence, money, text
from ubudehe.people.desk import Desk
from ubudehe.places.under import span, under
from ubudehe.projects.envelopes import Envelope, all_envelopes, costs_now, doubtful, envelopes
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import Vote
from ubudehe.projects.voting.votes import options_of
from ubudehe.storage.prepared import Prepared, listed

Held = list[tuple[UUID, int]]
"""What is held of an envelope, and by what: a vote to come, or a project that was chosen."""
_NOTHING: Mapping[UUID, int] = {}
_COMING = (VoteState.PREPARED, VoteState.OPEN)

_BOUND = Prepared(
    select(Vote)
    .where(under(Vote.village), col(Vote.state).in_(_COMING), col(Vote.envelope).is_not(None))
    .order_by(col(Vote.prepared_at))
)
_MOST_HELD = Prepared(
    select(col(Vote.envelope), func.sum(Vote.budget))
    .where(
        col(Vote.envelope).in_(listed("envelopes")),
        col(Vote.state).in_((*_COMING, VoteState.CLOSED)),
    )
    .group_by(col(Vote.envelope))
)


@dataclass(frozen=True)
class Free:
    """An envelope and what votes leave of it; below zero where its giver promised less since."""

    envelope: Envelope
    left: int


@dataclass(frozen=True)
class Missing:
    """Money that a vote holds and that is gone, in minor units."""

    envelope: Envelope
    held: int
    gone: int

    @property
    def left(self) -> int:
        """Return what is left of it."""
        return self.held - self.gone


@dataclass(frozen=True)
class _Claim:
    """What a vote holds of its envelope, with and without what is spent; and what others hold."""

    held: int
    unspent: int
    first: int
    """What others hold before it."""
    others: int


def free_envelopes(session: Session, village: str, currency: str) -> tuple[Free, ...]:
    """Return the envelopes of a village with what votes leave of each."""
    now = costs_now(session, village)
    return tuple(
        Free(one, left_of_envelope(one.amount, _holds(session, village, one.id), now))
        for one in envelopes(session, village, currency)
    )


def budgets_of_votes(session: Session, village: str) -> int:
    """Return what the votes of a village that are prepared or open are about, all together.

    Money that is gone is held by none of them.
    """
    rows = session.exec(select(Vote).where(Vote.village == village, col(Vote.state).in_(_COMING)))
    lost = ((vote.budget, missing_of(session, vote)) for vote in rows.all())
    return sum(missing.left if missing else budget for budget, missing in lost)


def _holds(session: Session, village: str, envelope: UUID) -> Held:
    """Return what the votes bound to an envelope hold: each project's part, or a whole budget."""
    votes = _bound_to(session, village, envelope)
    return [one for vote in votes for one in _held_by(session, vote)]


def _bound_to(session: Session, village: str, envelope: UUID) -> list[Vote]:
    query = select(Vote).where(Vote.village == village, Vote.envelope == envelope)
    return list(session.exec(query))


def _comes_before(one: Vote, other: Vote) -> bool:
    return _turn(one) < _turn(other)


def _turn(vote: Vote) -> tuple[int, datetime, UUID]:
    order = (VoteState.CLOSED, VoteState.OPEN, VoteState.PREPARED)
    turn = order.index(vote.state) if vote.state in order else len(order)
    return turn, vote.closed_at or vote.prepared_at, vote.id


def _held_by(session: Session, vote: Vote) -> Held:
    if vote.state in _COMING:
        return [(vote.id, vote.budget)]
    if vote.state != VoteState.CLOSED:
        return []
    return [(one.proposal, one.takes) for one in options_of(session, vote.id) if one.is_chosen]


def _as_voted(held: Held, now: Mapping[UUID, int], spent: Mapping[UUID, int] = _NOTHING) -> int:
    """Return what is held and not spent, without what meetings added to budgets since."""
    return sum(max(min(takes, now.get(id_, takes)) - spent.get(id_, 0), 0) for id_, takes in held)


def left_of_envelope(amount: int, held: Held, now: Mapping[UUID, int]) -> int:
    """Return what is left of an envelope; below zero where votes alone hold more than it is."""
    left = amount - _as_voted(held, now)
    added = sum(max(now.get(id_, takes) - takes, 0) for id_, takes in held)
    return max(left - added, min(left, 0))


def check_free(desk: Desk, envelope: UUID, budget: int) -> None:
    """Raise Refusal unless an envelope of the village has as much money as a new vote is about."""
    free = free_envelopes(desk.session, desk.place, desk.country.currency)
    found = next((one for one in free if one.envelope.id == envelope), None)
    if found is None:
        raise Refusal(N_("Choose one of the answers shown."), "envelope")
    if budget > found.left:
        raise Refusal(
            N_("Of %(code)s only %(left)s are free: other votes hold the rest."),
            "budget",
            code=found.envelope.code,
            left=desk.country.money(max(found.left, 0)),
        )


def money_there(session: Session, vote: Vote) -> int | None:
    """Return what a counted vote may hold; None where its money is bound to nothing.

    That is what no other vote holds; what it holds by now, it may keep while that is there.
    """
    found = _envelope_of(session, vote)
    if found is None:
        return None
    claim, amount = _claim(session, vote, found), found.amount
    free = max(amount - claim.others, min(claim.unspent, amount - claim.first), 0)
    return free + claim.held - claim.unspent


def most_to_take(session: Session, vote: Vote) -> int:
    """Return what projects that a meeting takes of a counted vote may cost together."""
    there = money_there(session, vote)
    return vote.budget if there is None else min(vote.budget, there)


def missing_of(session: Session, vote: Vote) -> Missing | None:
    """Return what is gone of the money that a vote holds; None where all of it is there.

    What was spent on its projects, before the rest went back to the giver, was there for them.
    """
    found = _envelope_of(session, vote)
    if found is None:
        return None
    claim = _claim(session, vote, found)
    gone = claim.unspent - max(found.amount - claim.first, 0)
    return Missing(found, claim.held, gone) if gone > 0 else None


def _claim(session: Session, vote: Vote, envelope: Envelope) -> _Claim:
    now = costs_now(session, vote.village)

    def unspent(one: Vote) -> int:
        return _as_voted(_held_by(session, one), now, envelope.spent)

    others = [one for one in _bound_to(session, vote.village, envelope.id) if one.id != vote.id]
    held = {one.id: unspent(one) for one in others}
    first = sum(held[one.id] for one in others if _comes_before(one, vote))
    full = _as_voted(_held_by(session, vote), now)
    return _Claim(full, unspent(vote), first, sum(held.values()))


def _envelope_of(session: Session, vote: Vote) -> Envelope | None:
    if vote.envelope is None:
        return None
    known = {one.id: one for one in all_envelopes(session, vote.village)}
    return known.get(vote.envelope)


def check_still_there(desk: Desk, vote: Vote) -> None:
    """Raise Refusal where the money of a prepared vote was withdrawn or became less since."""
    if missing_of(desk.session, vote) is not None:
        raise Refusal(
            N_(
                "The money of this vote was withdrawn, or became less. Declare the vote void and "
                "prepare it anew."
            )
        )


def take_what_is_left(desk: Desk, vote: Vote, *, agreed: bool) -> None:
    """Let an open vote be about what is left of its money; Refusal unless people agreed to that.

    To be called once the ballots are read: they were filled in for all of the money.
    """
    missing = missing_of(desk.session, vote)
    if missing is None:
        return
    if not missing.left:
        raise Refusal(
            N_("Nothing is left of the money of this vote. Declare the vote void instead."),
            "with_left",
        )
    if not agreed:
        raise Refusal(
            N_(
                "%(gone)s of the money of this vote are gone. Agree to count it with the %(left)s "
                "that are left, or declare it void."
            ),
            "with_left",
            gone=desk.country.money(missing.gone),
            left=desk.country.money(missing.left),
        )
    vote.budget, vote.gone = missing.left, missing.gone


def without_money(session: Session, code: str, most: int = 100) -> tuple[Vote, ...]:
    """Return votes at or below a place that are not counted and whose money is gone.

    Of more than `most`, those that were prepared first.
    """
    votes = _BOUND.rows(session, **span(code))
    suspects = doubtful(session, _most_held(session, {one.envelope for one in votes}))
    found = (one for one in votes if one.envelope in suspects and missing_of(session, one))
    return tuple(islice(found, most))


def _most_held(session: Session, which: Collection[UUID | None]) -> dict[UUID, int]:
    """Return the most that votes can hold of envelopes: all budgets of votes that stand."""
    rows = _MOST_HELD.rows(session, envelopes=list(which)) if which else ()
    return {envelope: int(held) for envelope, held in rows if envelope}


def money_said(vote: Vote, missing: Missing | None) -> tuple[Sentence, ...]:
    """Return what everybody is told of money that is gone, and of what can be done."""
    if missing is None:
        if not vote.gone:
            return ()
        values = {"all": money(vote.budget + vote.gone), "gone": money(vote.gone)}
        return (Sentence(_COUNTED_WITH_LESS, {**values, "left": money(vote.budget)}),)
    if vote.state not in _TOLD:
        return ()
    amounts = {"all": money(missing.held), "gone": money(missing.gone), "left": money(missing.left)}
    why = _WITHDRAWN if missing.envelope.withdrawn else _LESS
    values = {**amounts, "code": text(missing.envelope.code)}
    ways = _TOLD[vote.state]
    return Sentence(why, values), Sentence(ways[bool(missing.left)], {"left": amounts["left"]})


def budget_said(budget: int, gone: Sequence[Sentence]) -> Sentence:
    """Return what a ballot says of the money; where some is `gone`, that is told beside it."""
    if not budget:
        return Sentence(N_("No money is needed, only what people give."))
    about = N_("People vote on %(budget)s.") if gone else N_("There are %(budget)s.")
    return Sentence(about, {"budget": money(budget)})


_WITHDRAWN = N_("Of the %(all)s of this vote %(gone)s are gone: the giver withdrew grant %(code)s.")
_LESS = N_("Of the %(all)s of this vote %(gone)s are gone: less is promised by grant %(code)s now.")
_COUNTED_WITH_LESS = N_(
    "People voted on %(all)s. %(gone)s of it were gone before the count, so the vote was counted "
    "with the %(left)s that were left."
)
_VOID_IT = N_(
    "Nothing is left to decide on. Two people declare this vote void; it can be held again when "
    "there is money."
)
_TOLD = {
    VoteState.PREPARED: (
        N_("This vote cannot be opened. Two people declare it void and prepare it anew."),
    )
    * 2,
    VoteState.OPEN: (
        _VOID_IT,
        N_(
            "People can go on voting. Two people then count it with the %(left)s that are left, or "
            "declare it void before."
        ),
    ),
    VoteState.CLOSED: (
        N_(
            "What was chosen stands, but this money is not there for it. A meeting can take other "
            "projects, or annul the vote."
        ),
    )
    * 2,
}
"""By state: what can be done where nothing is left, and where something is."""
