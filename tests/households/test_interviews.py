"""Interviews that are begun, kept, gone on with and registered."""

import re
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from tests.conftest import DISTRICT, VILLAGE, Visitor, World
from tests.households.test_import_pages import ended, through
from tests.households.test_register import HOME, homes
from tests.web.test_rehearsal import press
from ubudehe.households.forms import NO_GROUP
from ubudehe.households.interviews.actions import MOST
from ubudehe.households.interviews.rules import (
    is_begun,
    left_open,
    looks_like,
    pairs_of,
    state_of,
)
from ubudehe.households.interviews.tables import HouseholdDraft
from ubudehe.households.tables import Household
from ubudehe.language.names import in_any_order
from ubudehe.people.tables import Account, RoleGrant

HOMES = f"/en/work/{VILLAGE}/households"
LIST = f"{HOMES}/interviews"
LATER = {"later": "yes"}


def drafts(world: World) -> list[HouseholdDraft]:
    with world.services.database.read() as session:
        found = list(session.exec(select(HouseholdDraft)).all())
        session.expunge_all()
        return found


def begun(world: World, **typed: str) -> str:
    """Keep an interview for later; return its address."""
    visitor = world.signed_in("facilitator", VILLAGE)
    known = {one.id for one in drafts(world)}
    assert visitor.done(f"{HOMES}/new", {"head": "MUKAMANA Rose", **typed, **LATER}) == LIST
    (new,) = [one.id for one in drafts(world) if one.id not in known]
    return f"{HOMES}/drafts/{new}"


def test_several_are_kept_half_way_and_enter_the_record_only_when_registered(
    world: World,
    facilitator: Visitor,
) -> None:
    facilitator.get(LIST)  # from then on the server knows how large the record is
    before, size = homes(world), world.services.versions.of(VILLAGE)
    first = begun(world, isibo="Ubumwe", f_36_64="many", assets="radio")
    second = begun(world, head="", roof="tile")
    page = facilitator.get(LIST)
    assert "To finish: 2" in page
    assert "No name yet" in page
    desk = facilitator.get(f"/en/work/{VILLAGE}")
    assert "Interviews: to visit, to finish" in desk
    assert (homes(world), world.services.versions.of(VILLAGE)) == (before, size)
    page = facilitator.get(first)
    assert 'value="many"' in page
    assert re.search(r'value="radio" checked', page)
    assert '<option value="tile" selected>' in facilitator.get(second)
    facilitator.done(first, {**HOME, "head": "MUKAMANA Rose", "f_36_64": "2"})
    assert homes(world) == (before[0] + 1, before[1] + 4)
    assert [str(one.id) for one in drafts(world)] == [second.rsplit("/", 1)[1]]
    assert "is household" in facilitator.get(first)


def test_whom_to_visit_is_written_down(world: World, facilitator: Visitor) -> None:
    facilitator.done(LIST, {"head": "NSENGIMANA Paul", "isibo": "Ubumwe"})
    page = facilitator.get(LIST)
    assert "To visit: 1" in page
    assert "To finish: 0" in page
    assert "never stored here" in facilitator.refused(LIST, {"head": "1 1980 7 0012345 0 99"})
    path = f"{HOMES}/drafts/{drafts(world)[0].id}"
    facilitator.done(path, {"roof": "iron", **LATER, "head": "NSENGIMANA Paul"})
    assert "To finish: 1" in facilitator.get(LIST)
    page = facilitator.get(f"{path}/drop")
    assert "NSENGIMANA Paul" in page
    assert facilitator.done(f"{path}/drop", {}) == LIST
    assert drafts(world) == []
    assert facilitator.client.get(path).status_code == 404
    assert facilitator.client.get(f"{path}/drop").status_code == 404


def test_the_isibo_stands_there_for_the_next_one(facilitator: Visitor) -> None:
    following = facilitator.done(f"{HOMES}/new", {**HOME, "isibo_new": "Umucyo", "next": "yes"})
    assert re.fullmatch(rf"{HOMES}/new\?household=[0-9a-f-]+", following)
    assert 'value="Umucyo"' in facilitator.get(following)
    assert facilitator.client.get(f"{HOMES}/new?household={uuid4()}").status_code == 404


