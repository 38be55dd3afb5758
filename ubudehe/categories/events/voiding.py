"""Closing a household that was never one, and opening it again.

A household registered by mistake or twice adds nobody anywhere from now on; what is closed (lists
posted, minutes, votes counted) keeps its figures. What was decided for it is not in force while it
is closed, and is again when it is opened.
"""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.categories.actions.decisions import decisions_in_force
from ubudehe.categories.appeals.queries import open_appeal
from ubudehe.categories.events.actions import as_it_is, counted_as, end
from ubudehe.categories.events.rules import VOIDED
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.households.actions import household_of
from ubudehe.households.duplicates.queries import lives_elsewhere
from ubudehe.households.held import holds_households, what_holds
from ubudehe.households.tables import Household
from ubudehe.language.fields import Count, Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event


class VoidForm(Seen, Seconded):
    """Why an entry of the register is no household."""

    household: UUID
    why: Literal["mistake", "twice"]
    twice_of: Count | None = None
    """The number of the same household's other entry; empty where that is in another village."""
    reason: Passage


class RestoreForm(Seen):
    """Why an entry that was closed is a household after all."""

    household: UUID
    reason: Passage


def _is_decided(desk: Desk, form: VoidForm) -> bool:
    """Tell whether a category of the household is in force, which two people take from the list."""
    return bool(decisions_in_force(desk.session, desk.place, form.household))


@holds_households
def _waits_for_appeal(session: Session, household: UUID) -> str | None:
    if open_appeal(session, household) is None:
        return None
    return N_("An appeal of this household is waiting. Let it be decided first.")


@act(
    "household.void",
    Right.HOUSEHOLDS,
    said=N_("The entry is closed and counts nowhere any more. It can be opened again."),
    corrected_by=("household.restore",),
    offline=Offline.STATE,
    second=Second(
        Right.LOOK,
        N_("Two people take a household with a category from the list. Ask a second person."),
        _is_decided,
    ),
    state=as_it_is,
)
def void_household(desk: Desk, form: VoidForm) -> Event:
    """Close an entry made by mistake, or twice: it adds nobody anywhere from now on."""
    found = household_of(desk.session, desk.place, form.household)
    if found.ended:
        raise Refusal(N_("This household is no longer in the village."))
    other = _other(desk, found, form) if form.why == "twice" else None
    if said := what_holds(desk.session, found.id):
        raise Refusal(said)
    if joined := _joined_by(desk.session, found.id):
        raise Refusal(
            N_("Household %(number)s joined this one. Take that back first."), number=joined.number
        )
    desk.session.add(
        HouseholdEvent(
            id=desk.new_id(),
            village=desk.place,
            household=found.id,
            kind=form.why,
            happened_on=desk.today,
            note=form.reason,
            other=other.id if other else None,
            written_at=desk.now,
        )
    )
    totals = end(desk, found, form.why)
    void = {"household": str(found.id), "why": form.why, "reason": form.reason}
    twin = {"twin": {"household": str(other.id)}} if other else {}
    return Event(
        private={"void": void, **twin},
        subject=str(found.id),
        totals={measure: change for measure, change in totals.items() if change},
    )


def _closing(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    found = session.get(Household, ids["household"])
    return {"ended": found.ended} if found is not None and found.village == place else None


@act(
    "household.restore",
    Right.HOUSEHOLDS,
    said=N_("The household is on the list again, with what was decided for it."),
    corrected_by=("household.void",),
    offline=Offline.STATE,
    state=_closing,
)
def restore_household(desk: Desk, form: RestoreForm) -> Event:
    """Open an entry again that was closed as made by mistake, or twice."""
    found = household_of(desk.session, desk.place, form.household)
    if found.ended not in VOIDED:
        raise Refusal(N_("This entry was not closed as a mistake."))
    closed = desk.session.exec(
        select(HouseholdEvent)
        .where(
            HouseholdEvent.household == found.id,
            HouseholdEvent.kind == found.ended,
            col(HouseholdEvent.undone_at).is_(None),
        )
        .order_by(col(HouseholdEvent.written_at).desc())
    ).one()
    closed.undone_at, closed.undone_by = desk.now, desk.person.account
    closed.undone_why = form.reason
    found.ended, found.changed_at = None, desk.now
    return Event(
        private={"restored": {"household": str(found.id), "reason": form.reason}},
        subject=str(found.id),
        totals={name: change for name, change in counted_as(desk, found).items() if change},
    )


def _other(desk: Desk, found: Household, form: VoidForm) -> Household | None:
    """Return the entry that stays; None where an officer found it to be in another village."""
    if form.twice_of is None:
        if lives_elsewhere(desk.session, found.id):
            return None
        raise Refusal(N_("Write the number of the entry that stays."), "twice_of")
    query = select(Household).where(
        Household.village == desk.place, Household.number == form.twice_of
    )
    other = desk.session.exec(query).first()
    if other is None or other.ended or other.id == found.id:
        raise Refusal(N_("Write the number of the entry that stays."), "twice_of")
    return other


def _joined_by(session: Session, household: UUID) -> Household | None:
    """Return a household that joined this one, unless that was taken back."""
    query = (
        select(Household)
        .join(HouseholdEvent, col(HouseholdEvent.household) == Household.id)
        .where(
            HouseholdEvent.other == household,
            HouseholdEvent.kind == "merged",
            Household.ended == "merged",
            col(HouseholdEvent.undone_at).is_(None),
        )
    )
    return session.exec(query).first()
