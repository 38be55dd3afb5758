"""One payment that two grants make: each pays its part, and none more than it holds."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from tests.conftest import VILLAGE, World, faults_of_grown
from tests.ledger.books import CAME, MONEY, day, paid, posted, public
from tests.ledger.test_grants import agreed
from ubudehe.ledger.entries.listing import money_moved
from ubudehe.ledger.entries.tables import LedgerEntry

ON_12 = {**CAME, **day(12), "source": "donor"}


@pytest.mark.both_engines
def test_two_grants_pay_one_payment_and_get_it_back(world: World) -> None:
    one = agreed(world)
    other = agreed(world, giver="Soap for All", purpose="Soap")
    for code, amount in (("G002", "50 000"), ("G003", "30 000")):
        posted(world, {**ON_12, "grant": code, "amount": amount}, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    both = paid(treasurer, amount="70 000", grant="G002", grant2="G003", part2="25 000")
    new = f"{MONEY}/new/paid"
    for wrong, said in (
        ({"part2": "30 001"}, "is left of G003"),
        ({"part2": "19 999"}, "is left of G002"),
        ({"part2": ""}, "Name both grants"),
        ({"grant": ""}, "Name both grants"),
        ({"grant2": "G002"}, "two different grants"),
        ({"part2": "70 000"}, "less than the whole"),
        ({"grant2": "G009"}, "There is no such grant"),
    ):
        page = treasurer.refused(new, {**both, **wrong})
        assert said in page, wrong
        assert "70 000" in page, "what was typed stays"
    item = {"item": "cement", "item_number": "7", "kept_back": "10 000"}
    entry = posted(world, {**both, **item, "what": "Pipes and soap"}, "paid")
    page = world.client().get(public(entry)).text
    for said in ("70\u00a0000\u00a0Frw", "G002: 45\u00a0000", "G003: 25\u00a0000", "10\u00a0000"):
        assert said in page, said
    assert "10\u00a0000\u00a0Frw for one" in treasurer.get(entry), "the price is of the whole"
    for address, part, left in ((one, "45", "5"), (other, "25", "5")):
        page = world.client().get(address).text
        assert f"Spent</dt><dd>{part}\u00a0000\u00a0Frw" in page
        assert f"Left</dt><dd>{left}\u00a0000\u00a0Frw" in page
        assert "of 70\u00a0000\u00a0Frw" in page
    _exports_agree(world)
    alone = posted(world, paid(treasurer, amount="46 000", what="Alone"), "paid")
    with world.services.database.read() as session:
        ids = [UUID(one.rsplit("/", 1)[1]) for one in (alone, entry)]
        query = select(LedgerEntry.id).where(col(LedgerEntry.id).in_(ids))
        assert session.exec(query.order_by(money_moved().desc())).first() == ids[1], "as a whole"
    back = treasurer.done(f"{entry}/reverse", {"what": "Wrong"})
    world.signed_in("chair", VILLAGE).done(f"{back}/approve", {})
    for address, left in ((one, "50"), (other, "30")):
        page = world.client().get(address).text
        assert "Spent</dt><dd>0\u00a0Frw" in page
        assert f"Left</dt><dd>{left}\u00a0000\u00a0Frw" in page
    assert faults_of_grown(world) == []


def _exports_agree(world: World) -> None:
    """Both parts stand in the sheet, the journal, IATI and OCDS; together they are the payment."""
    client = world.client()
    rows = client.get(f"/data/{VILLAGE}/entries.csv").text.splitlines()
    assert sum("Pipes and soap" in one and "45000" in one and "G002" in one for one in rows) == 1
    assert sum("Pipes and soap" in one and "25000" in one and "G003" in one for one in rows) == 1
    iati = client.get(f"/data/{VILLAGE}/iati.xml").text
    assert ">45000<" in iati
    assert ">25000<" in iati
    assert client.get(f"/data/{VILLAGE}/ocds.json").text.count("70000") >= 1


def test_what_belongs_to_no_project_is_paid_by_two_grants_as_well(world: World) -> None:
    agreed(world)
    agreed(world, giver="Soap for All")
    for code in ("G002", "G003"):
        posted(world, {**ON_12, "grant": code, "amount": "6 000"}, "came")
    typed = paid(world.signed_in("treasurer", VILLAGE), grant="G002", grant2="G003")
    del typed["project"]
    entry = posted(world, {**typed, "part2": "5 000", "what": "Paper"}, "general")
    page = world.client().get(public(entry)).text
    assert "G003: 5\u00a0000\u00a0Frw" in page
    assert faults_of_grown(world) == []
