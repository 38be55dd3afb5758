"""The public books as a list: filters are true, the balance runs, hidden names are not found."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlmodel import Session, select

from tests.conftest import VILLAGE, Visitor, World
from tests.openbooks.asking import queries_of
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.rules.accounts import LIQUID
from ubudehe.openbooks.ledger import LINES, LedgerPage, LedgerRow, ledger_page
from ubudehe.openbooks.rules.asked_entries import AskedEntries

TODAY = date(2026, 6, 15)


def asked(world: World, session: Session, start: int = 0, **what: object) -> LedgerPage:
    asks = AskedEntries(**what)  # type: ignore[arg-type]
    return ledger_page(session, VILLAGE, asks, world.services.country, TODAY, start)


def every(world: World, session: Session, **what: object) -> Iterator[LedgerRow]:
    start: int | None = 0
    while start is not None:
        page = asked(world, session, start, **what)
        yield from page.rows
        start = page.part.after


def test_the_balance_runs_from_nothing_to_what_is_there(world: World) -> None:
    with world.services.database.read() as session:
        rows = list(every(world, session))
        lies = 0
        for row in reversed(rows):
            lies += row.moved
            assert row.after == (lies if row.moved else None)
        held = balances(session, VILLAGE)
        assert lies == sum(held.get((account, "RWF"), 0) for account in LIQUID)
        first = asked(world, session)
    assert [(row.line.entry_date, row.line.number) for row in rows] == sorted(
        ((row.line.entry_date, row.line.number) for row in rows), reverse=True
    )
    assert first.came - first.went == lies
    assert len(rows) == first.part.all > LINES


@pytest.mark.both_engines
def test_each_filter_leaves_what_fits_and_nothing_else(world: World) -> None:
    with world.services.database.read() as session:
        rows = list(every(world, session))
        entries = {one.id: one for one in session.exec(select(LedgerEntry))}
        project = next(e.project for e in entries.values() if e.project and e.village == VILLAGE)
        tried: tuple[tuple[dict[str, object], Callable[[LedgerRow], bool]], ...] = (
            ({"kind": "spend"}, lambda r: r.line.kind == "spend"),
            ({"way": "in"}, lambda r: r.moved > 0),
            ({"way": "out", "month": "2026-05"}, lambda r: r.moved < 0 and _in_may(r)),
            ({"month": "2026-05"}, lambda r: _in_may(r)),
            ({"project": project}, lambda r: entries[r.line.id].project == project),
            ({"text": "SIMA"}, lambda r: "sima" in r.line.what.lower()),
            ({"text": "100%"}, lambda _: False),
        )
        for what, fits in tried:
            found = [row.line.id for row in every(world, session, **what)]
            wanted = [row.line.id for row in rows if fits(row)]
            assert found == wanted, what
            # What lay there after an entry is the same, whatever else is shown.
            after = {row.line.id: row.after for row in rows}
            assert all(r.after == after[r.line.id] for r in every(world, session, **what))


def _in_may(row: LedgerRow) -> bool:
    return (row.line.entry_date.year, row.line.entry_date.month) == (2026, 5)


@pytest.mark.both_engines
def test_who_is_not_public_is_not_found_by_name(world: World) -> None:
    world.tampered = True
    with world.services.database.write() as session:
        hidden, public, erased = session.exec(
            select(LedgerEntry).where(LedgerEntry.village == VILLAGE).limit(3)
        ).all()
        for row, shown in ((hidden, False), (public, True), (erased, True)):
            row.payee, row.payee_public = "Zebra Trading", shown
        erased.payee_erased = True
        session.flush()
        found = asked(world, session, text="zebra").rows
        assert [row.line.id for row in found] == [public.id]


@pytest.mark.both_engines
def test_the_page_searches_and_leads_to_the_receipt(world: World) -> None:
    visitor = Visitor(world.client())
    page = visitor.get(f"/en/p/{VILLAGE}/ledger?q=sima&kind=spend&way=out")
    assert 'value="sima"' in page
    assert '<option value="spend" selected>' in page
    digest = re.findall(r'href="(/r/[0-9a-f]{64})"', page)[0]
    assert visitor.client.get(digest).headers["content-type"] == "image/jpeg"
    assert "No entry fits." in visitor.get(f"/en/p/{VILLAGE}/ledger?q=%25%25%25")
    shown = visitor.get(f"/en/p/{VILLAGE}/ledger?flag=yes")
    assert shown.count('href="/en/entries/') < LINES
    later = re.findall(r'href="(/en/p/[^"]*after=20)"', visitor.get(f"/en/p/{VILLAGE}/ledger?q=a"))
    assert "Later entries" in visitor.get(later[0].replace("&amp;", "&"))


@pytest.mark.both_engines
def test_what_it_asks_does_not_grow_with_its_rows(world: World) -> None:
    world.tampered = True
    counts = []
    for _ in range(2):
        with world.services.database.read() as session, queries_of(world) as queries:
            page = asked(world, session, flag=True)
            whole = asked(world, session)
        counts.append((len(queries), len(whole.rows)))
        assert page.asked.flag
        with world.services.database.write() as session:
            rows = session.exec(select(LedgerEntry).where(LedgerEntry.village == VILLAGE)).all()
            for row in rows[5:]:
                row.village = "43060101"
                row.number += 1000
                session.add(row)
    assert counts[0][0] == counts[1][0]
    assert counts[0][1] > counts[1][1] == 5


def test_another_villages_entries_are_not_among_them(world: World) -> None:
    with world.services.database.read() as session:
        ids = {row.line.id for row in every(world, session)}
        theirs = session.exec(select(LedgerEntry.id).where(LedgerEntry.village != VILLAGE)).all()
        assert theirs
        assert ids.isdisjoint(theirs)
        assert session.exec(select(EntryPosting.entry)).first() is not None
