"""A household appeals itself, with the code on its slip and without an account."""

import html
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.categories.test_appeals import category_of, filed
from tests.categories.test_data_requests import asked, protector
from tests.categories.test_round import HANDS, HERE, homes, posted
from tests.categories.test_slips import sheet
from tests.conftest import CELL, VILLAGE, Visitor, World, faults_of_grown
from ubudehe.categories.appeals.tables import Appeal
from ubudehe.categories.check.actions import FILED
from ubudehe.record.tables import Act, LogLeaf

CHECK, APPEAL, BACK = "/en/check", "/en/check/appeal", "/en/check/withdraw"
FURTHER = "/en/check/carry"
WANTS = {"wanted": "1", "ground": "Inzu yarahiye.", "helper": "Uwera Consolée"}


def with_slip(world: World) -> tuple[Visitor, str, str, Visitor]:
    """Return a facilitator, a household, the code of its slip, and a guest."""
    keeper, _ = posted(world)
    home = homes(keeper)[0]
    _, codes = sheet(keeper, [home])
    return keeper, home, codes[0], Visitor(world.client())


def sent(guest: Visitor, path: str, typed: dict[str, str]) -> str:
    """Send a form with the token and act of the guest's page /check; return the page."""
    fields = guest.fields(CHECK)
    return html.unescape(guest.client.post(path, data={**fields, **typed}).text)


def file_by_slip(guest: Visitor, code: str) -> None:
    """File an appeal with a slip."""
    assert "Your appeal is filed" in sent(guest, APPEAL, {"code": code, **WANTS})


def appeal_of(world: World, home: str) -> Appeal:
    with world.services.database.read() as session:
        (found,) = [a for a in session.exec(select(Appeal)) if str(a.household) == home][-1:]
        session.refresh(found)
        session.expunge(found)
        return found


@pytest.mark.both_engines
def test_an_appeal_with_a_slip_is_one_like_any_other(world: World) -> None:
    keeper, home, code, guest = with_slip(world)
    own = sent(guest, CHECK, {"code": code})
    assert 'action="/en/check/appeal"' in own
    assert 'formaction="/fr/check"' in own, "the code goes along into another language"
    asked = sent(guest, APPEAL, {"code": code, "look_again": "yes"})
    assert "Category 1" in asked
    assert 'value="2"' not in asked, "what it has is no choice"
    assert "Fill this in" in sent(guest, APPEAL, {"code": code, "wanted": "1"})
    own = sent(guest, APPEAL, {"code": code, **WANTS})
    assert "Your appeal is filed" in own
    assert 'action="/en/check/appeal"' not in own, "one waits already"
    made = appeal_of(world, home)
    assert (made.by_slip, made.helper, made.late, made.level) == (
        True,
        WANTS["helper"],
        False,
        "village",
    )
    path = f"{HERE}/appeals/{made.id}"
    page = html.unescape(keeper.get(path))
    assert "Filed by the household itself, with its slip" in page
    assert WANTS["helper"] in page
    assert "waiting already" in sent(guest, APPEAL, {"code": code, **WANTS})
    keeper.done(path, {**HANDS, "reason": "The assembly saw the house."})
    assert category_of(keeper, home) == "1"
    assert "Upheld" in sent(guest, CHECK, {"code": code})
    assert faults_of_grown(world) == []


def test_only_who_filed_it_takes_it_back(world: World) -> None:
    keeper, home, code, guest = with_slip(world)
    why = {"reason": "Twabyumvikanyeho."}
    by_keeper = filed(keeper, home)
    assert "No appeal waits that was filed" in sent(guest, BACK, {"code": code, **why})
    keeper.done(f"{by_keeper}/withdraw", why)
    sent(guest, APPEAL, {"code": code, **WANTS})
    path = f"{HERE}/appeals/{appeal_of(world, home).id}"
    assert f"{path}/withdraw" not in keeper.get(path)
    assert "Only who filed this appeal" in keeper.refused(f"{path}/withdraw", why)
    assert "Why?" in sent(guest, BACK, {"code": code, "look_again": "yes"})
    own = sent(guest, BACK, {"code": code, **why})
    assert "Your appeal is taken back" in own
    assert 'action="/en/check/appeal"' in own, "it may file a new one"
    assert "No appeal waits" in sent(guest, BACK, {"code": code, **why})
    assert appeal_of(world, home).state == "withdrawn"
    assert faults_of_grown(world) == []


