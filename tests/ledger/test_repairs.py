"""Repairs after a project was handed over: beside its closed account, never in it."""

import re

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import MONEY, day, paid, posted, project, public
from tests.projects.ballots import in_meeting

pytestmark = pytest.mark.both_engines


def test_a_repair_stands_below_the_closed_account_and_does_not_change_it(
    world: World, treasurer: Visitor
) -> None:
    one = project(treasurer)
    typed = {**paid(treasurer, what="A new tap", amount="7 000"), **day(15)}
    work = {"days": "6", "what": "Digging again", "project": one, **day(15)}
    for kind, early in (("repair", typed), ("repaired", work)):
        assert "Nothing was handed over yet" in treasurer.get(f"{MONEY}/new/{kind}")
        form = treasurer.fields(f"{MONEY}/new/paid")
        page = treasurer.client.post(f"{MONEY}/new/{kind}", data={**form, **early}).text
        assert "This project goes on" in page
        assert early["what"] in page, "what was typed stays"
    in_meeting(world).done(f"{MONEY}/projects/{one}/close", {"text": "The tap stands."})
    before = _account(world, one)
    sheet = _row(world, one)
    assert "closed with a report" in treasurer.refused(f"{MONEY}/new/paid", typed)
    repair = posted(world, typed, "repair")
    posted(world, work, "repaired")
    page = world.client().get(f"/en/projects/{one}").text
    assert _account(world, one) == before
    assert _row(world, one) == sheet, "the project's line in the open data"
    told = page.split("Repaired after it was handed over")[1]
    for said in ("7\u00a0000\u00a0Frw", "A new tap", "Digging again", "6 labour days"):
        assert said in told, said
    assert "Repaired since, last on 15 June 2026; entries: 2" in page
    assert "Repair of what was handed over" in world.client().get(public(repair)).text
    assert "Left in the project" not in treasurer.get(repair)
    back = treasurer.done(f"{repair}/reverse", {"what": "Wrong"})
    world.signed_in("chair", VILLAGE).done(f"{back}/approve", {})
    page = world.client().get(f"/en/projects/{one}").text
    assert "Spent on repairs: 0\u00a0Frw." in page
    assert "entries: 1" in page
    assert faults_of_grown(world) == []


def _account(world: World, one: str) -> str:
    """Return what a project's page says of its budget, spending and days of work."""
    page = world.client().get(f"/en/projects/{one}").text
    figures = re.findall(
        r'<p class="now">.*?</p>|By then .*? given\.|[0-9 ]+ labour days given', page
    )
    assert len(figures) > 2
    return "\n".join(figures)


def _row(world: World, one: str) -> str:
    rows = world.client().get(f"/data/{VILLAGE}/projects.csv").text.splitlines()
    return next(row for row in rows if one in row)
