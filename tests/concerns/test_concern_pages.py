"""A concern is told without a name, heard past village and cell, answered under its code."""

import logging
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import SQLModel, select

from tests.conftest import CELL, DISTRICT, VILLAGE, Visitor, World, faults_of_grown
from tests.desks.test_waiting import jobs
from ubudehe.concerns.erasing import erase_step
from ubudehe.concerns.queries import sums_of
from ubudehe.concerns.rules import ConcernState
from ubudehe.concerns.tables import Concern, ConcernStep, ConcernWord
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.record.tables import LogLeaf

SECTOR = VILLAGE[:4]
PAGE, FOLLOW = f"/en/concern?about={VILLAGE}", "/en/concern/follow"
TEXT = "The chair keeps the cement at home."
QUEUE = f"/en/work/{SECTOR}/concerns"
ABOVE = f"/en/work/{DISTRICT}/concerns"


def told(world: World, to: str = SECTOR, text: str = TEXT) -> str:
    """Tell a concern; return its code."""
    guest = Visitor(world.client())
    answer = guest.send(PAGE, {"to": to, "kind": "money", "text": text})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    found = re.search(r"\b\d{3}(?: \d{3}){5}\b", answer.text)
    assert found, answer.text
    return found[0]


def only(visitor: Visitor, queue: str) -> str:
    """Return the address of the one concern of a queue."""
    (found,) = set(re.findall(rf'href="({queue}/[0-9a-f-]{{36}})"', visitor.get(queue)))
    return str(found)


def followed(world: World, code: str, **added: str) -> str:
    """Return the page under a code, after something was added if wanted."""
    guest = Visitor(world.client())
    answer = guest.send(FOLLOW, {"code": code, **({"add": "true", **added} if added else {})})
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.both_engines
def test_a_concern_goes_its_way_and_up_and_is_erased(world: World) -> None:
    code = told(world)
    assert "Waits for an officer" in followed(world, code)
    assert TEXT in followed(world, code, text="It is eleven bags.")
    sector, district = (
        world.signed_in("sector_officer", SECTOR),
        world.signed_in("district_officer", DISTRICT),
    )
    assert jobs(sector, SECTOR)["Concerns told in confidence to answer"] == 1
    assert "Concerns told in confidence to answer" not in jobs(district, DISTRICT)
    here = only(sector, QUEUE)
    assert TEXT not in sector.get(QUEUE) + sector.get(here), "it is taken before it is read"
    assert sector.client.get(f"{here}/answer").status_code == 404
    sector.done(here, {})
    assert TEXT in sector.get(here)
    assert "It is eleven bags." in sector.get(here)
    assert "Fill this in" in sector.refused(f"{here}/answer", {})
    sector.done(f"{here}/answer", {"text": "We counted it."})
    assert "Concerns told in confidence to answer" not in jobs(sector, SECTOR)
    assert "We counted it." in followed(world, code)
    # The answer settles nothing: it is open again, with a new last day.
    again = followed(world, code, settled="false", text="Count it once more.")
    assert "An officer deals with it" in again
    assert sector.client.get(f"{here}/close").status_code == 404
    sector.done(f"{here}/pass", {"text": "It is about one of ours."})
    assert sector.client.get(here).status_code == 404, "it never comes down again"
    assert "It is about one of ours." in followed(world, code)
    there = only(district, ABOVE)
    assert district.client.get(f"{there}/pass").status_code == 404, "nobody hears above"
    district.done(there, {})
    assert district.client.get(f"{there}/pass").status_code == 404
    district.done(f"{there}/answer", {"text": "The bags are back."})
    assert "Fill this in" in Visitor(world.client()).refused(FOLLOW, {"code": code, "add": "true"})
    assert "Yes" in followed(world, code, settled="true")
    district.done(f"{there}/close", {"outcome": "settled"})
    assert "It is settled" in followed(world, code)
    assert faults_of_grown(world) == []
    erase = world.services.database, world.services.country
    today = world.clock.now.date()
    assert erase_step(*erase, today + timedelta(days=365)) == 0
    assert erase_step(*erase, today + timedelta(days=400)) == 1
    assert erase_step(*erase, today + timedelta(days=400)) == 0
    assert "told long ago is erased" in Visitor(world.client()).refused(FOLLOW, {"code": code})
    assert district.client.get(there).status_code == 404
    with world.services.database.read() as session:
        (row,) = session.exec(select(Concern)).all()
        assert (row.mark, row.village, row.in_time) == (None, "", True)
        assert session.exec(select(ConcernWord)).all() == []
        steps = session.exec(select(ConcernStep)).all()
        assert {(step.text, step.salt) for step in steps} == {("", "")}
    assert faults_of_grown(world) == [], "the seals outlive the words"