def test_the_last_day_counts_and_the_day_after_says_where_to_go(world: World) -> None:
    _, home, code, guest = with_slip(world)
    world.clock.now += timedelta(days=14)
    assert 'action="/en/check/appeal"' in sent(guest, CHECK, {"code": code})
    world.clock.now += timedelta(days=1)
    own = sent(guest, CHECK, {"code": code})
    assert 'action="/en/check/appeal"' not in own
    assert "Go to a facilitator" in own
    late = sent(guest, APPEAL, {"code": code, **WANTS})
    assert "there a later appeal is taken, and marked as late" in late
    world.clock.now -= timedelta(days=1)
    assert "Your appeal is filed" in sent(guest, APPEAL, {"code": code, **WANTS})
    assert not appeal_of(world, home).late


def test_nothing_of_the_household_is_public_and_no_code_is_kept(world: World) -> None:
    _, home, code, guest = with_slip(world)
    sent(guest, APPEAL, {"code": code, **WANTS})
    made = appeal_of(world, home)
    with world.services.database.read() as session:
        by = session.exec(select(Act.account).where(Act.id == made.id)).one()
        leaves = [one.entry.decode() for one in session.exec(select(LogLeaf))]
    assert by is None
    (leaf,) = [one for one in leaves if str(made.id) in one]
    assert '"role":"server"' in leaf
    for private in (home, code, code.replace(" ", ""), WANTS["helper"], WANTS["ground"]):
        assert not any(private in one for one in leaves)


def test_a_wrong_code_files_nothing_and_a_form_sent_twice_is_one_appeal(world: World) -> None:
    _, home, code, guest = with_slip(world)
    assert "typing error" in sent(guest, APPEAL, {**WANTS, "code": "1" + code[1:] + "1"})
    assert "No slip has this code" in sent(guest, APPEAL, {**WANTS, "code": "0000-0000-000"})
    assert guest.client.get(APPEAL).headers["location"] == CHECK
    assert guest.client.get(BACK).headers["location"] == CHECK
    fields = {**guest.fields(CHECK), **WANTS, "code": code}
    first, again = (guest.client.post(APPEAL, data=fields).text for _ in range(2))
    assert "Your appeal is filed" in first
    assert "Your appeal is filed" in again
    with world.services.database.read() as session:
        assert len([a for a in session.exec(select(Appeal)) if str(a.household) == home]) == 1


