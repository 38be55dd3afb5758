"""A sample drawn on the page and on the command line, and what its results say."""

import re

import pytest

from tests.conftest import DISTRICT, VILLAGE, World
from tests.ledger.books import CAME, posted
from ubudehe.audit.population import WORK_ASKED, drawn_from, expenses, head_at
from ubudehe.audit.queries import facts, span_of

PAGE = f"/en/work/{VILLAGE}/sample"
DRAW = {"draw": "4 2 6 1 1 3 5 2", "method": "mus", "size": "5"}


def rows(page: str) -> dict[str, int]:
    """Return the entries of a worksheet by number, with their amounts."""
    found = re.findall(r'>\s*Entry\s+(\d+)</a>:.*?<b class="m">([^<]+)Frw', page, re.DOTALL)
    return {number: int(re.sub(r"\D", "", amount)) for number, amount in found}


def test_a_sample_is_drawn_filled_in_and_judged(world: World) -> None:
    posted(world, CAME, "came")  # so that its record is signed
    officer = world.signed_in("district_officer", DISTRICT)
    sheet = officer.send(PAGE, DRAW)
    assert sheet.status_code == 200
    drawn = rows(sheet.text)
    services = world.services
    signed = services.heads.last_signed(VILLAGE)
    assert signed is not None
    today, country = world.clock().date(), services.country
    with services.database.read() as session:
        one = drawn_from(
            session, signed.checkpoint, VILLAGE, country, today, DRAW["draw"], "mus", 5
        )
        assert drawn == {str(item.number): item.amount for item in one.sample.items}
        asked = [(item.number, item.amount) for item in one.work.items]
        whole = signed.checkpoint.size
        early = head_at(session, signed.checkpoint, VILLAGE, whole * 2 // 3)
        (village,) = facts(session, span_of(VILLAGE), country, today)
        assert (
            0 < len(expenses(village, early.size)) < len(expenses(village, signed.checkpoint.size))
        )
        with pytest.raises(ValueError, match=str(whole + 1)):
            head_at(session, signed.checkpoint, VILLAGE, whole + 1)

    paper = sheet.text.split('class="onpaper')[1]
    assert len(asked) == WORK_ASKED
    for number, days in asked:
        assert re.search(rf"<td>{number} · [^<]* · [^<]*<br><b>{days}</b>\s+labour days", paper)
    assert "</form>" not in paper, "what stands in a form is not printed"
    assert "P001 · " in paper
    at = {"at": str(signed.checkpoint.size)}
    posted(world, CAME, "came")
    right = {f"found.{number}": str(amount) for number, amount in drawn.items()}
    good = officer.send(PAGE, {**DRAW, **at, **right}).text
    assert rows(good) == drawn, "a record that grew draws the same under the head of then"
    assert "0 entries are not as the books say" in good
    nothing = {**right, next(iter(right)): "0"}
    bad = officer.send(PAGE, {**DRAW, **at, **nothing}).text
    assert "1 entry is not as the books say" in bad
    assert "What it says" not in officer.send(PAGE, {**DRAW, **at}).text
    assert "does not hold so many acts" in officer.refused(PAGE, {**DRAW, "at": "99999"})
    assert "Worksheet" not in officer.get(PAGE)
