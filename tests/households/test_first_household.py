"""Who registers a first household is asked one question after the other."""

from uuid import uuid4

import pytest
from sqlmodel import col, update

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.households.interviews.queries import has_registered
from ubudehe.record.tables import Act

NEW = f"/en/work/{VILLAGE}/households/new"


@pytest.mark.both_engines
def test_questions_come_one_at_a_time_until_somebody_registered_one(
    world: World, facilitator: Visitor
) -> None:
    assert 'name="f_18_35"' in facilitator.get(NEW)
    world.tampered = True
    with world.services.database.write() as session:
        session.exec(update(Act).where(col(Act.type) == "household.register").values(account=None))
        assert not has_registered(session, VILLAGE, uuid4())
    first = facilitator.get(NEW)
    assert 'name="f_18_35"' not in first
    assert 'name="f_18_35"' in facilitator.get(f"{NEW}?show=all")
    french = facilitator.send(NEW, {"head": "UWERA Aline", "look_again": "yes"}).text
    assert "UWERA Aline" in french
    assert 'name="f_18_35"' not in french, "in another language it stays as short"
    untold = facilitator.done(NEW, {"head": " ", "ask": "next"})
    assert untold.endswith("/ask/1"), "nobody told the head"
    asked = facilitator.done(NEW, {"head": "UWERA Aline", "ask": "next"})
    assert asked.endswith("/ask/2"), "the head is told already"
    assert "UWERA Aline" in facilitator.get(asked)
