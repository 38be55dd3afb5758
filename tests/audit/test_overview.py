"""An officer's first page: how far the books of all villages are, and who needs somebody first."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from tests.audit.queries import counted_queries
from tests.conftest import CELL, DISTRICT, VILLAGE, World
from ubudehe.audit.counting import count_step
from ubudehe.audit.listing import flags_counted, villages_page
from ubudehe.audit.overview import VILLAGES, Overview, overview
from ubudehe.audit.rules.standing import (
    Closing,
    VillageStanding,
    in_order,
    last_months,
    late_before,
    late_months,
    mark,
    named,
)
from ubudehe.audit.tables import FlagCount
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules.accounts import BANK
from ubudehe.ledger.rules.states import EntryState
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.people.waiting import Asked
from ubudehe.places.tables import Place
from ubudehe.record.tables import LogHead

TODAY = date(2026, 6, 15)
DESK = f"/en/work/{DISTRICT}"
HOME = VillageStanding("1", "Home", "home", keeps_books=True)


@pytest.mark.parametrize(
    ("day", "last"),
    [("2026-06-30", "2026-04"), ("2026-07-01", "2026-05"), ("2026-01-30", "2025-11")],
)
def test_a_month_is_late_from_the_day_after_its_days_are_over(day: str, last: str) -> None:
    assert late_before(date.fromisoformat(day), 30) == last


@pytest.mark.parametrize(
    ("month", "state", "said"),
    [
        ("2025-09", None, "none"),
        ("2025-10", "locked", "reviewed"),
        ("2025-10", None, "late"),
        ("2025-10", "closed", "late"),
        ("2025-10", "signed", "signed"),
        ("2025-10", "read", "read"),
        ("2025-10", "questioned", "asked"),
        ("2025-10", "answered", "asked"),
        ("2026-05", None, "open"),
        ("2026-05", "closed", "closed"),
        ("2026-06", None, "none"),
    ],
)
def test_each_month_has_one_mark(month: str, state: str | None, said: str) -> None:
    assert mark(month, state, "2025-10", "2026-04", TODAY) == said
    assert mark(month, state, None, "2026-04", TODAY) == "none"


def test_late_are_the_open_months_and_those_nobody_signed() -> None:
    assert late_months("2025-11", None, 0, "2026-04") == 6
    assert late_months("2025-11", Closing("2025-11", "2026-03"), 2, "2026-04") == 1 + 2
    assert late_months("2025-11", Closing("2025-11", "2026-05"), 0, "2026-04") == 0
    assert late_months("2026-06", None, 0, "2026-04") == 0
    assert last_months(date(2026, 2, 1), 3) == ("2025-12", "2026-01", "2026-02")


def test_appeals_in_their_last_days_come_first_then_who_needs_most() -> None:
    week = TODAY + timedelta(7)
    found = [
        replace(HOME, name="none", keeps_books=False),
        replace(HOME, name="quiet"),
        replace(HOME, name="review", review=9),
        replace(HOME, name="two", late=1, flags=1),
        replace(HOME, name="far", appeals=3, appeal_due=week + timedelta(1)),
        replace(HOME, name="near", appeals=1, appeal_due=week),
        replace(HOME, name="past", appeals=1, appeal_due=TODAY - timedelta(1)),
    ]
    order = [one.name for one in in_order(found, TODAY)]
    assert order == ["past", "near", "far", "two", "review", "quiet", "none"]
    assert [one.name for one in found if one.fits("none")] == ["none"]
    assert [one.name for one in found if one.fits("appeals")] == ["far", "near", "past"]
    assert named([HOME], "om") == [HOME]
    assert named([HOME], "other") == []


def looked(world: World, session: Session, place: str, **asked: str) -> Overview:
    """Return what an officer of the whole country would see at a place."""
    phone = world.find("district_officer", DISTRICT).phone
    account = session.exec(select(Account).where(Account.phone == phone)).one()
    person = person_of(session, account)
    grants = tuple(replace(one, place="") for one in person.grants)
    person = replace(person, grants=grants)
    asking = Asked(session, person, place, TODAY, world.services.country)
    return overview(asking, asked.get("show", ""), asked.get("name", ""), 0)


def test_it_takes_as_many_queries_for_one_village_as_for_the_country(world: World) -> None:
    world.tampered = True
    with world.services.database.write() as session:
        one = session.exec(select(BookMonth).where(BookMonth.village == VILLAGE)).first()
        assert one is not None
        codes = session.exec(
            select(Place.code).where(Place.level == "village", Place.code > "23").limit(300)
        ).all()
        for code in codes:
            for month in ("2026-03", "2026-04"):
                session.add(BookMonth(**one.model_dump() | {"village": code, "month": month}))
    with world.services.database.read() as session:
        session.connection()  # what begins the reading is no query
        with counted_queries(session) as few:
            alone = looked(world, session, CELL)
        with counted_queries(session) as many:
            everywhere = looked(world, session, "")
    assert (alone.keeping, everywhere.keeping) == (1, 303)
    assert len(everywhere.villages) == VILLAGES
    assert len(few) == len(many) <= 11


def test_flags_are_counted_beside_the_acts_and_again_each_day(world: World) -> None:
    services = world.services
    before = count_step(services.database, services.country, TODAY, most=2)
    assert (before, count_step(services.database, services.country, TODAY, most=2)) == (2, 1)
    assert count_step(services.database, services.country, TODAY) == 0, "nothing has moved on"
    with services.database.write() as session:
        own = flags_counted(session, VILLAGE, services.country, TODAY)
        kept = session.get_one(FlagCount, VILLAGE)
        assert (kept.first, kept.states) == (own.first, own.states)
        assert own.first > 0
        found = looked(world, session, DISTRICT, show="flags")
        assert [one.code for one in found.villages] == [VILLAGE]
        assert (found.counted, found.uncounted) == (TODAY, 0)
        session.get_one(LogHead, VILLAGE).flagged -= 1
    assert count_step(services.database, services.country, TODAY) == 1, "its books moved on"
    assert count_step(services.database, services.country, TODAY + timedelta(1)) == 3


@pytest.mark.both_engines
def test_the_list_of_flags_reads_what_is_kept_of_today_and_of_the_whole_record(
    world: World,
) -> None:
    services = world.services

    def listed(day: date = TODAY) -> dict[str, dict[str, int]]:
        with services.database.read() as session:
            page = villages_page(session, DISTRICT, services.country, day, 0)
        return {one.code: dict(one.states) for one in page.villages}

    counted = listed()
    assert count_step(services.database, services.country, TODAY) == 3
    assert listed() == counted
    with services.database.write() as session:
        session.get_one(FlagCount, VILLAGE).states = {"explained": 99}
    assert listed() == counted | {VILLAGE: {"explained": 99}}
    assert listed(TODAY + timedelta(1))[VILLAGE] != {"explained": 99}, "rules look at the day"
    with services.database.write() as session:
        session.get_one(FlagCount, VILLAGE).size -= 1
    assert listed() == counted, "an act has moved its books on"


def bought(session: Session, village: str, amount: int, number: int) -> None:
    """Write down a posted purchase of a bag of cement, as the record's act `number`."""
    entry = LedgerEntry(
        id=uuid4(),
        village=village,
        number=number,
        entry_date=TODAY,
        kind="spend",
        what="Cement",
        item="a_thing",
        item_number=1,
        needs=1,
        state=EntryState.POSTED,
        proposed_by=uuid4(),
        proposed_at=datetime(2026, 6, 15, tzinfo=UTC),
        decided_at=datetime(2026, 6, 15, tzinfo=UTC),
        decided_idx=number,
    )
    session.add(entry)
    session.flush()
    spent = {"Expenses:P001:Materials": amount, BANK: -amount}
    for at, (account, change) in enumerate(spent.items()):
        session.add(
            EntryPosting(
                entry=entry.id, position=at, account=account, amount=change, currency="RWF"
            )
        )


