"""An administrator finds a person or a place among hundreds; nothing typed stands in an address."""

import html
import re
from datetime import date

import pytest

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.people.finding import find_people
from ubudehe.people.tables import Account, RoleGrant

OTHER, SINCE = "22120305", date(2026, 1, 1)
FIND = "/en/work/people/0/find"


def many(world: World, number: int) -> None:
    """Add so many people with a role in another village, called Mukamana 000 and so on."""
    world.tampered = True
    with world.services.database.write() as session:
        for at in range(number):
            one = Account(
                phone=f"+2507991{at:05d}",
                name=f"Mukamana Élise {at:03d}",
                key=f"k{at:015d}",
                pin_hash="",
                created_at=world.clock.now,
            )
            session.add(one)
            session.flush()
            role = RoleGrant(account=one.id, role="facilitator", place=OTHER, since=SINCE)
            session.add(role)


@pytest.mark.both_engines
def test_hundreds_of_people_are_found_by_name_and_by_the_end_of_the_number(world: World) -> None:
    many(world, 70)
    country = world.services.country
    with world.services.database.read() as session:

        def found(text: str, code: str = "0", start: int = 0) -> list[str]:
            return [one.name for one in find_people(session, code, text, start, country).people]

        assert found("elise mukamana")[0] == "Mukamana Élise 000"
        assert len(found("elise mukamana", start=60)) == 10
        assert found("100007") == found("0799 100 007") == ["Mukamana Élise 007"]
        assert found("079910") == found("+250 79910") == found("mukamana"), "as a number begins"
        assert found("42") == [], "two digits are no number"
        assert found("mukamana", VILLAGE) == [], "who has no role there is not found there"
        (one,) = find_people(session, "0", "100007", 0, country).people
        assert [(role.role, role.place.code) for role in one.roles] == [("facilitator", OTHER)]


@pytest.mark.both_engines
def test_the_desk_of_administrators_asks_and_leads_to_account_and_place(
    world: World, administrator: Visitor
) -> None:
    one = world.find("facilitator", VILLAGE)
    assert f'action="{FIND}"' in administrator.get("/en/work/country")
    page = html.unescape(administrator.send(FIND, {"q": one.phone[-6:]}).text)
    assert one.name in page
    (account,) = set(re.findall(rf'"(/en/work/people/{VILLAGE}/account\?grant=[^"]+)"', page))
    assert one.name in html.unescape(administrator.get(account))
    assert (
        f'href="/en/work/people/{VILLAGE}"' in administrator.send(FIND, {"q": "Rugayantete"}).text
    )


def test_only_who_gives_roles_finds_people(facilitator: Visitor) -> None:
    assert facilitator.client.get(FIND).status_code == 403


def test_a_long_list_of_found_people_has_pages(world: World, administrator: Visitor) -> None:
    many(world, 31)
    first = administrator.send(FIND, {"q": "Mukamana E"}).text
    assert "Mukamana Élise 029" in first
    assert 'form="typed" name="first" value="30"' in first
    assert "Mukamana Élise 030" in administrator.send(FIND, {"q": "Mukamana E", "first": "30"}).text
