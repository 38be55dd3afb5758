"""Taking back what was written down about a household by mistake, with the numbers it changed."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.categories.actions.decisions import decisions_in_force
from ubudehe.categories.events.actions import counted_as, set_head
from ubudehe.categories.events.rules import (
    ENDS,
    VOIDED,
    EventMisfit,
    back,
    members_of,
    moved_people,
)
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.households.actions import household_of
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event


class UndoEventForm(Seen):
    """Which event did not happen so, and why it is taken back."""

    event: UUID
    reason: Passage


def _event(session: Session, place: str, id_: object) -> HouseholdEvent | None:
    found = session.get(HouseholdEvent, id_)
    return found if found is not None and found.village == place else None


def _as_it_is(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    found = _event(session, place, ids["event"])
    return None if found is None else {"kind": found.kind, "undone": found.undone_at}


@act(
    "household.undo",
    Right.HOUSEHOLDS,
    said=N_("It is taken back, and the numbers are as before. Write down what did happen."),
    corrected_by=("household.event",),
    offline=Offline.STATE,
    state=_as_it_is,
)
def undo_event(desk: Desk, form: UndoEventForm) -> Event:
    """Take back an event written down by mistake; the numbers it changed are as before."""
    event = _event(desk.session, desk.place, form.event)
    if event is None:
        raise NotFound(N_("There is no such event in this village."))
    home = household_of(desk.session, desk.place, event.household)
    _check_open(desk, event, home)
    private: dict[str, object] = {
        "undo": {
            "household": str(home.id),
            "kind": event.kind,
            "written_at": _moment(event),
            "reason": form.reason,
        }
    }
    totals: dict[str, int] = {}
    if event.kind in ENDS:
        home.ended, home.changed_at = None, desk.now
        totals = counted_as(desk, home)
    elif event.effect is not None:
        totals = {"people": _take_back(desk, home, event.effect)}
    if event.kind == "merged":
        private["let_out"] = _let_out(desk, form, event, home)
        totals["people"] = 0
    _mark(desk, event, form.reason)
    return Event(
        private=private,
        subject=str(home.id),
        totals={measure: change for measure, change in totals.items() if change},
    )


def _check_open(desk: Desk, event: HouseholdEvent, home: Household) -> None:
    """Raise Refusal where the event cannot be taken back, or not before something else is."""
    if event.undone_at is not None:
        raise Refusal(N_("This was taken back already."))
    if event.kind in VOIDED:
        raise Refusal(N_("This entry was closed as a mistake. Open it again instead."))
    if event.kind == "merged" and home.ended != "merged":
        joined = desk.session.get_one(Household, event.other)
        raise Refusal(
            N_("Take this back in the file of household %(number)s, which joined this one."),
            number=joined.number,
        )
    if home.ended and home.ended != event.kind:
        raise Refusal(N_("The household has left the village since. Take that back first."))
    later = select(HouseholdEvent.id).where(
        HouseholdEvent.household == home.id,
        HouseholdEvent.written_at > event.written_at,
        col(HouseholdEvent.undone_at).is_(None),
        col(HouseholdEvent.effect).is_not(None),
    )
    if (event.effect or event.kind in ENDS) and desk.session.exec(later).first():
        raise Refusal(N_("Something later changed the household's numbers. Take that back first."))
    decided = decisions_in_force(desk.session, desk.place, home.id)
    if event.kind not in ENDS and any(one.decided_at > event.written_at for one in decided):
        raise Refusal(
            N_(
                "The assembly decided this household's category after it. Write down what did "
                "happen: the assembly then looks at the household again."
            )
        )


def _take_back(desk: Desk, home: Household, effect: Mapping[str, object]) -> int:
    """Give a household back its numbers and its head; return how many people more there are."""
    heads = effect["heads"]
    identity = desk.session.get_one(HouseholdIdentity, home.id)
    if isinstance(heads, dict) and heads:
        (old, new), (sex, _) = heads["head"], heads["head_sex"]
        if identity.head != new:
            raise Refusal(N_("The head was written anew since. Correct it in the answers."))
        set_head(home, identity, old, sex)
    before = home.members
    _move(home, effect["bands"], home.number)
    home.changed_at = desk.now
    return home.members - before


def _let_out(
    desk: Desk, form: UndoEventForm, event: HouseholdEvent, home: Household
) -> dict[str, object]:
    """Take the people of a household that joined another out of that one again."""
    other = desk.session.get_one(Household, event.other)
    if other.ended:
        raise Refusal(
            N_("Household %(number)s has left the village since. Take that back first."),
            number=other.number,
        )
    mirror = desk.session.exec(
        select(HouseholdEvent).where(
            HouseholdEvent.household == other.id,
            HouseholdEvent.other == home.id,
            HouseholdEvent.kind == "merged",
            HouseholdEvent.written_at == event.written_at,
        )
    ).one()
    bands = {"age_unknown": home.members}
    _move(other, bands, other.number)
    other.changed_at = desk.now
    _mark(desk, mirror, form.reason)
    return {
        "household": str(other.id),
        "written_at": _moment(mirror),
        "bands": bands,
        "reason": form.reason,
    }


def _move(home: Household, bands: object, number: int) -> None:
    assert isinstance(bands, dict)
    try:
        answers = moved_people(home.answers, back(bands))
    except EventMisfit:
        raise Refusal(
            N_(
                "The people of household %(number)s were written anew since. Correct its answers "
                "first, so that they can be taken out again."
            ),
            number=number,
        ) from None
    home.answers, home.members = answers, members_of(answers)


def _mark(desk: Desk, event: HouseholdEvent, reason: str) -> None:
    event.undone_at, event.undone_by, event.undone_why = desk.now, desk.person.account, reason


def _moment(event: HouseholdEvent) -> str:
    return event.written_at.strftime("%Y-%m-%dT%H:%M:%SZ")
