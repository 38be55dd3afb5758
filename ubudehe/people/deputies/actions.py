"""Naming a deputy for a role until a day, and ending that earlier."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.fields import Day, PersonName, Phone
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.actions import refuse_mixed, refuse_other, refuse_twice
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.office import same_person
from ubudehe.people.rules import Right, Role, moves_money
from ubudehe.people.seen import Seen
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.record.append import Event

LONGEST_DEPUTY = timedelta(days=92)
"""How long a deputy is named for at most; whoever is away for longer gives the role up."""


class DeputyForm(Seconded):
    """The role `grant` whose holder is away, and who stands in until a day."""

    grant: UUID
    name: PersonName
    phone: Phone
    until: Day


class RecallForm(Seen):
    """A deputy who stands in no longer."""

    grant: UUID
    last_day: Day


def _role_of(desk: Desk, form: DeputyForm) -> Role:
    return Role(_granted(desk, form.grant).role)


def _as_it_is(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    grant = session.get(RoleGrant, ids["grant"])
    return None if grant is None or grant.place != place else {"last_day": grant.until}


@act(
    "role.depute",
    Right.DEPUTE,
    said=N_("The deputy is named, and may do until that day what the role allows."),
    corrected_by=("role.recall", "role.end"),
    offline=Offline.SECOND,
    second=Second(
        Right.PEOPLE,
        N_("For a role that moves money, an administrator agrees. Ask one, with their PIN."),
        lambda desk, form: moves_money(_role_of(desk, form)),
    ),
)
def name_deputy(desk: Desk, form: DeputyForm) -> Event:
    """Name who stands in for the holder of a role until a day; by the holder or administrators."""
    held = _granted(desk, form.grant)
    role = Role(held.role)
    if held.account not in desk.person.accounts and not _administers(desk):
        raise Refusal(N_("Only who holds the role, or an administrator, names its deputy."))
    if held.deputy_for is not None or role is Role.ADMINISTRATOR:
        raise Refusal(N_("This role has no deputy: ask an administrator to give it to somebody."))
    if not held.since <= desk.today <= (held.until or desk.today):
        raise Refusal(N_("This role is not held today."))
    _check_until(desk, form, held)
    account = desk.session.exec(select(Account).where(Account.phone == form.phone)).one_or_none()
    if account is None or not account.pin_hash:
        raise Refusal(
            N_("Nobody signs in with this number yet. Ask an administrator to give a role first."),
            "phone",
        )
    refuse_other(account, form.name)
    if form.second in same_person(desk.session, (account.id, held.account)):
        raise Refusal(N_("The one who agrees is neither the holder nor the deputy."), "second_pin")
    refuse_twice(desk, account, role)
    refuse_mixed(desk, account, role)
    holder = desk.session.get_one(Account, held.account)
    grant = RoleGrant(
        account=account.id,
        role=role.value,
        place=desk.place,
        since=desk.today,
        until=form.until,
        deputy_for=holder.id,
    )
    desk.session.add(grant)
    desk.session.flush()
    return Event(
        public={
            "role": role.value,
            "key": account.key,
            "of": holder.key,
            "from": desk.today.isoformat(),
            "until": form.until.isoformat(),
        },
        subject=str(grant.id),
    )


@act(
    "role.recall",
    Right.DEPUTE,
    said=N_("The deputy stands in until the end of that day, and no longer."),
    corrected_by=("role.depute",),
    offline=Offline.STATE,
    state=_as_it_is,
)
def recall_deputy(desk: Desk, form: RecallForm) -> Event:
    """End a deputy's time earlier; by the deputy, the holder or an administrator."""
    grant = _granted(desk, form.grant)
    if grant.deputy_for is None:
        raise Refusal(N_("This is no deputy's role. An administrator ends it."))
    if not desk.person.accounts & {grant.account, grant.deputy_for} and not _administers(desk):
        raise Refusal(N_("Only the deputy, the holder or an administrator ends this."))
    if grant.until is None or grant.until < desk.today:
        raise Refusal(N_("This deputy's time is over already."))
    if not desk.today <= form.last_day <= grant.until:
        raise Refusal(N_("Choose a day from today to the last day that was agreed."), "last_day")
    grant.until = form.last_day
    account = desk.session.get_one(Account, grant.account)
    return Event(
        public={"role": grant.role, "key": account.key, "until": form.last_day.isoformat()},
        private={"from": grant.since.isoformat()},
        subject=str(grant.id),
    )


def _granted(desk: Desk, grant: UUID) -> RoleGrant:
    found = desk.session.get(RoleGrant, grant)
    if found is None or found.place != desk.place:
        raise NotFound(N_("There is no such role at this place."))
    return found


def _administers(desk: Desk) -> bool:
    return desk.person.may(Right.PEOPLE, desk.place, desk.today)


def _check_until(desk: Desk, form: DeputyForm, held: RoleGrant) -> None:
    if form.until < desk.today:
        raise Refusal(N_("This day has passed."), "until")
    if form.until > desk.today + LONGEST_DEPUTY:
        raise Refusal(N_("A deputy is named for 92 days at most."), "until")
    if held.until is not None and form.until > held.until:
        raise Refusal(N_("The role itself ends earlier than this day."), "until")
    others = select(RoleGrant.id).where(
        RoleGrant.deputy_for == held.account,
        RoleGrant.role == held.role,
        RoleGrant.place == held.place,
        col(RoleGrant.until) >= desk.today,
    )
    if desk.session.exec(others).first():
        raise Refusal(N_("This role has a deputy already. End that first."))
