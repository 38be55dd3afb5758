"""Months: counted, closed by one, signed by another, read out, reviewed, locked."""

import re

import pytest

from tests.conftest import CELL, NEIGHBOUR, VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import (
    CAME,
    EURO_CAME,
    EURO_CHANGED,
    MONEY,
    day,
    paid,
    posted,
    public,
    receipt,
)
from tests.projects.ballots import in_meeting
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.months import later as later_acts
from ubudehe.ledger.rules.months import first_day, is_month, last_day, month_of, next_month

HERE = f"/en/work/{VILLAGE}"
MAY, APRIL = f"{MONEY}/months/2026-05", f"{MONEY}/months/2026-04"
PLACES = {"bank": "Assets:Bank:Main", "cash": "Assets:Cash"}


def counted(world: World, place: str, change: int = 0, **more: str) -> dict[str, str]:
    """Return what is typed for a count at the end of May."""
    with world.services.database.read() as session:
        held = balances(session, VILLAGE)[PLACES[place], "RWF"]
    one = world.find("facilitator", VILLAGE)
    second = {"second_phone": one.phone, "second_pin": one.pin} if place == "cash" else {}
    return {
        **day(31, 5, name="counted_on"),
        "place": place,
        "amount": str(held + change),
        **second,
        **more,
    }


def count(world: World) -> None:
    treasurer = world.signed_in("treasurer", VILLAGE)
    for place in PLACES:
        treasurer.done(f"{MONEY}/count", counted(world, place))


def close_may(world: World) -> None:
    world.signed_in("chair", VILLAGE).done(f"{APRIL}/sign", {})
    count(world)
    world.signed_in("treasurer", VILLAGE).done(f"{MAY}/close", {})


@pytest.mark.both_engines
def test_that_a_month_was_read_out_is_taken_back(world: World) -> None:
    close_may(world)
    world.signed_in("chair", VILLAGE).done(f"{MAY}/sign", {})
    facilitator = in_meeting(world)
    why = {"reason": "It was another month."}
    facilitator.done(f"{MAY}/read", {})
    facilitator.done(f"{MAY}/unread", why)
    assert "further on already" in facilitator.refused(f"{MAY}/unread", why)
    meeting = re.findall(r"/assemblies/[0-9a-f-]{36}", facilitator.get(f"{HERE}/assemblies"))[0]
    minutes = facilitator.get(f"{HERE}{meeting}")
    assert re.search(r"Taken back or void</span>\s*The accounts of May 2026 were read out", minutes)
    assert "It was taken back that the accounts of May 2026" in minutes
    officer = world.signed_in("cell_secretary", CELL)
    officer.done(f"{MAY}/review", {"outcome": "accepted"})
    assert "further on already" in facilitator.refused(f"{MAY}/read", {})
    assert "further on already" in officer.refused(f"{MAY}/review", {"outcome": "accepted"})
    officer.done(f"{MAY}/ask", {"questions": "Where is receipt 41?"})
    facilitator.done(f"{MAY}/read", {})
    assert faults_of_grown(world) == []


def test_a_month_goes_its_whole_way_and_is_locked(world: World) -> None:
    close_may(world)
    chair = world.signed_in("chair", VILLAGE)
    assert "Closed, not signed yet" in chair.get(MAY)
    chair.done(f"{MAY}/sign", {})
    facilitator = in_meeting(world)
    facilitator.done(f"{MAY}/read", {})
    assert "read out already" in facilitator.refused(f"{MAY}/read", {})
    officer = world.signed_in("cell_secretary", CELL)
    ask = {"outcome": "questioned"}
    assert "Write down what you ask" in officer.refused(f"{MAY}/review", ask)
    long = "Where is receipt 41? " + "And so on. " * 300 + "The end."
    officer.done(f"{MAY}/review", {**ask, "questions": long})
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert long in treasurer.get(MAY)
    answer = "It was written down twice. " * 140 + "Nothing is lost."
    treasurer.done(f"{MAY}/answer", {"answer": answer})
    assert answer in officer.get(MAY)
    officer.done(f"{MAY}/review", {"outcome": "accepted"})
    assert "Locked" in officer.get(MAY)
    assert "further on already" in officer.refused(f"{MAY}/review", {"outcome": "accepted"})
    page = world.client().get(f"/en/p/{VILLAGE}/months/2026-05").text
    assert "Locked" in page
    assert "receipt 41" not in page


