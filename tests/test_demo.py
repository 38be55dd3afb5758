"""The demo is the same each time, and its books are in order."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from tests.conftest import VILLAGE, World
from ubudehe.assemblies.announcing.tables import Announcement
from ubudehe.audit.findings.tables import Finding
from ubudehe.audit.plans.tables import AuditPlan, AuditVisit
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.checking import Replayer
from ubudehe.concerns.tables import Concern
from ubudehe.demo.demo import SEED, Demo
from ubudehe.demo.neighbours import NEIGHBOURS
from ubudehe.demo.villages import STORIES
from ubudehe.households.basis.queries import count_untold
from ubudehe.households.roster.tables import HouseholdMember, VillageRoster
from ubudehe.households.tables import Household
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules.accounts import LIQUID
from ubudehe.projects.voting.tables import Vote
from ubudehe.questions.tables import VillageQuestion
from ubudehe.record.queries import record_sizes
from ubudehe.record.tables import Act
from ubudehe.storage.reading import pick
from ubudehe.storage.vault import FileVault, Keyring


def test_no_place_of_money_ever_ends_a_day_below_zero(world: World) -> None:
    with world.services.database.read() as session:
        for account in LIQUID:
            rows = session.execute(
                pick(LedgerEntry.entry_date, func.sum(EntryPosting.amount))
                .join(EntryPosting, EntryPosting.entry == LedgerEntry.id)
                .where(
                    EntryPosting.account == account,
                    LedgerEntry.state == "posted",
                    LedgerEntry.village == VILLAGE,
                )
                .group_by(LedgerEntry.entry_date)
                .order_by(LedgerEntry.entry_date)
            ).all()
            balance = 0
            for _, amount in rows:
                balance += int(amount)
                assert balance >= 0


@pytest.mark.parametrize(
    ("today", "neighbours"), [(date(2028, 2, 29), True), (date(2027, 1, 1), False)]
)
def test_whenever_it_is_made_it_ends_on_the_eve_and_its_records_are_sound(
    empty_world: World, today: date, neighbours: bool
) -> None:
    services = empty_world.services
    with services.database.write() as session:
        demo = Demo(session, services.country, services.blobs, SEED, today)
        demo.play(STORIES[:1] if neighbours else STORIES[2:])
        if neighbours:
            demo.stage.keyring = Keyring(services.secret, services.vault)
            demo.play_neighbours()
    with services.database.read() as session:
        latest = session.exec(select(func.max(Act.at))).one()
        assert today - timedelta(days=5) < latest.date() < today
        replayer = Replayer(session, services.country)
        for log in record_sizes(session):
            assert not replayer.faults(log), log
        if neighbours:
            in_midst(session, services.vault)


def in_midst(session: Session, vault: FileVault) -> None:
    """Look whether each neighbour is in the midst of what it is there for."""
    in_round, in_vote, late, questioned = (one.story.village for one in NEIGHBOURS)
    round_ = session.exec(select(CategoryRound).where(CategoryRound.village == in_round)).one()
    decided = select(func.count()).where(CategoryDecision.round == round_.id)
    assert (round_.state, session.exec(decided).one()) == ("mapped", 12)
    announced = select(Announcement).where(Announcement.village == in_round)
    assert session.exec(announced).one().day > round_.started_at.date()
    vote = session.exec(select(Vote).where(Vote.village == in_vote)).one()
    assert vote.state == "open"
    assert vault.read(str(vote.id)), "the server can open the box"
    closed = select(func.count()).where(BookMonth.village == late)
    assert session.exec(closed).one() == 2
    found = select(Finding.state).where(Finding.village == questioned)
    assert sorted(session.exec(found)) == ["answered", "open"]
    asked = select(VillageQuestion.state).where(VillageQuestion.village == questioned)
    assert sorted(session.exec(asked)) == ["answered", "asked"]
    assert session.exec(select(Concern.state).where(Concern.village == questioned)).one() == "new"
    assert session.exec(select(VillageRoster.village)).all() == [in_round]
    listed = pick(Household.members, func.count())
    listed = listed.join(HouseholdMember, col(HouseholdMember.household) == Household.id)
    homes = session.execute(listed.group_by(col(Household.id), col(Household.members))).all()
    assert len(homes) == 6
    assert all(counted == rows for counted, rows in homes)
    plan = session.exec(select(AuditPlan)).one()
    assert (plan.state, plan.place) == ("announced", questioned[:4])
    villages = session.exec(select(AuditVisit.village).where(AuditVisit.plan == plan.id))
    assert sorted(villages) == [late, questioned]
    for one in (in_round, in_vote, late, questioned):
        assert count_untold(session, one) == 0


def test_no_invented_person_is_in_the_shipped_names_twice() -> None:
    path = Path(__file__).parents[1] / "ubudehe" / "demo" / "data" / "names.csv"
    rows = path.read_text("utf-8").splitlines()
    assert len(rows) == len(set(rows))