def test_the_second_of_two_who_save_is_told_and_chooses(world: World) -> None:
    path = begun(world, roof="iron")
    one, other = (world.signed_in("facilitator", VILLAGE) for _ in range(2))
    seen = {**other.fields(path), "head": "MUKAMANA Rose", "roof": "iron"}
    one.done(path, {"head": "MUKAMANA Rose", "roof": "tile", **LATER})
    answer = other.client.post(path, data={**seen, "wall": "mud", **LATER})
    assert answer.status_code == 422
    assert "Somebody changed this" in answer.text
    assert 'name="choose.roof"' in answer.text
    assert '<option value="mud" selected>' in answer.text
    # Registering what one has not seen is no way round.
    register = {**seen, **HOME}
    assert "Somebody changed this" in other.client.post(path, data=register).text
    version = re.search(r'name="seen" value="([0-9a-f]+)"', answer.text)
    assert version
    chosen = {"seen": version[1], "theirs.roof": "tile", "choose.roof": "theirs"}
    assert other.client.post(path, data={**seen, **chosen, "wall": "mud", **LATER}).is_redirect
    state = state_of(drafts(world)[0].fields)
    assert (state["roof"], state["wall"]) == ("tile", "mud")
    # The same once more is no conflict: an answer that got lost is sent again.
    assert other.client.post(path, data={**seen, **chosen, "wall": "mud", **LATER}).is_redirect


def test_one_draft_is_registered_once(world: World) -> None:
    path = begun(world)
    one, other = (world.signed_in("facilitator", VILLAGE) for _ in range(2))
    seen, before = other.fields(path), homes(world)[0]
    form = {**one.fields(path), **HOME}
    for _ in range(2):  # the second is the first one's answer again
        assert one.client.post(path, data=form).is_redirect
    page = other.client.post(path, data={**seen, **HOME, "wall": "mud"}).text
    assert "registered already, as household" in page
    assert '<option value="mud" selected>' in page
    page = other.client.post(path, data={**seen, **HOME, **LATER}).text
    assert "registered already, as household" in page
    assert homes(world)[0] == before + 1
    assert drafts(world) == []


def test_what_a_colleague_threw_away_is_told_and_can_be_kept_again(world: World) -> None:
    path = begun(world)
    one, other = (world.signed_in("facilitator", VILLAGE) for _ in range(2))
    seen = other.fields(path)
    one.done(f"{path}/drop", {})
    page = other.client.post(path, data={**seen, **HOME}).text
    assert "threw this interview away" in page
    assert 'value="LUGENERA Aline"' in page
    assert other.client.post(path, data={**seen, "seen": "", **HOME, **LATER}).is_redirect
    assert len(drafts(world)) == 1


def test_a_neighbours_draft_is_none_and_no_number_is_kept(world: World) -> None:
    path = begun(world)
    with world.services.database.write() as session:
        session.exec(select(HouseholdDraft)).one().village = "22120309"
    visitor = world.signed_in("facilitator", VILLAGE)
    typed = {**visitor.fields(f"{HOMES}/new"), **HOME}
    for sent in ({}, LATER):
        assert visitor.client.get(path).status_code == 404
        assert visitor.client.post(path, data={**typed, **sent}).status_code == 404
    assert visitor.client.post(f"{path}/drop", data=typed).status_code == 404
    assert "To finish: 0" in visitor.get(LIST)
    page = visitor.refused(f"{HOMES}/new", {"offers": "1 1980 7 0012345 0 99", **LATER})
    assert "never stored here" in page
    assert "too long" in visitor.refused(f"{HOMES}/new", {"offers": "x" * 20_001, **LATER})
    assert len(drafts(world)) == 1


def test_only_who_keeps_the_register_today_sees_them(world: World) -> None:
    path = begun(world)
    for role, place in (("treasurer", VILLAGE), ("data_protection", DISTRICT)):
        other = world.signed_in(role, place)
        assert other.client.get(path).status_code == other.client.get(LIST).status_code == 403
    visitor = world.signed_in("facilitator", VILLAGE)
    fields = visitor.fields(path)
    with world.services.database.write() as session:
        phone = world.find("facilitator", VILLAGE).phone
        account = session.exec(select(Account).where(Account.phone == phone)).one()
        for grant in session.exec(select(RoleGrant).where(RoleGrant.account == account.id)):
            grant.until = world.clock.now.date().replace(day=1)
    world.tampered = True
    for sent in ({}, LATER):
        assert visitor.client.post(path, data={**fields, **HOME, **sent}).status_code == 403
    assert len(drafts(world)) == 1