def test_nothing_is_written_into_a_closed_month_and_mistakes_are_taken_back_later(
    world: World,
    treasurer: Visitor,
) -> None:
    wrong = posted(world, paid(treasurer, **day(30, 5)), "paid")
    waiting = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, **day(29, 5)))
    count(world)
    assert "still waits" in treasurer.refused(f"{MAY}/close", {})
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{waiting}/refuse", {"reason": "No."})
    treasurer.done(f"{MAY}/close", {})
    page = treasurer.refused(f"{MONEY}/new/paid", paid(treasurer, **day(30, 5)))
    assert "This month is closed" in page
    back = treasurer.done(f"{wrong}/reverse", {"what": "Found later"})
    chair.done(f"{back}/approve", {})
    assert "15 June 2026" in treasurer.get(back)


def test_money_is_counted_before_a_month_is_closed(world: World, treasurer: Visitor) -> None:
    assert "bank statement says" in treasurer.refused(f"{MAY}/close", {})
    treasurer.done(f"{MONEY}/count", counted(world, "bank"))
    assert "Count the cash first" in treasurer.refused(f"{MAY}/close", {})


def test_cash_is_counted_by_two_and_a_difference_is_explained(
    world: World, treasurer: Visitor
) -> None:
    alone = {**counted(world, "cash"), "second_phone": "", "second_pin": ""}
    treasurer.refused(f"{MONEY}/count", alone)
    own = world.find("treasurer", VILLAGE)
    himself = {**counted(world, "cash"), "second_phone": own.phone, "second_pin": own.pin}
    assert "counted by two people" in treasurer.refused(f"{MONEY}/count", himself)
    less = counted(world, "cash", -500)
    page = treasurer.refused(f"{MONEY}/count", less)
    assert "Write down why it differs" in page
    assert own.pin not in page
    assert less["second_pin"] not in page
    treasurer.done(f"{MONEY}/count", {**less, "remark": "A note was torn."})
    page = treasurer.get(MAY)
    assert "A note was torn." in page
    assert "Counted otherwise than the books say" in page
    assert "500\u00a0Frw less than the books say" in page


