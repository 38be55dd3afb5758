"""A financial year adds up month by month, and tells what is carried over."""

import gzip
import re
from datetime import date

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import CAME, EURO_CAME, paid, posted
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.months.years import YearAccount, year_account, years_of
from ubudehe.ledger.rules import accounts

YEARS = f"/en/p/{VILLAGE}/years"


def account(world: World, year: int = 2025, today: date = date(2026, 6, 15)) -> YearAccount | None:
    with world.services.database.read() as session:
        return year_account(session, VILLAGE, year, world.services.country, today)


@pytest.mark.both_engines
def test_each_month_begins_as_the_one_before_ended_and_all_make_the_year(
    world: World, treasurer: Visitor
) -> None:
    posted(world, {**CAME, "source": "interest", "amount": "150"}, "came")
    posted(world, paid(treasurer, kept_back="2 000"), "paid")
    posted(world, EURO_CAME, "foreign")
    page = account(world)
    assert page is not None
    wholes = [page.whole, *(one.whole for one in page.months)]
    there = page.whole.before
    for one in page.months:
        assert one.whole.before == there
        there = one.whole.after
    assert there == page.whole.after
    assert all(w.before + w.came - w.went + w.held == w.after for w in wholes)
    assert page.whole.came == sum(amount for _, amount in page.incomes)
    assert page.whole.held == sum(one.whole.held for one in page.months)
    with world.services.database.read() as session:
        held = balances(session, VILLAGE)
    own = sum(held.get((one, "RWF"), 0) for one in accounts.LIQUID)
    kept = {(one.kind, one.currency): one.amount for one in page.carried}
    assert page.whole.after == own
    assert kept["foreign", "EUR"] == 100_050
    assert kept["owed", "RWF"] == -2_000
    assert page.whole.held == 2_000 - kept["advances", "RWF"]


@pytest.mark.both_engines
def test_everybody_reads_a_year_that_has_begun(world: World) -> None:
    client = world.client()
    assert f"{YEARS}/2025" in client.get(f"/en/p/{VILLAGE}/months").text
    page = client.get(f"{YEARS}/2025")
    assert page.status_code == 200
    assert "1 July 2025" in page.text
    assert "the year is not over yet" in page.text
    assert len(gzip.compress(page.content)) < 14_000
    assert len(re.findall(r"/months/20", page.text)) == 9, "from the first entry on"
    for year in ("2024", "2026", "0", "99999"):
        assert client.get(f"{YEARS}/{year}").status_code == 404


def test_a_year_carries_over_into_the_next(world: World) -> None:
    later = date(2026, 9, 3)
    over, fresh = account(world, today=later), account(world, 2026, later)
    assert over is not None
    assert fresh is not None
    assert over.is_over
    assert (over.whole.after, over.carried) == (fresh.whole.before, fresh.carried)
    with world.services.database.read() as session:
        years = years_of(session, VILLAGE, world.services.country, later)
        assert years == (2026, 2025)
        assert years_of(session, "22120305", world.services.country, later) == ()
