"""The household's own rights: its file, its requests, who looked, and being forgotten."""

import json
import re
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from tests.categories.test_appeals import filed
from tests.categories.test_frozen import CHANGES
from tests.categories.test_round import HANDS, HERE, homes, posted
from tests.categories.test_slips import sheet
from tests.conftest import CELL, DISTRICT, VILLAGE, Visitor, World, faults_of_grown
from tests.households.test_duplicates import HOME
from tests.people.joining import one_person
from ubudehe.categories.data_requests.tables import FileView
from ubudehe.categories.frozen.queries import faults_of_rounds
from ubudehe.households.tables import Household
from ubudehe.record.append import total
from ubudehe.record.checking import check_log
from ubudehe.record.tables import LogLeaf, Opening


def protector(world: World) -> Visitor:
    return world.signed_in("data_protection", DISTRICT)


def asked(visitor: Visitor, home: str, kind: str) -> str:
    return visitor.done(
        f"{HERE}/households/{home}/request", {"kind": kind, "words": "We wish it so."}
    )


def test_an_officer_opens_a_file_only_with_a_reason_and_leaves_a_trace(world: World) -> None:
    visitor, _ = posted(world)
    first, second = homes(visitor)[:2]
    filed(visitor, first)
    _, codes = sheet(visitor, [first])
    cell = world.signed_in("cell_secretary", CELL)
    path = f"{HERE}/households/{first}/file"
    assert "Decisions" not in cell.get(path)
    cell.done(path, {"reason": "Appeal no. 3 is before me."})
    assert "Decisions" in cell.get(path)
    own = Visitor(world.client()).send("/en/check", {"code": codes[0]}).text
    assert "Appeal no. 3 is before me." in own
    assert "Appeal no. 3 is before me." in visitor.get(path)
    closed = cell.client.post(
        f"{HERE}/households/{second}/file",
        data={**cell.fields(f"{HERE}/households/{second}/file"), "reason": "Curious"},
    )
    assert "its file is closed" in closed.text
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(path).status_code == 403


