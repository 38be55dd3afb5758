"""Facts of all villages below a place, as the tables hold them."""

from sqlmodel import col, select

from tests.audit.queries import counted_queries
from tests.conftest import DISTRICT, VILLAGE, World
from ubudehe.audit.queries import facts, span_of
from ubudehe.audit.rules.facts import BooksFacts
from ubudehe.ledger.entries.sums import posted_sums
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.places.reading import load_country


def read(world: World, code: str) -> tuple[dict[str, BooksFacts], int]:
    services = world.services
    with services.database.read() as session, counted_queries(session) as asked:
        found = list(facts(session, span_of(code), services.country, world.clock().date()))
    return {one.code: one for one in found}, len(asked)


def test_facts_are_what_the_tables_hold_in_as_many_queries_however_many_villages(
    world: World,
) -> None:
    one, queries = read(world, VILLAGE)
    several, queries_of_all = read(world, "")
    assert set(one) == {VILLAGE}
    assert len(several) > 1
    assert several[VILLAGE] == one[VILLAGE]
    assert queries == queries_of_all
    with world.services.database.read() as session:
        for code, village in several.items():
            sums: dict[tuple[str, str], int] = {}
            for entry in village.entries:
                for p in entry.postings if entry.state == "posted" else ():
                    sums[p.account, p.currency] = sums.get((p.account, p.currency), 0) + p.amount
            assert {key: n for key, n in sums.items() if n} == posted_sums(session, code)
        numbers = session.exec(
            select(LedgerEntry.number)
            .where(LedgerEntry.village == VILLAGE)
            .order_by(col(LedgerEntry.number))
        ).all()
    assert [entry.number for entry in one[VILLAGE].entries] == list(numbers)
    assert one[VILLAGE].approvers == 2
    assert one[VILLAGE].planned
    assert one[VILLAGE].months


def test_prices_of_a_village_are_compared_with_its_whole_district(world: World) -> None:
    one, _ = read(world, VILLAGE)
    district, _ = read(world, DISTRICT)
    assert one[VILLAGE].purchases == district[VILLAGE].purchases
    assert one[VILLAGE].start == district[VILLAGE].start
    assert load_country().audit == world.services.country.audit
