"""The first screen of each place: its sentence is true, its picture small, its cost constant."""

import re

import pytest
from sqlmodel import Session, select

from tests.conftest import VILLAGE, Visitor, World
from tests.openbooks.asking import queries_of
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.ledger.rules.states import EntryState
from ubudehe.openbooks.figures.reading import FiguresBelow
from ubudehe.openbooks.latest import latest_villages, tile_places
from ubudehe.openbooks.money import receipted
from ubudehe.openbooks.queries import village_page
from ubudehe.openbooks.rules.figures import LATEST
from ubudehe.openbooks.sums import sums_of
from ubudehe.places.tables import Place
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.states import ProposalState
from ubudehe.record.tables import LogHead


def said(amount: int) -> str:
    return f"{amount:,}".replace(",", "\u00a0") + "\u00a0Frw"


def _by_hand(session: Session) -> tuple[int, int]:
    """Return (spent, of that with a receipt) in a slow and plain way."""
    spent = proven = 0
    for entry in session.exec(select(LedgerEntry).where(LedgerEntry.village == VILLAGE)):
        if entry.state != "posted" or entry.reverses or entry.reversed_by:
            continue
        postings = session.exec(select(EntryPosting).where(EntryPosting.entry == entry.id))
        gone = sum(
            one.amount
            for one in postings
            if one.account.startswith("Expenses:") and ":Contributed:" not in one.account
        )
        photos = session.exec(select(Evidence).where(Evidence.entry == entry.id)).all()
        spent += gone
        if any(one.kind in ("receipt", "invoice") and one.gone != "covered" for one in photos):
            proven += gone
    return spent, proven


def test_what_pages_ask_does_not_grow_with_the_projects(world: World, facilitator: Visitor) -> None:
    def asked_by(page: str) -> int:
        facilitator.get(page)
        with queries_of(world) as asked:
            facilitator.get(page)
        return sum("log_head.changed >=" not in one for one in asked)  # asked by the clock

    pages = (f"/en/p/{VILLAGE}?again", f"/en/work/{VILLAGE}/money/projects")
    before = [asked_by(page) for page in pages]
    with world.services.database.write() as session:
        rows = session.exec(select(Proposal).where(Proposal.village == VILLAGE)).all()
        others = [one for one in rows if one.state != ProposalState.CHOSEN]
        for proposal in others:
            proposal.state = ProposalState.CHOSEN
    world.tampered = True
    assert others
    after = [asked_by(page) for page in pages]
    assert all(more <= most for more, most in zip(after, before, strict=True))


def test_the_sentence_says_what_the_books_say(world: World) -> None:
    page = re.sub(r"[ \n]+", " ", Visitor(world.client()).get(f"/en/p/{VILLAGE}"))
    with world.services.database.read() as session:
        held = balances(session, VILLAGE)
        spent, proven = _by_hand(session)
        assert receipted(session, VILLAGE, "RWF") == proven
    bank, cash = held["Assets:Bank:Main", "RWF"], held["Assets:Cash", "RWF"]
    there = (
        f"{said(bank + cash)} are there today: {said(bank)} in the bank and {said(cash)} in cash"
    )
    assert there in page
    assert 0 < proven < spent
    assert f"{said(spent)} are spent. Behind {round(100 * proven / spent)}% of that" in page


def test_a_receipt_that_is_taken_away_is_not_counted(world: World) -> None:
    world.tampered = True
    with world.services.database.write() as session:
        before = receipted(session, VILLAGE, "RWF")
        for one in session.exec(select(Evidence)):
            one.gone = "covered"
            session.add(one)
        session.flush()
        assert receipted(session, VILLAGE, "RWF") == 0 < before


def test_the_map_is_small_and_says_the_same_as_its_table(world: World) -> None:
    page = Visitor(world.client()).get("/en/")
    svg = page[page.index('<svg class="tiles"') :]
    svg = svg[: svg.index("</svg>") + 6]
    assert len(svg.encode()) <= 3_000
    assert re.findall(r">(\d+)</tspan>", svg) == ["1", "1", "1"]
    assert "Villages keep books in 3 of 30 districts" in page
    table = page[page.index("Villages with books") :]
    assert re.findall(r'/en/p/(\d\d)">(\w+)', table)[:3] == [
        ("22", "Gisagara"),
        ("43", "Musanze"),
        ("11", "Nyarugenge"),
    ]


@pytest.mark.both_engines
def test_what_a_page_asks_does_not_grow_with_what_it_shows(empty_world: World) -> None:
    country = empty_world.services.country
    today = empty_world.clock.now.date()
    counts = []
    for many in (1, LATEST + 3):
        with empty_world.services.database.write() as session:
            codes = session.exec(select(Place.code).where(Place.level == "village").limit(many))
            known = set(session.exec(select(LogHead.log)).all())
            for at, code in enumerate(codes):
                if code not in known:
                    session.add(LogHead(log=code, size=1, changed=at))
        with empty_world.services.database.read() as session, queries_of(empty_world) as asked:
            figures = FiguresBelow(session, "", country)
            latest = latest_villages(session, figures, country, today)
            tiles = tile_places(session, figures, country)
        counts.append(len(asked))
        assert (len(latest.villages), tiles.villages) == (min(many, LATEST), 0)
        assert latest.lately == 0
    assert counts[0] == counts[1]


def test_the_village_asks_as_much_with_half_of_its_entries(world: World) -> None:
    world.tampered = True
    country, today = world.services.country, world.clock.now.date()
    counts = []
    for _ in range(2):
        with world.services.database.read() as session, queries_of(world) as asked:
            page = village_page(session, VILLAGE, country, today)
        counts.append(len(asked))
        assert page.months is not None
        with world.services.database.write() as session:
            rows = session.exec(select(LedgerEntry).where(LedgerEntry.state == "posted")).all()
            for row in rows[::2]:
                row.state = EntryState.REFUSED
                session.add(row)
    assert counts[0] == counts[1]


@pytest.mark.both_engines
def test_where_nothing_is_booked_one_sentence_says_so(world: World) -> None:
    page = Visitor(world.client()).get("/en/p/22120305")
    assert page.count("No money and no work is in its books yet.") >= 2, "also for links"
    assert "0 Frw" not in page
    assert "No money and no work" not in Visitor(world.client()).get(f"/en/p/{VILLAGE}")


def test_a_village_without_an_entry_keeps_a_record_and_no_books(world: World) -> None:
    with world.services.database.write() as session:
        posted = LedgerEntry.village == VILLAGE
        for entry in session.exec(select(LedgerEntry).where(posted)):
            entry.state = EntryState.PROPOSED
        world.tampered = True
        session.flush()
        sums = sums_of(session, VILLAGE[:4], world.services.country)
        assert (sums.villages, sums.books) == (1, 0)
        figures = FiguresBelow(session, "", world.services.country)
        tiles = tile_places(session, figures, world.services.country)
    assert VILLAGE[:2] not in [place.code for place, _ in tiles.kept]
