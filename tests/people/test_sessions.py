"""Until when a session lasts, and whom nobody takes for signed in or for who did an act."""

from datetime import date, timedelta

from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.people.queries import own_act
from ubudehe.people.signing import IDLE, LONGEST, find_session, open_session
from ubudehe.people.tables import Account, SignIn
from ubudehe.people.waiting import Waiting, worst_first
from ubudehe.record.tables import Act


def test_a_session_ends_by_idleness_by_age_and_with_its_account(world: World) -> None:
    now = world.clock.now
    with world.services.database.write() as session:
        account = session.exec(select(Account)).first()
        assert account is not None
        token = open_session(session, account, now)
        session.flush()

        def fresh(after: timedelta) -> bool | None:
            found = find_session(session, token, now + after)
            return None if found is None else found.fresh

        second = timedelta(seconds=1)
        assert (fresh(IDLE - second), fresh(IDLE)) == (True, False)
        row = session.exec(select(SignIn).where(SignIn.account == account.id)).one()
        row.seen_at = now + LONGEST
        assert (fresh(LONGEST - second), fresh(LONGEST)) == (True, False)
        account.disabled = True
        assert fresh(second) is None
        session.rollback()


def test_an_act_is_ones_own_only_by_place_and_account(world: World) -> None:
    with world.services.database.read() as session:
        acts = session.exec(select(Act).where(Act.log == VILLAGE)).all()
        mine = acts[0]
        assert mine.account is not None
        other = next(one for one in acts if one.account not in (None, mine.account))
        assert own_act(session, VILLAGE, mine.id, [mine.account]) == mine.at
        assert other.account is not None
        assert own_act(session, VILLAGE, mine.id, [other.account]) is None
        assert own_act(session, "22120305", mine.id, [mine.account]) is None
        assert own_act(session, VILLAGE, other.id, [mine.account]) is None


def test_what_is_due_first_comes_first() -> None:
    days = [date(2026, 6, 2), None, date(2026, 6, 1), None]
    found = [Waiting(str(n), "", due=day) for n, day in enumerate(days)]
    assert [one.job for one in worst_first(found)] == ["2", "0", "1", "3"]


def test_signing_in_without_a_number_is_a_mistake_of_the_form(world: World) -> None:
    assert "field" in Visitor(world.client()).refused("/en/sign-in", {"phone": "", "pin": ""})


def test_a_role_does_not_end_before_it_began(administrator: Visitor) -> None:
    path = f"/en/work/people/{VILLAGE}"
    grant = administrator.get(path).split("end?grant=")[1].split('"')[0]
    day = {"last_day.d": "1", "last_day.m": "1", "last_day.y": "2020"}
    assert "began later than this day" in administrator.refused(f"{path}/end?grant={grant}", day)
