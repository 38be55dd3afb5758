"""Forms on paper: what is printed, and what never is."""

import re

import brotli
import pytest
from sqlmodel import select

from tests.conftest import CELL, VILLAGE, Visitor, World
from tests.households.test_register import HOME, HOMES
from ubudehe.households.papers.queries import groups_of, households_for_paper
from ubudehe.households.papers.rules import KINDS, KNOWN, on_sheets, read_choice
from ubudehe.households.tables import Household

SHEETS = f"{HOMES}/papers/sheets"
LIMIT = 14_000


def test_what_is_typed_is_read_with_care() -> None:
    assert read_choice("questions", "heads", "Ubumwe", "12").start == 12
    bad = read_choice("x", "", "y" * 500, "-1")
    assert (bad.kind, bad.known, len(bad.isibo), bad.start) == ("list", "answers", 120, 0)
    assert read_choice("list", "heads", "", "9" * 40).start == 0
    assert [len(sheet) for sheet in on_sheets(range(5), "questions")] == [1, 1, 1, 1, 1]


@pytest.mark.both_engines
def test_a_form_with_what_is_known_but_no_health(facilitator: Visitor) -> None:
    told = {"disability": "59", "illness": "yes", "offers": "Kubaka", "phone": "0788123456"}
    facilitator.done(f"{HOMES}/new", {**HOME, **told, "isibo_new": "Igitondo"})
    page = facilitator.get(f"{SHEETS}?kind=questions&isibo=Igitondo")
    assert page.count("<article>") == 1
    for seen in ("LUGENERA Aline", "Igitondo", "Kubaka", "+250 788 123 456"):
        assert seen in page
    assert "<i>×</i>Iron sheets" in page
    assert "<u>5</u><u>9</u>" not in page
    assert "<i>×</i>Yes" not in page
    heads = facilitator.get(f"{SHEETS}?kind=questions&isibo=Igitondo&known=heads")
    assert "LUGENERA Aline" in heads
    assert "×" not in heads
    assert "788 123" not in heads
    nobody = facilitator.get(f"{SHEETS}?kind=list&known=nothing&isibo=Igitondo")
    assert "LUGENERA" not in nobody
    assert "Igitondo" not in nobody[: nobody.index("<footer")]


def test_only_households_that_are_still_there(world: World) -> None:
    with world.services.database.write() as session:
        gone = session.exec(select(Household).where(Household.village == VILLAGE)).first()
        assert gone
        number, gone.ended, gone.isibo = gone.number, "moved", "Nobody's"
    with world.services.database.read() as session:
        assert "Nobody's" not in groups_of(session, VILLAGE)
        homes = households_for_paper(session, VILLAGE, "", "answers", 0, 1000)
        assert number not in [home.number for home in homes]
        assert not any({"disability", "illness"} & home.known.keys() for home in homes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("known", KNOWN)
def test_every_page_of_sheets_is_small_and_all_are_reached(
    facilitator: Visitor, kind: str, known: str
) -> None:
    for lang in ("rw", "en", "fr", "sw"):
        path: str | None = f"{SHEETS}?kind={kind}&known={known}".replace("/en/", f"/{lang}/")
        forms = 0
        while path:
            page = facilitator.get(path)
            assert len(brotli.compress(page.encode(), quality=5)) < LIMIT
            forms += page.count("<article>") + len(re.findall(r"<tr>\s*<td", page))
            following = page.partition('<a class="button go" href="?')[2].partition('"')[0]
            path = f"{SHEETS}?{following.replace('&amp;', '&')}" if following else None
        assert forms == (46 if known != "nothing" else 20 if kind == "list" else 1)


def test_only_who_keeps_the_register_prints_it(world: World) -> None:
    for role, place in (("treasurer", VILLAGE), ("chair", VILLAGE), ("cell_secretary", CELL)):
        client = world.signed_in(role, place).client
        assert client.get(f"{HOMES}/papers").status_code == 403
        assert client.get(SHEETS).status_code == 403
