"""A vote stands while money, an entry that waits, or a grant rests on what it chose."""

from uuid import UUID

from sqlmodel import select

from tests.assemblies.test_meeting import COUNT, opened
from tests.conftest import VILLAGE, World
from tests.ledger.books import project
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.projects.voting.tables import VoteOption

WHY = {"reason": "Some voted twice.", "votes_for": "40", "votes_against": "6", "abstained": "0"}


def test_a_vote_stands_whose_project_has_payments(world: World) -> None:
    paid = UUID(project(world.signed_in("treasurer", VILLAGE)))
    with world.services.database.read() as session:
        posted = select(LedgerEntry.id).where(
            LedgerEntry.project == paid, LedgerEntry.state == "posted"
        )
        assert session.exec(posted).first() is not None
        vote = session.exec(select(VoteOption.vote).where(VoteOption.proposal == paid)).one()
    annul = f"/en/work/{VILLAGE}/votes/{vote}/annul"
    visitor = world.signed_in("facilitator", VILLAGE)
    assert "Only an open meeting" in visitor.refused(annul, WHY)
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    page = visitor.refused(annul, WHY)
    assert "has come already" in page or "stands in the books" in page
    assert "close" in page
