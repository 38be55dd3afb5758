"""People of a village whose telephone number has another account on the server it goes to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import MONEY, paid
from tests.moving.servers import close, district, faults_of, rows_of, sent, taken, verified
from tests.preparing import Prepared
from ubudehe.moving.arriving import Choices
from ubudehe.moving.server import WillNotMove
from ubudehe.people.actions import GiveRoleForm, grant_role
from ubudehe.people.administrators import make_administrator
from ubudehe.people.desk import Desk
from ubudehe.people.office import same_person
from ubudehe.people.rules import Role
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.record.heads import NATIONAL
from ubudehe.record.tables import Act, LogLeaf

NEED = f"/en/work/{VILLAGE}/projects/need"
A_NEED = {"text": "A bridge over the stream", "symbol": "bridge"}
OWN = "The one who proposed an entry cannot approve it"
OTHERS = ("+250788999001", "+250788999002")


@pytest.fixture
def other(world: World, prepared: Prepared, tmp_path: Path) -> Iterator[World]:
    """The district's server, where the village's facilitator is an administrator already."""
    found = district(prepared, world, tmp_path / "district")
    there = found.services
    here = world.find("facilitator", VILLAGE)
    with there.database.write() as session:
        for phone in (here.phone, *OTHERS):
            named = here.name if phone == here.phone else f"Administrator {phone[-1]}"
            pin = there.hashing.hash("83625194")
            make_administrator(session, there.country, named, phone, pin, world.clock.now)
    yield found
    close(found)


def account(world: World, phone: str) -> Account:
    with world.services.database.read() as session:
        found = session.exec(select(Account).where(Account.phone == phone)).one()
        session.expunge(found)
    return found


def administrator(other: World) -> Visitor:
    found = Visitor(other.client())
    found.done("/en/sign-in", {"phone": OTHERS[0], "pin": "83625194"})
    return found


def by_key(session: Session, key: str) -> Account:
    return session.exec(select(Account).where(Account.key == key)).one()


def given(other: World, form: dict[str, object]) -> None:
    """Let two administrators of the district give a role in the village."""
    there = other.services
    with there.database.write() as session:
        first, second = (
            session.exec(select(Account).where(Account.phone == phone)).one() for phone in OTHERS
        )
        person, now = person_of(session, first), other.clock.now
        desk = Desk(session, person, VILLAGE, first.id, now, there.country)
        grant_role(desk, GiveRoleForm.model_validate({**form, "second": second.id}))


def last_key(world: World) -> str:
    """Return the key by which the last act of the village was done."""
    with world.services.database.read() as session:
        leaf = session.exec(
            select(LogLeaf.entry).where(LogLeaf.log == VILLAGE).order_by(LogLeaf.idx.desc())  # type: ignore[attr-defined]
        ).first()
    return str(leaf).partition('"key":"')[2].partition('"')[0]


@pytest.mark.on_postgresql
def test_a_person_known_there_is_one_person_with_both_accounts_and_comes_back(
    world: World, other: World, tmp_path: Path
) -> None:
    """Nobody approves under one name what they proposed under the other."""
    laptop, there = world.services, other.services
    laptop.publisher.step(world.clock.now)
    paper = laptop.heads.vkeys(VILLAGE)
    facilitator = world.find("facilitator", VILLAGE)
    came, known = account(world, facilitator.phone), account(other, facilitator.phone)
    entry = world.signed_in("facilitator", VILLAGE).done(
        f"{MONEY}/new/paid", paid(world.signed_in("facilitator", VILLAGE))
    )
    file, _ = sent(laptop, there)
    with pytest.raises(WillNotMove, match=rf"{came.name} \(key {came.key}; here {known.name}\)"):
        taken(there, file)
    with pytest.raises(WillNotMove, match="Nobody of the village has the key 12345678"):
        taken(there, file, choices=Choices(same=frozenset({"12345678"})))
    assert not any(rows_of(there).values())
    assert taken(there, file, choices=Choices(same=frozenset({came.key}))).rows
    assert taken(there, file, choices=Choices(same=frozenset({came.key}))).nothing
    assert faults_of(there) == []
    with there.database.read() as session:
        moved = by_key(session, came.key)
        assert (moved.same_as, moved.phone, moved.pin_hash) == (known.id, f"-{came.key}", "")

    one = other.signed_in("facilitator", VILLAGE)
    assert one.get(f"/en/work/{VILLAGE}")
    one.done(NEED, A_NEED)
    assert last_key(other) == came.key, "the record knows the role under this key"
    given(other, {"name": facilitator.name, "phone": facilitator.phone, "role": "chair"})
    own = {"second_phone": facilitator.phone, "second_pin": "83625194"}
    assert OWN in one.refused(f"{entry}/approve", own)
    assert facilitator.phone in administrator(other).get(f"/en/work/people/{VILLAGE}")
    assert faults_of(there) == []
    assert verified(other, tmp_path, keys=(*paper, *there.heads.vkeys(NATIONAL))) == ""

    back, _ = sent(there, laptop)
    assert taken(laptop, back).rows
    assert faults_of(laptop) == [] == faults_of(there)
    with laptop.database.read() as session:
        mine, theirs = by_key(session, came.key), by_key(session, known.key)
        assert (mine.phone, mine.pin_hash, mine.same_as) == (came.phone, came.pin_hash, None)
        assert (theirs.phone, theirs.same_as) == (f"-{known.key}", came.id)
        person = person_of(session, mine)
        assert Role.CHAIR in {grant.role for grant in person.grants if grant.place == VILLAGE}
    again = world.signed_in("facilitator", VILLAGE)
    own = {"second_phone": facilitator.phone, "second_pin": facilitator.pin}
    assert OWN in again.refused(f"{entry}/approve", own)
    again.done(NEED, A_NEED)
    third, _ = sent(laptop, there)
    assert taken(there, third).rows
    assert faults_of(laptop) == [] == faults_of(there)


def test_who_was_said_to_be_one_by_mistake_gets_a_number_of_their_own(
    world: World, other: World
) -> None:
    """The other holds the roles no more; what was done meanwhile keeps both apart as one."""
    there, facilitator = other.services, world.find("facilitator", VILLAGE)
    came, known = account(world, facilitator.phone), account(other, facilitator.phone)
    file, _ = sent(world.services, there)
    taken(there, file, choices=Choices(same=frozenset({came.key})))
    wrong = other.signed_in("facilitator", VILLAGE)
    wrong.done(NEED, A_NEED)
    first, second = administrator(other), {"second_phone": OTHERS[1], "second_pin": "83625194"}
    people = f"/en/work/people/{VILLAGE}"
    grant = first.get(people).split(f": {came.name}")[1].split("account?grant=")[1].split('"')[0]
    number, new = f"{people}/number?grant={grant}", {"phone": "+250788999009", "apart": "yes"}
    assert f"somebody else than {known.name}" in first.get(number)
    themselves = {"second_phone": facilitator.phone, "second_pin": "83625194"}
    assert "Nobody changes their own number" in first.refused(number, {**new, **themselves})
    first.done(number, {**new, **second})
    with there.database.read() as session:
        moved, lead = by_key(session, came.key), by_key(session, known.key)
        assert (moved.phone, moved.same_as) == ("+250788999009", known.id)
        assert lead.phone == facilitator.phone
        roles = {grant.place for grant in person_of(session, lead).grants}
        assert roles == {""}, "only what they hold themselves"
        assert person_of(session, moved).grants
        assert same_person(session, [came.id]) == {came.id, known.id}
    assert wrong.client.get(f"/en/work/{VILLAGE}/projects/need").status_code in (303, 403)
    assert "Nobody else signs in for this account" in first.refused(
        number, {**new, "phone": "+250788999010", **second}
    )
    assert first.send(f"{people}/slip?grant={grant}", {}).status_code == 200
    assert faults_of(there) == []
    back, _ = sent(there, world.services)
    assert taken(world.services, back).rows
    assert faults_of(world.services) == []
    again, _ = sent(world.services, there)
    with pytest.raises(WillNotMove, match="one person with another account here already"):
        taken(there, again, choices=Choices(other=frozenset({came.key})))


def test_somebody_else_comes_without_a_number_until_two_give_them_one(
    world: World, other: World
) -> None:
    there, facilitator = other.services, world.find("facilitator", VILLAGE)
    came, known = account(world, facilitator.phone), account(other, facilitator.phone)
    file, _ = sent(world.services, there)
    taken(there, file, choices=Choices(other=frozenset({came.key})))
    assert faults_of(there) == []
    first, second = administrator(other), {"second_phone": OTHERS[1], "second_pin": "83625194"}
    people = f"/en/work/people/{VILLAGE}"
    page = first.get(people).split(f": {came.name}")[1]
    grant = page.split("account?grant=")[1].split('"')[0]
    number = f"{people}/number?grant={grant}"
    taken_ = first.refused(number, {"phone": facilitator.phone, **second})
    assert f"This number belongs to {known.name}" in taken_
    first.done(number, {"phone": "+250788999009", **second})
    with there.database.read() as session:
        moved = by_key(session, came.key)
        assert (moved.phone, moved.same_as) == ("+250788999009", None)
        assert session.exec(select(Act.type).where(Act.type == "account.number")).one()
    assert faults_of(there) == []


def test_two_roles_that_do_not_lie_in_one_hand_do_not_come_together(
    world: World, other: World
) -> None:
    """The facilitator is the auditor of that very village's cell there."""
    facilitator = world.find("facilitator", VILLAGE)
    came = account(world, facilitator.phone)
    there = other.services
    with there.database.write() as session:
        admin = session.exec(select(Account).where(Account.phone == OTHERS[0])).one()
        person, cell = person_of(session, admin), VILLAGE[:6]
        desk = Desk(session, person, cell, admin.id, other.clock.now, there.country)
        form = {"name": facilitator.name, "phone": facilitator.phone, "role": "cell_secretary"}
        grant_role(desk, GiveRoleForm.model_validate(form))
    file, _ = sent(world.services, there)
    with pytest.raises(WillNotMove, match="do not lie in one hand"):
        taken(there, file, choices=Choices(same=frozenset({came.key})))
    assert not any(rows_of(there).values())
