"""People of a village that comes: who of them has another account of the same number here.

A telephone number is one person's. Of each whose number is taken the operator says whether it is
one human being. If so, the account that comes is a name with which nobody signs in: the one that
is here does its work, and both count as one person wherever another one is needed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, or_, select

from ubudehe.moving.belonging import PEOPLE
from ubudehe.moving.rows import Lines
from ubudehe.moving.server import WillNotMove
from ubudehe.people.signing import person_of
from ubudehe.people.tables import ELSEWHERE, Account, RoleGrant, is_name_only
from ubudehe.places.pack import Country
from ubudehe.record.append import Event, append, lock_log
from ubudehe.record.by_server import by_server
from ubudehe.record.heads import Heads
from ubudehe.storage.backups.rows import values_of

TYPE = "people.arrive"
_AT_ONCE = 500
_NAMED = 10
_Row = dict[str, Any]


@dataclass(frozen=True)
class Choices:
    """What the operator says of people whose number is taken here, by their public keys."""

    same: frozenset[str] = frozenset()
    """Who has that number here is the same human being."""
    other: frozenset[str] = frozenset()
    """It is somebody else, so they come without a number."""


def lay_in_people(session: Session, lines: Lines, choices: Choices, today: date) -> list[UUID]:
    """Enter the accounts that are not here, and return which those are.

    WillNotMove where a key is another's, or a number is and the operator has not said whose.
    """
    kinds = dict(lines.columns[PEOPLE])
    arriving = _Arriving(session, [values_of(line, kinds) for line in lines.of[PEOPLE]], today)
    for key in sorted(choices.same | choices.other):
        if key not in arriving.keys:
            raise WillNotMove(f"Nobody of the village has the key {key}.")
    for one in arriving.people:
        arriving.enter(one, choices)
    if arriving.asked:
        raise WillNotMove(
            f"{len(arriving.asked)} people of the village have a telephone number with which "
            "somebody has another account here: "
            f"{', '.join(sorted(arriving.asked)[:_NAMED])}. One number is one person. Say of each: "
            "--same KEY where it is one human being, who signs in with the account that is here "
            "and counts as one person with both; --other KEY where it is somebody else, who comes "
            "without a number until two administrators give them one (docs/moving.md)."
        )
    session.flush()
    return arriving.came


def refuse_mixed(session: Session, country: Country, lines: Lines, today: date) -> None:
    """Raise WillNotMove where somebody with two accounts would hold what two people must hold."""
    coming = {UUID(str(one)) for one in lines.values(PEOPLE, "id")}
    leads = {one.same_as for one in _by_ids(session, coming)}
    for account in _by_ids(session, leads):
        grants = [one for one in person_of(session, account).grants if one.in_force(today)]
        for one, other in combinations(grants, 2):
            near = one.place.startswith(other.place) or other.place.startswith(one.place)
            if near and {one.role.value, other.role.value} in country.incompatible:
                raise WillNotMove(
                    f"{account.name} (key {account.key}) would be {one.role.value} and "
                    f"{other.role.value}, which do not lie in one hand: let one of these roles end "
                    "first."
                )


def tell_people(
    session: Session, heads: Heads, log: str, lines: Lines, now: datetime
) -> list[dict[str, object]]:
    """Tell in the record of a village how its people are known here; return what was told.

    What they are called by elsewhere, and what was done for their accounts in records of other
    places there, does not move: so each is told anew, in private.
    """
    acting = {UUID(str(one)) for one in lines.values("role_grant", "account")}
    coming = {UUID(str(one)) for one in lines.values(PEOPLE, "id")}
    accounts = _by_ids(session, coming)
    people = [one for one in accounts if one.id in acting or one.same_as is not None]
    keys = {one.id: one.key for one in _by_ids(session, {one.same_as for one in people})}
    told: list[dict[str, object]] = [
        {
            "key": one.key,
            "phone": one.phone,
            "blocked": one.disabled,
            "same": keys[one.same_as] if one.same_as else "",
        }
        for one in sorted(people, key=lambda one: one.key)
    ]
    if told:
        head = lock_log(session, log)
        of = f"{heads.origin(log)} {head.size}"
        request = by_server(log, heads.key_id(log), TYPE, now, of, f"{told}")
        private = {f"person{number}": one for number, one in enumerate(told)}
        append(session, head, request, Event(private=private))
    return told


@dataclass
class _Arriving:
    """The people of a file, and who of this server has their id, number or key."""

    session: Session
    people: list[_Row]
    today: date
    came: list[UUID] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    roots: dict[UUID, UUID] = field(default_factory=dict)
    """By account, the one that signs in for it here."""

    def __post_init__(self) -> None:
        # Those to whom others lead come first.
        self.people = sorted(self.people, key=lambda one: (one["same_as"] is not None, one["key"]))
        self.keys = {one["key"] for one in self.people}
        known = _accounts_like(self.session, self.people)
        self.known = {one.id: one for one in known}
        self.by_phone = {one.phone: one for one in known}
        self.by_key = {one.key: one for one in known}
        self.together: dict[UUID, set[UUID]] = {}
        for one in self.people:
            if (here := self.known.get(one["id"])) is not None:
                self.together.setdefault(one["same_as"] or one["id"], set()).add(_root(here))

    def enter(self, one: _Row, choices: Choices) -> None:
        """Enter somebody; or note that the operator is to be asked who they are."""
        holder, rival = self.by_key.get(one["key"]), self.by_phone.get(one["phone"])
        if holder is not None and holder.id != one["id"]:
            raise WillNotMove(f"Somebody else here has the key {one['key']} ({holder.name}).")
        rival = None if rival is None or rival.id == one["id"] else rival
        here = self.known.get(one["id"])
        if here is not None and here.same_as is not None and here.key in choices.other:
            raise WillNotMove(
                f"{here.name} (key {here.key}) is one person with another account here already: "
                "two administrators give it a number of its own, if it is somebody else "
                "(docs/moving.md)."
            )
        lead = self._leads_to(one, here, rival)
        if lead is not None and one["key"] in choices.other:
            lead = None
        sure = lead is None or one["key"] in choices.same
        if lead is not None and not sure and not self._is_sure(one, here, rival, lead):
            whose = self.session.get_one(Account, lead)
            self.asked.append(f"{one['name']} (key {one['key']}; here {whose.name})")
            return
        account = self._lay_in(one, here, rival, lead)
        self.roots[account.id] = _root(account)

    def _leads_to(self, one: _Row, here: Account | None, rival: Account | None) -> UUID | None:
        """Return the account of the same person here, by its number or as the file says it."""
        if rival is not None:
            return _root(rival)
        return self.roots.get(one["same_as"]) if one["same_as"] else None

    def _is_sure(self, one: _Row, here: Account | None, rival: Account | None, lead: UUID) -> bool:
        """Tell whether nobody need be asked: it is so here already, or nothing but the village's.

        The server that made the file is believed about an account that is new here. It must not
        give what somebody may do here to another.
        """
        if here is not None and _root(here) == lead:
            return True
        said = rival is None or lead in self.together.get(one["same_as"] or one["id"], ())
        return said and (here is None or self._does_nothing(here))

    def _does_nothing(self, here: Account) -> bool:
        """Tell whether an account stands alone, and has a number of its own or no role in force."""
        leads = select(Account.id).where(Account.same_as == here.id)
        if here.same_as is not None or self.session.exec(leads).first() is not None:
            return False
        held = select(RoleGrant.id).where(
            RoleGrant.account == here.id,
            or_(col(RoleGrant.until).is_(None), col(RoleGrant.until) >= self.today),
        )
        return not is_name_only(here.phone) or self.session.exec(held).first() is None

    def _lay_in(
        self, one: _Row, here: Account | None, rival: Account | None, lead: UUID | None
    ) -> Account:
        if here is None:
            said = {**one, "same_as": lead}
            if rival is not None:
                number = f"{ELSEWHERE}{one['key']}"
                said |= {"phone": number, "pin_hash": "", "pin_is_new": True}
            here = Account(**said)
            self.session.add(here)
            self.session.flush()
            self.came.append(here.id)
        elif lead is not None:
            _join(self.session, _root(here), lead)
        elif rival is None and here.same_as is None and is_name_only(here.phone):
            if is_name_only(one["phone"]):
                return here
            for name in ("phone", "name", "pin_hash", "pin_is_new"):
                setattr(here, name, one[name])
            self.came.append(here.id)
        return here


def _root(account: Account) -> UUID:
    return account.same_as or account.id


def _join(session: Session, root: UUID, lead: UUID) -> None:
    """Let all accounts of which one leads to `root`, and that one, lead to `lead`."""
    if root == lead:
        return
    every = select(Account).where(or_(Account.id == root, Account.same_as == root))
    for one in session.exec(every).all():
        one.same_as = lead
    session.flush()


def _by_ids(session: Session, ids: Collection[UUID | None]) -> list[Account]:
    wanted = sorted(one for one in ids if one is not None)
    found: list[Account] = []
    for first in range(0, len(wanted), _AT_ONCE):
        some = col(Account.id).in_(wanted[first : first + _AT_ONCE])
        found += session.exec(select(Account).where(some)).all()
    return found


def _accounts_like(session: Session, wanted: Sequence[_Row]) -> list[Account]:
    """Return the accounts that share an id, a number or a key with one that comes."""
    found: dict[UUID, Account] = {}
    for column, name in ((Account.id, "id"), (Account.phone, "phone"), (Account.key, "key")):
        for first in range(0, len(wanted), _AT_ONCE):
            some = [one[name] for one in wanted[first : first + _AT_ONCE]]
            for one in session.exec(select(Account).where(col(column).in_(some))):
                found[one.id] = one
    return list(found.values())
