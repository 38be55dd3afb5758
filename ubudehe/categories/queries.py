"""Rounds and what they decided, for people who may know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_
from sqlmodel import Session, col, select

from ubudehe.categories.actions.rounds import decided_count, last_round
from ubudehe.categories.appeals.queries import open_appeals
from ubudehe.categories.events.queries import shaken_households
from ubudehe.categories.frozen.queries import audit_list
from ubudehe.categories.rules import RoundCoverage, RoundState, Step, path_of
from ubudehe.categories.schemes.queries import scheme_of
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.places.pack import Country, Scheme
from ubudehe.record.append import total
from ubudehe.record.happened import Stretch, happened
from ubudehe.storage.reading import pick

SCREEN = 20
"""Households on one categorising screen."""


@dataclass(frozen=True)
class RoundView:
    """A round with its state and how far it has come; no round yet has no id."""

    id: UUID | None
    scheme: Scheme | None
    state: str
    path: tuple[Step, ...]
    coverage: RoundCoverage
    appeals_until: date | None
    open_appeals: int
    sound: bool
    """What is stored is what the record says."""
    shaken: int
    """Households to be looked at again, since something happened after they were decided."""

    def is_past(self, today: date) -> bool:
        """Tell whether appeals are late by now; they are taken all the same."""
        return self.appeals_until is not None and today > self.appeals_until

    @property
    def decides(self) -> bool:
        """Tell whether an assembly has households to decide for now."""
        started = self.state in (RoundState.MAPPED, RoundState.POSTED, RoundState.FINAL)
        return started and (self.shaken > 0 or not self.coverage.complete)


@dataclass(frozen=True)
class CategoryLine:
    """A household and what holds for it in the round."""

    household: UUID
    number: int
    isibo: str
    head: str
    members: int
    category: str | None
    criterion: str | None
    answers: Mapping[str, Any]

    @property
    def self_view(self) -> str | None:
        """Return the category in which the household sees itself, if it said so."""
        return self.answers.get("self_view")


@dataclass(frozen=True)
class PastDecision:
    """One decision about a household, as its file tells it."""

    round: UUID
    category: str
    criterion: str
    decided_at: datetime
    appeal: UUID | None
    current: bool
    votes_for: int
    votes_against: int
    abstained: int
    interested: int
    secret: bool
    note: str | None
    appeals_until: date | None
    id: UUID
    act: UUID | None
    """The act that decided it, where the record says so."""


@dataclass(frozen=True)
class GivenUp:
    """A round that was given up: when, by whom (a role), and why, unless that was erased."""

    at: datetime
    role: str
    reason: str


def given_up(session: Session, village: str) -> tuple[GivenUp, ...]:
    """Return the rounds of a village that were given up, the newest first."""
    acts = happened(session, Stretch(village), ("round.cancel",), ("reason",))
    return tuple(
        GivenUp(
            datetime.fromisoformat(one.public["at"]),
            one.public["by"]["role"],
            one.private.get("reason", ""),
        )
        for one in reversed(acts)
    )


def round_view(session: Session, village: str, country: Country) -> RoundView:
    """Return the round that goes on in a village, or its last one, or none."""
    found = last_round(session, village)
    registered = total(session, village, "households")
    if found is None:
        return RoundView(
            None, None, "none", path_of("none"), RoundCoverage(0, registered), None, 0, True, 0
        )
    return RoundView(
        found.id,
        scheme_of(session, country, found),
        found.state,
        path_of(found.state),
        RoundCoverage(decided_count(session, found.id), registered, found.estimated),
        found.appeals_until,
        open_appeals(session, found.id),
        found.posted_at is None or audit_list(session, village, found).sound,
        len(shaken_households(session, village, found.id)) if found.posted_at else 0,
    )


def category_lines(
    session: Session, village: str, round_: UUID, *, also: frozenset[UUID] | None = None
) -> tuple[CategoryLine, ...]:
    """Return the households of a village with what holds for them, by group and number.

    With `also`, only those without a decision and the ones in `also`.
    """
    joined = (
        (col(CategoryDecision.household) == Household.id)
        & (col(CategoryDecision.round) == round_)
        & col(CategoryDecision.current).is_(True)
    )
    query = (
        pick(
            Household.id,
            Household.number,
            Household.isibo,
            HouseholdIdentity.head,
            Household.members,
            CategoryDecision.category,
            CategoryDecision.criterion,
            Household.answers,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .outerjoin(CategoryDecision, joined)
        .where(Household.village == village, col(Household.ended).is_(None))
        .order_by(col(Household.isibo), col(Household.number))
    )
    if also is not None:
        query = query.where(col(CategoryDecision.id).is_(None) | col(Household.id).in_(also))
    return tuple(CategoryLine(*row) for row in session.execute(query).all())


def to_decide(session: Session, village: str, round_: UUID) -> tuple[CategoryLine, ...]:
    """Return the households an assembly still has to decide for, by group and number."""
    again = shaken_households(session, village, round_)
    return category_lines(session, village, round_, also=again)


def decisions_about(session: Session, household: UUID) -> tuple[PastDecision, ...]:
    """Return everything decided about a household in any round, the newest first."""
    query = (
        pick(
            CategoryDecision.round,
            CategoryDecision.category,
            CategoryDecision.criterion,
            CategoryDecision.decided_at,
            CategoryDecision.appeal,
            and_(
                col(CategoryDecision.current),
                col(CategoryRound.state).is_distinct_from(RoundState.STOPPED),
            ),
            CategoryDecision.votes_for,
            CategoryDecision.votes_against,
            CategoryDecision.abstained,
            CategoryDecision.interested,
            CategoryDecision.secret,
            CategoryDecision.note,
            CategoryDecision.appeals_until,
            CategoryDecision.id,
            CategoryDecision.act,
        )
        .join(CategoryRound, col(CategoryRound.id) == CategoryDecision.round)
        .where(CategoryDecision.household == household, CategoryDecision.category != "")
        .order_by(col(CategoryDecision.decided_at).desc())
    )
    return tuple(PastDecision(*row) for row in session.execute(query).all())


def schemes_of_rounds(session: Session, village: str, country: Country) -> dict[UUID, Scheme]:
    """Return the scheme of each round of a village."""
    rounds = session.exec(select(CategoryRound).where(CategoryRound.village == village)).all()
    return {round_.id: scheme_of(session, country, round_) for round_ in rounds}
