"""What outsiders tried on the books after the first findings were mended, each as a kind."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

import ubudehe.app  # noqa: F401 - gathers the words of all rooms
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import (
    CAME,
    EURO_CAME,
    EURO_CHANGED,
    MONEY,
    day,
    paid,
    posted,
    project,
    public,
    receipt,
)
from tests.ledger.test_evidence import digest_of, with_photo
from tests.ledger.test_grants import agreed
from tests.ledger.test_months import close_may, counted
from tests.ledger.test_withdrawn_grants import WHY, ending
from tests.projects.ballots import in_meeting
from ubudehe.ledger.rules.balances import least_from
from ubudehe.people.tables import Account
from ubudehe.projects.promises.tables import Promise
from ubudehe.record.rules.events import PUBLIC_FIELDS
from ubudehe.web.words import WORDS

TRIPS = {"purpose": "transport", "what": "Trips"}
ADVANCE = {"amount": "9 000", "out_of": "cash", "what": "Transport"}
KEPT = {"out_of": "bank", "amount": "20 000", "payee_is": "organisation", "what": "Kept"}


def name_of(world: World, role: str) -> str:
    with world.services.database.read() as session:
        phone = world.find(role, VILLAGE).phone
        return session.exec(select(Account.name).where(Account.phone == phone)).one()


def test_every_act_in_a_history_is_called_something() -> None:
    about = {"entry", "project", "proposal"}
    told = {type_ for type_, fields in PUBLIC_FIELDS.items() if about & fields.keys()}
    assert not {*told, "statement.add"} - WORDS["event"].keys()


def test_a_history_stays_readable_whatever_becomes_of_a_project(
    world: World, treasurer: Visitor
) -> None:
    facilitator = in_meeting(world)
    with world.services.database.read() as session:
        given_things = select(Promise).where(
            Promise.village == VILLAGE, col(Promise.kind) != "labour"
        )
        promise = session.exec(given_things).first()
        assert promise is not None
        kept, about = promise.id, promise.proposal
    facilitator.done(f"/en/work/{VILLAGE}/promises/{kept}", {"kept": "1"})
    one = project(treasurer)
    facilitator.done(f"{MONEY}/projects/{one}/close", {"text": "The tap stands."})
    assert "What came of a promise" in world.client().get(f"/en/proposals/{about}").text
    assert "Closed with a report" in world.client().get(f"/en/proposals/{one}").text


def test_money_counted_anew_stands_below_the_page_of_a_closed_month(world: World) -> None:
    close_may(world)
    world.signed_in("treasurer", VILLAGE).done(f"{MONEY}/count", counted(world, "bank"))
    page = world.client().get(f"/en/p/{VILLAGE}/months/2026-05").text
    assert "Money counted anew" in page.split('id="later"')[1]


def test_nothing_is_accounted_for_or_paid_out_before_it_was_there(
    world: World, treasurer: Visitor, chair: Visitor
) -> None:
    given_out = posted(world, {**ADVANCE, **day(14), "payee": "Mugisha Paul"}, "advance")
    early = {**TRIPS, **day(2), "project": project(treasurer), "spent": "9 000"}
    page = treasurer.refused(f"{given_out}/clear", early)
    assert "was given on a later day" in page
    assert "Trips" in page, "what was typed stays"
    kept = {**KEPT, "project": project(treasurer), "payee": "Atelier"}
    bought = posted(world, paid(treasurer, amount="50 000", kept_back="20 000"), "paid")
    new = f"{MONEY}/new/kept"
    assert "was kept back" in treasurer.refused(new, {**kept, **day(13)})
    first = treasurer.done(new, {**kept, **day(14)})
    second = treasurer.done(new, {**kept, **day(15)})
    chair.done(f"{second}/approve", {})
    assert "More would be paid" in chair.refused(f"{first}/approve", {})
    back = treasurer.done(f"{bought}/reverse", {"what": "Wrong"})
    assert "More would be paid" in chair.refused(f"{back}/approve", {})
    assert faults_of_grown(world) == []


_CHANGES = st.lists(st.tuples(st.integers(1, 6), st.integers(-9, 9)), max_size=8)


@given(_CHANGES, st.integers(1, 6))
def test_the_least_from_a_day_on_is_what_no_day_of_them_falls_below(
    changes: list[tuple[int, int]], first: int
) -> None:
    dated = [(date(2026, 6, number), amount) for number, amount in changes]
    held = [sum(n for when, n in changes if when <= end) for end in range(first, 7)]
    assert least_from(date(2026, 6, first), dated) == min(held)


def test_who_holds_an_advance_does_not_find_her_own_account_good(
    world: World, facilitator: Visitor, treasurer: Visitor
) -> None:
    holder = name_of(world, "chair")
    given_out = facilitator.done(f"{MONEY}/new/advance", {**ADVANCE, **day(14), "payee": holder})
    treasurer.done(f"{given_out}/approve", {})
    told = {**TRIPS, **day(14), "project": project(treasurer), "spent": "9 000"}
    cleared = treasurer.done(f"{given_out}/clear", told)
    chair = world.signed_in("chair", VILLAGE)
    assert "to themselves" in chair.refused(f"{cleared}/approve", {})
    entry = facilitator.done(
        f"{MONEY}/new/paid", paid(facilitator, payee=holder, payee_is="person")
    )
    witnessed = {"kind": "statement", "why": "lost", "text": "We saw it."}
    names = {"name.0": "Kamana Jean", "name.1": "Uwera Rose"}
    page = facilitator.refused(f"{entry}/statement", {**witnessed, **names}, receipt())
    assert "cannot be a witness" in page, "the second by PIN is paid"


def test_a_repair_keeps_nothing_back_and_an_advance_comes_back_without_a_project(
    world: World,
    treasurer: Visitor,
) -> None:
    one = project(treasurer)
    typed = {**paid(treasurer, amount="7 000", kept_back="2 000"), **day(15), "project": one}
    in_meeting(world).done(f"{MONEY}/projects/{one}/close", {"text": "The tap stands."})
    assert "Nothing is kept back of a repair" in treasurer.refused(f"{MONEY}/new/repair", typed)
    given_out = posted(world, {**ADVANCE, **day(15), "payee": "Mugisha Paul"}, "advance")
    nothing = {**day(15), "what": "Not needed", "spent": "", "returned": "9 000"}
    assert "Fill this in" in treasurer.refused(
        f"{given_out}/clear", {**nothing, "spent": "9 000", "returned": ""}
    )
    cleared = treasurer.done(f"{given_out}/clear", nothing)
    world.signed_in("chair", VILLAGE).done(f"{cleared}/approve", {})
    assert "Accounted for by" in world.client().get(public(given_out)).text
    assert faults_of_grown(world) == []


def test_a_photo_that_is_gone_does_not_come_back_by_another_way(
    world: World, treasurer: Visitor, chair: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, amount="150 000"))
    other = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, what="Sand"))
    with_photo(treasurer, f"{entry}/receipt")
    old = digest_of(treasurer.get(entry))
    twice = treasurer.refused(f"{MONEY}/count", counted(world, "bank"), receipt())
    assert "shown elsewhere in the books" in twice
    world.signed_in("data_protection", "22").done(f"{entry}/photo/{old}", {})
    assert world.client().get(f"/r/{old}").status_code == 404
    assert world.services.blobs.get(old) is None
    kind = {"kind": "receipt"}
    assert "removed under the law" in treasurer.refused(f"{other}/receipt", kind, receipt())
    again = {**counted(world, "bank"), **day(30, 5, name="counted_on")}
    assert "removed under the law" in treasurer.refused(f"{MONEY}/count", again, receipt())
    assert "needs a receipt" in chair.refused(f"{entry}/approve", {}), "nobody can look at it"
    treasurer.done(f"{other}/receipt", kind, receipt(500, 300))
    covered = digest_of(treasurer.get(other))
    draft = treasurer.done(f"{other}/photo/{covered}", {"do": "cover"})
    corner = treasurer.done(draft, {"at.x": "5", "at.y": "5", "publish": ""})
    made = treasurer.done(corner, {"at.x": "60", "at.y": "60", "publish": "", "corner": "5.5"})
    treasurer.done(made, {"publish": "yes"})
    page = treasurer.refused(f"{entry}/receipt", kind, receipt(500, 300))
    assert "something was covered" in page
    assert world.client().get(f"/r/{covered}").status_code == 404


def test_what_foreign_money_became_is_shown_by_the_papers_of_its_bank(
    world: World, treasurer: Visitor, chair: Visitor
) -> None:
    posted(world, EURO_CAME, "foreign")
    fee = {**day(14), "currency": "EUR", "foreign": "5.00", "amount": "9 000 000", "what": "Fee"}
    for kind, typed in (
        ("exchanged", {**EURO_CHANGED, "foreign": "500.00", "amount": "1"}),
        ("foreign_fee", fee),
    ):
        entry = treasurer.done(f"{MONEY}/new/{kind}", typed)
        assert "needs a receipt" in chair.refused(f"{entry}/approve", {}), kind


def test_money_that_returns_to_a_withdrawn_grant_is_owed_to_its_giver(world: World) -> None:
    address = agreed(world)
    came = {**CAME, **day(10), "source": "donor", "grant": "G002", "amount": "90 000"}
    posted(world, came, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    entry = posted(world, paid(treasurer, grant="G002", amount="90 000"), "paid")
    treasurer.done(ending(address), WHY)
    assert "Withdrawn grants" not in treasurer.get(f"/en/work/{VILLAGE}")
    back = treasurer.done(f"{entry}/reverse", {"what": "Wrong"})
    world.signed_in("chair", VILLAGE).done(f"{back}/approve", {})
    assert "a payment was taken back since" in world.client().get(address).text
    assert "Withdrawn grants" in treasurer.get(f"/en/work/{VILLAGE}")


def test_no_more_comes_of_a_grant_than_its_giver_promised(world: World) -> None:
    agreed(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    came = {**CAME, **day(12), "source": "donor", "grant": "G002", "amount": "200 000"}
    new = f"{MONEY}/new/came"
    assert "is promised still" in treasurer.refused(new, {**came, "amount": "300 001"})
    second = treasurer.done(new, {**came, "what": "The same twice"})
    treasurer.done(f"{second}/receipt", {"kind": "receipt"}, receipt())
    posted(world, came, "came")
    chair = world.signed_in("chair", VILLAGE)
    assert "is promised still" in chair.refused(f"{second}/approve", {})


@pytest.mark.both_engines
def test_everybody_is_warned_of_twins_whose_payee_is_public(
    world: World, treasurer: Visitor
) -> None:
    new = f"{MONEY}/new/paid"
    first, second = (treasurer.done(new, paid(treasurer)) for _ in range(2))
    person = {"payee_is": "person"}
    hidden = treasurer.done(new, paid(treasurer, what="To a person", **person))
    warned = "The same was paid to the same within a week"
    assert warned in world.client().get(public(first)).text
    page = world.client().get(public(second)).text
    assert warned in page
    assert "To a person" not in page, "who is paid there is nobody's business"
    assert warned not in world.client().get(public(hidden)).text
    assert warned in treasurer.get(hidden)
