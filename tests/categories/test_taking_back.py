"""Households that were none, and events that did not happen: closed, opened, taken back."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from tests.categories.test_events import ages
from tests.categories.test_left_meanwhile import in_a_second_round
from tests.categories.test_round import HANDS, HERE, homes, made_final, posted
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.projects.ballots import come, in_meeting, prepared
from ubudehe.categories.events.rules import (
    BANDS,
    EventMisfit,
    back,
    members_of,
    moved_people,
    signed,
)
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.projects.voting.tables import SignedVoters
from ubudehe.record.append import total

MEASURES = ("households", "people", "classified")
COUNTS = st.dictionaries(st.sampled_from(BANDS), st.integers(0, 5))
NEXT = "22120305"
NOBODY = {"second_phone": "", "second_pin": ""}


def sums(world: World) -> tuple[int, ...]:
    with world.services.database.read() as session:
        return tuple(total(session, VILLAGE, name) for name in MEASURES)


def number_of(world: World, home: str) -> int:
    with world.services.database.read() as session:
        return session.get_one(Household, UUID(home)).number


def members(world: World, home: str) -> int:
    with world.services.database.read() as session:
        return session.get_one(Household, UUID(home)).members


def day(world: World) -> dict[str, str]:
    now = world.clock.now
    return {"happened_on.d": str(now.day), "happened_on.m": str(now.month), "happened_on.y": "2026"}


def happened(world: World, visitor: Visitor, home: str, **typed: str) -> str:
    """Write an event down; return the page that takes it back."""
    world.clock.now += timedelta(minutes=1)
    visitor.done(f"{HERE}/households/{home}/event", {**day(world), **typed})
    with world.services.database.read() as session:
        rows = session.exec(select(HouseholdEvent).where(HouseholdEvent.household == UUID(home)))
        last = max(rows, key=lambda row: row.written_at).id
    world.clock.now += timedelta(minutes=1)
    return f"{HERE}/households/{home}/events/{last}/undo"


@given(COUNTS, COUNTS, st.sampled_from(["birth", "death", "split"]))
def test_what_is_taken_back_leaves_the_numbers_as_before(
    answers: dict[str, int], who: dict[str, int], kind: str
) -> None:
    bands = signed(kind, who)
    try:
        after = moved_people(answers, bands)
    except EventMisfit:
        assert any(answers.get(band, 0) + n < 0 for band, n in bands.items()) or (
            members_of(answers) + sum(bands.values()) < 1
        )
        return
    assert members_of(after) == members_of(answers) + sum(bands.values()) >= 1
    if members_of(answers):
        before = moved_people(after, back(bands))
        assert {band: n for band, n in before.items() if n} == {
            band: n for band, n in answers.items() if n
        }


@pytest.mark.both_engines
def test_an_entry_made_twice_counts_nowhere_until_it_is_opened_again(world: World) -> None:
    visitor = made_final(world, "2015", "2:has_house")
    first, second = homes(visitor)[:2]
    before, size = sums(world), members(world, first)
    path = f"{HERE}/households/{first}/void"
    form = {"why": "twice", "reason": "The same family."}
    assert "number of the entry that stays" in visitor.refused(path, form)
    own = {**form, "twice_of": str(number_of(world, first))}
    assert "number of the entry that stays" in visitor.refused(path, own)
    form["twice_of"] = str(number_of(world, second))
    assert "Two people" in visitor.refused(path, {**form, **NOBODY})
    chair = world.find("chair", VILLAGE)
    me = world.find("facilitator", VILLAGE)
    alone = {"second_phone": me.phone, "second_pin": me.pin}
    assert "Two people" in visitor.refused(path, {**form, **alone})
    page = visitor.fields(path)
    by_two = {**form, "second_phone": chair.phone, "second_pin": chair.pin}
    visitor.done(path, by_two)
    assert sums(world) == (before[0] - 1, before[1] - size, before[2] - 1)
    assert first not in homes(visitor)
    assert f"{before[0] - 1} of {before[0] - 1}" in visitor.get(f"{HERE}/categories")
    old = visitor.client.post(path, data={**page, **by_two, "act": str(UUID(int=7))})
    assert old.status_code in (409, 422)
    assert "no longer in the village" in visitor.refused(path, form)
    assert "Registered twice" in visitor.get(f"{HERE}/households/closed")
    event = {"kind": "fire", **day(world)}
    assert "no longer" in visitor.refused(f"{HERE}/households/{first}/event", event)
    world.clock.now += timedelta(minutes=5)
    back_again = f"{HERE}/households/{first}/restore"
    assert "closed as a mistake" in visitor.refused(
        f"{HERE}/households/{second}/restore", {"reason": "Why not?"}
    )
    visitor.done(back_again, {"reason": "They are two families."})
    assert sums(world) == before
    assert first in homes(visitor)
    assert "Taken back on" in visitor.get(f"{HERE}/households/{first}/file")
    assert "closed as a mistake" in visitor.refused(back_again, {"reason": "Once more."})
    assert "happened since" not in visitor.get(f"{HERE}/categories")
    assert faults_of_grown(world) == []


def test_a_closed_entry_is_not_in_the_list_that_is_made_final(world: World) -> None:
    visitor, meeting = posted(world)
    home = homes(visitor)[0]
    chair = world.find("chair", VILLAGE)
    visitor.done(
        f"{HERE}/households/{home}/void",
        {
            "why": "mistake",
            "reason": "Nobody lives there.",
            "second_phone": chair.phone,
            "second_pin": chair.pin,
        },
    )
    visitor.done(f"{meeting}/minutes", {"text": "Every household was heard."})
    visitor.done(f"{meeting}/close", {})
    world.clock.now += timedelta(days=15)
    visitor = world.signed_in("facilitator", VILLAGE)
    refused = visitor.client.post(
        f"{HERE}/appeals/new", data={"household": home, "wanted": "1", "ground": "Poor."}
    )
    assert refused.status_code >= 400
    visitor.done(f"{HERE}/categories/final", {})
    households, _, classified = sums(world)
    assert households == classified
    assert faults_of_grown(world) == []
    visitor.done(f"{HERE}/households/{home}/restore", {"reason": "They live there."})
    assert sums(world)[0] == sums(world)[2] == households + 1
    assert faults_of_grown(world) == []


def test_what_waits_on_a_household_is_settled_first(world: World) -> None:
    visitor, vote = prepared(world, method="paper")
    visitor.done(f"{vote}/open", {})
    come(world, visitor, vote, 3)
    with world.services.database.read() as session:
        home = str(session.exec(select(SignedVoters.household)).first())
    form = {"why": "mistake", "reason": "No such family."}
    assert "come to a vote" in visitor.refused(f"{HERE}/households/{home}/void", form)


def test_an_appeal_is_decided_before_its_household_is_closed(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    appeal = {"household": home, "wanted": "1", "ground": "The house fell."}
    visitor.done(f"{HERE}/appeals/new?household={home}", appeal)
    form = {"why": "mistake", "reason": "No such family."}
    assert "appeal of this household is waiting" in visitor.refused(
        f"{HERE}/households/{home}/void", form
    )


@pytest.mark.parametrize("kind", ["birth", "death", "split", "new_head", "fire"])
def test_an_event_of_the_wrong_kind_is_taken_back_with_its_numbers(
    world: World, facilitator: Visitor, kind: str
) -> None:
    home = homes_of(facilitator)[0]
    band = "f_0_5" if kind == "birth" else ages(facilitator, home)[0][0]
    before, size = sums(world), members(world, home)
    typed = {f"who.{band}": "1"} if kind in ("birth", "death", "split") else {}
    typed |= {"head": "UWASE Diane", "head_sex": "f"} if kind == "new_head" else {}
    answers = facilitator.get(f"{HERE}/households/{home}")
    undo = happened(world, facilitator, home, kind=kind, **typed)
    change = {"birth": 1, "death": -1, "split": -1}.get(kind, 0)
    assert members(world, home) == size + change
    assert sums(world) == (before[0], before[1] + change, before[2])
    assert ("UWASE Diane" in facilitator.get(f"{HERE}/households")) == (kind == "new_head")
    assert faults_of_grown(world) == []
    facilitator.done(undo, {"reason": "It was the neighbour."})
    assert sums(world) == before
    assert members(world, home) == size
    assert inputs(facilitator.get(f"{HERE}/households/{home}")) == inputs(answers)
    assert "taken back already" in facilitator.refused(undo, {"reason": "Again."})
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_what_later_events_stand_on_is_not_taken_back(world: World, facilitator: Visitor) -> None:
    first, second = homes_of(facilitator)[:2]
    birth = happened(world, facilitator, first, kind="birth", **{"who.m_0_5": "1"})
    later = happened(world, facilitator, first, kind="birth", **{"who.f_0_5": "1"})
    assert "later changed" in facilitator.refused(birth, {"reason": "Not so."})
    number = str(number_of(world, second))
    size, other = members(world, first), members(world, second)
    merged = happened(world, facilitator, first, kind="merged", joined=number)
    assert members(world, second) == size + other
    assert "has left the village since" in facilitator.refused(later, {"reason": "Not so."})
    with world.services.database.read() as session:
        rows = session.exec(select(HouseholdEvent).where(HouseholdEvent.household == UUID(second)))
        mirror = next(row.id for row in rows if row.kind == "merged")
    there = f"{HERE}/households/{second}/events/{mirror}/undo"
    assert "which joined this one" in facilitator.refused(there, {"reason": "Not so."})
    void = {"why": "mistake", "reason": "No such family."}
    assert "joined this one" in facilitator.refused(f"{HERE}/households/{second}/void", void)
    moved = happened(world, facilitator, second, kind="moved", where_to="Huye")
    assert "has left the village since" in facilitator.refused(merged, {"reason": "Not so."})
    facilitator.done(moved, {"reason": "They stayed."})
    facilitator.done(merged, {"reason": "They live apart."})
    assert (members(world, first), members(world, second)) == (size, other)
    facilitator.done(later, {"reason": "Not so."})
    facilitator.done(birth, {"reason": "Not so."})
    assert members(world, first) == size - 2
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_a_category_in_force_needs_two_people_while_a_later_round_goes_on(world: World) -> None:
    visitor, there = in_a_second_round(world)
    void = {"why": "mistake", "reason": "Nobody.", **NOBODY}
    page = visitor.refused(f"{HERE}/households/{there[0]}/void", void)
    assert "Two people take a household with a category from the list" in page


def test_what_a_decision_in_force_rests_on_stays_while_a_later_round_goes_on(world: World) -> None:
    there = homes(made_final(world, "2015", "2:has_house"))
    fire = happened(world, world.signed_in("facilitator", VILLAGE), there[0], kind="fire")
    visitor = in_meeting(world)
    world.clock.now += timedelta(minutes=1)
    decided = {**HANDS, f"choice.{there[0]}": "1:no_house"}
    visitor.done(f"{HERE}/categories/decide", decided)
    why = {"reason": "It was another house."}
    said = "decided this household&#39;s category after it"
    assert said in visitor.refused(fire, why)
    visitor.done(f"{HERE}/categories/start", {"scheme": "2015", "estimated": "50"})
    assert said in visitor.refused(fire, why)


def test_people_written_anew_since_are_corrected_first(world: World, facilitator: Visitor) -> None:
    first, second = homes_of(facilitator)[:2]
    merged = happened(
        world, facilitator, first, kind="merged", joined=str(number_of(world, second))
    )
    with world.services.database.read() as session:
        head = session.get_one(HouseholdIdentity, UUID(second)).head
    anew = {"head": head, "isibo": "Ubumwe", "age_unknown": "0", "f_18_35": "9"}
    facilitator.done(f"{HERE}/households/{second}", anew)
    assert "written anew since" in facilitator.refused(merged, {"reason": "Not so."})


def test_a_neighbour_and_a_treasurer_take_nothing_back(world: World, facilitator: Visitor) -> None:
    home = homes_of(facilitator)[0]
    undo = happened(world, facilitator, home, kind="fire")
    treasurer = world.signed_in("treasurer", VILLAGE)
    for path in (undo, f"{HERE}/households/{home}/void", f"{HERE}/households/closed"):
        assert treasurer.client.get(path).status_code == 403
        assert facilitator.client.get(path.replace(VILLAGE, NEXT)).status_code in (403, 404)


def homes_of(visitor: Visitor) -> list[str]:
    return re.findall(r"/households/([0-9a-f-]{36})", visitor.get(f"{HERE}/households"))


def inputs(page: str) -> list[str]:
    fields = re.findall(r'<input [^>]*name="([a-z_0-9]+)"[^>]*value="([^"]*)"', page)
    hidden = ("act", "csrf", "seen")
    return [f"{name}={value or 0}" for name, value in fields if name not in hidden]
