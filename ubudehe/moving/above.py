"""Roles held above the village by those who acted in it: told anew where the village goes.

Their records do not move. Without them nobody could see that a cell's secretary, say, held that
role when a meeting was attested. So the server that takes the village in tells in the record of
that place who held it and until when, as it tells who its first administrators are: whoever
verifies reads that the operator of the server vouches for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from ubudehe.ledger.rules.rights import ABOVE, ADMINISTRATOR
from ubudehe.people.rules import held_at
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.record.append import Event, append, lock_log
from ubudehe.record.by_server import by_server
from ubudehe.record.heads import Heads
from ubudehe.record.rules.shapes import COUNTRY


@dataclass(frozen=True)
class HeldAbove:
    """A role that somebody (by public key) held at a place above, from a day on and until one."""

    place: str
    role: str
    key: str
    since: date
    until: date

    def as_plain(self) -> list[str]:
        """Return it as it stands in a file."""
        return [self.place, self.role, self.key, self.since.isoformat(), self.until.isoformat()]


def held_above_from(plain: Sequence[Any]) -> HeldAbove:
    """Return what stands in a file; ValueError or TypeError if it is none."""
    place, role, key, since, until = map(str, plain)
    if role not in ABOVE:
        raise ValueError(f"no role above: {role}")
    return HeldAbove(place, role, key, date.fromisoformat(since), date.fromisoformat(until))


def roles_above(session: Session, code: str, keys: Sequence[str], today: date) -> list[HeldAbove]:
    """Return the roles above the village `code` that people with these keys held until `today`."""
    rows = session.execute(
        select(RoleGrant, Account.key)
        .join(Account, col(Account.id) == RoleGrant.account)
        .where(col(Account.key).in_(keys), col(RoleGrant.role).in_(ABOVE))
    )
    return sorted(
        (
            _held(grant, key, today)
            for grant, key in rows
            if grant.place != code and code.startswith(grant.place)
        ),
        key=lambda one: one.as_plain(),
    )


def _held(grant: RoleGrant, key: str, today: date) -> HeldAbove:
    until = min(grant.until or today, today)
    return HeldAbove(grant.place or COUNTRY, grant.role, key, grant.since, until)


def believed(held: HeldAbove, code: str, today: date) -> bool:
    """Tell whether a file may say so of the village `code`: a role above it, that ends by today."""
    above = held.place == COUNTRY or (held.place != code and code.startswith(held.place))
    return above and bool(held.place) and held.since <= held.until <= today


def tell_roles_above(
    session: Session, heads: Heads, held: Sequence[HeldAbove], came: Collection[UUID], now: datetime
) -> set[str]:
    """Tell in the records of places above which of these roles are not here; return which grew.

    The server that made the file chose them, and the PINs of the accounts that `came` with it: so
    whoever of these has such a role signs in here with a slip of an administrator of this server.
    """
    grown = set()
    for one in held:
        account = session.exec(select(Account).where(Account.key == one.key)).one_or_none()
        if account is None:
            raise ValueError(f"nobody has the key {one.key}")
        place = held_at(one.place)
        known = select(RoleGrant.id).where(
            RoleGrant.account == account.id,
            RoleGrant.role == one.role,
            RoleGrant.since == one.since,
        )
        if session.exec(known.where(RoleGrant.place == place)).first() is not None:
            continue
        grant = RoleGrant(
            id=uuid4(),
            account=account.id,
            role=one.role,
            place=place,
            since=one.since,
            until=one.until,
        )
        session.add(grant)
        if account.id in came:
            account.pin_hash, account.pin_is_new = "", False
        session.flush()
        said = {"role": one.role, "key": one.key}
        begins, ends = {"from": one.since.isoformat()}, {"until": one.until.isoformat()}
        _tell(session, heads, one, "role.grant", {**said, **begins}, grant.id, now)
        _tell(session, heads, one, "role.end", {**said, **ends}, grant.id, now)
        grown.add(one.place)
    return grown


def _tell(
    session: Session,
    heads: Heads,
    one: HeldAbove,
    type_: str,
    public: dict[str, object],
    grant: UUID,
    now: datetime,
) -> None:
    of, key = str(grant), heads.key_id(one.place)
    request = by_server(one.place, key, type_, now, of, of, ADMINISTRATOR)
    event = Event(public=public, subject=of)
    append(session, lock_log(session, one.place), request, event)