@pytest.mark.both_engines
def test_nobody_of_village_or_cell_reads_it_nor_the_level_that_was_not_chosen(world: World) -> None:
    told(world)
    sector = world.signed_in("sector_officer", SECTOR)
    here = only(sector, QUEUE)
    for role, place in (
        ("facilitator", VILLAGE),
        ("chair", VILLAGE),
        ("treasurer", VILLAGE),
        ("cell_secretary", CELL),
        ("data_protection", DISTRICT),
    ):
        client = world.signed_in(role, place).client
        for address in (here, QUEUE, f"/en/work/{VILLAGE}/concerns", ABOVE):
            assert client.get(address).status_code == 403, (role, address)
    district = world.signed_in("district_officer", DISTRICT)
    away = district.client.get(here)
    assert (away.status_code, away.headers["location"]) == (303, ABOVE)
    above = here.replace(QUEUE, ABOVE)
    assert district.client.get(above).status_code == 404
    neighbour = here.replace(f"/{SECTOR}/", "/2211/")
    assert sector.client.get(neighbour).status_code == 403
    # From the day after its last day on the level above can take it up; the sector then cannot.
    with world.services.database.read() as session:
        due = session.exec(select(Concern)).one().due
    world.clock.now += due - world.clock.now.date()
    district = world.signed_in("district_officer", DISTRICT)
    assert district.client.get(above).status_code == 404
    world.clock.now += timedelta(days=1)
    district, sector = (
        world.signed_in("district_officer", DISTRICT),
        world.signed_in("sector_officer", SECTOR),
    )
    assert jobs(district, DISTRICT)["Concerns told in confidence to answer"] == 1
    old = sector.fields(here)
    district.done(above, {})
    assert sector.client.post(here, data=old).status_code == 404, "the district was quicker"
    district.done(f"{above}/answer", {"text": "Late."})
    with world.services.database.read() as session:
        assert session.exec(select(Concern.in_time)).one() is False, "it was late once"


