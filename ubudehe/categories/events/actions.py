"""Writing down what happened to a household between rounds."""

from collections.abc import Mapping
from typing import Literal, get_args
from uuid import UUID

from sqlmodel import Session, select

from ubudehe.categories.actions.decisions import current_decision
from ubudehe.categories.actions.rounds import last_round
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.households.actions import as_written, household_of
from ubudehe.households.tables import Household
from ubudehe.language.fields import Count, Day, Line, Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event

Kind = Literal["moved", "split", "merged", "birth", "death", "died", "fire", "illness", "other"]
KINDS: tuple[str, ...] = get_args(Kind)
ENDS = {"moved", "merged", "died"}
"""After these the household is no longer in the village."""


class EventForm(Seen):
    """Something that happened to a household."""

    household: UUID
    kind: Kind
    happened_on: Day
    note: Passage | None = None
    where_to: Line | None = None
    joined: Count | None = None
    """The number of the household that it joined."""


def _as_it_is(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    found = session.get(Household, ids["household"])
    written = as_written(session, place, ids)
    return None if found is None or written is None else {**written, "ended": found.ended}


@act(
    "household.event",
    Right.HOUSEHOLDS,
    said=N_("What happened is written down. Look at the household's answers next."),
    corrected_by=("household.change", "household.register"),
    offline=Offline.ASKS,
    state=_as_it_is,
)
def write_event(desk: Desk, form: EventForm) -> Event:
    """Write down an event; the household is looked at again, or leaves the village's list."""
    found = household_of(desk.session, desk.place, form.household)
    if found.ended:
        raise Refusal(N_("This household is no longer in the village."))
    if form.happened_on > desk.today:
        raise Refusal(N_("This day is still to come."), "happened_on")
    other = _joined(desk, form, found) if form.kind == "merged" else None
    event = HouseholdEvent(
        id=desk.new_id(),
        village=desk.place,
        household=form.household,
        kind=form.kind,
        happened_on=form.happened_on,
        note=form.note,
        other=other.id if other else None,
        place=form.where_to,
        written_at=desk.now,
    )
    desk.session.add(event)
    totals = _end(desk, found, form.kind) if form.kind in ENDS else {}
    if other is not None:
        _take_in(desk, other, found)
        totals["people"] = 0
    return Event(
        private={"event": form.model_dump(mode="json", exclude={"seen"})},
        subject=str(form.household),
        totals={measure: change for measure, change in totals.items() if change},
    )


def _joined(desk: Desk, form: EventForm, leaving: Household) -> Household:
    query = select(Household).where(
        Household.village == desk.place, Household.number == form.joined
    )
    other = desk.session.exec(query).first()
    if other is None or other.ended or other.id == leaving.id:
        raise Refusal(N_("Write the number of the household that it joined."), "joined")
    return other


def _end(desk: Desk, household: Household, kind: str) -> dict[str, int]:
    household.ended, household.changed_at = kind, desk.now
    totals = {"households": -1, "people": -household.members}
    round_ = last_round(desk.session, desk.place)
    if round_ and round_.state == "final":
        decided = current_decision(desk.session, round_.id, household.id)
        totals["classified"] = -1 if decided else 0
    return totals


def _take_in(desk: Desk, household: Household, joined_by: Household) -> None:
    """Add the people of a household that joined; their ages are asked when answers are renewed."""
    answers = dict(household.answers)
    answers["age_unknown"] = int(answers.get("age_unknown") or 0) + joined_by.members
    household.answers, household.changed_at = answers, desk.now
    household.members += joined_by.members
    desk.session.add(
        HouseholdEvent(
            id=desk.new_id(),
            village=desk.place,
            household=household.id,
            kind="merged",
            happened_on=desk.today,
            other=joined_by.id,
            written_at=desk.now,
        )
    )
