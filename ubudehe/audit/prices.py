"""Whose kept count of flags a purchase elsewhere in the district has moved (F19)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from ubudehe.audit.queries import purchases, span_of
from ubudehe.audit.rules.buying import far_off
from ubudehe.audit.rules.facts import PurchaseFact
from ubudehe.audit.tables import FlagCount
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.places.pack import Country
from ubudehe.storage.reading import pick


def moved_by(session: Session, villages: Iterable[str], country: Country, today: date) -> set[str]:
    """Return villages of whose prices their count of today says something else by now.

    Asked before the counts of `villages`, whose books have moved on, are kept: only listed things
    that they bought or took back since are compared.
    """
    compared = country.length_of(country.compared_at)
    touched: dict[str, set[str]] = {}
    for village in villages:
        if items := _touched(session, village, today):
            touched.setdefault(village[:compared], set()).update(items)
    return {
        village
        for district, items in touched.items()
        for village in _differing(session, district, items, country, today)
    }


def _touched(session: Session, village: str, today: date) -> set[str]:
    """Return the listed things that a village bought, or took back, since its flags were counted.

    Where it has no count yet: today and yesterday; what is older, all counts of today have seen.
    """
    back = aliased(LedgerEntry)
    counted = session.get(FlagCount, village)
    if counted is None:
        late = datetime.combine(today - timedelta(days=1), time(), UTC)
        new, undone = col(LedgerEntry.decided_at) >= late, col(back.decided_at) >= late
    else:
        new = col(LedgerEntry.decided_idx) >= counted.size
        undone = col(back.decided_idx) >= counted.size
    rows = session.execute(
        pick(LedgerEntry.item)
        .join(back, col(back.id) == LedgerEntry.reversed_by, isouter=True)
        .where(
            LedgerEntry.village == village,
            col(LedgerEntry.item).is_not(None),
            or_(new, and_(col(back.id).is_not(None), undone)),
        )
    )
    return {item for (item,) in rows}


def _differing(
    session: Session, district: str, items: set[str], country: Country, today: date
) -> Iterable[str]:
    """Yield villages of a district whose prices lie far off now and not in their count, or back."""
    compared = country.length_of(country.compared_at)
    found = dict(purchases(session, span_of(district), compared, items))
    now = {str(one) for one in far_off([one for bought in found.values() for one in bought])}
    rows = session.execute(
        pick(FlagCount.village, FlagCount.prices).where(
            col(FlagCount.village).in_(found), FlagCount.day == today
        )
    )
    for village, kept in rows:
        own = _ids(found[village])
        if own & now != own & set(kept):
            yield village


def _ids(bought: Iterable[PurchaseFact]) -> set[str]:
    return {str(one.entry) for one in bought}
