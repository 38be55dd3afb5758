"""Households, for people who may know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_
from sqlmodel import Session, col, select

from ubudehe.households.actions import household_of
from ubudehe.households.duplicates.rules import KnownHousehold, Traits
from ubudehe.households.rules import adults
from ubudehe.households.tables import Household, HouseholdHealth, HouseholdIdentity
from ubudehe.language.names import fold, in_any_order
from ubudehe.language.paging import Paging
from ubudehe.storage.prepared import Prepared, as_it_is, contains, given
from ubudehe.storage.reading import pick

PAGE = 20
_MOST_WORDS = 8
_AT_ONCE = 500

_LINES = pick(
    Household.id,
    Household.number,
    Household.isibo,
    HouseholdIdentity.head,
    Household.members,
).join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)


@dataclass(frozen=True)
class HouseholdLine:
    """A household in a list."""

    id: UUID
    number: int
    isibo: str
    head: str
    members: int


@dataclass(frozen=True)
class HouseholdPage:
    """Some households, and how many there are in all."""

    lines: tuple[HouseholdLine, ...]
    part: Paging


@dataclass(frozen=True)
class HouseholdView:
    """All that is written about a household."""

    id: UUID
    village: str
    number: int
    isibo: str
    head: str
    phone: str | None
    members: int
    answers: dict[str, Any]
    disability: int | None
    illness: str | None
    origin: str | None
    ended: str | None

    @property
    def voided(self) -> bool:
        """Tell whether the entry was closed as no household, so that it can be opened again."""
        return self.ended in ("mistake", "twice")

    @property
    def typed(self) -> dict[str, object]:
        """Return everything as a form would have it."""
        return {
            **self.answers,
            "isibo": self.isibo,
            "head": self.head,
            "phone": self.phone,
            "disability": self.disability,
            "illness": self.illness,
            "origin": self.origin,
        }


def find_households(
    session: Session, village: str, text: str = "", first: int = 0
) -> HouseholdPage:
    """Return a page of households by number; `text` is a number, a part of a name, or an isibo."""
    asked: dict[str, Any] = {"village": village, "start": first}
    words: list[str] = []
    if text.strip().isdecimal():
        asked["number"] = min(int(text), 2**31 - 1)
    elif text.strip():
        asked |= {"whole": as_it_is(fold(text)), "group": as_it_is(text.strip().lower())}
        words = [f" {word}" for word in in_any_order(text).split()[:_MOST_WORDS]]
        asked |= {f"word{at}": as_it_is(word) for at, word in enumerate(words)}
    count, page = _asking("number" in asked, "whole" in asked, len(words))
    (found,) = count.one(session, asked)
    lines = tuple(HouseholdLine(*row) for row in page.rows(session, asked))
    return HouseholdPage(lines, Paging(first, PAGE, found))


@cache
def _asking(numbered: bool, named: bool, words: int) -> tuple[Prepared[tuple[int]], Prepared[Any]]:
    """Return what counts a village's households and reads some, by number or name, or all."""
    fits: list[Any] = [Household.village == given("village"), col(Household.ended).is_(None)]
    if numbered:
        fits.append(Household.number == given("number"))
    if named:
        spaced = literal(" ").concat(col(HouseholdIdentity.words))
        each = [contains(spaced, f"word{at}") for at in range(words)]
        whole = contains(col(HouseholdIdentity.folded), "whole")
        group = contains(func.lower(Household.isibo), "group")
        fits.append(or_(whole, and_(*each), group) if each else or_(whole, group))
    joined = col(HouseholdIdentity.household) == Household.id
    count = select(func.count()).select_from(Household).join(HouseholdIdentity, joined)
    page = _LINES.where(*fits).order_by(col(Household.number)).offset(given("start")).limit(PAGE)
    return Prepared(count.where(*fits)), Prepared(page)


def household_view(session: Session, village: str, household: UUID) -> HouseholdView:
    """Return one household of a village; NotFound where there is none."""
    found = household_of(session, village, household)
    identity = session.get_one(HouseholdIdentity, household)
    health = session.get_one(HouseholdHealth, household)
    return HouseholdView(
        id=found.id,
        village=village,
        number=found.number,
        isibo=found.isibo,
        head=identity.head,
        phone=identity.phone,
        members=found.members,
        answers=found.answers,
        disability=health.disability,
        illness=health.illness,
        origin=found.origin,
        ended=found.ended,
    )


def all_households(session: Session, village: str) -> tuple[HouseholdLine, ...]:
    """Return every household of a village by group and number."""
    query = _LINES.where(Household.village == village, col(Household.ended).is_(None)).order_by(
        col(Household.isibo), col(Household.number)
    )
    return tuple(HouseholdLine(*row) for row in session.execute(query).all())


def adults_by_household(session: Session, village: str) -> dict[UUID, int]:
    """Return how many adults every household of a village has, as far as its answers tell."""
    query = pick(Household.id, Household.members, Household.answers).where(
        Household.village == village, col(Household.ended).is_(None)
    )
    return {id_: adults(members, said) for id_, members, said in session.execute(query)}


def known_households(
    session: Session, village: str, phones: Iterable[str]
) -> tuple[KnownHousehold, ...]:
    """Return the households in force of a village, and those elsewhere with one of `phones`."""
    mine = _compared(session, col(Household.village) == village)
    asked = sorted(set(phones))
    for first in range(0, len(asked), _AT_ONCE):
        some = asked[first : first + _AT_ONCE]
        elsewhere = col(HouseholdIdentity.phone).in_(some) & (col(Household.village) != village)
        mine += _compared(session, elsewhere)
    return tuple(mine)


def _compared(session: Session, fits: ColumnElement[bool]) -> list[KnownHousehold]:
    query = (
        pick(
            Household.village,
            HouseholdIdentity.words,
            HouseholdIdentity.phone,
            Household.members,
            Household.isibo,
            Household.number,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .where(fits, col(Household.ended).is_(None))
    )
    return [
        KnownHousehold(Traits(village, words, phone, members, isibo=isibo), number)
        for village, words, phone, members, isibo, number in session.execute(query)
    ]


def known_keys(session: Session, village: str) -> set[str]:
    """Return the keys of households that were imported into a village before."""
    query = select(Household.source_key).where(
        Household.village == village, col(Household.source_key).is_not(None)
    )
    return {key for key in session.exec(query).all() if key is not None}
