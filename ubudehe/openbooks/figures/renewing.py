"""Keeping the figures of places in step with the records of villages, beside the acts.

A step takes villages whose record has grown, counts them anew, and makes the sums of what they lie
in from the places right below. It reads without a lock; what it writes no act waits for, but those
of the villages it has just counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from ubudehe.openbooks.figures.counting import count_figures
from ubudehe.openbooks.figures.reading import has_appeals
from ubudehe.openbooks.figures.tables import PlaceFigures
from ubudehe.openbooks.figures.villages import Villages
from ubudehe.openbooks.rules.figures import Figures, read_figures, together
from ubudehe.places.pack import Country
from ubudehe.places.rules import parent_of
from ubudehe.record.tables import LogHead
from ubudehe.storage.engine import Database
from ubudehe.storage.prepared import Prepared
from ubudehe.storage.reading import pick

MOST = 100
"""How many records one step takes."""
STEPS = 50
"""How many steps are taken at once before others have their turn."""
_FIGURED = Prepared("UPDATE log_head SET figured = :size WHERE log = :log")


def renew(database: Database, country: Country, steps: int = STEPS) -> int:
    """Take steps until the figures are in step with all records, at most so many.

    Return how many records were taken.
    """
    taken = 0
    for _ in range(steps):
        some = renew_step(database, country)
        taken += some
        if some < MOST:
            break
    return taken


def renew_all(database: Database, country: Country) -> int:
    """Make the figures of all places anew; return of how many records."""
    with database.write() as session:
        session.execute(delete(PlaceFigures))
        session.execute(update(LogHead).values(figured=0))
    taken = 0
    while some := renew_step(database, country):
        taken += some
    return taken


def forget(session: Session, village: str) -> None:
    """Let a village be counted anew: its rows came from elsewhere."""
    _FIGURED.run(session, {"log": village, "size": 0})


def renew_step(database: Database, country: Country, most: int = MOST) -> int:
    """Renew the figures of some records that have grown; return how many.

    Two processes do not do it at once: the second one finds nothing to do.
    """
    with database.read() as session:
        grown = pick(LogHead.log, LogHead.size).where(col(LogHead.figured) != LogHead.size)
        sizes = dict(session.execute(grown.limit(most)).all())
        villages = [log for log in sizes if len(log) == country.village_length]
        figures = count_figures(session, Villages(country, codes=villages)) if villages else {}
    if not sizes:
        return 0
    with database.write() as session:
        return _keep(session, country, sizes, figures)


def _keep(
    session: Session, country: Country, sizes: Mapping[str, int], figures: Mapping[str, Figures]
) -> int:
    """Write figures down with the sums above them; return of how many records.

    A record that an act is just growing is left for the next step: neither waits for the other.
    """
    if not _is_free(session):
        return 0
    free = (
        pick(LogHead.log)
        .where(col(LogHead.log).in_(sizes))
        .order_by(LogHead.log)
        .with_for_update(skip_locked=True)
    )
    taken = list(session.execute(free).scalars())
    changed = {log: figures[log] for log in taken if log in figures}
    _write(session, country, changed)
    for length in sorted({0, *(one.code_length for one in country.levels[:-1])}, reverse=True):
        above = {code[:length] for code in changed}
        _write(session, country, _sums(session, country, above, length))
    _FIGURED.run(session, *({"log": log, "size": sizes[log]} for log in taken))
    return len(taken)


def _is_free(session: Session) -> bool:
    """Take the country's row; False where another process has it."""
    made = {"place": "", "length": 0, "parent": None, "figures": Figures().plain()}
    session.execute(_insert(session).values(made).on_conflict_do_nothing())
    own = pick(PlaceFigures.place).where(PlaceFigures.place == "")
    return session.execute(own.with_for_update(skip_locked=True)).first() is not None


def _sums(
    session: Session, country: Country, places: Iterable[str], length: int
) -> dict[str, Figures]:
    """Return the sums of some places with codes of `length`, from the places right below."""
    parts: dict[str, list[Figures]] = defaultdict(list)
    query = pick(PlaceFigures.parent, PlaceFigures.figures)
    for place, plain in session.execute(query.where(col(PlaceFigures.parent).in_(set(places)))):
        parts[place].append(read_figures(plain))
    appeals = has_appeals(length, country)
    return {place: together(some, appeals=appeals) for place, some in parts.items()}


def _write(session: Session, country: Country, figures: Mapping[str, Figures]) -> None:
    if not figures:
        return
    rows = [
        {
            "place": place,
            "length": len(place),
            "parent": parent_of(place, country) if place else None,
            "figures": one.plain(),
        }
        for place, one in sorted(figures.items())
    ]
    made = _insert(session)
    new = {"figures": made.excluded.figures}
    session.execute(made.on_conflict_do_update(index_elements=["place"], set_=new), rows)


def _insert(session: Session) -> Any:
    engine = session.get_bind().dialect.name
    return (sqlite if engine == "sqlite" else postgresql).insert(
        PlaceFigures.__table__  # type: ignore[attr-defined]
    )
