"""Counting what villages publish, from the rows that their acts made."""

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import exists, or_
from sqlmodel import Session, col, select

from ubudehe.language.dates import day_of
from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.openbooks.figures.budgets import count_budgets
from ubudehe.openbooks.figures.villages import Villages, held
from ubudehe.openbooks.rules.figures import APPEALS, DAY, Figures, read_figures
from ubudehe.record.rules.suppression import shown, shown_coverage, shown_moves
from ubudehe.record.tables import ForgottenVillage, LogHead, Total
from ubudehe.storage.prepared import Prepared

OPEN = ("assemblies", "projects", "votes", "money_in", "money_out", "labour_days", "proposals")
"""Measures that count no people and are summed as they are."""
_PEOPLE = ("households", "listed", "listed_of", "rose", "stayed", "fell")


def count_figures(
    session: Session, villages: Villages, *, budgets: bool = True
) -> dict[str, Figures]:
    """Return the figures of each of the villages that keeps a record: seven queries.

    Of one that is kept in public only they are as it left.

    Without `budgets`, which few pages show, it is three.
    """
    planned = count_budgets(session, villages) if budgets else {}
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    totals, with_books, heads = _of_villages(villages.named)
    for log, measure, value in totals.rows(session, villages.asked):
        sums[log][measure] = int(value)
    books = set(with_books.column(session, villages.asked))
    zone = villages.country.zone
    return {
        log: read_figures(kept)
        if kept is not None
        else Figures(
            {
                "villages": 1,
                "books": int(log in books),
                DAY + day_of(datetime.fromtimestamp(changed / 1000, UTC), zone).isoformat(): 1,
                **published_of(sums[log]),
                **planned.get(log, {}),
            },
            ((int(changed), log),),
        )
        for log, changed, kept in heads.rows(session, villages.asked)
    }


@cache
def _of_villages(
    named: bool,
) -> tuple[Prepared[tuple[str, str, int]], Prepared[tuple[str]], Prepared[tuple[str, int, Any]]]:
    """Return what asks for running sums, which villages keep books, and how large records are."""
    wanted = or_(col(Total.measure).in_((*OPEN, *_PEOPLE)), col(Total.measure).startswith(APPEALS))
    posted = exists().where(col(LedgerEntry.village) == LogHead.log, is_posted())
    here = held(LogHead.log, named)
    return (
        Prepared(
            select(col(Total.log), col(Total.measure), col(Total.value)).where(
                held(Total.log, named), wanted
            )
        ),
        Prepared(select(LogHead.log).where(here, posted)),
        Prepared(
            select(col(LogHead.log), col(LogHead.changed), col(ForgottenVillage.figures))
            .outerjoin(ForgottenVillage, col(ForgottenVillage.village) == LogHead.log)
            .where(here, LogHead.size > 0)
        ),
    )


def published_of(sums: dict[str, int]) -> dict[str, int]:
    """Return what a village publishes of its running sums; appeals are told at a level above."""
    found = {name: n for name, n in sums.items() if name in OPEN or name.startswith(APPEALS)}
    households = sums.get("households", 0)
    found["households"] = shown(households) or 0
    # Those of today would tell of a household that leaves whether it had a category.
    if coverage := shown_coverage(sums.get("listed", 0), sums.get("listed_of", 0)):
        found |= {"classified": coverage.classified, "registered": coverage.registered}
    moves = shown_moves(sums.get("rose", 0), sums.get("stayed", 0), sums.get("fell", 0))
    if moves:
        found |= dict(zip(("rose", "stayed", "fell"), moves, strict=True))
    return {name: int(number) for name, number in found.items()}
