"""Making accounts, giving and ending roles."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.fields import Day, PersonName, Phone
from ubudehe.language.messages import N_
from ubudehe.language.names import same_words
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Grant, Right, Role, held_at, moves_money
from ubudehe.people.seen import Seen
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.places.rules import level_of
from ubudehe.record.append import Event


class GiveRoleForm(Seconded):
    """Somebody who is to have a role at a place."""

    name: PersonName
    phone: Phone
    role: Role


class EndForm(Seen):
    """A role that ends."""

    grant: UUID
    last_day: Day


def _role_of(session: Session, _place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    grant = session.get(RoleGrant, ids["grant"])
    return None if grant is None else {"role": grant.role, "last_day": grant.until}


def create_account(
    session: Session, name: str, phone: str, pin_hash: str, now: datetime, key: str | None = None
) -> Account:
    """Return a new account with the hash of its owner's PIN; Refusal if the number is taken."""
    if session.exec(select(Account).where(Account.phone == phone)).one_or_none():
        raise Refusal(N_("There is an account with this phone number."), "phone")
    account = Account(
        phone=phone,
        name=name,
        key=key or secrets.token_hex(4),
        pin_hash=pin_hash,
        pin_is_new=False,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


@act(
    "role.grant",
    Right.PEOPLE,
    said=N_("The role is given. Who has no PIN yet gets a sealed slip from another administrator."),
    corrected_by=("role.end",),
    offline=Offline.STATE,
    second=Second(
        Right.PEOPLE,
        N_("A role that moves money is given by two administrators. Ask the second one."),
        lambda _desk, form: moves_money(form.role),
    ),
)
def grant_role(desk: Desk, form: GiveRoleForm) -> Event:
    """Give a role at the desk's place; who is not known by phone gets an account without a PIN."""
    if level_of(desk.place, desk.country) not in desk.country.roles.get(form.role, ()):
        raise Refusal(N_("This role is not held at a place of this level."), "role")
    account = desk.session.exec(select(Account).where(Account.phone == form.phone)).one_or_none()
    if account is None:
        account = Account(
            phone=form.phone,
            name=form.name,
            key=desk.entropy(4).hex(),
            pin_hash="",
            created_at=desk.now,
        )
        desk.session.add(account)
        desk.session.flush()
    refuse_other(account, form.name)
    refuse_twice(desk, account, form.role, anew=True)
    refuse_mixed(desk, account, form.role)
    grant = give_role(desk.session, account, form.role, desk.place, desk.today)
    public = {"role": form.role.value, "key": account.key, "from": desk.today.isoformat()}
    return Event(
        public=public,
        private={"name": account.name, "phone": account.phone},
        subject=str(grant.id),
    )


@act(
    "role.end",
    Right.PEOPLE,
    said=N_("The role ends on that day. Give it again if that was a mistake."),
    corrected_by=("role.end", "role.grant"),
    offline=Offline.STATE,
    state=_role_of,
)
def end_role(desk: Desk, form: EndForm) -> Event:
    """Let a role at the desk's place end on a day."""
    grant = desk.session.get(RoleGrant, form.grant)
    if grant is None or grant.place != held_at(desk.place):
        raise NotFound(N_("There is no such role at this place."))
    if form.last_day < grant.since:
        raise Refusal(N_("The role began later than this day."), "last_day")
    _refuse_deputed(desk, grant, form.last_day)
    if grant.until is not None and form.last_day > grant.until:
        # Who ends roles alone gives none: what is over, or is to be, is given anew.
        raise Refusal(N_("The role itself ends earlier than this day."), "last_day")
    grant.until = form.last_day
    account = desk.session.get_one(Account, grant.account)
    public = {"role": grant.role, "key": account.key, "until": form.last_day.isoformat()}
    return Event(public=public, private={"from": grant.since.isoformat()}, subject=str(grant.id))


def _refuse_deputed(desk: Desk, grant: RoleGrant, last_day: date) -> None:
    """Refuse to end a role before its deputy's time, and to lengthen that time."""
    if grant.deputy_for is not None and grant.until is not None and last_day > grant.until:
        raise Refusal(N_("A deputy's time is not lengthened: a new one is named."), "last_day")
    deputies = select(RoleGrant.id).where(
        RoleGrant.deputy_for == grant.account,
        RoleGrant.role == grant.role,
        RoleGrant.place == grant.place,
        col(RoleGrant.until) > last_day,
        col(RoleGrant.until) >= desk.today,
    )
    if desk.session.exec(deputies).first():
        raise Refusal(N_("This role has a deputy for longer. End that first."), "last_day")


def give_role(session: Session, account: Account, role: Role, place: str, since: date) -> RoleGrant:
    """Write down a role; for the whole country (place «») only the operator calls this."""
    grant = RoleGrant(account=account.id, role=role.value, place=place, since=since)
    session.add(grant)
    session.flush()
    return grant


def refuse_other(account: Account, name: str) -> None:
    """Refuse a number that belongs to somebody else, and an account that is blocked."""
    if not same_words(account.name, name):
        raise Refusal(
            N_(
                "This number belongs to %(name)s. If that is who you mean, write this name; else "
                "look at the number again."
            ),
            "phone",
            name=account.name,
        )
    if account.disabled:
        raise Refusal(N_("This account is blocked. Unblock it first."), "phone")


def refuse_twice(desk: Desk, account: Account, role: Role, *, anew: bool = False) -> None:
    """Refuse a role that somebody holds here already, as its holder or a deputy.

    `anew` lets one be given again that is to end and did not begin today.
    """
    for grant in _held(desk, account):
        ends = anew and grant.until is not None and grant.since < desk.today
        if grant.role == role and grant.place == desk.place and not (ends or _over(grant, desk)):
            raise Refusal(N_("This person already holds this role here."), "role")


def refuse_mixed(desk: Desk, account: Account, role: Role) -> None:
    """Refuse a role that must not lie in one hand with another (country pack, `incompatible`)."""
    for grant in _held(desk, account):
        pair = {grant.role.value, role.value}
        near = desk.place.startswith(grant.place) or grant.place.startswith(desk.place)
        if near and not _over(grant, desk) and pair in desk.country.incompatible:
            raise Refusal(
                N_("This person holds a role here already that does not go with this one."), "role"
            )


def _held(desk: Desk, account: Account) -> tuple[Grant, ...]:
    return person_of(desk.session, account).grants


def _over(grant: Grant, desk: Desk) -> bool:
    return grant.until is not None and grant.until < desk.today
