"""The photo of a count is covered or taken away like other evidence."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import MONEY, day, paid
from tests.ledger.test_evidence import pixel, white
from ubudehe.language.paging import LINES
from ubudehe.ledger.months.tables import MoneyCount

COUNTS = f"{MONEY}/counts"
MONTH = f"/en/p/{VILLAGE}/months/2026-05"


def counted(world: World, shown: bytes) -> str:
    """Count the bank at the end of May with a photo, and return the address of that photo."""
    typed = {**day(31, 5, name="counted_on"), "place": "bank", "amount": "1", "remark": "Fees"}
    treasurer = world.signed_in("treasurer", VILLAGE)
    treasurer.done(f"{MONEY}/count", typed, {"photo": ("r.jpg", shown, "image/jpeg")})
    (found,) = re.findall(rf'href="({COUNTS}/[0-9a-f-]{{36}})"', treasurer.get(COUNTS))
    return str(found)


def shown_in(world: World) -> list[str]:
    return re.findall(r'href="/r/([0-9a-f]{64})">Photo<', world.client().get(MONTH).text)


@pytest.mark.both_engines
def test_what_is_covered_on_the_photo_of_a_count_is_shown_no_more(world: World) -> None:
    here = counted(world, white())
    (old,) = shown_in(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    draft = treasurer.done(here, {"do": "cover"})
    drawn = treasurer.client.get(treasurer.get(draft).split('src="')[1].split('"')[0])
    assert drawn.headers["cache-control"] == "private, max-age=3600"
    corner = treasurer.done(draft, {"at.x": "20", "at.y": "20", "publish": ""})
    at = {"at.x": "100", "at.y": "50", "publish": "", "corner": "20.20"}
    treasurer.done(treasurer.done(corner, at), {"publish": "yes"})
    (new,) = shown_in(world)
    assert world.client().get(f"/r/{old}").status_code == 404
    assert world.services.blobs.get(old) is None
    assert max(pixel(world.client().get(f"/r/{new}").content, 150, 100)) < 20
    assert "Replaced by a photo with something covered" in world.client().get(MONTH).text
    assert treasurer.client.get(draft).status_code == 404
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_the_photo_of_a_count_is_removed_under_the_law(world: World) -> None:
    here = counted(world, white())
    (old,) = shown_in(world)
    assert "Your role" in world.signed_in("treasurer", VILLAGE).refused(here, {"do": ""})
    world.signed_in("data_protection", "22").done(here, {})
    assert shown_in(world) == []
    assert "Removed on request" in world.client().get(MONTH).text
    assert world.client().get(f"/r/{old}").status_code == 404
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(here).status_code == 404
    typed = {**day(31, 5, name="counted_on"), "place": "bank", "amount": "1", "remark": "Fees"}
    again = {"photo": ("r.jpg", white(), "image/jpeg")}
    assert "removed under the law" in treasurer.refused(f"{MONEY}/count", typed, again)
    assert faults_of_grown(world) == []


def test_one_photo_stands_behind_a_count_or_an_entry_never_both(
    world: World, treasurer: Visitor
) -> None:
    shown = {"photo": ("r.jpg", white(), "image/jpeg")}
    counted(world, white())
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    assert "shown elsewhere" in treasurer.refused(f"{entry}/receipt", {"kind": "receipt"}, shown)
    other = {"photo": ("r.jpg", white(320, 200), "image/jpeg")}
    treasurer.done(f"{entry}/receipt", {"kind": "receipt"}, other)
    typed = {**day(30, 5, name="counted_on"), "place": "bank", "amount": "1", "remark": "Fees"}
    assert "shown elsewhere" in treasurer.refused(f"{MONEY}/count", typed, other)


def test_the_list_of_photos_goes_on_page_by_page(world: World, treasurer: Visitor) -> None:
    with world.services.database.write() as session:
        for number in range(2 * LINES + 1):
            at = world.services.clock() + timedelta(seconds=number)
            session.add(
                MoneyCount(
                    id=UUID(int=number),
                    village=VILLAGE,
                    counted_on=at.date(),
                    account="Assets:Bank",
                    currency="RWF",
                    amount=number,
                    expected=number,
                    photo=f"{number:064x}",
                    counted_by=UUID(int=1),
                    counted_at=at,
                )
            )
    found: list[str] = []
    address = COUNTS
    while address:
        page = treasurer.get(address)
        found += re.findall(rf'href="{COUNTS}/([0-9a-f-]{{36}})"', page)
        more = re.search(r'href="(\?after=[0-9]+)">Next', page)
        address = COUNTS + more[1] if more else ""
    assert found == [str(UUID(int=number)) for number in reversed(range(2 * LINES + 1))]