@pytest.mark.both_engines
def test_a_purchase_elsewhere_in_the_district_moves_what_is_kept(world: World) -> None:
    world.tampered = True
    services = world.services
    head = select(LogHead).where(col(LogHead.log).startswith(DISTRICT), LogHead.log != VILLAGE)
    with services.database.write() as session:
        other = session.exec(head.where(col(LogHead.log).startswith(CELL))).first()
        assert other is not None
        village = other.log
        bought(session, VILLAGE, 151, 90_000)
        for number in range(7):
            bought(session, village, 100, number)
    count_step(services.database, services.country, TODAY)
    with services.database.write() as session:
        seen = session.get_one(FlagCount, VILLAGE).prices
        bought(session, village, 100, 80_000)
        session.get_one(LogHead, village).flagged = -1
    assert count_step(services.database, services.country, TODAY) == 1, "its books moved on"
    assert count_step(services.database, services.country, TODAY) == 1, "and so did this price"
    assert count_step(services.database, services.country, TODAY) == 0
    with services.database.read() as session:
        assert len(session.get_one(FlagCount, VILLAGE).prices) == len(seen) + 1


@pytest.mark.both_engines
def test_the_desk_shows_filters_and_finds_villages(world: World) -> None:
    services = world.services
    officer = world.signed_in("district_officer", DISTRICT)
    page = officer.get(DESK)
    assert "In 1 village flags are not counted yet" in page
    count_step(services.database, services.country, TODAY)
    page = officer.get(DESK)
    row = page[page.index('id="villages"') :]
    assert row.index(f"/work/{VILLAGE}") < row.index("Keeps no books yet.")
    assert "Late months: 1" in row
    assert "1 to 12 of 524" in row
    assert "13 to 24" in officer.get(f"{DESK}?after=12")
    assert "Keeps no books yet." not in officer.get(f"{DESK}?show=late")
    assert "No village here fits" in officer.get(f"{DESK}?show=late&q=akavuga")
    assert "show=findings" not in page, "a way that leads to no village"
    assert "show=findings" in officer.get(f"{DESK}?show=findings")
    assert f"/work/{VILLAGE}" in officer.get(f"{DESK}?q=RUGAYANTETE")
    assert "1 to 12 of 524" in officer.get(f"{DESK}?show=nobody&after=x")
    # From the number to the entries to the receipt.
    paths = re.findall(rf'href="(/en/work/{VILLAGE}/flags)"', row)
    entry = re.findall(r'href="(/en/work/\d+/money/[0-9a-f-]{36})"', officer.get(paths[0]))
    assert entry
    answer = officer.client.get(DESK, headers={"accept-encoding": "br"})
    assert len(answer.content) > int(answer.headers["content-length"])
    assert int(answer.headers["content-length"]) <= 14_000
    administrator = world.signed_in("administrator", "")
    assert 'id="villages"' not in administrator.get(DESK)


def test_a_cell_sees_its_own_villages_alone(world: World) -> None:
    page = world.signed_in("cell_secretary", CELL).get(f"/en/work/{CELL}")
    codes = set(re.findall(r'href="/en/work/(\d{8})"', page))
    assert VILLAGE in codes
    assert all(code.startswith(CELL) for code in codes)
