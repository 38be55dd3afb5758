"""A posted list: any change shows, and one behind the record's back is found."""

import json
import re

from sqlmodel import select

from tests.categories.test_appeals import filed
from tests.categories.test_round import HANDS, HERE, homes, posted
from tests.conftest import CELL, VILLAGE, World
from tests.record.logs import without_triggers
from ubudehe.categories.frozen.queries import faults_of_rounds
from ubudehe.categories.tables import CategoryDecision
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.record.checking import check_log
from ubudehe.record.tables import Act, LogLeaf, LogNode, Opening

CHANGES = f"{HERE}/categories/changes"


def test_the_demo_is_sound(world: World) -> None:
    with world.services.database.read() as session:
        assert faults_of_rounds(session) == []
        assert check_log(session, VILLAGE, world.services.heads) == []


def test_lawful_changes_show_who_when_and_why(world: World) -> None:
    visitor, _ = posted(world)
    path = filed(visitor, homes(visitor)[0])
    visitor.done(path, {**HANDS, "reason": "The assembly saw the house."})
    page = visitor.get(CHANGES)
    assert re.search(r"Household \d+: 2 → 1", page)
    assert "By an appeal" in page
    assert "15 June 2026" in page
    assert "Every category that is stored" in page


def test_a_category_altered_in_the_database_is_found_and_shown(world: World) -> None:
    visitor, _ = posted(world)
    home = homes(visitor)[0]
    with world.services.database.write() as session:
        decision = session.exec(
            select(CategoryDecision).where(
                CategoryDecision.current == True,  # noqa: E712
                CategoryDecision.category == "2",
            )
        ).first()
        assert decision
        decision.category = "1"
    cell = world.signed_in("cell_secretary", CELL)
    assert "Somebody altered what is stored" in cell.get(CHANGES)
    with world.services.database.read() as session:
        (fault,) = faults_of_rounds(session)
    assert fault.params["recorded"] == "2"
    assert fault.params["stored"] == "1"
    assert home


def test_rewriting_what_an_act_said_is_found_as_well(world: World) -> None:
    visitor, _ = posted(world)
    with world.services.database.write() as session:
        decision = session.exec(
            select(CategoryDecision).where(CategoryDecision.category == "2")
        ).first()
        assert decision
        decision.category = "1"
        for opening in session.exec(select(Opening).where(Opening.log == VILLAGE)):
            if str(decision.household) in opening.value and opening.field.startswith("decision"):
                value = json.loads(opening.value)
                opening.value = json.dumps({**value, "category": "1"}, sort_keys=True)
    page = visitor.get(CHANGES)
    assert "rewritten as well" in page
    with world.services.database.read() as session:
        assert faults_of_rounds(session)
        assert check_log(session, VILLAGE, world.services.heads)


def test_a_decision_slipped_in_or_taken_out_is_found(world: World) -> None:
    posted(world)
    with world.services.database.write() as session:
        decision = session.exec(
            select(CategoryDecision).where(CategoryDecision.category == "2")
        ).first()
        assert decision
        decision.current = False
    with world.services.database.read() as session:
        (fault,) = faults_of_rounds(session)
    assert fault.params["stored"] == "–"


def test_a_record_rewritten_as_a_whole_does_not_fit_its_signed_head(world: World) -> None:
    services = world.services
    visitor = world.signed_in("facilitator", VILLAGE)
    visitor.done(f"{HERE}/categories/start", {"scheme": "2020"})
    with services.database.write() as session, without_triggers(session):
        last = session.exec(
            select(LogLeaf).where(LogLeaf.log == VILLAGE).order_by(LogLeaf.idx.desc())  # type: ignore[attr-defined]
        ).first()
        assert last
        last.entry = last.entry.replace(b'"scheme":"2020"', b'"scheme":"2015"')
    with services.database.read() as session:
        said = [fault.msgid for fault in check_log(session, VILLAGE, services.heads)]
    assert "Event %(index)s was rewritten." in said
    assert "The events are not those that were signed." in said


def test_a_record_cut_short_is_found(world: World) -> None:
    services = world.services
    visitor = world.signed_in("facilitator", VILLAGE)
    visitor.done(f"{HERE}/categories/start", {"scheme": "2020"})
    with services.database.write() as session, without_triggers(session):
        last = session.exec(
            select(Act).where(Act.log == VILLAGE).order_by(Act.idx.desc())  # type: ignore[attr-defined]
        ).first()
        assert last
        for opening in session.exec(select(Opening).where(Opening.act == last.id)):
            session.delete(opening)
        session.flush()
        session.delete(last)
        session.flush()
        session.delete(session.get_one(LogLeaf, (VILLAGE, last.idx)))
    with services.database.read() as session:
        said = [fault.msgid for fault in check_log(session, VILLAGE, services.heads)]
        assert session.exec(select(LogNode).where(LogNode.log == VILLAGE)).first()
    assert said == ["Events are missing, or there are too many."]


def test_two_names_swapped_in_the_database_are_found(world: World) -> None:
    visitor, _ = posted(world)
    with world.services.database.write() as session:
        one, two = session.exec(
            select(HouseholdIdentity)
            .join(Household, Household.id == HouseholdIdentity.household)  # type: ignore[arg-type]
            .where(Household.village == VILLAGE)
            .limit(2)
        ).all()
        one.head, two.head = two.head, one.head
    assert visitor.get(CHANGES).count("is not as registered") == 2
    with world.services.database.read() as session:
        assert len(faults_of_rounds(session)) == 2
