"""What a paper that comes as PDF is turned into, and what none is made of."""

import sys
from io import BytesIO

import pytest
from PIL import Image

from tests.record import pdfs
from ubudehe.language.refusals import Refusal
from ubudehe.record.papers.drawing import can_draw, draw
from ubudehe.record.photos import SMALL_ENOUGH, CleanPhoto, clean_paper
from ubudehe.record.rules.pdf_files import pdf_of

pytestmark = pytest.mark.skipif(not can_draw(), reason="no library draws PDFs: ubudehe[pdf]")


def dark(page: CleanPhoto) -> int:
    """Return how many points of a page are dark."""
    with Image.open(BytesIO(page.content)) as image:
        return sum(image.convert("L").histogram()[:64])


def why_not(content: bytes, most: int = 6) -> str:
    with pytest.raises(Refusal) as refused:
        clean_paper(content, most)
    assert refused.value.field == "photo"
    return refused.value.msgid % refused.value.params


def test_each_page_of_a_pdf_becomes_a_small_plain_jpeg() -> None:
    pages = clean_paper(pdfs.lines("900 000 Frw", "Sima 40"), 6)
    assert [(one.media, one.width, one.height) for one in pages] == [("image/jpeg", 905, 1280)] * 2
    assert all(len(one.content) <= SMALL_ENOUGH and dark(one) > 500 for one in pages)
    with Image.open(BytesIO(pages[0].content)) as image:
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)


def test_empty_pages_and_a_page_that_comes_twice_are_left_out() -> None:
    assert len(clean_paper(pdfs.lines("900 000 Frw", "", "900 000 Frw"), 6)) == 1


def test_nothing_of_a_pdf_but_what_is_seen_goes_on() -> None:
    (page,) = clean_paper(pdfs.with_secrets(), 6)
    made = pdf_of([(page.content, page.width, page.height)])
    words = (b"Uwase", b"JavaScript", b"OpenAction", b"Info", b"Font", b"Metadata", b"900 000")
    assert not [word for word in words if word in made]


def test_a_file_made_of_pictures_shows_them_and_is_the_same_each_time() -> None:
    pages = clean_paper(pdfs.lines("900 000 Frw", "Sima 40"), 6)
    pictures = [(one.content, one.width, one.height) for one in pages]
    again = clean_paper(pdf_of(pictures), 6)
    assert [(one.width, one.height) for one in again] == [(905, 1280)] * 2
    assert all(
        abs(dark(one) - dark(other)) < dark(one) / 10
        for one, other in zip(pages, again, strict=True)
    )
    assert pdf_of(pictures) == pdf_of(pictures)


def test_what_is_wrong_with_a_pdf_is_said() -> None:
    assert "has a password" in why_not(pdfs.locked())
    assert "There is no page" in why_not(pdfs.lines())
    assert "damaged" in why_not(b"%PDF-1.7\nnothing")
    assert "Nothing is seen" in why_not(pdfs.lines("", ""))
    assert "too many pages: 1000, and at most 6" in why_not(pdfs.many(1000))
    assert "too large: at most 12 MB" in why_not(pdfs.lines("x") + bytes(12_000_000))


def test_a_page_of_any_size_is_drawn_small() -> None:
    for box in (b"0 0 1000000 1000000", b"0 0 200000 900", b"0 0 0.01 0.01"):
        drawn = draw(pdfs.lines("900 000 Frw", box=box), 6, 1280)
        assert max(drawn[0].size) <= 1281


def test_a_pdf_that_takes_too_much_memory_or_time_is_given_up() -> None:
    assert "takes too much work" in why_not(pdfs.memory_bomb())
    with pytest.raises(Refusal, match="takes too much work"):
        draw(pdfs.time_bomb(), 6, 1280, seconds=1)


def test_without_the_library_a_pdf_is_no_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert "not a photo that can be read" in why_not(pdfs.lines("900 000 Frw"))


def test_a_photo_is_a_paper_of_one_page() -> None:
    out = BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "PNG")
    (page,) = clean_paper(out.getvalue(), 6)
    assert (page.width, page.height) == (300, 200)
