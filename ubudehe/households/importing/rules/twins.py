"""Rows of a list that are here already by what they say: in the file, this village or another."""

from collections.abc import Iterable
from dataclasses import dataclass

from ubudehe.households.duplicates.rules import KnownHousehold, Traits, look_alike, signs
from ubudehe.households.importing.rules.rows import ReadyRow
from ubudehe.language.names import in_any_order

_COMPARED = 200
"""With so many of those who share a name or a phone a row is compared."""


@dataclass(frozen=True)
class Match:
    """A row that looks like a household that is here: a registered one, or an earlier row."""

    row: int
    head: str
    here: int | None
    """Number of the household in this village; None where it is elsewhere or a row."""
    earlier: int | None
    """Number of the earlier row of the same file."""

    @property
    def elsewhere(self) -> bool:
        """Tell whether the other one is registered in another village."""
        return self.here is None and self.earlier is None


def traits_of(row: ReadyRow, village: str) -> Traits:
    """Return what is compared of a row; a head that only stands in is not known."""
    form = row.form
    name = in_any_order(form.head) if row.named else ""
    return Traits(village, name, form.phone, form.members, form.origin, form.isibo)


def find_matches(
    rows: Iterable[ReadyRow], village: str, registered: Iterable[KnownHousehold]
) -> tuple[Match, ...]:
    """Return the rows that look like a registered household, or like a row before them."""
    by_sign: dict[str, list[tuple[Traits, int | None, int | None]]] = {}

    def enter(traits: Traits, number: int | None, row: int | None) -> None:
        for key in _keys(traits):
            by_sign.setdefault(key, []).append((traits, number, row))

    for known in registered:
        enter(known.traits, known.number, None)
    found = []
    for row in rows:
        traits = traits_of(row, village)
        match = next(
            (
                (other, number, earlier)
                for key in _keys(traits)
                for other, number, earlier in by_sign.get(key, ())[:_COMPARED]
                if look_alike(signs(traits, other))
            ),
            None,
        )
        if match is not None:
            other, number, earlier = match
            here = number if other.village == village else None
            found.append(Match(row.row, row.form.head, here, earlier))
        enter(traits, None, row.row)
    return tuple(found)


def _keys(traits: Traits) -> tuple[str, ...]:
    """Return by what two entries that look alike can be found: each pair shares one of these."""
    keys = (traits.name and f"n {traits.name}", traits.phone and f"p {traits.phone}")
    return tuple(key for key in keys if key)
