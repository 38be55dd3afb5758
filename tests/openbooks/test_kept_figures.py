"""What is kept of places equals what is counted, at any moment, and pages show the same bytes."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from tests.conftest import CELL, DISTRICT, SEEDS, VILLAGE, World
from tests.openbooks.asking import queries_of
from tests.openbooks.counted import (
    counted_appeals,
    counted_latest,
    counted_moves,
    counted_sums,
)
from ubudehe.checking import check_everything, faults_of_place
from ubudehe.openbooks.figures import reading
from ubudehe.openbooks.figures.reading import FiguresBelow
from ubudehe.openbooks.figures.renewing import renew, renew_all, renew_step
from ubudehe.openbooks.figures.tables import PlaceFigures
from ubudehe.openbooks.outcomes import outcomes
from ubudehe.openbooks.queries import place_page
from ubudehe.openbooks.rules.figures import Figures, read_figures, renewed, together
from ubudehe.openbooks.sums import sums_below, sums_of
from ubudehe.places.tables import Place
from ubudehe.record.append import lock_log
from ubudehe.record.rules.suppression import shown
from ubudehe.record.tables import LogHead, Total

ABOVE = ("", "2", "4", "22", "2212", "221203")
PAGES = ("/en/", "/en/p/2", "/en/p/22", "/en/p/2212", f"/en/p/{CELL}", "/en/p/22/outcomes")
NEED = f"/en/work/{VILLAGE}/projects/need"
A_NEED = {"text": "A bridge over the stream", "symbol": "bridge"}
PEOPLE = (0, 1, 4, 5, 6, 9, 10, 40, 190)

_figures = st.builds(
    lambda names, at: Figures(
        {"villages": 1, f"day:2026-06-{1 + at // 10:02}": 1, **names}, ((at, f"{at:04}"),)
    ),
    st.dictionaries(
        st.sampled_from(("money_in", "households", "appeals", "appeals:x")), st.integers(0)
    ),
    st.integers(0, 99),
)
_some = st.lists(_figures, max_size=30, unique_by=lambda one: one.latest)


@given(_some, st.data())
def test_sums_of_sums_are_the_sum_and_nothing_is_lost_on_the_way(
    parts: list[Figures], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(parts)))
    whole = together(parts)
    assert together([together(parts[:cut]), together(parts[cut:])]) == whole
    assert read_figures(whole.plain()) == whole


@given(_some, _some)
def test_what_grew_is_replaced_in_a_sum(parts: list[Figures], others: list[Figures]) -> None:
    later = [
        Figures({**one.counts, "money_in": 7}, tuple((at + 1_000, code) for at, code in one.latest))
        for one in parts
    ]
    others = [
        Figures(one.counts, tuple((at, f"o{code}") for at, code in one.latest)) for one in others
    ]
    found = renewed(together([*others, *parts]), parts, later)
    wanted = together([*others, *later])
    assert {**found.counts, "money_in": 0} == {**wanted.counts, "money_in": 0}
    assert (found.of("money_in"), found.latest) == (wanted.of("money_in"), wanted.latest)


def test_above_where_appeals_are_compared_there_is_no_sum_of_them() -> None:
    parts = [Figures({"villages": 1, "appeals:20261": 3, "appeals:20261:cell:up:upheld": 3})] * 2
    assert together(parts).of("appeals:20261") == 6
    assert together(parts, appeals=False).counts == {"villages": 2}


def _grow(session: Session, codes: list[str], chance: random.Random, at: int) -> None:
    """Let some villages write: their heads grow, and with them some running sums."""
    for code in codes:
        head = session.get(LogHead, code) or LogHead(log=code, size=0, changed=0)
        head.size += chance.randint(1, 3)
        head.changed = at + chance.randint(0, 86_400_000)
        session.add(head)
        households = chance.choice(PEOPLE)
        sums = {
            "households": households,
            "listed": chance.randint(0, households),
            "listed_of": households,
            "money_in": chance.randint(0, 10**13),
            "votes": chance.randint(0, 3),
            "people": 99,
            **{way: chance.choice(PEOPLE) for way in ("rose", "stayed", "fell")},
        }
        if chance.random() < 0.5:
            sums |= {
                "appeals:20261": chance.choice(PEOPLE),
                "appeals:20261:cell:up:upheld": chance.choice(PEOPLE),
            }
        for measure, value in sums.items():
            row = session.get(Total, (code, measure)) or Total(log=code, measure=measure, value=0)
            row.value = value
            session.add(row)


def _compare(world: World, today: date) -> None:
    """Compare every figure of every place above some villages with what is counted."""
    country = world.services.country
    with world.services.database.read() as session:
        for place in ABOVE:
            for level in (*(one.code_length for one in country.levels), 0):
                if level >= len(place):
                    found = sums_below(session, place, level, country)
                    counted = counted_sums(session, place, level, country)
                    assert found == {k: v for k, v in counted.items() if v.villages}, (place, level)
            figures = FiguresBelow(session, place, country)
            latest, lately = counted_latest(session, place, country, today)
            here = figures.here()
            assert [code for _, code in here.latest] == latest
            assert here.since((today - timedelta(days=6)).isoformat()) == lately
            if len(place) <= len(DISTRICT):
                told = {
                    code: counts
                    for code, one in figures.at(len(DISTRICT)).items()
                    if (counts := {k: n for k, n in one.counts.items() if k.startswith("appeals")})
                }
                assert told == counted_appeals(session, place, len(DISTRICT))
            assert outcomes(session, place, country, today).moves == counted_moves(
                session, place, country
            )


@pytest.mark.both_engines
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_equals_what_is_counted_at_any_moment(
    empty_world: World, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    database, country = empty_world.services.database, empty_world.services.country
    with database.read() as session:
        query = select(Place.code).where(Place.level == "village")
        every = [
            code
            for start in ("2212", "2201", "4301", "11")
            for code in session.exec(query.where(col(Place.code).startswith(start)).limit(40))
        ]
    today = date(2026, 6, 15)
    for turn in range(4):
        with database.write() as session:
            day = 1_780_000_000_000 + turn * 3 * 86_400_000
            _grow(session, chance.sample(every, chance.randint(1, 40)), chance, day)
        monkeypatch.setattr(reading, "MOST_GROWN", chance.choice((0, 200)))
        _compare(empty_world, today)
        renew_step(database, country, most=chance.randint(1, 60))
        _compare(empty_world, today)
    renew(database, country)
    assert renew_step(database, country) == 0
    _compare(empty_world, today)


def _pages(world: World) -> Iterator[str]:
    client = world.client()
    for path in PAGES:
        # A query that no page reads keeps them out of the cache, not out of sight.
        yield client.get(f"{path}?show=").text


@pytest.mark.both_engines
def test_pages_say_the_same_before_and_after_and_what_an_act_changed_at_once(world: World) -> None:
    services = world.services
    counted = list(_pages(world))
    renew(services.database, services.country)
    assert list(_pages(world)) == counted
    world.clock.now += timedelta(days=1)
    world.signed_in("facilitator", VILLAGE).done(NEED, A_NEED)
    at_once = list(_pages(world))
    assert at_once[0] != counted[0], "the village wrote last"
    renew(services.database, services.country)
    assert list(_pages(world)) == at_once
    with services.database.read() as session:
        assert not list(_faults(world, session))


def _faults(world: World, session: Session) -> list[tuple[str, str]]:
    services = world.services
    found = check_everything(
        session, services.country, services.heads, services.publisher.policy()
    ).faults
    return [(fault.log, fault.told("en")) for fault in found]


def _alter(session: Session, place: str, name: str, number: int) -> None:
    row = session.get_one(PlaceFigures, place)
    plain: dict[str, Any] = row.figures
    row.figures = {**plain, "counts": {**plain["counts"], name: number}}
    session.add(row)


@pytest.mark.both_engines
def test_check_names_each_place_of_which_other_figures_are_kept(world: World) -> None:
    world.tampered = True
    services = world.services
    renew(services.database, services.country)
    with services.database.write() as session:
        _alter(session, VILLAGE, "households", 999)
        _alter(session, "43", "money_in", 1)
        session.add(PlaceFigures(place="221201", length=6, parent="2212", figures={}))
    with services.database.read() as session:
        faults = _faults(world, session)
        assert len(faults_of_place(session, services.country, services.heads, VILLAGE)) == 1
    village = "The figures kept of this village are not what its record says."
    above = "The figures kept of this place are not the sum of those of the places in it."
    wrong = [(VILLAGE, village), ("221201", above), (CELL, above), ("4", above), ("43", above)]
    assert sorted(faults) == sorted(wrong)
    assert renew_all(services.database, services.country) > 0
    with services.database.read() as session:
        assert _faults(world, session) == []


def test_few_households_stay_hidden_in_what_is_kept(empty_world: World) -> None:
    services = empty_world.services
    with services.database.write() as session:
        for code, homes in ((VILLAGE, 4), ("22120301", 5)):
            session.add(LogHead(log=code, size=1, changed=1))
            session.add(Total(log=code, measure="households", value=homes))
            session.add(Total(log=code, measure="listed", value=homes - 1))
            session.add(Total(log=code, measure="listed_of", value=homes))
    renew(services.database, services.country)
    with services.database.read() as session:
        kept = {row.place: read_figures(row.figures) for row in session.exec(select(PlaceFigures))}
        sums = sums_of(session, CELL, services.country)
    assert kept[VILLAGE].of("households") == 0
    assert (sums.households, sums.coverage) == (shown(5), None)
    assert {one.of("households") for place, one in kept.items() if place != VILLAGE} == {5}
    assert all(not one.of("registered") for one in kept.values())


def test_what_a_page_above_asks_does_not_grow_with_the_country(world: World) -> None:
    services, counts = world.services, []
    today = world.clock.now.date()
    renew(services.database, services.country)
    for _ in range(2):
        with services.database.read() as session, queries_of(world) as asked:
            place_page(session, "", services.country, today)
        counts.append(len(asked))
        with services.database.write() as session:
            query = select(Place.code).where(Place.level == "village").limit(300)
            for code in session.exec(query).all():
                if session.get(LogHead, code) is None:
                    session.add(LogHead(log=code, size=1, changed=1))
        renew(services.database, services.country)
    assert counts[0] == counts[1]
    by_key = "FROM total WHERE log = ? AND measure = ?"  # one number of the record asked for
    summed = [one for one in asked if "total" in one and not one.endswith(by_key)]
    assert not [one for one in asked if one in summed or "FROM ledger_entry" in one]


@pytest.mark.both_engines
def test_the_step_waits_for_no_act_and_leaves_its_village_for_later(world: World) -> None:
    services = world.services
    if services.database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one write after the other")
    with services.database.begun() as act:
        lock_log(act, VILLAGE)
        assert renew(services.database, services.country) > 0
        with services.database.read() as session:
            grown = select(LogHead.log).where(col(LogHead.figured) != LogHead.size)
            assert session.exec(grown).all() == [VILLAGE]
    assert renew(services.database, services.country) == 1
    _compare(world, world.clock.now.date())
