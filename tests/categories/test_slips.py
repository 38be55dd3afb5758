"""Slips and the page where a household looks itself up."""

import html
import re

import brotli
from sqlmodel import select

from tests.categories.test_round import (
    HERE,
    decide_all,
    homes,
    made_final,
    posted,
    round_in_meeting,
)
from tests.conftest import VILLAGE, Visitor, World
from tests.people.test_throttling import fill_network
from ubudehe.categories.slips.queries import slip_lines
from ubudehe.categories.slips.tables import CheckSlip
from ubudehe.categories.tables import CategoryDecision
from ubudehe.households.tables import HouseholdIdentity
from ubudehe.record.tables import LogLeaf, Opening


def sheet(visitor: Visitor, chosen: list[str]) -> tuple[str, list[str]]:
    """Make slips for households and return the sheet with its codes."""
    path = f"{HERE}/slips"
    answer = visitor.client.post(path, data={**visitor.fields(path), "household": chosen})
    assert answer.status_code == 200
    return answer.text, re.findall(r"<b>([0-9 ]{23})</b>", html.unescape(answer.text))


def test_a_slip_opens_its_own_household_and_nothing_else(world: World) -> None:
    visitor, _ = posted(world)
    chosen = homes(visitor)[:16]
    page, codes = sheet(visitor, chosen)
    assert len(set(codes)) == 16
    assert page.count("<svg") >= 16
    assert page.count("your household sees its category, and why") == 16
    assert page.count("You can appeal until") == 16
    assert len(brotli.compress(page.encode(), quality=5)) <= 14_000
    guest = Visitor(world.client())
    own = guest.send("/en/check", {"code": codes[3].lower().replace("-", " ")})
    assert own.status_code == 200
    number = re.search(r"<h1>(\d+)\.", visitor.get(f"{HERE}/households/{chosen[3]}/file"))
    assert number
    assert f"no. {number[1]}" in own.text
    assert "Category 2" in own.text
    assert "They own or can rent a house." in own.text
    assert "Appeals can be filed until" in own.text
    assert own.headers["cache-control"] == "no-store"
    names = re.findall(
        r"<td class=\"fit\">([A-Z]{3,} [^<]+)<br>", visitor.get(f"{HERE}/categories/list")
    )
    assert len(names) == 46
    assert not any(name in own.text for name in names)


def test_a_typing_error_is_told_and_guesses_are_slowed(world: World) -> None:
    visitor, _ = posted(world)
    _, codes = sheet(visitor, homes(visitor)[:1])
    guest = Visitor(world.client())
    wrong = ("B" if codes[0][0] != "B" else "C") + codes[0][1:]
    assert "typing error" in guest.refused("/en/check", {"code": wrong})
    assert "No slip has this code" in guest.refused("/en/check", {"code": "0000-0000-000"})
    fill_network(world, "testclient")
    assert "Too many tries" in guest.refused("/en/check", {"code": codes[0]})


def test_a_new_slip_replaces_the_old_one_and_a_resent_form_gives_the_same(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    told = {"told_on.d": "14", "told_on.m": "6", "told_on.y": "2026"}
    visitor.done(f"{HERE}/households/{home}/basis", {"basis": "consent", "told": "head", **told})
    path = f"{HERE}/slips?household={home}"
    fields = {**visitor.fields(path), "household": home}
    first = visitor.client.post(f"{HERE}/slips", data=fields).text
    again = visitor.client.post(f"{HERE}/slips", data=fields).text
    code = re.findall(r"<b>([0-9 ]{23})</b>", html.unescape(first))
    assert "Why your data are kept: The household agreed." in first
    assert code == re.findall(r"<b>([0-9 ]{23})</b>", html.unescape(again))
    sheet(visitor, [home])
    guest = Visitor(world.client())
    assert "It may have been replaced" in guest.refused("/en/check", {"code": code[0]})


def test_no_code_is_kept_anywhere(world: World) -> None:
    visitor, _ = posted(world)
    _, codes = sheet(visitor, homes(visitor)[:2])
    with world.services.database.read() as session:
        kept = [str(slip) for slip in session.exec(select(CheckSlip))]
        kept += [opening.value for opening in session.exec(select(Opening))]
        kept += [leaf.entry.decode() for leaf in session.exec(select(LogLeaf))]
    for code in codes:
        assert not any(code in text or code.replace("-", "") in text for text in kept)


def test_no_slip_before_the_list_is_posted(facilitator: Visitor) -> None:
    facilitator.done(f"{HERE}/categories/start", {"scheme": "2020"})
    home = re.findall(r"/households/([0-9a-f-]{36})", facilitator.get(f"{HERE}/households"))[0]
    path = f"{HERE}/slips"
    start = f"{HERE}/categories/agree"
    answer = facilitator.client.post(path, data={**facilitator.fields(start), "household": home})
    assert "once the list is posted" in answer.text


def test_the_household_learns_of_an_alteration(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    _, codes = sheet(visitor, [home])
    with world.services.database.write() as session:
        for row in session.exec(select(CategoryDecision)):
            if str(row.household) == home and row.current:
                row.category = "4"
    page = Visitor(world.client()).send("/en/check", {"code": codes[0]}).text
    assert "The record says: 2" in html.unescape(page)


def test_each_line_of_the_slips_is_one_household_with_its_own_head(world: World) -> None:
    posted(world)
    with world.services.database.read() as session:
        found = [(one.household, one.head) for one in slip_lines(session, VILLAGE)]
        heads = {row.household: row.head for row in session.exec(select(HouseholdIdentity))}
    assert len(found) == 46
    assert found == [(id_, heads[id_]) for id_ in dict(found)]


def test_what_is_not_posted_yet_is_not_shown_on_a_slip(world: World) -> None:
    visitor = made_final(world, "2015", "2:has_house")
    _, codes = sheet(visitor, homes(visitor)[:1])
    visitor, _ = round_in_meeting(world)
    decide_all(visitor, "1:no_house")
    assert "Category 2" in Visitor(world.client()).send("/en/check", {"code": codes[0]}).text
