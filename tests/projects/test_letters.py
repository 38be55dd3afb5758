"""Papers that are in people's hands keep their letters when the server is brought up to date."""

import re
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import text

from tests.conftest import VILLAGE, World
from tests.projects.ballots import HERE, VOTE, in_meeting
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.storage.schema import alembic_config


def _propose(world: World, first: int, many: int) -> list[str]:
    """Put proposals on the list at once, behind the record's back; return their ids."""
    ids = [uuid4() for _ in range(many)]
    with world.services.database.write() as session:
        session.add_all(
            Proposal(
                id=id_,
                village=VILLAGE,
                number=number,
                title=f"Road {number}",
                plan="A road.",
                symbol="road",
                cost=1000,
                labour_days=0,
                added_at=world.clock.now,
            )
            for number, id_ in enumerate(ids, start=first)
        )
    return [str(id_) for id_ in ids]


def _as_before(world: World) -> None:
    """Bring the database up to date from a version whose votes did not say how they are marked."""
    database = world.services.database
    with database.write() as session:
        session.execute(text("ALTER TABLE vote DROP COLUMN numbered"))
        session.execute(text("UPDATE alembic_version SET version_num = '0063'"))
    command.upgrade(alembic_config(database), "0065")


@pytest.mark.both_engines
def test_a_vote_that_was_prepared_with_letters_goes_on_with_them(world: World) -> None:
    world.tampered = True
    visitor = in_meeting(world)
    on_paper = {**VOTE, "method": "paper", "cards": "0"}
    some, more = _propose(world, 700, 24), _propose(world, 800, 27)
    vote = visitor.done(f"{HERE}/votes/new", {**on_paper, "proposals": some})
    large = visitor.done(f"{HERE}/votes/new", {**on_paper, "proposals": more})
    assert "<b>24 · Road" in visitor.get(vote)
    _as_before(world)
    visitor.done(f"{vote}/open", {})
    page = visitor.get(vote)
    assert "<b>X · Road" in page
    assert not re.search(r"<b>\d+ · Road", page)
    assert "<b>27 · Road" in visitor.get(large)
    typed = f"{vote}/paper/1"
    assert "xx is spoiled" in visitor.get(typed)
    asked = visitor.refused(typed, {"step": "next", "number": "1", "text": "x"})
    assert "X is also a project here" in asked
    assert "type xx: spoiled" in visitor.refused(typed, {"step": "many", "lines": "AA"})
    visitor.done(typed, {"step": "many", "lines": "x1\nxx\nA"})
    visitor.done(typed, {"step": "spoiled", "number": "4"})
    assert "4 ballots typed" in visitor.get(typed)
