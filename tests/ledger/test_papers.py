"""Receipts that come as PDF: pages behind an entry, covered and taken away like any photo."""

import re

import pytest

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import CAME, MONEY, day, paid, public
from tests.record import pdfs
from ubudehe.record.papers.drawing import can_draw, draw

pytestmark = pytest.mark.skipif(not can_draw(), reason="no library draws PDFs: ubudehe[pdf]")
PAPER = pdfs.lines("0788 000 000", "Sima 40")


def with_paper(visitor: Visitor, path: str, content: bytes = PAPER, **typed: str) -> str:
    files = {"photo": ("facture.pdf", content, "application/pdf")}
    return visitor.done(path, {"kind": "invoice", **typed}, files=files)


def pages_of(page: str) -> list[str]:
    return re.findall(r'href="/r/([0-9a-f]{64})"', page)


def marks(world: World, page: str) -> list[int]:
    """Return how many dark points each page of the one file of an entry's paper has."""
    (address,) = set(re.findall(r'href="(/r/[0-9a-f]{64}/paper.pdf)"', page))
    answer = world.client().get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-cache"
    return [sum(one.convert("L").histogram()[:64]) for one in draw(answer.content, 6, 640)]


def cover_all(visitor: Visitor, draft: str) -> str:
    """Touch the corners of the page that is shown, and return where that leads."""
    corner = visitor.done(draft, {"at.x": "1", "at.y": "1", "publish": ""})
    at = {"at.x": "223", "at.y": "316", "publish": "", "corner": "1.1"}
    return visitor.done(corner, at)


def test_a_pdf_stands_behind_an_entry_as_its_pages_and_one_file(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    with_paper(treasurer, f"{entry}/receipt")
    page = world.client().get(public(entry)).text
    first, second = pages_of(page)
    assert "Tax invoice (EBM), page 1" in page
    assert "2 pages in one file (PDF)" in page
    for one in (first, second):
        assert world.client().get(f"/r/{one}").headers["content-type"] == "image/jpeg"
    assert all(found > 100 for found in marks(world, page))
    rows = world.client().get(f"/en/{VILLAGE}/ledger?photos=yes").text
    assert second not in rows
    assert faults_of_grown(world) == []


def test_a_pdf_comes_with_the_entry_itself(world: World, treasurer: Visitor) -> None:
    files = {"photo": ("facture.pdf", PAPER, "application/pdf")}
    entry = treasurer.done(f"{MONEY}/new/came", CAME, files=files)
    assert len(pages_of(treasurer.get(entry))) == 2
    assert faults_of_grown(world) == []


def test_what_is_covered_on_a_page_is_in_no_file(world: World, treasurer: Visitor) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    with_paper(treasurer, f"{entry}/receipt")
    first, second = pages_of(treasurer.get(entry))
    draft = treasurer.done(f"{entry}/photo/{first}", {"do": "cover"})
    treasurer.done(cover_all(treasurer, draft), {"publish": "yes"})
    page = world.client().get(public(entry)).text
    covered, other = pages_of(page)
    assert (covered != first, other) == (True, second)
    black, text = marks(world, page)
    assert black > 200_000 > text
    assert world.client().get(f"/r/{first}/paper.pdf").status_code == 404
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_pages_are_covered_one_by_one_before_any_is_published(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    draft = with_paper(treasurer, f"{entry}/receipt", cover="yes")
    page = treasurer.get(f"{draft}?page=2")
    assert "Page 2 of 2" in page
    drawn = treasurer.client.get(page.split('src="')[1].split('"')[0])
    assert drawn.headers["content-type"] == "image/jpeg"
    covered = cover_all(treasurer, f"{draft}?page=2")
    assert covered.endswith("?page=2")
    treasurer.done(covered, {"publish": "yes"})
    text, black = marks(world, world.client().get(public(entry)).text)
    assert text < 200_000 < black


@pytest.mark.both_engines
def test_a_page_removed_under_the_law_leaves_the_others(world: World, treasurer: Visitor) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    three = pdfs.lines("0788 000 000", "Sima 40", "Total")
    with_paper(treasurer, f"{entry}/receipt", three)
    first, *others = pages_of(treasurer.get(entry))
    world.signed_in("data_protection", "22").done(f"{entry}/photo/{first}", {})
    page = world.client().get(public(entry)).text
    assert pages_of(page) == others
    assert "2 pages in one file (PDF)" in page
    assert len(marks(world, page)) == 2
    assert world.client().get(f"/r/{first}/paper.pdf").status_code == 404


def test_what_cannot_be_drawn_is_said_and_what_was_typed_stays(treasurer: Visitor) -> None:
    files = {"photo": ("facture.pdf", pdfs.locked(), "application/pdf")}
    page = treasurer.refused(f"{MONEY}/new/paid", paid(treasurer), files)
    assert "This PDF has a password." in page
    assert 'value="Quincaillerie"' in page


def test_a_statement_of_the_bank_may_be_a_pdf_of_one_page(treasurer: Visitor) -> None:
    count = {**day(14, name="counted_on"), "place": "bank", "amount": "1", "remark": "Fees"}
    files = {"photo": ("releve.pdf", PAPER, "application/pdf")}
    assert "at most 1 are taken" in treasurer.refused(f"{MONEY}/count", count, files)
    files = {"photo": ("releve.pdf", pdfs.lines("Solde 1"), "application/pdf")}
    treasurer.done(f"{MONEY}/count", count, files=files)