def test_nothing_tells_who_wrote_and_no_log_leaf_or_address_what(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    writer = world.signed_in("facilitator", VILLAGE)
    answer = writer.send(PAGE, {"to": SECTOR, "kind": "leader", "text": TEXT})
    found = re.search(r"\b\d{3}(?: \d{3}){5}\b", answer.text)
    assert found
    code = found[0].replace(" ", "")
    sector = world.signed_in("sector_officer", SECTOR)
    here = only(sector, QUEUE)
    sector.done(here, {})
    sector.done(f"{here}/answer", {"text": "We looked."})
    with world.services.database.read() as session:
        leaves = b"".join(bytes(one) for one in session.exec(select(LogLeaf.entry)))
        own = session.exec(select(LogLeaf.entry).where(LogLeaf.log == VILLAGE))
        said = any(b"concern." in bytes(one) for one in own)
        assert not said, "the village's record does not say that there was one"
        accounts = {str(one) for one in session.exec(select(Account.id))}
        told_rows = [
            str(dict(row._mapping))
            for name in ("concern", "concern_word")
            for row in session.execute(SQLModel.metadata.tables[name].select())
        ]
        owner = str(session.exec(select(Concern.owner)).one())
    assert TEXT.encode() not in leaves
    assert b"leader" not in leaves.replace(b"leader_", b"")
    assert not any(account in row for row in told_rows for account in accounts - {owner})
    assert not any(sign in row for row in told_rows for sign in (code, "testclient", "127.0.0.1"))
    kept = [
        path.read_bytes()
        for path in Path(world.services.settings.data).rglob("*")
        if path.is_file() and "sqlite" not in path.name
    ]
    for where in (caplog.text.encode(), *kept):
        assert TEXT.encode() not in where
        assert code.encode() not in where
    pages = [world.client().get(f"/en/p/{place}").text for place in (SECTOR, VILLAGE)]
    public = "".join(pages)
    assert TEXT not in public
    assert "/concern?about=22120308" in public


def test_a_form_sent_twice_is_one_concern_and_who_guesses_or_floods_waits(world: World) -> None:
    guest = Visitor(world.client())
    typed = {**guest.fields(PAGE), "to": SECTOR, "kind": "money", "text": TEXT}
    pages = [guest.client.post("/en/concern", data=typed).text for _ in range(2)]
    codes = {re.search(r"\b\d{3}(?: \d{3}){5}\b", page)[0] for page in pages}  # type: ignore[index]
    assert len(codes) == 1
    code = codes.pop()
    added = {**guest.fields(FOLLOW), "code": code, "add": "true", "text": "Twice."}
    for _ in range(2):
        assert guest.client.post(FOLLOW, data=added).text.count("Twice.") == 1
    with world.services.database.read() as session:
        assert len(session.exec(select(Concern)).all()) == 1
    assert "Choose who reads it" in guest.refused(PAGE, {**typed, "to": CELL})
    assert "Choose who reads it" in guest.refused(PAGE, {**typed, "to": VILLAGE})
    for path in ("/en/concern", "/en/concern?about=2212", "/en/concern?about=99999999"):
        assert guest.client.get(path).status_code == 404
    for _ in range(4):
        answer = guest.send(PAGE, {"to": SECTOR, "kind": "other", "text": "Again."})
        assert answer.status_code == 200
    page = guest.refused(PAGE, {"to": SECTOR, "kind": "other", "text": "Once too often."})
    assert "Too many tries" in page
    assert "Once too often." in page, "nothing typed is lost"
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert "typing error" in guest.refused(FOLLOW, {"code": wrong})
    for _ in range(100):
        page = guest.refused(FOLLOW, {"code": "0000 0000 000"})
    assert "No concern has this code" in page
    assert "Too many tries" in guest.refused(FOLLOW, {"code": code})


@pytest.mark.both_engines
def test_of_two_officers_one_answers_and_an_old_page_is_not_taken(world: World) -> None:
    code = told(world, to=DISTRICT)
    district = world.signed_in("district_officer", DISTRICT)
    here = only(district, ABOVE)
    district.done(here, {})
    old = {**district.fields(f"{here}/answer"), "text": "Seen."}
    followed(world, code, text="There is more.")
    assert district.client.post(f"{here}/answer", data=old).status_code == 422, "read that first"
    with world.services.database.write() as session:
        row = session.exec(select(Concern)).one()
        row.owner = world_account(world, "sector_officer", SECTOR)
    page = district.get(here)
    assert "There is more." not in page, "another one has taken it"
    assert district.client.get(f"{here}/answer").status_code == 404
    with world.services.database.read() as session:
        sums = sums_of(session, DISTRICT)
    assert (sums.told, sums.in_time) == (0, 0), "whole fives: nobody sees a single one come"


def test_an_officer_who_is_of_the_village_as_well_does_not_hear_it(world: World) -> None:
    told(world)
    sector = world.signed_in("sector_officer", SECTOR)
    here = only(sector, QUEUE)
    world.tampered = True
    own, today = world_account(world, "sector_officer", SECTOR), world.clock.now.date()
    with world.services.database.write() as session:
        session.add(RoleGrant(account=own, role="auditor", place=VILLAGE, since=today))
    assert "does not hear its concerns" in sector.refused(here, {})
    with world.services.database.write() as session:
        row = session.exec(select(Concern)).one()
        row.owner, row.state = own, ConcernState.TAKEN
    assert TEXT not in sector.get(here), "nor where the role came later"
    assert sector.client.get(f"{here}/answer").status_code == 404


def world_account(world: World, role: str, place: str) -> UUID:
    """Return the account of who holds a role in the demo."""
    phone = world.find(role, place).phone
    with world.services.database.read() as session:
        return session.exec(select(Account.id).where(Account.phone == phone)).one()


@pytest.mark.both_engines
def test_the_desk_counts_and_the_queue_pages_all_of_them(world: World) -> None:
    code = told(world)
    with world.services.database.write() as session:
        (first,) = session.exec(select(Concern)).all()
        for number in range(230):
            more = first.model_dump(exclude={"id", "mark"})
            session.add(Concern(**more, id=UUID(int=number + 1), mark=f"{number:064d}"))
    sector = world.signed_in("sector_officer", SECTOR)
    assert jobs(sector, SECTOR)["Concerns told in confidence to answer"] == 231
    last = sector.get(f"{QUEUE}?after=210")
    assert len(re.findall(rf'href="{QUEUE}/[0-9a-f-]{{36}}"', last)) == 21
    assert "after=180" in last
    for id_ in re.findall(rf'href="({QUEUE}/[0-9a-f-]{{36}})"', last)[-2:]:
        sector.get(id_)
    assert "Waits for an officer" in followed(world, code)