def test_a_file_opens_to_who_signs_in_for_the_officer_as_well(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    filed(visitor, home)
    elsewhere = world.find("facilitator", "43060101")
    one_person(world, world.find("cell_secretary", CELL), elsewhere)
    one, path = world.signed_in("facilitator", "43060101"), f"{HERE}/households/{home}/file"
    one.done(path, {"reason": "Appeal no. 3 is before me."})
    assert "Decisions" in one.get(path)


def test_a_file_may_be_opened_twice_in_one_second(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    filed(visitor, home)
    path = f"{HERE}/households/{home}/file"
    cell = world.signed_in("cell_secretary", CELL)
    for reason in ("Appeal no. 3", "Appeal no. 3", "A letter"):
        cell.client.post(path, data={**cell.fields(path), "act": str(uuid4()), "reason": reason})
    with world.services.database.read() as session:
        assert len(session.exec(select(FileView.id)).all()) == 3
    assert not faults_of_grown(world)


def test_a_household_gets_everything_and_the_register_knows(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    path = f"{HERE}/households/{home}/data"
    answer = visitor.client.post(path, data=visitor.fields(path))
    assert "attachment" in answer.headers["content-disposition"]
    given = json.loads(answer.content)
    assert given["household"]["head"]
    assert given["decisions"][0]["category"] == "Category 2"
    assert "To see its data" in visitor.get(f"{HERE}/requests")


def test_requests_have_a_due_day_and_an_answer_with_a_reason(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    path = asked(visitor, home, "correction")
    assert "15 July 2026" in visitor.get(path)
    visitor.refused(path, {"answer": "granted"})
    visitor.done(path, {"answer": "granted", "reason": "The name is corrected."})
    assert "The name is corrected." in visitor.get(path)
    path = asked(visitor, home, "objection")
    assert "data-protection officer answers" in visitor.get(path)
    officer = protector(world)
    officer.done(path, {"answer": "refused", "reason": "Planning needs it."})
    assert "Planning needs it." in visitor.get(path)


def test_erasing_leaves_no_name_and_every_proof(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    file = visitor.get(f"{HERE}/households/{home}/file")
    name = re.search(r"<h1>\d+\. ([^<]+)</h1>", file)
    assert name
    path = filed(visitor, home)
    visitor.done(path, {**HANDS, "reason": "The assembly saw the house."})
    _, codes = sheet(visitor, [home])
    request = asked(visitor, home, "erasure")
    officer = protector(world)
    officer.done(request, {"answer": "granted", "reason": "It moved abroad."})
    with world.services.database.read() as session:
        texts = [opening.value for opening in session.exec(select(Opening))]
        texts += [leaf.entry.decode() for leaf in session.exec(select(LogLeaf))]
        assert not any(name[1] in text or "burnt down" in text for text in texts)
        assert faults_of_rounds(session) == []
        assert check_log(session, VILLAGE, world.services.heads) == []
        assert total(session, VILLAGE, "households") == 45
    assert "Every category that is stored" in visitor.get(CHANGES)
    assert name[1] not in visitor.get(f"{HERE}/households")
    assert "It may have been replaced" in Visitor(world.client()).refused(
        "/en/check", {"code": codes[0]}
    )
    assert visitor.client.get(path).status_code == 404
    visitor.get(f"{HERE}/households/{home}/file")
    visitor.get(f"{HERE}/appeals")
    again = officer.send(request, {"answer": "granted", "reason": "x"})
    assert again.status_code == 422


def test_what_was_answered_before_is_erased_with_its_household(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    for answer in ("granted", "refused"):
        objection = asked(visitor, home, "objection")
        protector(world).done(objection, {"answer": answer, "reason": "Planning needs it."})
    visitor.send(f"{HERE}/households/{home}/data", {})
    erasure = asked(visitor, home, "erasure")
    protector(world).done(erasure, {"answer": "granted", "reason": "It moved abroad."})
    assert not faults_of_grown(world)


def test_the_map_is_known_again_after_one_of_its_households_was_erased(
    world: World, facilitator: Visitor
) -> None:

    def one_more(number: int) -> None:
        head = {"head": f"MUGISHA {'AB'[number]}line", "phone": f"078855511{number}"}
        facilitator.done(f"{HERE}/households/new", {**HOME, **head})
        facilitator.send(f"{HERE}/map/lay-out", {})

    one_more(0)
    erasure = asked(facilitator, homes(facilitator)[0], "erasure")
    protector(world).done(erasure, {"answer": "granted", "reason": "It moved abroad."})
    one_more(1)
    assert not faults_of_grown(world)


def test_nobody_but_the_protector_erases(world: World) -> None:
    visitor, _ = posted(world)
    request = asked(visitor, homes(visitor)[0], "erasure")
    page = visitor.client.post(
        request,
        data={
            **visitor.fields(CHANGES.replace("changes", "final")),
            "answer": "granted",
            "reason": "Quick",
        },
    )
    assert page.status_code in (403, 422)
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "households") == 46


@pytest.mark.parametrize("erased", ["who_joined", "who_took_in"])
def test_what_a_merge_did_to_the_other_household_stays_told(world: World, erased: str) -> None:
    visitor, _ = posted(world)
    joining, other = homes(visitor)[:2]
    with world.services.database.read() as session:
        number = session.get_one(Household, UUID(other)).number
    day = {"happened_on.d": "14", "happened_on.m": "6", "happened_on.y": "2026"}
    merged = {"kind": "merged", **day, "joined": str(number)}
    visitor.done(f"{HERE}/households/{joining}/event", merged)
    assert faults_of_grown(world) == []
    gone = joining if erased == "who_joined" else other
    request = asked(visitor, gone, "erasure")
    protector(world).done(request, {"answer": "granted", "reason": "As they wish."})
    assert faults_of_grown(world) == []
