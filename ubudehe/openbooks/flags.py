"""Flags that everybody may see, and which entries each is about, whole."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from ubudehe.audit.listing import FlagLine, village_flags
from ubudehe.audit.queries import facts, span_of
from ubudehe.audit.rules.all_flags import flags_of
from ubudehe.places.pack import Country


@dataclass(frozen=True)
class PublicFlag:
    """A flag as everybody reads it, with the ids of all its entries."""

    line: FlagLine
    entries: frozenset[UUID]


def public_flags(
    session: Session, village: str, country: Country, today: date
) -> tuple[PublicFlag, ...]:
    """Return the public flags of a village: what a page lists of their entries may be cut off."""
    whole = {
        flag.key: frozenset(flag.entries)
        for one in facts(session, span_of(village), country, today)
        for flag in flags_of(one, country.audit)
    }
    lines = village_flags(session, village, country, today, only_public=True)
    return tuple(PublicFlag(line, whole[line.key]) for line in lines)


def flags_about(flags: tuple[PublicFlag, ...], entries: frozenset[UUID]) -> tuple[FlagLine, ...]:
    """Return those flags that are about at least one of some entries."""
    return tuple(one.line for one in flags if one.entries & entries)
