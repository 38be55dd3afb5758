"""Two accounts of one person, as a village leaves them that moved to a server which knew them."""

from sqlmodel import select

from tests.conftest import World
from ubudehe.demo.demo import DemoSignIn
from ubudehe.people.tables import ELSEWHERE, Account


def one_person(world: World, came: DemoSignIn, here: DemoSignIn) -> None:
    """Let `came` be a name for which `here` signs in; no record tells it, so none is checked."""
    world.tampered = True
    with world.services.database.write() as session:
        name, signs_in = (
            session.exec(select(Account).where(Account.phone == one.phone)).one()
            for one in (came, here)
        )
        name.same_as, name.phone, name.pin_hash = signs_in.id, f"{ELSEWHERE}{name.key}", ""