def test_foreign_money_has_its_own_line_and_is_counted(world: World) -> None:
    posted(world, {**EURO_CAME, **day(30, 5), "foreign": "100.00"}, "foreign")
    count(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    page = treasurer.refused(f"{MAY}/close", {})
    assert "the statement of the account in EUR says" in page
    euro = {**day(31, 5, name="counted_on"), "place": "EUR", "amount": "100.05"}
    page = treasurer.refused(f"{MONEY}/count", euro)
    assert "The books say 100.00\u00a0EUR" in page
    assert "Bank, EUR" in page
    treasurer.refused(f"{MONEY}/count", {**euro, "amount": "1 00.5"})
    treasurer.done(f"{MONEY}/count", {**euro, "remark": "Interest of the bank."})
    treasurer.done(f"{MAY}/close", {})
    for address in (MAY, f"/en/p/{VILLAGE}/months/2026-05"):
        page = treasurer.get(address)
        assert "Bank, EUR" in page
        assert "in: 100.00\u00a0EUR" in page
        assert "0.05\u00a0EUR more than the books say" in page
    posted(world, {**EURO_CHANGED, "foreign": "100.00"}, "exchanged")
    june = treasurer.get(f"{MONEY}/months/2026-06")
    assert "before: 100.00\u00a0EUR" in june
    assert "out: 100.00\u00a0EUR" in june


def test_a_difference_that_arose_after_the_count_is_explained_before_closing(
    world: World,
) -> None:
    count(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    posted(world, paid(treasurer, **day(30, 5), amount="700"), "paid")
    page = treasurer.refused(f"{MAY}/close", {})
    assert "was counted before that. Count again" in page
    treasurer.done(f"{MONEY}/count", counted(world, "bank", 700, remark="Paid from the cash box."))
    treasurer.done(f"{MAY}/close", {})
    page = treasurer.get(MAY)
    assert "700\u00a0Frw more than the books say" in page
    assert "written down on 15 June 2026" in page


def test_the_page_of_a_signed_month_stays_and_what_came_later_stands_below(
    world: World, treasurer: Visitor
) -> None:
    lost = {**day(30, 5), "out_of": "cash", "amount": "700", "what": "Lost on the way"}
    wrong = posted(world, lost, "lost")
    close_may(world)
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{MAY}/sign", {})
    printed = f"/en/p/{VILLAGE}/months/2026-05"
    signed = world.client().get(printed).text.split("Where the money lies")[1]
    before = re.split('<div class="box" id=', signed)[0].strip()
    assert "Lost on the way" in before
    back = treasurer.done(f"{wrong}/reverse", {"what": "It was found"})
    chair.done(f"{back}/approve", {})
    after = world.client().get(printed).text
    signed = after.split("Where the money lies")[1]
    assert re.split('<div class="box" id=', signed)[0].strip() == before
    later = after.split('id="later"')[1].split("Checkpoint")[0]
    for linked in (public(wrong), public(back), "taken back by entry", "15 June 2026"):
        assert linked in later
    june = world.client().get(f"/en/p/{VILLAGE}/months/2026-06").text
    assert "Mistakes of earlier months, taken back" in june
    assert "Lost or stolen" not in june
    assert "of 30 May 2026" in june.split("Mistakes taken back")[1]
    assert public(wrong) in june


def test_what_came_later_is_told_to_the_last_act_a_part_at_a_time(
    world: World, treasurer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later_acts, "MOST", 2)
    lost = {"out_of": "cash", "amount": "700", "what": "Lost on the way"}
    may = posted(world, {**lost, **day(30, 5)}, "lost")
    close_may(world)
    for color in ("red", "green", "blue"):
        treasurer.done(f"{may}/receipt", {"kind": "receipt"}, receipt(color=color))
    page = f"/en/p/{VILLAGE}/months/2026-05"
    first, rest = world.client().get(page).text, world.client().get(f"{page}?after=2").text
    assert "1 to 2 of 3 are shown." in first
    assert 'href="?after=2"' in first
    assert "3 to 3 of 3 are shown." in rest
    told = [one.split('id="later"')[1].count(public(may)) for one in (first, rest)]
    assert told == [2, 1]
    assert world.client().get(f"/api/v1/villages/{VILLAGE}/months/2026-05").json()["later"] == 3


@pytest.mark.both_engines
def test_a_photo_removed_in_another_village_is_told_below_the_month_that_shows_it(
    world: World, treasurer: Visitor
) -> None:
    lost = {"out_of": "cash", "amount": "700", "what": "Lost on the way"}
    may = posted(world, {**lost, **day(30, 5)}, "lost")
    treasurer.done(f"{may}/receipt", {"kind": "receipt"}, receipt())
    close_may(world)
    other = world.signed_in("treasurer", NEIGHBOUR)
    entry = other.done(f"/en/work/{NEIGHBOUR}/money/new/came", CAME)
    other.done(f"{entry}/receipt", {"kind": "receipt"}, receipt())
    (photo,) = set(re.findall(r"/photo/([0-9a-f]{64})", other.get(entry)))
    guest, month = world.client(), f"/en/p/{VILLAGE}/months/2026-05"
    world.services.versions.refresh()
    assert "A photo was removed on request" not in guest.get(month).text
    world.signed_in("data_protection", "43").done(f"{entry}/photo/{photo}", {})
    world.services.versions.refresh()
    page = guest.get(month).text
    told = page.split('id="later"')[1].split("</ol>")[0]
    assert "A photo was removed on request" in told
    assert public(may) in told


def test_what_concerned_an_entry_beside_others_names_it_below_its_month(
    world: World, treasurer: Visitor
) -> None:
    lost = {"out_of": "cash", "amount": "700", "what": "Lost on the way"}
    may = posted(world, {**lost, **day(30, 5)}, "lost")
    close_may(world)
    june = posted(world, {**lost, **day(14)}, "lost")
    for entry in (may, june):
        treasurer.done(f"{entry}/receipt", {"kind": "receipt"}, receipt())
    (photo,) = set(re.findall(r"/photo/([0-9a-f]{64})", treasurer.get(june)))
    world.signed_in("data_protection", "22").done(f"{june}/photo/{photo}", {})
    page = world.client().get(f"/en/p/{VILLAGE}/months/2026-05").text
    later = page.split('id="later"')[1].split("</ol>")[0]
    assert "A photo was removed on request" in later
    assert later.count(public(may)) == 2, "the photo that came, and the one that went"
    assert public(june) not in later


def test_a_month_before_the_books_waits_for_nobody(world: World) -> None:
    treasurer = world.signed_in("treasurer", VILLAGE)
    early = treasurer.get(f"{MONEY}/months/2020-01")
    assert "Before the first entry of the books" in early
    assert "To be closed" not in early
    assert f"{MONEY}/count" not in early
    assert "To be closed" in treasurer.get(MAY)


def test_months_are_closed_in_order_when_they_are_over(treasurer: Visitor) -> None:
    assert "not over yet" in treasurer.refused(f"{MONEY}/months/2026-06/close", {})
    assert "in their order" in treasurer.refused(f"{MONEY}/months/2026-04/close", {})
    for month in ("2026-13", "2026-5", "0000-01", "9999-12", "0001-01", "x"):
        assert treasurer.client.get(f"{MONEY}/months/{month}").status_code == 404


def test_a_signature_is_by_a_second_person_for_exactly_what_was_closed(
    world: World, chair: Visitor
) -> None:
    other = chair.refused(f"{APRIL}/sign", {"closing": "0" * 64})
    assert "not what was closed" in other
    assert world.signed_in("treasurer", VILLAGE).client.get(f"{APRIL}/sign").status_code == 403
    chair.done(f"{APRIL}/reopen", {"reason": "One receipt is missing."})
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert "One receipt is missing." in treasurer.get(APRIL)
    page = world.client().get(f"/en/p/{VILLAGE}/months/2026-04").text
    assert "given back unsigned" in page
    assert "One receipt is missing." not in page
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, **day(30, 4)))
    chair.done(f"{entry}/approve", {})
    assert "To be closed" in chair.get(APRIL)


