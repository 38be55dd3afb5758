"""Interviews, shaped for the facilitator's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from ubudehe.households.forms import NO_GROUP
from ubudehe.households.interviews.rules import Pairs, counted, is_begun, left_open, state_of
from ubudehe.households.interviews.tables import HouseholdDraft
from ubudehe.households.roster.queries import keeps_roster
from ubudehe.households.roster.rules import list_counts
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.messages import N_
from ubudehe.language.paging import Paging
from ubudehe.language.refusals import NotFound
from ubudehe.people.seen import version_of
from ubudehe.people.tables import Account
from ubudehe.places.pack import Country
from ubudehe.record.append import total
from ubudehe.record.tables import Act
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import of_village, pick

PAGE = 20

_BEGUN = Prepared(select(func.count()).where(HouseholdDraft.village == given("village")))


@dataclass(frozen=True)
class DraftLine:
    """An interview in the list: who, where, and who saved it when."""

    id: UUID
    head: str
    isibo: str
    saved_by: str
    saved_at: datetime
    until: datetime
    """When it is cleared away if nobody saves it again."""


@dataclass(frozen=True)
class OpenLine:
    """A household of the register of which a list from elsewhere left something open."""

    id: UUID
    number: int
    head: str
    isibo: str
    open: tuple[str, ...]


@dataclass(frozen=True)
class InterviewPage:
    """What a facilitator has to do from house to house."""

    to_visit: tuple[DraftLine, ...]
    to_finish: tuple[DraftLine, ...]
    left_open: tuple[OpenLine, ...]
    part: Paging
    """Which of the households with something left open are shown."""
    done: int
    """How many households are registered."""

    @property
    def unfinished(self) -> int:
        """Return how many are begun or left open."""
        return len(self.to_finish) + self.part.all


@dataclass(frozen=True)
class DraftPerson:
    """Somebody who is listed in an interview."""

    id: UUID
    name: str
    relation: str
    sex: str
    birth_year: int | None


@dataclass(frozen=True)
class DraftList:
    """Who is listed in an interview."""

    draft: UUID
    head: str
    head_sex: str
    members: tuple[DraftPerson, ...]
    counted: int
    """How many people the counts of the interview say."""
    kept: bool
    """Whether the village lists members today."""

    @property
    def counts(self) -> bool:
        """Tell whether the counts follow from the list."""
        return list_counts(len(self.members), self.counted)


@dataclass(frozen=True)
class DraftView:
    """An interview as far as it was told."""

    id: UUID
    pairs: Pairs
    version: str
    head: str


def interviews(session: Session, village: str, country: Country, first: int = 0) -> InterviewPage:
    """Return the interviews of a village."""
    groups, kept = country.groups, timedelta(days=country.keeping.interview_days)
    query = (
        pick(HouseholdDraft.id, HouseholdDraft.fields, Account.name, HouseholdDraft.saved_at)
        .join(Account, col(Account.id) == HouseholdDraft.account)
        .where(HouseholdDraft.village == village)
        .order_by(col(HouseholdDraft.saved_at).desc(), col(HouseholdDraft.id))
    )
    to_visit: list[DraftLine] = []
    to_finish: list[DraftLine] = []
    for id_, pairs, name, at in session.execute(query):
        state = state_of(pairs)
        line = DraftLine(id_, state["head"], state["isibo"], name, at, at + kept)
        (to_finish if is_begun(pairs) else to_visit).append(line)
    open_ = _left_open(session, village, groups, first)
    return InterviewPage(
        tuple(to_visit),
        tuple(to_finish),
        open_,
        Paging(first, PAGE, _count_open(session, village, groups)),
        total(session, village, "households"),
    )


def count_interviews(session: Session, village: str, groups: bool) -> int:
    """Return how many interviews of a village wait: to visit, to finish, or left open."""
    return _BEGUN.one(session, village=village)[0] + _count_open(session, village, groups)


def has_registered(session: Session, village: str, account: UUID) -> bool:
    """Tell whether somebody ever registered a household of a village, one by one."""
    query = pick(Act.id).where(
        Act.log == village, Act.account == account, Act.type == "household.register"
    )
    return session.execute(query.limit(1)).first() is not None


def draft_view(session: Session, village: str, draft: UUID) -> DraftView:
    """Return an interview of a village; NotFound where there is none."""
    found = of_village(session, HouseholdDraft, draft, village)
    if found is None:
        raise NotFound(N_("There is no such interview in this village."))
    state = state_of(found.fields)
    return DraftView(found.id, found.fields, version_of(state), state["head"])


def draft_list(session: Session, village: str, draft: UUID) -> DraftList:
    """Return who is listed in an interview of a village; NotFound where there is none."""
    found = of_village(session, HouseholdDraft, draft, village)
    if found is None:
        raise NotFound(N_("There is no such interview in this village."))
    state = state_of(found.fields)
    people = tuple(
        DraftPerson(UUID(one["id"]), one["name"], one["relation"], one["sex"], one["birth_year"])
        for one in found.members
    )
    kept = keeps_roster(session, village)
    return DraftList(draft, state["head"], state["head_sex"], people, counted(state), kept)


def _left_open(session: Session, village: str, groups: bool, first: int) -> tuple[OpenLine, ...]:
    query = (
        pick(
            Household.id,
            Household.number,
            HouseholdIdentity.head,
            Household.isibo,
            Household.answers,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .where(*_is_open(village, groups))
        .order_by(col(Household.number))
        .offset(first)
        .limit(PAGE)
    )
    return tuple(
        OpenLine(id_, number, head, isibo, left_open(isibo, answers, groups))
        for id_, number, head, isibo, answers in session.execute(query)
    )


def _count_open(session: Session, village: str, groups: bool) -> int:
    return _left_open_count(groups).one(session, village=village)[0]


@cache
def _left_open_count(groups: bool) -> Prepared[tuple[int]]:
    is_open = _is_open(given("village"), groups)
    return Prepared(select(func.count()).select_from(Household).where(*is_open))


def _is_open(village: str, groups: bool) -> Sequence[ColumnElement[bool]]:
    """Return what `rules.left_open` says as a question to the database.

    It came with a list, nobody has answered for it since, and something is open.
    """
    answers = Household.__table__.c.answers  # type: ignore[attr-defined]
    kept = answers["other_answers"].as_string()
    open_ = [answers["age_unknown"].as_integer() > 0, kept.is_not(None) & (kept != "{}")]
    if groups:
        open_.append(col(Household.isibo) == NO_GROUP)
    return (
        col(Household.village) == village,
        col(Household.ended).is_(None),
        col(Household.source_key).is_not(None),
        answers["answered_by"].as_string().is_(None),
        or_(*open_),
    )
