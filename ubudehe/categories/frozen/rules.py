"""Replaying what the record says of a list, and comparing it with what is stored."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class SaidOfHousehold:
    """One decision as the record holds it, from the act at `index`."""

    index: int
    type: str
    household: str
    category: str
    criterion: str
    account: UUID | None
    at: datetime


@dataclass(frozen=True)
class Alteration:
    """A household whose stored category is not what the record says; None where there is none."""

    household: str
    recorded: str | None
    stored: str | None


def replay(decisions: Iterable[SaidOfHousehold]) -> dict[str, SaidOfHousehold]:
    """Return the last decision about each household, in the order of the record."""
    return {one.household: one for one in sorted(decisions, key=lambda one: one.index)}


def alterations(
    recorded: Mapping[str, SaidOfHousehold],
    stored: Mapping[str, tuple[str, str]],
    posted: Collection[str],
    erased: frozenset[str],
) -> tuple[Alteration, ...]:
    """Return what was altered behind the record's back, household by household.

    `stored` holds (category, criterion). A household in the posted list must be in the record's
    decisions as well, unless its data were erased by a recorded act.
    """
    found: list[Alteration] = []
    for household in sorted({*recorded, *stored, *posted} - erased):
        said, is_ = recorded.get(household), stored.get(household)
        expected = (said.category, said.criterion) if said else None
        if expected != is_:
            found.append(
                Alteration(household, said.category if said else None, is_[0] if is_ else None)
            )
    return tuple(found)