def test_a_signed_month_is_never_opened_again(chair: Visitor) -> None:
    chair.done(f"{APRIL}/sign", {})
    page = chair.refused(f"{APRIL}/reopen", {"reason": "Late thought."})
    assert "further on already" in page


def test_an_officer_changes_nothing_and_sees_nobody_elses_village(world: World) -> None:
    stranger = world.signed_in("cell_secretary", "430601")
    assert stranger.client.get(f"{MONEY}/months/2026-02/review").status_code == 403
    officer = world.signed_in("cell_secretary", CELL)
    for path in ("close", "sign", "reopen", "answer", "read"):
        assert officer.client.get(f"{APRIL}/{path}").status_code == 403
    assert officer.client.get(f"{MONEY}/new/paid").status_code == 403


@pytest.mark.both_engines
def test_an_officer_sees_which_months_wait(world: World, cell_secretary: Visitor) -> None:
    page = cell_secretary.get(f"/en/work/{CELL}/reviews")
    assert f"/en/work/{VILLAGE}/money/months/2026-02" in page
    assert "January 2026" in page
    cell_secretary.done(f"{MONEY}/months/2026-02/review", {"outcome": "accepted"})
    assert "February 2026" not in cell_secretary.get(f"/en/work/{CELL}/reviews")
    stranger = world.signed_in("cell_secretary", "430601")
    assert stranger.client.get(f"/en/work/{CELL}/reviews").status_code == 403


def test_largest_payments_are_those_that_were_made(world: World, treasurer: Visitor) -> None:
    wrong = posted(world, paid(treasurer, what="Twice by mistake", amount="90 000"), "paid")
    table = "Largest payments"
    month = f"{MONEY}/months/2026-06"
    assert "Twice by mistake" in treasurer.get(month).split(table)[1].split("<h2>")[0]
    back = treasurer.done(f"{wrong}/reverse", {"what": "Wrong"})
    world.signed_in("chair", VILLAGE).done(f"{back}/approve", {})
    left = treasurer.get(month).split(table)[1:]
    assert not left or "Twice by mistake" not in left[0].split("<h2>")[0]


def test_the_month_on_paper_has_balances_payments_questions_and_a_checkpoint(
    world: World,
) -> None:
    posted(world, {**CAME, **day(3)}, "came")
    page = world.client().get(f"/en/p/{VILLAGE}/months/2026-02").text
    for text in ("Where the money lies", "Largest payments", "Labour days given", "<svg"):
        assert text in page
    assert f"localhost:8000/v/{VILLAGE}" in page
    assert world.services.heads.vkeys(VILLAGE)[0] in page.replace("&#43;", "+")
    assert "Counted: the same" in page
    june = world.client().get(f"/en/p/{VILLAGE}/months/2026-06").text
    for text in ("Waiting for approval", "Refused", "Advances not accounted for"):
        assert text in june


@pytest.mark.parametrize(
    ("month", "last", "following"),
    [("2024-02", 29, "2024-03"), ("2025-12", 31, "2026-01"), ("2026-09", 30, "2026-10")],
)
def test_months_of_the_calendar(month: str, last: int, following: str) -> None:
    assert is_month(month)
    assert last_day(month).day == last
    assert next_month(month) == following
    assert month_of(first_day(following)) == following
