"""Who lives in a household, and which households are to be listed yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from ubudehe.households.roster.rules import HEAD, ListedPerson, derived, list_counts
from ubudehe.households.roster.tables import HouseholdMember, VillageRoster
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.paging import Paging
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

PAGE = 20

_KEPT = Prepared(select(VillageRoster.kept).where(VillageRoster.village == given("village")))
_LISTED = (
    select(func.count())
    .select_from(HouseholdMember)
    .where(HouseholdMember.household == Household.id, col(HouseholdMember.gone).is_(None))
    .correlate(Household)
    .scalar_subquery()
)
_UNLISTED = and_(
    col(Household.village) == given("village"),
    col(Household.ended).is_(None),
    col(Household.members) != _LISTED,
)
_UNLISTED_COUNT = Prepared(select(func.count()).select_from(Household).where(_UNLISTED))
_PAGE: Prepared[Any] = Prepared(
    pick(Household.id, Household.number, HouseholdIdentity.head, Household.members, _LISTED)
    .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
    .where(_UNLISTED)
    .order_by(col(Household.number))
    .offset(given("start"))
    .limit(PAGE)
)


@dataclass(frozen=True)
class MemberLine:
    """Somebody in the list of a household."""

    id: UUID
    name: str
    relation: str | None
    sex: str
    birth_year: int | None
    gone: str | None


@dataclass(frozen=True)
class MemberList:
    """The list of a household beside what is counted of it."""

    household: UUID
    number: int
    head: str
    ended: str | None
    counted: int
    """How many people the household's counts say."""
    present: tuple[MemberLine, ...]
    gone: tuple[MemberLine, ...]
    kept: bool
    """Whether the village lists members today."""

    @property
    def counts(self) -> bool:
        """Tell whether the household's counts follow from the list."""
        return self.kept and list_counts(len(self.present), self.counted)

    @property
    def missing(self) -> int:
        """Return how many people are counted and not listed; below zero: listed, not counted."""
        return self.counted - len(self.present)

    @property
    def too_long(self) -> bool:
        """Tell whether more people are listed than counted, or as many where lists are not kept."""
        return self.missing <= 0

    @property
    def head_listed(self) -> bool:
        """Tell whether the list says who of it heads the household."""
        return any(one.relation == HEAD and one.name == self.head for one in self.present)


@dataclass(frozen=True)
class UnlistedLine:
    """A household whose list names more or fewer people than are counted."""

    id: UUID
    number: int
    head: str
    counted: int
    listed: int


@dataclass(frozen=True)
class RosterPage:
    """Whether a village lists members, and the households that are to be listed yet."""

    kept: bool
    lines: tuple[UnlistedLine, ...]
    part: Paging


def keeps_roster(session: Session, village: str) -> bool:
    """Tell whether a village lists the members of its households."""
    return bool(_KEPT.first(session, village=village))


def rows_of(session: Session, household: UUID) -> list[HouseholdMember]:
    """Return the rows of all who are or were in a household's list, in the order they came."""
    query = (
        select(HouseholdMember)
        .where(HouseholdMember.household == household)
        .order_by(col(HouseholdMember.position))
    )
    return list(session.exec(query))


def has_list(session: Session, village: str, household: UUID) -> bool:
    """Tell whether a village lists members, and somebody of this household is listed."""
    return keeps_roster(session, village) and any(
        not row.gone for row in rows_of(session, household)
    )


def as_counted(rows: Sequence[HouseholdMember]) -> list[ListedPerson]:
    """Return what counts of those who live in the household."""
    return [ListedPerson(row.sex, row.birth_year, row.relation) for row in rows if not row.gone]


def following_from_list(
    session: Session, home: Household, typed: int, day: date
) -> dict[str, int | str]:
    """Return the answers of a household that follow from its list; nothing where none do.

    `typed` is how many people are counted from now on, where the list does not say it.
    """
    if not keeps_roster(session, home.village):
        return {}
    people = as_counted(rows_of(session, home.id))
    if not any(list_counts(len(people), counted) for counted in (home.members, typed)):
        return {}
    return derived(people, day)


def rename_head(session: Session, household: UUID, was: str, name: str) -> None:
    """Let the head in a household's list be called as the household's head is from now on."""
    if was != name:
        for row in rows_of(session, household):
            if row.relation == HEAD and row.name == was and not row.gone:
                row.name = name


def all_listed(session: Session, household: UUID) -> tuple[MemberLine, ...]:
    """Return all who are or were in a household's list, in the order they came."""
    return tuple(
        MemberLine(row.id, row.name, row.relation, row.sex, row.birth_year, row.gone)
        for row in rows_of(session, household)
    )


def member_list(session: Session, home: Household) -> MemberList:
    """Return the list of a household."""
    lines = all_listed(session, home.id)
    return MemberList(
        household=home.id,
        number=home.number,
        head=session.get_one(HouseholdIdentity, home.id).head,
        ended=home.ended,
        counted=home.members,
        present=tuple(one for one in lines if not one.gone),
        gone=tuple(one for one in lines if one.gone),
        kept=keeps_roster(session, home.village),
    )


def roster_page(session: Session, village: str, first: int = 0) -> RosterPage:
    """Return whether a village lists members, and a page of the households to be listed yet."""
    kept = keeps_roster(session, village)
    if not kept:
        return RosterPage(False, (), Paging(0, PAGE, 0))
    rows = _PAGE.rows(session, village=village, start=first)
    lines = tuple(UnlistedLine(*row) for row in rows)
    return RosterPage(True, lines, Paging(first, PAGE, count_unlisted(session, village)))


def count_unlisted(session: Session, village: str) -> int:
    """Return how many households are to be listed yet, in a village that lists members."""
    return _UNLISTED_COUNT.one(session, village=village)[0]
