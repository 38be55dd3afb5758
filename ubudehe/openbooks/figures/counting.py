"""Counting what villages publish, from the rows that their acts made."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_
from sqlmodel import Session, col

from ubudehe.language.dates import day_of
from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.openbooks.rules.figures import APPEALS, DAY, Figures
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.record.rules.suppression import shown, shown_coverage, shown_moves
from ubudehe.record.tables import LogHead, Total
from ubudehe.storage.reading import pick

OPEN = ("assemblies", "projects", "votes", "money_in", "money_out", "labour_days", "proposals")
"""Measures that count no people and are summed as they are."""
_PEOPLE = ("households", "classified", "rose", "stayed", "fell")


@dataclass(frozen=True)
class Villages:
    """Which villages are counted: some by their codes, or all at and below a place."""

    country: Country
    place: str = ""
    codes: Collection[str] | None = None

    def hold(self, column: Any) -> Any:
        """Return the condition that a column holds the code of one of them."""
        if self.codes is not None:
            return col(column).in_(self.codes)
        first, end = code_range(self.place)
        inside = and_(col(column) >= first, col(column) < end)
        return and_(inside, func.length(column) == self.country.village_length)


def count_figures(session: Session, villages: Villages) -> dict[str, Figures]:
    """Return the figures of each of the villages that keeps a record: three queries."""
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    wanted = or_(col(Total.measure).in_((*OPEN, *_PEOPLE)), col(Total.measure).startswith(APPEALS))
    query = pick(Total.log, Total.measure, Total.value).where(villages.hold(Total.log), wanted)
    for log, measure, value in session.execute(query):
        sums[log][measure] = int(value)
    posted = exists().where(col(LedgerEntry.village) == LogHead.log, is_posted())
    with_books = pick(LogHead.log).where(villages.hold(LogHead.log), posted)
    books = set(session.execute(with_books).scalars())
    heads = pick(LogHead.log, LogHead.changed).where(villages.hold(LogHead.log), LogHead.size > 0)
    zone = villages.country.zone
    return {
        log: Figures(
            {
                "villages": 1,
                "books": int(log in books),
                DAY + day_of(datetime.fromtimestamp(changed / 1000, UTC), zone).isoformat(): 1,
                **_published(sums[log]),
            },
            ((int(changed), log),),
        )
        for log, changed in session.execute(heads)
    }


def _published(sums: dict[str, int]) -> dict[str, int]:
    """Return what a village publishes of its running sums; appeals are told at a level above."""
    found = {name: n for name, n in sums.items() if name in OPEN or name.startswith(APPEALS)}
    households = sums.get("households", 0)
    found["households"] = shown(households) or 0
    if coverage := shown_coverage(sums.get("classified", 0), households):
        found |= {"classified": coverage.classified, "registered": coverage.registered}
    moves = shown_moves(sums.get("rose", 0), sums.get("stayed", 0), sums.get("fell", 0))
    if moves:
        found |= dict(zip(("rose", "stayed", "fell"), moves, strict=True))
    return {name: int(number) for name, number in found.items()}
