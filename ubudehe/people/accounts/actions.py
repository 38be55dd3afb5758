"""What administrators do for accounts: slips, numbers, blocking, sessions."""

from collections.abc import Collection, Mapping
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session, col, delete, select

from ubudehe.language.fields import Line, Phone
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.accounts.slips import DAYS
from ubudehe.people.acts import Apart, Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.devices import forget_others
from ubudehe.people.factors.showing import remove
from ubudehe.people.office import same_person
from ubudehe.people.rules import Right, held_at
from ubudehe.people.seen import Seen
from ubudehe.people.tables import (
    Account,
    RoleGrant,
    SealedSlip,
    SignIn,
    is_name_only,
    shown_number,
)
from ubudehe.record.append import Event
from ubudehe.record.tables import Act


class SealForm(Seconded):
    """The holder of a role who gets a slip; its mark only the server can make."""

    grant: UUID
    slip_mark: str = ""


class NumberForm(Seconded, Seen):
    """The holder of a role who signs in with another telephone number from now on.

    `apart` is «yes» where they are another human being than who signs in for them so far.
    """

    grant: UUID
    phone: Phone
    apart: Literal["yes"] | None = None


class BlockForm(BaseModel):
    """The holder of a role whose account is blocked, and why."""

    grant: UUID
    reason: Line


class UnblockForm(Seconded):
    """The holder of a role whose account is opened again."""

    grant: UUID


class FactorEndForm(Seconded):
    """The holder of a role whose second factor is lost or no longer wanted."""

    grant: UUID


class SignOutForm(BaseModel):
    """The holder of a role who is signed out everywhere."""

    grant: UUID


def account_of(session: Session, place: str, grant: UUID) -> Account:
    """Return the account with which who holds or held a role at exactly this place signs in.

    NotFound where there is no such role. The record of the whole country stands for roles that are
    held everywhere.
    """
    found = session.get(RoleGrant, grant)
    if found is None or found.place != held_at(place):
        raise NotFound(N_("There is no such role at this place."))
    account = session.get_one(Account, found.account)
    return session.get_one(Account, account.same_as) if is_signed_in_for(account) else account


def is_signed_in_for(account: Account) -> bool:
    """Tell whether another account of the same person signs in for this one."""
    return account.same_as is not None and is_name_only(account.phone)


def end_sessions(session: Session, account: UUID) -> None:
    """End all sessions of an account and forget its devices."""
    session.exec(delete(SignIn).where(col(SignIn.account) == account))
    forget_others(session, account, "")


def _itself(
    desk: Desk, form: SealForm | NumberForm | BlockForm | UnblockForm | FactorEndForm
) -> Collection[UUID | None]:
    return (account_of(desk.session, desk.place, form.grant).id,)


def _who_gave(desk: Desk, form: SealForm) -> Collection[UUID | None]:
    """Return who gave the first role to somebody who has no PIN yet."""
    account = account_of(desk.session, desk.place, form.grant)
    if account.pin_hash:
        return ()
    grants = desk.session.exec(select(RoleGrant.id).where(RoleGrant.account == account.id)).all()
    subjects = [str(grant) for grant in grants]
    given = select(Act.account).where(Act.type == "role.grant", col(Act.subject).in_(subjects))
    return desk.session.exec(given.order_by(col(Act.at)).limit(1)).all()


def _had_a_pin(desk: Desk, form: SealForm) -> bool:
    account = account_of(desk.session, desk.place, form.grant)
    return bool(account.pin_hash) or desk.session.get(SealedSlip, account.id) is not None


@act(
    "slip.seal",
    Right.PEOPLE,
    said=N_("The slip is made. Print it now, fold and seal it; an earlier one opens nothing."),
    corrected_by=("slip.seal", "account.block"),
    offline=Offline.SECRET,
    apart=(
        Apart(
            "whose account it is",
            _itself,
            N_("Nobody makes a slip for themselves. Ask another administrator."),
        ),
        Apart(
            "who gave the first role, before a PIN was chosen",
            _who_gave,
            N_("You gave this person the role, so another administrator makes the slip."),
        ),
    ),
    second=Second(
        Right.PEOPLE,
        N_("A PIN or a slip that was given is replaced by two administrators. Ask the second one."),
        _had_a_pin,
    ),
)
def seal_slip(desk: Desk, form: SealForm) -> Event:
    """Make a sealed slip with which an account's owner chooses a PIN; the PIN so far ends."""
    account = account_of(desk.session, desk.place, form.grant)
    if account.disabled:
        raise Refusal(N_("This account is blocked. Unblock it first."))
    first = not account.pin_hash
    until = desk.in_days(DAYS)
    before = desk.session.get(SealedSlip, account.id)
    if before is not None:
        desk.session.delete(before)
        desk.session.flush()
    desk.session.add(
        SealedSlip(account=account.id, place=desk.place, mark=form.slip_mark, until=until)
    )
    account.pin_hash, account.pin_is_new = "", False
    end_sessions(desk.session, account.id)
    return Event(
        public={"key": account.key, "first": first, "until": until.isoformat()},
        private={"mark": form.slip_mark},
        subject=str(account.id),
    )


