"""Budgets by year as they are kept: the same as reading them village by village."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from tests.conftest import CELL, DISTRICT, VILLAGE, World
from tests.openbooks.asking import queries_of
from ubudehe.openbooks.figures.renewing import renew
from ubudehe.openbooks.realised.queries import KINDS, project_rows, realised_report
from ubudehe.openbooks.rules.budget_years import (
    ProjectYears,
    budget_figures,
    budget_lines,
    has_budget,
)
from ubudehe.openbooks.rules.realised import RealisedLine, by_line, lines_of
from ubudehe.record.queries import record_sizes

YEARS = range(2020, 2027)
_amounts = st.dictionaries(st.sampled_from(KINDS[:3]), st.integers(0, 50), min_size=1, max_size=3)
_projects = st.builds(
    ProjectYears,
    st.one_of(st.just({}), _amounts),
    st.lists(st.tuples(st.sampled_from(YEARS), _amounts), max_size=3).map(
        lambda found: tuple(sorted(found, key=lambda one: one[0]))
    ),
    st.one_of(st.none(), st.sampled_from(YEARS)),
    st.dictionaries(st.sampled_from(YEARS), _amounts, max_size=3),
).filter(lambda one: one.is_planned or one.realised)


def _read(one: ProjectYears, year: int) -> tuple[RealisedLine, ...] | None:
    """Return a project's lines of a year in a plain way; None where it is not shown yet."""
    spent = {then: amounts for then, amounts in one.realised.items() if then <= year}
    is_chosen = one.is_planned and (one.chosen is None or one.chosen <= year)
    if not is_chosen and not spent:
        return None
    planned = one.voted
    for since, amounts in one.changes if one.is_planned else ():
        planned = amounts if since <= year else planned
    realised: Counter[tuple[str, bool]] = Counter()
    for then, amounts in spent.items():
        for kind, amount in amounts.items():
            realised[kind, then == year] += amount
    return lines_of(planned, realised, KINDS)


@given(st.lists(_projects, max_size=4), st.sampled_from(YEARS))
def test_a_year_follows_from_the_figures(projects: list[ProjectYears], year: int) -> None:
    figures = budget_figures(projects)
    wanted = [lines for one in projects if (lines := _read(one, year)) is not None]
    every = [line for lines in wanted for line in lines]
    summed = [
        RealisedLine(
            kind,
            sum(one.planned for one in every if one.name == kind),
            sum(one.before for one in every if one.name == kind),
            sum(one.during for one in every if one.name == kind),
        )
        for kind in KINDS
    ]
    assert has_budget(figures, year) == bool(wanted)
    assert budget_lines(figures, year, KINDS) == tuple(
        one for one in summed if one.planned or one.before or one.during
    )


def _village_by_village(
    session: Session, world: World, place: str, long: int, first: date
) -> dict[str, tuple[RealisedLine, ...]]:
    country, today = world.services.country, world.clock.now.date()
    _, last = country.financial_year(first)
    found = {}
    rows = [
        row
        for log in sorted(record_sizes(session))
        if log.startswith(place) and len(log) == country.village_length
        for row in project_rows(session, log, country, first, last, today)
    ]
    for there in {village[:long] for village, _ in rows}:
        found[there] = by_line((part for village, part in rows if village[:long] == there), KINDS)
    return found


@pytest.mark.both_engines
def test_places_above_show_what_their_villages_show(world: World) -> None:
    country, today = world.services.country, world.clock.now.date()
    for kept in (False, True):
        if kept:
            renew(world.services.database, country)
        for place, long in ((DISTRICT, 4), (VILLAGE[:4], 6), (CELL, 8), ("43", 4)):
            for year in (2023, 2024, 2025, 2026):
                first = date(year, 7, 1)
                with world.services.database.read() as session:
                    report = realised_report(session, place, country, first, today)
                    wanted = _village_by_village(session, world, place, long, first)
                assert {one.code: one.lines for one in report.parts} == wanted, (place, year)
                assert [one.code for one in report.parts] == sorted(wanted)
    with world.services.database.read() as session, queries_of(world) as asked:
        report = realised_report(session, DISTRICT, country, date(2025, 7, 1), today)
    assert report.whole.during > 0
    assert not any("entry_posting" in one for one in asked)
