"""Planned beside realised: the same figures on the page, at every level and in the file."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest

from tests.conftest import CELL, DISTRICT, VILLAGE, World
from ubudehe.openbooks.realised.queries import KINDS, realised_report
from ubudehe.openbooks.rules.realised import RealisedLine, by_line, lines_of, summed

YEAR = date(2025, 7, 1)


def test_a_line_tells_what_is_left_and_how_much_is_done() -> None:
    line = RealisedLine("materials", 300, 100, 150)
    assert (line.realised, line.left, line.percent, line.is_over) == (250, 50, 83, False)
    over = RealisedLine("materials", 200, 100, 150)
    assert (over.left, over.percent, over.is_over) == (-50, 125, True)
    assert RealisedLine("services", 0, 0, 5).percent is None
    assert summed("", [line, over]) == RealisedLine("", 500, 200, 300)


def test_what_was_neither_planned_nor_spent_on_has_no_line() -> None:
    found = lines_of({"materials": 5}, {("services", True): 2, ("materials", False): 1}, KINDS)
    assert found == (RealisedLine("materials", 5, 1, 0), RealisedLine("services", 0, 0, 2))
    assert by_line([], KINDS) == ()


@pytest.mark.both_engines
def test_every_level_and_the_file_say_the_same(world: World) -> None:
    client = world.client()
    with world.services.database.read() as session:
        country = world.services.country
        village, cell, district, before = (
            realised_report(session, code, country, first, date(2026, 6, 15))
            for code, first in (
                (VILLAGE, YEAR),
                (CELL, YEAR),
                (DISTRICT, YEAR),
                (VILLAGE, YEAR - timedelta(days=365)),
            )
        )
    assert village.whole.during > 0
    assert before.whole.during == village.whole.before
    assert [part.whole for part in cell.parts if part.code == VILLAGE] == [village.whole]
    sums = {part.code: part.whole for part in district.parts}
    assert sums[CELL[:6]].during if CELL[:6] in sums else district.whole.during
    assert district.whole.during >= cell.whole.during >= village.whole.during
    page = client.get(f"/en/p/{VILLAGE}/budget").text
    for amount in (village.whole.planned, village.whole.during, village.whole.left):
        assert f"{abs(amount):,}".replace(",", "\u00a0") in page
    assert f"/en/p/{VILLAGE}/budget/2025" in client.get(f"/en/p/{VILLAGE}/months").text
    assert client.get(f"/en/p/{VILLAGE}/budget/2025").status_code == 200
    for code in (CELL, DISTRICT):
        assert f"/en/p/{code}/budget" in client.get(f"/en/p/{code}").text
        below = client.get(f"/en/p/{code}/budget/2025").text
        assert re.search(r"/en/p/\d+/budget/2025", below)
    for nowhere in (f"{DISTRICT[:1]}/budget", "99/budget", f"{VILLAGE}/budget/1999"):
        assert client.get(f"/en/p/{nowhere}").status_code == 404
    rows = list(csv.DictReader(StringIO(client.get(f"/data/{VILLAGE}/budget.csv").text)))
    own = [row for row in rows if row["year_from"] == "2025-07-01"]
    assert sum(int(row["realised"]) for row in own) == village.whole.during
    assert sum(int(row["planned"]) for row in own) == village.whole.planned