def test_who_sends_too_often_waits(world: World) -> None:
    _, _, code, guest = with_slip(world)
    for _ in range(FILED.holds // 2):
        assert "filed" in sent(guest, APPEAL, {"code": code, **WANTS})
        assert "taken back" in sent(guest, BACK, {"code": code, "reason": "Oya."})
    assert "Too many tries" in sent(guest, APPEAL, {"code": code, **WANTS})


def test_the_appeal_waits_on_the_desks_of_who_decides(world: World) -> None:
    keeper, home, code, guest = with_slip(world)
    sent(guest, APPEAL, {"code": code, **WANTS})
    number = appeal_of(world, home).number
    assert f"{number}" in keeper.get(f"{HERE}/appeals")
    world.clock.now += timedelta(days=11)
    cell = world.signed_in("cell_secretary", CELL)
    assert "1 appeal waits for your decision." in cell.get(f"/en/work/{CELL}/appeals")
    cell.done(
        f"/en/work/{VILLAGE}/appeals/{appeal_of(world, home).id}",
        {"outcome": "upheld", "reason": "We saw it."},
    )


def test_who_stands_by_a_household_is_given_to_it_and_erased_with_it(world: World) -> None:
    keeper, home, code, guest = with_slip(world)
    file_by_slip(guest, code)
    path = f"{HERE}/households/{home}/data"
    given = keeper.client.post(path, data=keeper.fields(path)).json()
    assert given["appeals"][0]["helper"] == WANTS["helper"]
    sent(guest, BACK, {"code": code, "reason": "Oya."})
    erasure = asked(keeper, home, "erasure")
    protector(world).done(erasure, {"answer": "granted", "reason": "It moved abroad."})
    assert appeal_of(world, home).helper == ""
    assert "No slip has this code" in sent(guest, CHECK, {"code": code})
    assert faults_of_grown(world) == []


def rejected_by_slip(world: World) -> tuple[Visitor, str, str, Visitor]:
    """File with a slip, and let the assembly reject it; see `with_slip` for what comes back."""
    keeper, home, code, guest = with_slip(world)
    file_by_slip(guest, code)
    path = f"{HERE}/appeals/{appeal_of(world, home).id}"
    hands = {**HANDS, "votes_for": HANDS["votes_against"], "votes_against": HANDS["votes_for"]}
    keeper.done(path, {**hands, "reason": "The assembly saw no change."})
    return keeper, home, code, guest


@pytest.mark.both_engines
def test_a_household_takes_its_rejected_appeal_further_with_its_slip(world: World) -> None:
    keeper, home, code, guest = rejected_by_slip(world)
    number = str(appeal_of(world, home).number)
    assert guest.client.get(FURTHER).headers["location"] == CHECK
    assert 'action="/en/check/carry"' in sent(guest, CHECK, {"code": code})
    asked = sent(guest, FURTHER, {"code": code, "number": number, "look_again": "yes"})
    assert "Who decides it next: Cell." in asked
    for odd in ("9" * 30, "-1", "one"):
        assert 'role="alert"' in sent(guest, FURTHER, {"code": code, "number": odd})
    fields = {**guest.fields(CHECK), "code": code, "number": number}
    for _ in range(2):  # sent twice it went once
        assert "is at the next level" in guest.client.post(FURTHER, data=fields).text
    made = appeal_of(world, home)
    assert (made.state, made.level, made.carried_by_slip) == ("open", "cell", True)
    path = f"{HERE}/appeals/{made.id}"
    assert "Only who filed this appeal" in keeper.refused(f"{path}/withdraw", {"reason": "Oya."})
    assert "that was rejected" in sent(guest, FURTHER, {"code": code, "number": number})
    cell = world.signed_in("cell_secretary", CELL)
    cell.done(f"/en/work/{VILLAGE}/appeals/{made.id}", {"outcome": "rejected", "reason": "Oya."})
    assert "Who decides it next: Sector." in sent(
        guest, FURTHER, {"code": code, "number": number, "look_again": "yes"}
    )
    keeper.done(f"{path}/further", {})
    assert not appeal_of(world, home).carried_by_slip
    assert faults_of_grown(world) == []


def test_what_a_facilitator_filed_the_household_carries_and_takes_back_itself(
    world: World,
) -> None:
    keeper, home, code, guest = with_slip(world)
    path = filed(keeper, home)
    hands = {**HANDS, "votes_for": HANDS["votes_against"], "votes_against": HANDS["votes_for"]}
    keeper.done(path, {**hands, "reason": "Oya."})
    made = appeal_of(world, home)
    other = homes(keeper)[1]
    _, (theirs,) = sheet(keeper, [other])
    told = {"code": theirs, "number": str(made.number)}
    assert "has no appeal with this number" in sent(guest, FURTHER, told)
    sent(guest, FURTHER, {"code": code, "number": str(made.number)})
    assert appeal_of(world, home).level == "cell"
    assert f"{path}/withdraw" not in keeper.get(path)
    assert "is taken back" in sent(guest, BACK, {"code": code, "reason": "Oya."})
    assert faults_of_grown(world) == []


def test_taking_it_further_has_the_same_last_day_and_the_day_after_says_so(world: World) -> None:
    _, home, code, guest = rejected_by_slip(world)
    told = {"code": code, "number": str(appeal_of(world, home).number)}
    world.clock.now += timedelta(days=15)
    assert 'action="/en/check/carry"' not in sent(guest, CHECK, {"code": code})
    assert "decided too long ago" in sent(guest, FURTHER, told)
    world.clock.now -= timedelta(days=1)
    assert "is at the next level" in sent(guest, FURTHER, told)
