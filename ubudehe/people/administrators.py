"""Administrators of the whole country, whom the operator of the server makes from the shell.

Nobody stands above them who could give them their role, so the event in the country's record says
that each gave it to themselves. Whoever verifies is told that the server's operator did it.
"""

import secrets
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, select

from ubudehe.language.dates import day_of
from ubudehe.people.actions import create_account, give_role
from ubudehe.people.rules import WHOLE_COUNTRY, Role
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.places.pack import Country
from ubudehe.record.append import Event, Receipt, Request, append, lock_log
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.record.tables import Act


def make_administrator(
    session: Session, country: Country, name: str, phone: str, pin_hash: str, now: datetime
) -> Receipt:
    """Make an administrator of the whole country, and tell it in the country's record.

    So are those told who were made before that record existed. Refusal like `create_account`.
    """
    account = create_account(session, name, phone, pin_hash, now)
    today = day_of(now, country.zone)
    grant = give_role(session, account, Role.ADMINISTRATOR, WHOLE_COUNTRY, today)
    tell_earlier(session, now, but=grant)
    return _tell(session, grant, now)


def tell_earlier(session: Session, now: datetime, but: RoleGrant | None = None) -> None:
    """Tell in the country's record of administrators who were made before there was one."""
    for earlier in _untold(session):
        if but is None or earlier.id != but.id:
            _tell(session, earlier, now)


def _untold(session: Session) -> list[RoleGrant]:
    """Return the roles for the whole country that stand in no record, the oldest first."""
    told = set(session.exec(select(Act.subject).where(Act.log == COUNTRY)))
    grants = select(RoleGrant).where(RoleGrant.place == WHOLE_COUNTRY)
    every = session.exec(grants.order_by(col(RoleGrant.since), col(RoleGrant.id))).all()
    return [grant for grant in every if str(grant.id) not in told]


def _tell(session: Session, grant: RoleGrant, now: datetime) -> Receipt:
    account = session.get_one(Account, grant.account)
    request = Request(
        log=COUNTRY,
        id=uuid4(),
        type="role.grant",
        role=Role.ADMINISTRATOR.value,
        key=account.key,
        account=account.id,
        at=now,
        given=str(grant.id),
        entropy=secrets.token_bytes,
    )
    public = {"role": grant.role, "key": account.key, "from": grant.since.isoformat()}
    private = {"name": account.name, "phone": account.phone}
    event = Event(public=public, private=private, subject=str(grant.id))
    return append(session, lock_log(session, COUNTRY), request, event)
