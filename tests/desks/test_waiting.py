"""The desk says what waits for this person, worst first, and no longer once it is done."""

import re
from datetime import date, timedelta

import pytest

from tests.categories.test_appeals import filed
from tests.categories.test_round import homes, posted
from tests.conftest import CELL, VILLAGE, Visitor, World
from tests.ledger.books import day
from tests.ledger.books import posted as posted_entry
from tests.ledger.test_money import MOVED, propose
from tests.ledger.test_months import MAY, close_may
from tests.projects.ballots import propose as offered
from ubudehe.desks.words import JOB_ICONS, JOB_WORDS
from ubudehe.people.actions import create_account, give_role
from ubudehe.people.rules import Role
from ubudehe.people.signing import open_session
from ubudehe.people.waiting import Waiting, worst_first
from ubudehe.web.cookies import SESSION
from ubudehe.web.rendering import TEMPLATES

DESK = f"/en/work/{VILLAGE}"
NEXT = "43060101"


def jobs(visitor: Visitor, place: str = VILLAGE) -> dict[str, int]:
    """Return what waits at a desk, with its number, as it stands on the page."""
    page = visitor.get(f"/en/work/{place}")
    card = page[page.index("What waits for you") :].split("\n</div>")[0]
    found = re.findall(r'<b>([^<]+)</b>.*?class="count">(\d+)<', card, re.DOTALL)
    return {title: int(number) for title, number in found}


def test_an_entry_waits_for_whom_may_agree_and_not_for_who_proposed_it(world: World) -> None:
    chair, treasurer = (world.signed_in(role, VILLAGE) for role in ("chair", "treasurer"))
    before = jobs(chair).get("Entries to approve", 0), jobs(treasurer).get("Entries to approve", 0)
    entry = propose(world, MOVED)
    assert jobs(chair)["Entries to approve"] == before[0] + 1
    assert jobs(treasurer).get("Entries to approve", 0) == before[1]
    chair.done(f"{entry}/approve", {})
    assert jobs(chair).get("Entries to approve", 0) == before[0]


@pytest.mark.both_engines
def test_a_month_waits_for_each_next_person_in_turn(world: World) -> None:
    treasurer, chair = (world.signed_in(role, VILLAGE) for role in ("treasurer", "chair"))
    cell = world.signed_in("cell_secretary", CELL)
    assert "A month to close" in jobs(treasurer)
    reviews = jobs(cell, CELL).get("Months to review", 0)
    close_may(world)
    assert "A month to close" not in jobs(treasurer)
    assert jobs(chair)["Months to sign"] == 1
    assert "Months to sign" not in jobs(treasurer)
    chair.done(f"{MAY}/sign", {})
    assert "Months to sign" not in jobs(chair)
    assert jobs(cell, CELL)["Months to review"] == reviews + 2, "April and May"
    assert jobs(world.signed_in("facilitator", VILLAGE))["Months to read out in a meeting"] >= 1


def test_an_appeal_waits_with_its_last_day_where_it_is_decided(world: World) -> None:
    facilitator, _ = posted(world)
    before = jobs(facilitator).get("Appeals to decide", 0)
    filed(facilitator, homes(facilitator)[0])
    assert jobs(facilitator)["Appeals to decide"] == before + 1
    assert "last day" in facilitator.get(DESK)
    assert "Appeals to decide" not in jobs(world.signed_in("auditor", VILLAGE))


def test_a_job_is_on_no_desk_of_who_may_not_do_it_nor_of_the_next_village(world: World) -> None:
    there = world.signed_in("chair", NEXT)
    before = jobs(there, NEXT)
    propose(world, MOVED)
    assert "Entries to approve" not in jobs(world.signed_in("auditor", VILLAGE))
    assert jobs(there, NEXT) == before


def test_a_request_waits_for_the_village_where_the_village_answers_it(
    facilitator: Visitor, data_protection: Visitor
) -> None:
    before = jobs(facilitator).get("Requests about data to answer", 0)
    above = jobs(data_protection, VILLAGE[:2]).get("Requests about data to answer", 0)
    path = f"{DESK}/households/{homes_of(facilitator)}/request"
    facilitator.done(path, {"kind": "correction", "words": "The name is written wrongly."})
    assert jobs(facilitator)["Requests about data to answer"] == before + 1
    facilitator.done(path, {"kind": "objection", "words": "We do not want a category."})
    assert jobs(facilitator)["Requests about data to answer"] == before + 1
    assert jobs(data_protection, VILLAGE[:2])["Requests about data to answer"] == above + 2