def _number_of(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    try:
        account = account_of(session, place, UUID(str(ids["grant"])))
    except NotFound:
        return None
    return {"phone": shown_number(account.phone)}


@act(
    "account.number",
    Right.PEOPLE,
    said=N_(
        "The number is changed, and this person is signed out everywhere. They sign in with the "
        "new number and the PIN they have."
    ),
    corrected_by=("account.number",),
    offline=Offline.SECOND,
    state=_number_of,
    apart=(
        Apart(
            "whose account it is",
            _itself,
            N_("Nobody changes their own number. Ask another administrator."),
        ),
    ),
    second=Second(
        Right.PEOPLE, N_("A number is changed by two administrators. Ask the second one.")
    ),
)
def change_number(desk: Desk, form: NumberForm) -> Event:
    """Give an account another telephone number, which is nobody else's; its owner signs in anew.

    Said to be another human being than who signs in for it, it gets a number of its own: who
    signed in for it so far holds its roles no more. The two still count as one person, since what
    was done under its key meanwhile was done by who signed in.
    """
    account = account_of(desk.session, desk.place, form.grant)
    if form.apart:
        end_sessions(desk.session, account.id)
        account = _itself_alone(desk.session, form.grant)
    if form.second in same_person(desk.session, [account.id]):
        raise Refusal(
            N_("Nobody changes their own number. Ask another administrator."), "second_pin"
        )
    if form.phone == account.phone:
        raise Refusal(N_("This person has this number already."), "phone")
    other = desk.session.exec(select(Account).where(Account.phone == form.phone)).one_or_none()
    if other is not None:
        raise Refusal(
            N_("This number belongs to %(name)s. Look at the number again."),
            "phone",
            name=other.name,
        )
    account.phone = form.phone
    end_sessions(desk.session, account.id)
    return Event(
        public={"key": account.key}, private={"phone": form.phone}, subject=str(account.id)
    )


def _itself_alone(session: Session, grant: UUID) -> Account:
    account = session.get_one(Account, session.get_one(RoleGrant, grant).account)
    if not is_signed_in_for(account):
        raise Refusal(N_("Nobody else signs in for this account."), "apart")
    return account


@act(
    "account.block",
    Right.PEOPLE,
    said=N_("The account is blocked and signed out everywhere. Two administrators unblock it."),
    corrected_by=("account.unblock",),
    offline=Offline.STATE,
    apart=(
        Apart(
            "whose account it is",
            _itself,
            N_("Nobody blocks or unblocks their own account. Ask another administrator."),
        ),
    ),
)
def block_account(desk: Desk, form: BlockForm) -> Event:
    """Block an account: its sessions end, and nobody signs in to it."""
    account = account_of(desk.session, desk.place, form.grant)
    if account.disabled:
        raise Refusal(N_("This account is blocked already."))
    account.disabled = True
    end_sessions(desk.session, account.id)
    return Event(
        public={"key": account.key}, private={"reason": form.reason}, subject=str(account.id)
    )


@act(
    "account.unblock",
    Right.PEOPLE,
    said=N_("The account is open again, with the PIN that it had."),
    corrected_by=("account.block",),
    offline=Offline.SECOND,
    apart=(
        Apart(
            "whose account it is",
            _itself,
            N_("Nobody blocks or unblocks their own account. Ask another administrator."),
        ),
    ),
    second=Second(
        Right.PEOPLE, N_("An account is unblocked by two administrators. Ask the second one.")
    ),
)
def unblock_account(desk: Desk, form: UnblockForm) -> Event:
    """Open an account again that was blocked."""
    account = account_of(desk.session, desk.place, form.grant)
    if not account.disabled:
        raise Refusal(N_("This account is not blocked."))
    account.disabled = False
    return Event(public={"key": account.key}, subject=str(account.id))


@act(
    "factor.end",
    Right.PEOPLE,
    said=N_("The second factor is taken away. Its owner signs in and sets up another one."),
    final="the owner sets up another one after signing in",
    offline=Offline.SECOND,
    apart=(
        Apart(
            "whose account it is",
            _itself,
            N_("Nobody takes their own second factor away. Ask two other administrators."),
        ),
    ),
    second=Second(
        Right.PEOPLE,
        N_("A second factor is taken away by two administrators. Ask the second one."),
    ),
)
def end_factor(desk: Desk, form: FactorEndForm) -> Event:
    """Take away a second factor that is lost or no longer wanted; its owner is signed out."""
    account = account_of(desk.session, desk.place, form.grant)
    if form.second in same_person(desk.session, [account.id]):
        raise Refusal(
            N_("Nobody takes their own second factor away. Ask two other administrators."),
            "second_pin",
        )
    if not remove(desk.session, account.id):
        raise Refusal(N_("This person has no second factor."))
    end_sessions(desk.session, account.id)
    return Event(public={"key": account.key}, subject=str(account.id))


@act(
    "account.sign_out",
    Right.PEOPLE,
    said=N_("This person is signed out everywhere, and can sign in again."),
    final="whoever was signed out signs in again",
    offline=Offline.STATE,
)
def sign_out_account(desk: Desk, form: SignOutForm) -> Event:
    """End all sessions of an account."""
    account = account_of(desk.session, desk.place, form.grant)
    end_sessions(desk.session, account.id)
    return Event(public={"key": account.key}, subject=str(account.id))
