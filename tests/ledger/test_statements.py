"""Statements of the bank, line by line beside the books."""

import re

import pytest
from sqlmodel import select

from tests.conftest import CELL, DISTRICT, VILLAGE, World, faults_of_grown
from tests.ledger.books import MONEY
from tests.ledger.statements import BANK, FEE, MAY, booked, pairs, read_in, statement, stored
from tests.ledger.test_months import MAY as MONTH
from tests.ledger.test_months import close_may
from ubudehe.record.tables import Opening

PUBLIC = f"/en/p/{VILLAGE}/months/{MAY}"


@pytest.mark.both_engines
def test_a_statement_goes_its_whole_way(world: World) -> None:
    treasurer, moves = world.signed_in("treasurer", VILLAGE), booked(world)
    assert "No statement of this month" in treasurer.get(BANK)
    read_in(treasurer, statement(moves))
    proposed = pairs(treasurer.get(BANK))
    assert set(proposed.values()) == {str(one.entry) for one in moves}
    treasurer.done(BANK, proposed)
    page = treasurer.get(BANK)
    assert f"{len(moves)} found in the books" in page
    assert "1 not compared yet" in page
    (line,) = re.findall(r"/lines/([0-9a-f-]{36})", page)
    here = f"{MONEY}/lines/{line}"
    assert "No entry of this account has exactly this amount" in treasurer.get(here)
    assert "Write down why" in treasurer.refused(f"{here}/explain", {"why": "other"})
    treasurer.done(f"{here}/explain", {"why": "charge", "remark": "For May."})
    assert "For May." in treasurer.get(here)
    settled = treasurer.get(f"{BANK}/settled")
    assert "UWERA Solange" in settled
    treasurer.done(f"{here}/part", {})
    assert "Nothing is said of this line" in treasurer.refused(f"{here}/part", {})
    file = re.findall(r"/statements/([0-9a-f-]{36})/take-back", treasurer.get(BANK))[0]
    back = f"{MONEY}/statements/{file}/take-back"
    treasurer.done(back, {"reason": "Another village's."})
    with world.services.database.read() as session:
        kept = set(session.exec(select(Opening.field).where(Opening.log == VILLAGE)).all())
        remarks = select(Opening.value).where(Opening.log == VILLAGE, Opening.field == "remark")
        assert '"For May."' not in set(session.exec(remarks).all())
    assert "lines" not in kept, "what the bank wrote is erased, and what people remarked"
    assert stored(world) == []
    assert "taken back already" in treasurer.refused(back, {"reason": "Again."})
    assert "Another village&#39;s." in treasurer.get(BANK)
    read_in(treasurer, statement(moves))
    assert faults_of_grown(world) == []


def test_the_same_file_twice_adds_nothing_and_a_longer_one_what_is_new(world: World) -> None:
    treasurer, moves = world.signed_in("treasurer", VILLAGE), booked(world)
    read_in(treasurer, statement(moves))
    again = {"file": ("may.csv", statement(moves).encode(), "text/csv")}
    said = treasurer.refused(f"{BANK}/read", {"place": "bank"}, again)
    assert "Every line of this file is here already" in said
    assert len(stored(world)) == len(moves) + 1
    read_in(treasurer, statement(moves, FEE + FEE))
    assert len(stored(world)) == len(moves) + 2


def test_an_entry_is_one_line_only_and_of_its_own_account_and_amount(world: World) -> None:
    treasurer, moves = world.signed_in("treasurer", VILLAGE), booked(world)
    read_in(treasurer, statement(moves[:1], FEE + statement(moves[:1], "").split("\n", 1)[1]))
    entry = str(moves[0].entry)
    twice = {f"pair.{one.id}": entry for one in stored(world) if one.amount == moves[0].amount}
    assert len(twice) == 2
    assert "Two lines cannot be the same entry" in treasurer.refused(BANK, twice)
    fee = next(one for one in stored(world) if one.amount == -150)
    assert "another amount" in treasurer.refused(BANK, {f"pair.{fee.id}": entry})
    assert "Choose at least one" in treasurer.refused(BANK, {})
    one, old = next(iter(twice)), [treasurer.fields(BANK) for _ in range(2)]
    treasurer.done(BANK, {one: entry})
    late = [
        treasurer.client.post(BANK, data={**page, line: entry})
        for page, line in zip(old, twice, strict=True)
    ]
    assert "said already" in late[0].text
    assert "is another line already" in late[1].text
    assert {answer.status_code for answer in late} <= {400, 409, 422}


def test_who_signs_reads_what_is_open_and_the_public_only_how_much(world: World) -> None:
    close_may(world)
    treasurer, moves = world.signed_in("treasurer", VILLAGE), booked(world)
    read_in(treasurer, statement(moves[1:]))
    sign = world.signed_in("chair", VILLAGE).get(f"{MONTH}/sign")
    assert "UWERA Solange" in sign
    assert "2 entries of the month are on no statement" in sign
    assert "UWERA Solange" in treasurer.get(MONTH)
    public = world.client().get(PUBLIC).text
    assert f"{len(moves)} lines of the statement" in public
    assert "UWERA" not in public
    assert "Lines of a statement to compare" in treasurer.get(f"/en/work/{VILLAGE}")


def test_a_neighbour_finds_no_line_of_it_and_an_officer_changes_nothing(world: World) -> None:
    read_in(world.signed_in("treasurer", VILLAGE), statement(()))
    (line,) = stored(world)
    officer = world.signed_in("cell_secretary", CELL)
    assert "UWERA" in officer.get(f"{MONEY}/lines/{line.id}")
    assert officer.client.get(f"{MONEY}/lines/{line.id}/explain").status_code == 403
    beside = world.signed_in("district_officer", DISTRICT)
    other = f"/en/work/22120305/money/lines/{line.id}"
    assert beside.client.get(other).status_code == 404