@pytest.mark.both_engines
def test_what_a_list_left_open_is_to_finish_until_somebody_answered(
    world: World, facilitator: Visitor
) -> None:
    content = b"id,head,people\nA-1,KAYITESI Jeanne,3\n"
    file = through(facilitator, content, text_isibo="Ubumwe")
    facilitator.done(f"{file}/check", {})
    ended(facilitator, file)
    page = facilitator.get(LIST)
    assert "To finish: 1" in page
    assert "Ages not known" in page
    with world.services.database.read() as session:
        home = session.exec(select(Household).where(Household.source_key == "A-1")).one().id
    typed = {"head": "KAYITESI Jeanne", "isibo": "Ubumwe", "age_unknown": "3"}
    facilitator.done(f"{HOMES}/{home}", {**typed, "answered_by": "head"})
    assert "To finish: 0" in facilitator.get(LIST)


def test_a_village_keeps_so_many_and_no_more(world: World) -> None:
    with world.services.database.write() as session:
        _fill(session, session.exec(select(Account.id).limit(1)).one(), world)
    visitor = world.signed_in("facilitator", VILLAGE)
    assert len(visitor.client.get(LIST, headers={"accept-encoding": "gzip"}).text) > 20_000
    assert f"keeps {MOST} interviews" in visitor.refused(LIST, {"head": "NSENGIMANA Paul"})


def _fill(session: Session, account: UUID, world: World) -> None:
    for number in range(MOST):
        session.add(
            HouseholdDraft(
                id=uuid4(),
                village=VILLAGE,
                account=account,
                begun_at=world.clock.now,
                saved_at=world.clock.now,
                fields=[["head", f"NAME {number}"]],
            )
        )


@pytest.mark.both_engines
def test_what_was_begun_of_a_household_is_erased_with_it(
    world: World, facilitator: Visitor
) -> None:
    facilitator.done(f"{HOMES}/new", HOME)
    begun(world, head="Aline Rugenera", isibo="ubumwe", roof="iron")
    kept = begun(world, head="Aline Rugenera", isibo="Umucyo", roof="iron")
    with world.services.database.read() as session:
        newest = select(Household.id).order_by(col(Household.number).desc())
        home = session.exec(newest.where(Household.village == VILLAGE)).first()
    request = facilitator.done(
        f"{HOMES}/{home}/request", {"kind": "erasure", "words": "We wish it."}
    )
    officer = world.signed_in("data_protection", DISTRICT)
    officer.done(request, {"answer": "granted", "reason": "They may."})
    assert [f"{HOMES}/drafts/{one.id}" for one in drafts(world)] == [kept]


@pytest.mark.both_engines
def test_a_rehearsals_interviews_go_with_it(world: World, facilitator: Visitor) -> None:
    press(facilitator, "begin")
    facilitator.done(f"{HOMES}/new", {"head": "MUKAMANA Rose", "roof": "iron", **LATER})
    assert "To finish: 1" in facilitator.get(LIST)
    assert drafts(world) == []
    press(facilitator, "leave")
    assert "To finish: 0" in facilitator.get(LIST)
    press(facilitator, "begin")
    press(facilitator, "wipe")
    press(facilitator, "begin")
    assert "To finish: 0" in facilitator.get(LIST)


@given(
    st.dictionaries(
        st.sampled_from(["head", "isibo", "roof", "f_0_5", "seen", "csrf", "later"]), st.text()
    )
)
def test_pairs_hold_what_is_filled_in_and_nothing_of_the_form_itself(
    typed: dict[str, str],
) -> None:
    pairs = pairs_of(typed, {"assets": ["radio", "phone"]})
    assert not {"seen", "csrf", "later"} & {name for name, _ in pairs}
    state = state_of(pairs)
    for name in ("head", "isibo", "roof", "f_0_5"):
        assert state[name] == typed.get(name, "").strip()
    assert state["assets"] == "radio, phone"
    assert is_begun(pairs)


def test_what_is_open_and_who_is_meant() -> None:
    assert not is_begun([["head", "A B"], ["isibo", "Ubumwe"], ["phone", "0788"]])
    assert is_begun([["roof", "iron"]])
    assert left_open(NO_GROUP, {"age_unknown": 2, "other_answers": {"roof": "4"}}, True) == (
        "isibo",
        "ages",
        "answers",
    )
    assert left_open(NO_GROUP, {"age_unknown": 0, "other_answers": {}}, False) == ()
    words = in_any_order("MUKAMANA Rose")
    said = [["head", "Rose Mukamana"], ["phone", "0788 123 456"]]
    assert looks_like(said, words, "Ubumwe", "+250788123456")
    assert looks_like([*said, ["isibo", "Umucyo"]], words, "Ubumwe", "+250788123456")
    assert not looks_like([*said, ["isibo", "Umucyo"]], words, "Ubumwe", None)
    assert looks_like([*said, ["isibo", "ubumwe"]], words, "Ubumwe", None)
    assert not looks_like([["head", "Rose Uwase"]], words, "Ubumwe", None)
