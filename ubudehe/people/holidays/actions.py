"""Announcing a day off, and calling it off before it comes."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

from ubudehe.language.fields import Day, Passage, PublicLine
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.holidays.queries import announced_name, holiday_of
from ubudehe.people.holidays.tables import AnnouncedHoliday
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.places.calendar import working_day
from ubudehe.places.rules import is_village
from ubudehe.record.append import Event


class HolidayForm(BaseModel):
    """A day off, and what it is for: both are public."""

    day: Day
    name: PublicLine


class EndHolidayForm(Seen):
    """A day off that is none after all, and why."""

    holiday: UUID
    reason: Passage


def as_announced(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    """Return whether a day off stands, for a page that was opened earlier."""
    try:
        found = holiday_of(session, place, ids["holiday"])
    except NotFound:
        return None
    return {"ended": found.ended_on is not None}


@act(
    "holiday.announce",
    Right.HOLIDAYS,
    said=N_(
        "It is announced. No last day that was told already moves; those told from tomorrow on "
        "count it."
    ),
    corrected_by=("holiday.call_off",),
    offline=Offline.STATE,
)
def announce_holiday(desk: Desk, form: HolidayForm) -> Event:
    """Announce a day on which nobody works in the villages of a place."""
    if is_village(desk.place, desk.country):
        raise Refusal(N_("Days off are announced by a place above the village."))
    if form.day <= desk.today:
        raise Refusal(N_("A day off is announced before it comes."), "day")
    known = announced_name(desk.session, desk.place, form.day)
    if known is not None or not working_day(desk.country)(form.day):
        raise Refusal(N_("Nobody works on this day anyway."), "day")
    desk.session.add(
        AnnouncedHoliday(
            id=desk.act_id,
            place=desk.place,
            day=form.day,
            name=form.name,
            announced_on=desk.today,
            announced_by=desk.person.account,
        )
    )
    public = {"date": form.day.isoformat(), "name": form.name}
    return Event(public=public, subject=str(desk.act_id))


@act(
    "holiday.call_off",
    Right.HOLIDAYS,
    said=N_("It is called off. Last days that were told with it stay as they are."),
    corrected_by=("holiday.announce",),
    offline=Offline.STATE,
    state=as_announced,
)
def call_off_holiday(desk: Desk, form: EndHolidayForm) -> Event:
    """Call a day off that was announced and is still to come."""
    row = holiday_of(desk.session, desk.place, form.holiday)
    if row.ended_on is not None:
        raise Refusal(N_("It was called off already."))
    if row.day <= desk.today:
        raise Refusal(N_("This day has come: it stays as it was announced."))
    row.ended_on, row.reason = desk.today, form.reason
    return Event(
        public={"holiday": str(row.id)}, private={"reason": form.reason}, subject=str(row.id)
    )
