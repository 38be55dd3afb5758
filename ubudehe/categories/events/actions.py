"""Writing down what happened to a household between rounds."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field
from sqlmodel import Session, select

from ubudehe.categories.actions.decisions import has_category
from ubudehe.categories.events.rules import (
    COUNTED,
    ENDS,
    EventEffect,
    EventMisfit,
    members_of,
    moved_people,
    signed,
)
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.households.actions import as_written, household_of
from ubudehe.households.held import what_holds, what_holds_people
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.fields import Count, Day, Line, Passage, PersonName
from ubudehe.language.messages import N_
from ubudehe.language.names import fold, in_any_order
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event

Kind = Literal[
    "birth",
    "death",
    "new_head",
    "split",
    "merged",
    "moved",
    "died",
    "fire",
    "illness",
    "other",
]
KINDS: tuple[str, ...] = get_args(Kind)
Band = Literal[
    "f_0_5",
    "f_6_17",
    "f_18_35",
    "f_36_64",
    "f_65",
    "m_0_5",
    "m_6_17",
    "m_18_35",
    "m_36_64",
    "m_65",
    "age_unknown",
]


class EventForm(Seen):
    """Something that happened to a household."""

    household: UUID
    kind: Kind
    happened_on: Day
    note: Passage | None = None
    where_to: Line | None = None
    joined: Count | None = None
    """The number of the household that it joined."""
    who: dict[Band, Annotated[int, Field(ge=0, le=60)]] = Field(default_factory=dict)
    """How many people by sex and age were born, died or left with the new household."""
    head: PersonName | None = None
    head_sex: Literal["f", "m"] | None = None
    """Who heads it now."""


def as_it_is(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return what is written about a household, and whether it is still there."""
    found = session.get(Household, ids["household"])
    written = as_written(session, place, ids)
    return None if found is None or written is None else {**written, "ended": found.ended}


@act(
    "household.event",
    Right.HOUSEHOLDS,
    said=N_("What happened is written down. Look at the household's answers next."),
    corrected_by=("household.undo",),
    offline=Offline.ASKS,
    state=as_it_is,
)
def write_event(desk: Desk, form: EventForm) -> Event:
    """Write down an event; the household is looked at again, or leaves the village's list."""
    found = household_of(desk.session, desk.place, form.household)
    if found.ended:
        raise Refusal(N_("This household is no longer in the village."))
    if form.happened_on > desk.today:
        raise Refusal(N_("This day is still to come."), "happened_on")
    if form.kind in ENDS and (said := what_holds(desk.session, found.id)):
        raise Refusal(said)
    if form.kind == "split" and (said := what_holds_people(desk.session, found.id)):
        raise Refusal(said)
    _not_in_this_second(desk, form)
    other = _joined(desk, form, found) if form.kind == "merged" else None
    effect = _effect(desk, found, form)
    desk.session.add(
        HouseholdEvent(
            id=desk.new_id(),
            village=desk.place,
            household=form.household,
            kind=form.kind,
            happened_on=form.happened_on,
            note=form.note,
            other=other.id if other else None,
            place=form.where_to,
            written_at=desk.now,
            effect=effect.as_value() if effect else None,
        )
    )
    totals = end(desk, found, form.kind) if form.kind in ENDS else {}
    private: dict[str, object] = {"event": form.model_dump(mode="json", exclude={"seen"})}
    if effect is not None:
        totals["people"] = effect.after - effect.before
        private["effect"] = effect.as_value()
    if other is not None:
        private["taken_in"] = _take_in(desk, other, found)
        totals["people"] = 0
    return Event(
        private=private,
        subject=str(form.household),
        totals={measure: change for measure, change in totals.items() if change},
    )


def _not_in_this_second(desk: Desk, form: EventForm) -> None:
    """Refuse a second event of one kind in one second: the record tells them apart by it."""
    earlier = select(HouseholdEvent.written_at).where(
        HouseholdEvent.household == form.household, HouseholdEvent.kind == form.kind
    )
    now = desk.now.replace(microsecond=0)
    if any(at.replace(microsecond=0) == now for at in desk.session.exec(earlier)):
        raise Refusal(N_("The same was written down a moment ago. Look at the household first."))


def _effect(desk: Desk, found: Household, form: EventForm) -> EventEffect | None:
    """Let an event change a household's numbers or head; None where it changes neither."""
    if form.kind == "new_head":
        return _new_head(desk, found, form)
    if form.kind not in COUNTED:
        return None
    bands = signed(form.kind, {str(band): n for band, n in form.who.items()})
    if not bands:
        raise Refusal(N_("Write how many people of which age."), "who")
    if form.kind == "birth" and set(bands) - {"f_0_5", "m_0_5"}:
        raise Refusal(N_("Who was just born is under six years old."), "who")
    before = found.members
    try:
        answers = moved_people(found.answers, bands)
    except EventMisfit:
        raise Refusal(
            N_(
                "The household does not have so many people of this age, or nobody would be left. "
                "Look at its answers first."
            ),
            "who",
        ) from None
    found.answers, found.members, found.changed_at = answers, members_of(answers), desk.now
    return EventEffect(before, found.members, bands)


def _new_head(desk: Desk, found: Household, form: EventForm) -> EventEffect:
    if form.head is None:
        raise Refusal(N_("Write who heads the household now."), "head")
    identity = desk.session.get_one(HouseholdIdentity, found.id)
    heads: dict[str, list[str | None]] = {
        "head": [identity.head, form.head],
        "head_sex": [found.answers.get("head_sex"), form.head_sex],
    }
    set_head(found, identity, form.head, form.head_sex)
    found.changed_at = desk.now
    return EventEffect(found.members, found.members, {}, heads)


def set_head(home: Household, identity: HouseholdIdentity, head: str, sex: str | None) -> None:
    """Write down who heads a household."""
    identity.head, identity.folded, identity.words = head, fold(head), in_any_order(head)
    home.answers = {name: one for name, one in home.answers.items() if name != "head_sex"}
    if sex:
        home.answers = {**home.answers, "head_sex": sex}


def _joined(desk: Desk, form: EventForm, leaving: Household) -> Household:
    query = select(Household).where(
        Household.village == desk.place, Household.number == form.joined
    )
    other = desk.session.exec(query).first()
    if other is None or other.ended or other.id == leaving.id:
        raise Refusal(N_("Write the number of the household that it joined."), "joined")
    return other


def end(desk: Desk, household: Household, kind: str) -> dict[str, int]:
    """Let a household leave the village's list; return what to add to the sums."""
    totals = {measure: -one for measure, one in counted_as(desk, household).items()}
    household.ended, household.changed_at = kind, desk.now
    return totals


def counted_as(desk: Desk, household: Household) -> dict[str, int]:
    """Return what a household of the list adds to the running sums."""
    decided = has_category(desk.session, desk.place, household.id)
    return {"households": 1, "people": household.members, "classified": 1 if decided else 0}


def _take_in(desk: Desk, household: Household, joined_by: Household) -> dict[str, object]:
    """Add the people of a household that joined; their ages are asked when answers are renewed."""
    bands = {"age_unknown": joined_by.members}
    before = household.members
    household.answers = moved_people(household.answers, bands)
    household.members, household.changed_at = before + joined_by.members, desk.now
    effect = EventEffect(before, household.members, bands)
    desk.session.add(
        HouseholdEvent(
            id=desk.new_id(),
            village=desk.place,
            household=household.id,
            kind="merged",
            happened_on=desk.today,
            other=joined_by.id,
            written_at=desk.now,
            effect=effect.as_value(),
        )
    )
    return {"household": str(household.id), **effect.as_value()}