def homes_of(visitor: Visitor) -> str:
    """Return the id of a household of the village."""
    found = re.search(r"/households/([0-9a-f-]{36})\"", visitor.get(f"{DESK}/households"))
    assert found
    return found[1]


def test_every_job_has_a_word_and_a_drawing() -> None:
    drawn = (TEMPLATES / "parts" / "icons.html").read_text("utf-8")
    assert JOB_WORDS.keys() == JOB_ICONS.keys()
    for icon in JOB_ICONS.values():
        assert f'"{icon}":' in drawn


def test_the_worst_comes_first() -> None:
    late, soon = Waiting("a", "a", 1, date(2026, 6, 1)), Waiting("b", "b", 1, date(2026, 6, 9))
    free = Waiting("c", "c")
    assert worst_first([free, soon, late]) == (late, soon, free)
    assert late.is_late(date(2026, 6, 2))
    assert not late.is_late(date(2026, 6, 1))
    assert not free.is_late(date(2026, 6, 2))


def test_a_returned_proposal_waits_for_the_village_until_it_answers(
    world: World, facilitator: Visitor
) -> None:
    here = f"{DESK}/proposals/{offered(facilitator, 'Bridge', 300_000)}"
    officer = world.signed_in("sector_officer", VILLAGE[:4])
    job = "The sector returned a proposal: answer"
    assert job not in jobs(facilitator)
    officer.done(f"{here}/check", {"outcome": "returned", "reason": "Measure the road first."})
    assert jobs(facilitator)[job] == 1
    assert f'href="{here}"' in facilitator.get(DESK)
    assert job not in jobs(world.signed_in("auditor", VILLAGE))
    facilitator.done(f"{here}/keep", {"answer": "It is measured."})
    assert job not in jobs(facilitator)


def test_an_advance_waits_with_its_last_day_for_who_accounts_for_it(world: World) -> None:
    treasurer, job = world.signed_in("treasurer", VILLAGE), "Advances to account for"
    before = jobs(treasurer).get(job, 0)
    given = {**day(14), "amount": "9 000", "what": "Nails", "payee": "Kalisa", "out_of": "cash"}
    posted_entry(world, given, "advance")
    assert jobs(treasurer)[job] == before + 1
    assert job not in jobs(world.signed_in("auditor", VILLAGE))
    rule = world.services.country.spending
    last = date(2026, 6, 14) + timedelta(days=rule.advance_days)
    assert before or f"{last.day} {last:%B %Y}" in treasurer.get(DESK)


def test_a_list_half_way_in_waits_for_the_village_until_it_is_through(
    world: World, facilitator: Visitor
) -> None:
    path = f"{DESK}/households/import"
    fields = facilitator.fields(path)
    sent = facilitator.client.post(
        path, data=fields, files={"file": ("l.csv", b"izina;abantu\nA A;3\nB B;4\n", "text/csv")}
    )
    assert sent.status_code == 303
    assert jobs(facilitator)["A list is not all registered yet"] == 1
    assert "A list is not all registered yet" not in jobs(world.signed_in("auditor", VILLAGE))


def test_a_new_village_is_led_through_its_first_steps(empty_world: World) -> None:
    steps = ("Register the households", "Hold the first meeting", "Decide the categories")
    world = empty_world
    visitor = newcomer(world)
    page = undrawn(visitor.get(DESK))
    assert [page.index(step) for step in steps] == sorted(page.index(step) for step in steps)
    assert "What waits for you" not in page, "the first step does"
    assert 'class="now"><a href="/en/work/22120308/households/new">Register the households' in page
    visitor.done(f"{DESK}/households/new", {"head": "A A", "isibo_new": "Ubumwe", "f_36_64": "1"})
    page = undrawn(visitor.get(DESK))
    assert "not told why their data are kept" in page
    assert 'class="done"><a href="/en/work/22120308/households/new">Register' in page
    assert 'class="now"><a href="/en/work/22120308/assemblies/open">Hold the first' in page


def undrawn(page: str) -> str:
    """Return a page without its drawings."""
    return re.sub(r"<svg.*?</svg>", "", page)


def newcomer(world: World) -> Visitor:
    """Sign in the first facilitator of a village where nothing was done yet."""
    services = world.services
    with services.database.write() as session:
        account = create_account(session, "Aline", "+250788123456", "836251", world.clock())
        give_role(session, account, Role.FACILITATOR, VILLAGE, date(2026, 6, 1))
        account.pin_is_new = False
        token = open_session(session, account, world.clock())
    client = world.client()
    client.cookies.set(SESSION, token)
    return Visitor(client)
