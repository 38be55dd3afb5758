"""Reading what projects planned and what was realised, for a village or for all below a place.

The number of queries does not grow with villages, projects or entries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.budget_in_force import in_force
from ubudehe.openbooks.figures.budgets import (
    changes_of_budgets,
    chosen_on,
    realised_by_day,
    voted_budgets,
)
from ubudehe.openbooks.figures.reading import FiguresBelow
from ubudehe.openbooks.figures.villages import Villages
from ubudehe.openbooks.rules.budget_years import budget_lines, has_budget
from ubudehe.openbooks.rules.realised import (
    RealisedLine,
    RealisedPart,
    by_line,
    lines_of,
    summed,
)
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, place_view
from ubudehe.places.rules import is_village

KINDS = tuple(accounts.PURPOSES)
_Realised = dict[tuple[str, str], dict[tuple[str, bool], int]]
"""By village and code of a project: by kind and «in the year»."""


@dataclass(frozen=True)
class RealisedReport:
    """A place's report: each project of a village, or each place below; the sums by line."""

    place: PlaceLine
    first: date
    last: date
    of_village: bool
    parts: tuple[RealisedPart, ...]
    lines: tuple[RealisedLine, ...]
    """All parts together, by kind of expense."""

    @property
    def whole(self) -> RealisedLine:
        """Return everything together."""
        return summed("", self.lines)


def realised_report(
    session: Session, code: str, country: Country, first: date, today: date
) -> RealisedReport:
    """Return the report of a place for the financial year that begins on `first`."""
    view = place_view(session, code, country)
    _, last = country.financial_year(first)
    if is_village(code, country):
        rows = project_rows(session, code, country, first, last, today)
        parts = tuple(part for _, part in rows)
        lines = by_line(parts, KINDS)
        return RealisedReport(view.place, first, last, True, parts, lines)
    below = {line.code: line for line in view.below}
    figures = FiguresBelow(session, code, country, budgets=True)
    length = len(view.below[0].code) if view.below else len(code)
    parts = tuple(
        RealisedPart(
            there,
            below[there].name,
            f"/p/{there}/budget/{first.year}",
            budget_lines(one.counts, first.year, KINDS),
        )
        for there, one in sorted(figures.at(length).items())
        if there in below and has_budget(one.counts, first.year)
    )
    return RealisedReport(view.place, first, last, False, parts, by_line(parts, KINDS))


def project_rows(
    session: Session, village: str, country: Country, first: date, last: date, today: date
) -> Iterator[tuple[str, RealisedPart]]:
    """Yield (village, project with its lines), in their order, of one village.

    A project has no lines before a vote chose it. Repairs stand for themselves, without a plan.
    """
    which = Villages(country, codes=(village,))
    changes = changes_of_budgets(session, which)
    chosen = chosen_on(session, which)
    realised = _realised(session, which, first, last)
    titles: dict[tuple[str, str], tuple[str, UUID]] = {}
    found: list[tuple[str, RealisedPart]] = []
    for project in voted_budgets(session, which):
        key = village, project.code
        titles[key] = project.title, project.id
        planned = in_force(project.voted, changes.get(project.id, ()), min(last, today))
        spent = realised.pop(key, {})
        if chosen.get(project.id, first) <= last or spent:
            lines = lines_of(planned, spent, KINDS)
            address = f"/projects/{project.id}"
            found.append((village, RealisedPart(project.code, project.title, address, lines)))
    for (_, name), spent in realised.items():
        title, _ = titles.get((village, name.removesuffix(accounts.REPAIRS)), ("", None))
        found.append((village, RealisedPart(name, title, "", lines_of({}, spent, KINDS))))
    yield from sorted(found, key=lambda row: (row[0], row[1].code))


def _realised(session: Session, which: Villages, first: date, last: date) -> _Realised:
    found: _Realised = {}
    for village, project, kind, day, amount in realised_by_day(session, which, last):
        of = found.setdefault((village, project), {})
        of[kind, day >= first] = of.get((kind, day >= first), 0) + amount
    return found
